"""Text as people type it, freed of what cannot be seen, and the keys headings and words are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_NOT_KEY = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"[(\[{<【〔「《][^()\[\]{}<>【】〔〕「」《》]*[)\]}>】〕」》]")
_LEADING_NUMBER = re.compile(r"^\d+(?=\D)")
_HEADING_LENGTH = 64
_YEAR = r"(?P<year>(?:19|20)\d\d)\s?年(?:年?末|年?底|度)?"
_YEAR_FIRST = re.compile(_YEAR + r"[\s_-]?(?P<rest>.*)\Z", re.ASCII)
_YEAR_LAST = re.compile(r"(?P<rest>[^\d]+?)[\s_(-]?" + _YEAR + r"\)?\Z", re.ASCII)
PLACEHOLDERS = frozenset(
    {"/", "//", "\\", "-", "--", "---", "—", "——", "－", "–", "―", "_", "无", "暂无", "空", "null", "none", "n/a", "na",
     "nan", "nil", "不详", "未知", "未填", "待定", "待补", "…", "...", "。", ".", "?", "？", "(空)", "（空）", "(空白)"}
)  # fmt: skip


def clean_text(text: str) -> str:
    """The text without invisible characters, its runs of white space single, its ends trimmed; idempotent."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """NFKC of the cleaned text: full-width letters, digits and signs in their plain form; idempotent."""
    folded = clean_text(unicodedata.normalize("NFKC", clean_text(text)))
    return clean_text(unicodedata.normalize("NFKC", folded))


def is_placeholder(text: str) -> bool:
    """Whether somebody wrote that there is nothing: empty, / — 无 and the like."""
    cleaned = clean_text(text)
    return not cleaned or cleaned.lower() in PLACEHOLDERS


def word_key(text: str) -> str:
    """What two spellings of a word share: folded, lower case, without spaces and punctuation."""
    return _NOT_KEY.sub("", fold(text).lower())


def header_key(text: str) -> str:
    """What two spellings of a heading share, brackets included."""
    return word_key(text[:_HEADING_LENGTH])


def header_keys(text: str) -> list[str]:
    """The keys to look a heading up by, the fullest first: with brackets, without, without a leading number."""
    folded = fold(text[:_HEADING_LENGTH])
    keys = [word_key(folded), word_key(_BRACKETED.sub("", folded))]
    keys += [_LEADING_NUMBER.sub("", key) for key in keys]
    return [key for key in dict.fromkeys(keys) if key]


def bracketed(text: str) -> list[str]:
    """What stands in brackets in a heading, without the brackets."""
    return [piece[1:-1].strip() for piece in _BRACKETED.findall(fold(text[:_HEADING_LENGTH]))]


def split_year(heading: str) -> tuple[int | None, str]:
    """The year a heading begins or ends with, and its other words; None and the heading if it holds none."""
    folded = fold(heading[:_HEADING_LENGTH])
    match = _YEAR_FIRST.match(folded) or _YEAR_LAST.match(folded)
    return (int(match["year"]), match["rest"]) if match else (None, heading)
