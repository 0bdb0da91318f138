"""The word lists of the later records."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def later_words() -> dict[str, Any]:
    """Return the lists of later.toml."""
    return tomllib.loads(Path(__file__).with_name("later.toml").read_text(encoding="utf-8"))
