"""The colours of the product on paper: the light values of assets/tokens.css, without the # office files leave out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "assets" / "tokens.css"


@cache
def tokens() -> dict[str, str]:
    """Every plain colour of the light theme by its name, as six hexadecimal digits in capitals."""
    light = FILE.read_text("utf-8").split(':root[data-theme="dark"]')[0]
    return {name: value.upper() for name, value in re.findall(r"--([\w-]+):\s*#([0-9a-fA-F]{6});", light)}


def colour(name: str) -> str:
    """One colour by the name of its token: "accent" → "0B6E75"."""
    return tokens()[name]
