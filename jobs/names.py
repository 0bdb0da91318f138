"""File names as clerks give them: kept readable, made harmless on every system, personal numbers masked."""

from __future__ import annotations

import re
import unicodedata

# control and bidirectional characters, what separates folders, what Windows forbids
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ufffd\\/:*?\"<>|]")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)", re.ASCII)
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)", re.ASCII)
_COVERED = re.compile(r"\d{3}＊{4}\d{4}|\d{6}＊{8}\d{3}", re.ASCII)
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
MOST_BYTES = 180
NAMELESS = "未命名"


def safe_name(given: str) -> str:
    """A name that stays inside its folder: the last part of a path, unsafe characters gone, short, never empty."""
    text = unicodedata.normalize("NFC", given)
    text = re.split(r"[\\/]", text.rstrip("\\/ "))[-1]
    text = _UNSAFE.sub("", text).strip().lstrip(".~$- ").rstrip(". ")
    text = masked(text)
    if _DEVICES.match(text):
        text = f"_{text}"
    return _short(text) or NAMELESS


def _short(text: str) -> str:
    """At most 180 bytes of UTF-8; what is cut away stands before the ending."""
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending) > 8:
        stem, ending = text, ""
    room = MOST_BYTES - len(f"{dot}{ending}".encode() if ending else b"")
    kept = stem.encode("utf-8", "ignore")[:room].decode("utf-8", "ignore").rstrip()
    return f"{kept}.{ending}" if ending and kept else kept


def masked(text: str) -> str:
    """The text with the middle of every identity-card and mobile telephone number covered by ＊."""
    return _MOBILE.sub(r"\1****\2", _IDENTITY.sub(r"\1********\2", text)).replace("*", "＊")


def holds_covered_number(text: str) -> bool:
    """Whether a number of that kind stood in the text and was covered."""
    return bool(_COVERED.search(text))


def holds_personal_number(text: str) -> bool:
    """Whether an identity-card or mobile telephone number stands in the text."""
    return bool(_IDENTITY.search(text) or _MOBILE.search(text))
