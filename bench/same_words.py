"""When two answers say the same: word for word, but for the name of the build and how many there were before it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

HISTORY = "type=build_history"
"""A link to the history of builds: 数据明细 says beside it how many rows it has, one more with every publishing."""
BUILD = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


def builds_in(text: str) -> list[str]:
    """The builds that an answer names; more than one is a mixture."""
    return sorted(set(BUILD.findall(text)))


def digest(text: str) -> str:
    """The same for the same words, whichever build they came from and in whatever order a part names its properties."""
    try:
        said = json.dumps(_without_count(json.loads(text)), sort_keys=True)
    except ValueError:
        said = text
    return hashlib.sha256(BUILD.sub("", said).encode()).hexdigest()[:16]


def _without_count(said: Any) -> Any:
    """The answer without the words of the links to the history of builds; elements are [name, properties, words…]."""
    if isinstance(said, dict):
        return {name: _without_count(one) for name, one in said.items()}
    if not isinstance(said, list):
        return said
    if len(said) > 1 and isinstance(said[1], dict) and HISTORY in str(said[1].get("href")):
        return said[:2]
    return [_without_count(one) for one in said]
