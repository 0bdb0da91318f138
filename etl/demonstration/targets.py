"""The sums that the demonstration is made to reach (targets.toml), read by the generator alone."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def targets() -> dict:
    """Return the targets, one table per case place."""
    return tomllib.loads(Path(__file__).with_name("targets.toml").read_text(encoding="utf-8"))
