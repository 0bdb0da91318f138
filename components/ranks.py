"""Places among peers: the highest is first, equals share a place and are said to."""

from __future__ import annotations

from collections.abc import Iterable

from figures.numbers import Number


def place_words(own: Number, others: Iterable[Number]) -> str:
    """The place of a number among others, as said in a sentence: 第 3, 并列第 1."""
    values = list(others)
    tied = "并列" if any(value == own for value in values) else ""
    return f"{tied}第 {1 + sum(value > own for value in values)}"
