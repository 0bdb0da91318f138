"""Figures about too few people: what stands in their place, in tables and in the files made of them."""

from __future__ import annotations

from collections.abc import Mapping

from figures.numbers import Number


def told(row: Mapping, key: str = "value") -> Number | str | None:
    """The figure of a row of an indicator; where it is withheld, the words why, which also name what can be read."""
    value = row.get(key)
    return value if value is not None else why_withheld(row) or None


def why_withheld(row: Mapping) -> str:
    """Why the figure is withheld; empty where it is not."""
    return row.get("hidden") or ""


def says_withheld(words: str) -> bool:
    """Whether words in the place of a figure say that it is withheld."""
    return "按规定不" in words
