"""Classes of magnitude for maps: about as many areas in each, so that one very large one does not pale the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from figures.numbers import Number, compact

MOST_CLASSES, DARKEST = 5, 6


class Class(NamedTuple):
    """The smallest and largest value in it, and the step (1–6) of the sequence it is drawn in."""

    least: Number
    most: Number
    step: int


def classes_of(values: Sequence[Number | None]) -> list[Class]:
    """The classes of the values above and below 0, smallest first; equal values are always in one class.

    Zeros and None are no class: they are drawn as an outlined and as a hatched area.
    """
    known = sorted(value for value in values if value)
    if not known:
        return []
    count = min(MOST_CLASSES, len(set(known)))
    ends = [known[max(round(len(known) * (place + 1) / count) - 1, 0)] for place in range(count)]
    ends = sorted({*ends, known[-1]})
    held = [
        [value for value in known if (place == 0 or value > ends[place - 1]) and value <= end]
        for place, end in enumerate(ends)
    ]
    filled = [one for one in held if one]
    last = len(filled) - 1
    return [
        Class(one[0], one[-1], DARKEST if not last else 1 + round(place * (DARKEST - 1) / last))
        for place, one in enumerate(filled)
    ]


def step_of(value: Number, classes: Sequence[Class]) -> int:
    """The step a value is drawn in; 0 for zero."""
    return next((one.step for one in classes if value and one.least <= value <= one.most), 0)


def words_of(one: Class, decimals: int = 0) -> str:
    """A class as a legend says it: 12—34."""
    least, most = compact(one.least, decimals), compact(one.most, decimals)
    return least if least == most else f"{least}—{most}"
