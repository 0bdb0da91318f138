"""When two answers say the same: word for word, but for the name of the build they come from."""

from __future__ import annotations

import hashlib
import json
import re

BUILD = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


def builds_in(text: str) -> list[str]:
    """The builds that an answer names; more than one is a mixture."""
    return sorted(set(BUILD.findall(text)))


def digest(text: str) -> str:
    """The same for the same words, whichever build they came from and in whatever order a part names its properties."""
    try:
        said = json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        said = text
    return hashlib.sha256(BUILD.sub("", said).encode()).hexdigest()[:16]
