"""How words run into lines on paper: Chinese breaks anywhere but before a full stop, Latin words and numbers do not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

NOT_FIRST = frozenset("，。、；：？！）》」』】〕％…—·”’%,.;:?!)]}〉")
NOT_LAST = frozenset("（《「『【〔“‘([{〈")
HANGING = frozenset("，。、；：？！,.;:?!")
PIECES = re.compile(r"[A-Za-z0-9.,:%+−/_@#&'()-]*[-/]|[A-Za-z0-9.,:%+−/_@#&']+|.", re.DOTALL)


@lru_cache(maxsize=20_000)
def count_lines(words: str, size: float, width: float, first: float, digit: float, gap: float, hangs: bool) -> int:
    """The lines of a paragraph `width` points wide, the first beginning `first` points inside.

    `digit` is how wide Latin signs are and `gap` how wide the space beside them is, in letters; whether a full stop
    may stand outside the margin is `hangs`.
    """
    lines, used = 1, first
    for piece, before in _pieces(words, digit, gap):
        wide = before * size
        room = width + (size if hangs and piece[-1] in HANGING and len(piece) <= 2 else 0)
        if used + wide > room + 0.01 and used > 0:
            lines, used = lines + 1, 0.0
        used += wide
    return lines


def letters_of(words: str, digit: float) -> float:
    """How long words are on one line, in letters of full width."""
    return sum(_sign(sign, digit) for sign in words)


def _pieces(words: str, digit: float, gap: float) -> Iterator[tuple[str, float]]:
    """What is not parted, with its length in letters: signs that may not begin a line stay with what is before."""
    held, length = "", 0.0
    last = ""
    for piece in PIECES.findall(words):
        wide = letters_of(piece, digit)
        is_mixed = last and _is_wide(last) != _is_wide(piece[0]) and last.isalnum() and piece[0].isalnum()
        wide += gap if is_mixed else 0
        if held and not (piece[0] in NOT_FIRST or held[-1] in NOT_LAST):
            yield held, length
            held, length = "", 0.0
        held, length, last = held + piece, length + wide, piece[-1]
    if held:
        yield held, length


def _sign(sign: str, digit: float) -> float:
    """The width of one sign. Those that are Chinese in one font and Latin in another count as what they take at most,
    but the point between the parts of a name, which Office takes from the Latin font."""
    if sign == "·":
        return digit * 0.6
    if _is_wide(sign):
        return 1.0
    return digit if sign.isdigit() else 0.3 if sign in " .,:;'|!()[]-ijltfI" else digit * 1.15


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WFA"
