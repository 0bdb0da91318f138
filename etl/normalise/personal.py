"""Identity-card and mobile numbers: finding them wherever they hide, and masking them before anything is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BETWEEN = r"\s\u200b-\u200d\u2060\ufeff-"
"""What may stand between digits: spaces, hyphens, and what nobody sees."""
_GAP = f"[{_BETWEEN}]?"
_IDENTITY_18 = (
    rf"(?<!\d)\d{{6}}{_GAP}(?:18|19|20|１８|１９|２０)\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}{_GAP}[\dXxＸｘ](?!\d)"
)
_IDENTITY_15 = rf"(?<!\d)\d{{6}}{_GAP}\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}(?!\d)"
_IDENTITY = re.compile(f"{_IDENTITY_18}|{_IDENTITY_15}")
_MOBILE = re.compile(r"(?<![\d.])(?:[+＋]?86" + _GAP + rf")?[1１][3-9３-９]\d({_GAP})\d{{4}}\1\d{{4}}(?!\d)")
_ELEVEN_DIGITS = re.compile(r"\d{11}", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?", re.ASCII)
_LONG_DIGITS = re.compile(rf"\d[\d{_BETWEEN}]{{9}}")
_LONGEST_TITLE = 31
_OLDEST_SHORT_YEAR = 30
"""A 15-digit number with an earlier birth year is far more often an area code with a serial number."""


def has_identity(text: str, checked: bool = True) -> bool:
    """Whether an identity-card number stands in the text; `checked` asks for the right check digit too."""
    return any(True for _ in _identities(text, checked))


def has_mobile(text: str) -> bool:
    """Whether a mainland mobile number stands in the text."""
    return _LONG_DIGITS.search(text) is not None and _MOBILE.search(text) is not None


def has_personal(text: str) -> bool:
    """Whether an identity-card number (check digit right) or a mobile number stands in the text."""
    return _LONG_DIGITS.search(text) is not None and (has_identity(text) or _MOBILE.search(text) is not None)


def may_be_numbers(text: str) -> bool:
    """Whether the text is a plain number and looks like a mobile only by chance, perhaps."""
    return _ELEVEN_DIGITS.fullmatch(text) is not None


def are_personal(texts: Collection[str]) -> bool:
    """Whether the different cells of a column that nobody asked for hold personal numbers.

    One is enough, unless it is a plain number in a column of numbers: then half of them have to look like mobiles.
    """
    hits = [text for text in texts if has_personal(text)]
    if not hits or not all(map(may_be_numbers, hits)):
        return bool(hits)
    return 2 * len(hits) >= sum(_PLAIN_NUMBER.fullmatch(text) is not None for text in texts)


def mask_personal(text: str) -> str:
    """The text with such numbers starred after their first digits, wrong check digits included; idempotent."""
    if not _LONG_DIGITS.search(text):
        return text
    for start, end in reversed(list(_identities(text, checked=False))):
        text = text[: start + 4] + "*" * (end - start - 4) + text[end:]
    return _MOBILE.sub(lambda match: match.group()[:3] + "*" * (len(match.group()) - 3), text)


def masked_titles(names: Sequence[str]) -> list[str]:
    """Names of sheets without personal numbers, as Excel accepts them; two that become alike are numbered."""
    titles: list[str] = []
    for name in names:
        masked = mask_personal(name)
        title = name if masked == name else masked.replace("*", "＊")[:_LONGEST_TITLE]
        alike = sum(other == title or (other.startswith(title) and other[len(title) :].isdigit()) for other in titles)
        titles.append(f"{title}{alike}" if title in titles else title)
    return titles


def _identities(text: str, checked: bool):
    if not _LONG_DIGITS.search(text):
        return
    for match in _IDENTITY.finditer(text):
        digits = _plain(match.group())
        if _is_identity(digits, checked):
            yield match.span()


def _plain(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else "X" for c in text if c.isdecimal() or c in "XxＸｘ")


def _is_identity(digits: str, checked: bool) -> bool:
    if digits[:2] not in _PROVINCES:
        return False
    if len(digits) == 15:
        return int(digits[6:8]) >= _OLDEST_SHORT_YEAR and _is_day("19" + digits[6:12])
    if not _is_day(digits[6:14]):
        return False
    return not checked or check_digit(digits[:17]) == digits[17]


def check_digit(first_17: str) -> str:
    """The check character GB 11643 gives to the first seventeen digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) <= date.today()
    except ValueError:
        return False
