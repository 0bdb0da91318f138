"""How much room text needs, without a font at hand: Chinese signs are as wide as the type is high, others narrower."""

from __future__ import annotations

import math
import re
from functools import lru_cache

NARROW, WIDE_LATIN, LATIN = 0.34, 0.72, 0.58
LINE = 1.25
LATIN_END = "\u2e7f"
SAFE = 0.97  # fonts differ a little
BETWEEN = 0.22  # some programs put a gap between Chinese and Latin letters
TURNS = re.compile(r"[\u2e80-\u9fff](?=[A-Za-z0-9])|[A-Za-z0-9](?=[\u2e80-\u9fff])")
PIECES = re.compile(r"[\u2e80-\U0003ffff]|[^\s\u2e80-\U0003ffff]+|\s")


def width(text: str, size: float) -> float:
    """Points the text is wide on one line; rather too much than too little."""
    return size * _signs(text)


@lru_cache(maxsize=50_000)
def _signs(text: str) -> float:
    return sum(_sign(sign) for sign in text) + BETWEEN * len(TURNS.findall(text))


def _sign(sign: str) -> float:
    if ord(sign) > 0x2E7F or sign in "—…“”‘’●▲▼→·":
        return 1.0
    if sign in " .,:;'|!()[]-ijltfI1":
        return NARROW if sign != "1" else LATIN
    return WIDE_LATIN if sign.isupper() or sign in "%@mwMW+−" else LATIN


def lines(text: str, size: float, room: float) -> int:
    """Lines the text takes in `room` points; words of Latin letters are not broken, Chinese is broken anywhere."""
    if "\n" not in text and width(text, size) <= room * SAFE:
        return 1
    return sum(_lines_of(part, size, room * SAFE) for part in (text.split("\n") if text else [""]))


def _lines_of(text: str, size: float, room: float) -> int:
    count, used = 1, 0.0
    for piece in PIECES.findall(text):
        needed = size if piece > LATIN_END else width(piece, size)
        if used + needed <= room:
            used += needed
        elif needed > room:
            whole = used + needed
            count += math.ceil(whole / room) - 1
            used = whole % room
        else:
            count, used = count + 1, needed
    return count


def height(text: str, size: float, room: float) -> float:
    """Points the text is high in `room` points of width."""
    return lines(text, size, room) * size * LINE


def widest_piece(text: str, size: float) -> float:
    """The width below which even breaking does not help: the longest Latin word or one Chinese sign."""
    return max((width(piece, size) for piece in PIECES.findall(text)), default=0.0)
