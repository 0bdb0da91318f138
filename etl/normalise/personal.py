"""Identity-card and mobile numbers: finding them wherever they hide, and masking them before anything is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
"""What nobody sees, or sees only on the letter before it, as the inside of a character class."""
_SPACES = " \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DOTS = ".\u00b7\u2022\u3002\u30fb\uff0e\uff65"
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d\\-"
BETWEEN = rf"\s{_SPACES}{_DOTS}{_DASHES}"
"""What may be seen between the digits of one number. Arrow understands these classes too."""
_HIDDEN = re.compile(f"[{UNSEEN}]")
_STRANGE = re.compile(rf"[{UNSEEN}Ｘｘ＋]|[^\D0-9]")
_GAP = rf"[\s{_SPACES}{_DASHES}]?"
_IDENTITY_18 = rf"(?<!\d)\d{{6}}{_GAP}(?:18|19|20)\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}{_GAP}[\dXx](?!\d)"
_IDENTITY_15 = rf"(?<!\d)\d{{6}}{_GAP}\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}(?!\d)"
_IDENTITY = re.compile(f"{_IDENTITY_18}|{_IDENTITY_15}", re.ASCII)
_APART = rf"[{_SPACES}{_DOTS}{_DASHES}]{{0,3}}"
_IDENTITY_APART = re.compile(rf"(?<!\d)(?=(\d(?:{_APART}\d){{16}}{_APART}[\dXx])(?!\d))", re.ASCII)
_MOBILE = re.compile(rf"(?<![\d.])(?:\+?86{_GAP})?1[3-9]\d({_GAP})\d{{4}}\1\d{{4}}(?!\d)", re.ASCII)
_RUN = re.compile(rf"(?<![\d.])\+?\d+(?:(?:[{_SPACES}]{{1,3}}\d+)+|(?:[{_DOTS}]\d+)+)(?!\d)", re.ASCII)
"""Groups of digits that one kind of thing keeps apart, from the first to the last of them."""
_DIGITS = re.compile(r"\d+", re.ASCII)
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d(?:\d\d|\d{3}|\d{4})?", re.ASCII)
_IN_GROUPS = ((3, 4, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (1,) * 11)
"""How people group the digits of a mobile number: between dots no other grouping is taken for one."""
_ELEVEN_DIGITS = re.compile(r"\d{11}", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?", re.ASCII)
_LONG_DIGITS = re.compile(rf"\d[\d{BETWEEN}{UNSEEN}]{{9}}")
_LONGEST_TITLE = 31
_OLDEST_SHORT_YEAR = 30
"""A 15-digit number with an earlier birth year is far more often an area code with a serial number."""


def has_identity(text: str, checked: bool = True) -> bool:
    """Whether an identity-card number stands in the text; `checked` asks for the right check digit too."""
    return _LONG_DIGITS.search(text) is not None and any(_identities(_Plain(text).text, checked))


def has_mobile(text: str) -> bool:
    """Whether a mainland mobile number stands in the text."""
    return _LONG_DIGITS.search(text) is not None and any(_mobiles(_Plain(text).text))


def has_personal(text: str) -> bool:
    """Whether an identity-card number (check digit right) or a mobile number stands in the text."""
    if not _LONG_DIGITS.search(text):
        return False
    plain = _Plain(text).text
    return any(_identities(plain, True)) or any(_mobiles(plain))


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
    plain = _Plain(text)
    spans = [(start, end, 4) for start, end in _identities(plain.text, False)]
    spans += [(start, end, 3) for start, end in _mobiles(plain.text)]
    for start, end, shown in sorted(spans, key=lambda span: -span[2]):
        first, last = plain.place(start), plain.place(end - 1) + 1
        text = text[: first + shown] + "*" * (last - first - shown) + text[last:]
    return text


def masked_titles(names: Sequence[str]) -> list[str]:
    """Names of sheets without personal numbers, as Excel accepts them; two that become alike are numbered."""
    titles: list[str] = []
    for name in names:
        masked = mask_personal(name)
        title = name if masked == name else masked.replace("*", "＊")[:_LONGEST_TITLE]
        alike = sum(other == title or (other.startswith(title) and other[len(title) :].isdigit()) for other in titles)
        titles.append(f"{title}{alike}" if title in titles else title)
    return titles


class _Plain:
    """A text without what nobody sees, its digits those of ASCII, and where each of its characters came from."""

    def __init__(self, text: str) -> None:
        self._places: list[int] | None = None
        if _STRANGE.search(text):
            self._places = [place for place, letter in enumerate(text) if not _HIDDEN.match(letter)]
            text = "".join(map(_as_ascii, map(text.__getitem__, self._places)))
        self.text = text

    def place(self, position: int) -> int:
        """Where that character stands in the text as it came."""
        return position if self._places is None else self._places[position]


def _as_ascii(letter: str) -> str:
    if letter.isdecimal():
        return str(int(letter))
    return {"Ｘ": "X", "ｘ": "x", "＋": "+"}.get(letter, letter)


def _identities(text: str, checked: bool) -> Iterator[tuple[int, int]]:
    """Where identity-card numbers stand in a plain text."""
    spans = {match.span() for match in _IDENTITY.finditer(text)}
    spans |= {match.span(1) for match in _IDENTITY_APART.finditer(text)}
    for start, end in sorted(spans):
        if _is_identity(_squeezed(text[start:end]), checked):
            yield start, end


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isdecimal() or letter == "X")


def _mobiles(text: str) -> Iterator[tuple[int, int]]:
    """Where mobile numbers stand in a plain text, their digits together or in groups."""
    for match in _MOBILE.finditer(text):
        yield match.span()
    for match in _RUN.finditer(text):
        if _is_grouped_mobile(match.group()):
            yield match.span()


def _is_grouped_mobile(text: str) -> bool:
    """Whether groups of digits are one mobile number: not a number and a year, a month or a day."""
    groups = _DIGITS.findall(text)
    digits = "".join(groups)
    if len(digits) == 13 and digits.startswith("86"):
        groups = groups[1:] if groups[0] == "86" else [groups[0][2:], *groups[1:]]
        digits = digits[2:]
    if len(digits) != 11 or digits[0] != "1" or digits[1] < "3":
        return False
    sizes = tuple(map(len, groups))
    if sizes == _IN_GROUPS[0] or sizes == _IN_GROUPS[-1]:
        return True
    if any(mark in text for mark in _DOTS):
        return sizes in _IN_GROUPS  # no day is written with a group of three digits behind a year
    return not any(map(_YEAR_LIKE.fullmatch, groups))


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
