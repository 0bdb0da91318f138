"""The colours of the product on paper: the light values of assets/tokens.css, without the # office files leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from figures import theme

FILE = Path(__file__).parents[1] / "assets" / "tokens.css"
CATEGORIES = 7


@cache
def tokens() -> dict[str, str]:
    """Every plain colour of the light theme by its name, as six hexadecimal digits in capitals."""
    light = FILE.read_text("utf-8").split(':root[data-theme="dark"]')[0]
    return {name: value.upper() for name, value in re.findall(r"--([\w-]+):\s*#([0-9a-fA-F]{6});", light)}


def colour(name: str) -> str:
    """One colour by the name of its token: "accent" → "0B6E75"."""
    return tokens()[name]


def tokens_of(names: Sequence[str]) -> list[str]:
    """The tokens of series: those their names have on every page, else the accent for one and the categories for more.

    Fixed meanings count only where all the names have one, so that no two series look the same by chance.
    """
    for meaning in (theme.FIVE_PARTS, theme.SOURCES, theme.OUTCOMES, *theme.GRADES.values()):
        if all(name in meaning for name in names):
            return [meaning[name].removeprefix("@") for name in names]
    if len(names) == 1:
        return ["accent"]
    return [f"cat-{place % CATEGORIES + 1}" for place in range(len(names))]


def text_on(token: str) -> str:
    """The token of the letters that can be read on a colour."""
    own = f"{token}-text"
    return own if own in tokens() else "on-accent" if token in ("accent", "target", "accent-strong") else "text"
