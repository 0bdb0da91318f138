"""Which colour a run of numbers has in a file: the one its name has on the pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.theme import CATEGORIES, FIVE_PARTS, GRADES, OUTCOMES, SOURCES
from reports.colours import tokens

MEANINGS = [FIVE_PARTS, *GRADES.values(), SOURCES, OUTCOMES]


QUIET = "cat-7"  # what one run is held against: the median, the year before


def latest(names: Sequence[str]) -> int:
    """Which run speaks of now: of runs named by years the last year, else the first."""
    years = [re.findall(r"(?:19|20)[0-9]{2}", name) for name in names]
    return max(range(len(names)), key=lambda at: years[at]) if all(years) else 0


def text_on(token: str) -> str:
    """The token of the text that can be read on a colour."""
    beside = f"{token}-text"
    return beside if beside in tokens() else "on-accent"


def tokens_of(names: Sequence[str]) -> list[str]:
    """A token for each name: of fixed meaning where all of them have one, else the categories in their order."""
    if len(names) == 1:
        return ["accent"]
    if len(names) == 2 and not any(all(name in meaning for name in names) for meaning in MEANINGS):
        return ["accent", QUIET] if latest(names) == 0 else [QUIET, "accent"]
    for meaning in MEANINGS:
        if all(name in meaning for name in names):
            return [meaning[name].removeprefix("@") for name in names]
    return [CATEGORIES[place % len(CATEGORIES)].removeprefix("@") for place in range(len(names))]
