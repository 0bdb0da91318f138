"""What the sender of a file is told of it: one with a scope nothing that depends on rows of others.

The pages tell the same (jobs/digest.py): the marked-up copy must not say what they leave out.
"""

from __future__ import annotations

import re

from etl.apart import without_marks
from etl.bounds import Bounds
from etl.errors import WARNING

TELLS_OF_OTHERS = ("B116", "B079", "V040", "V101", "V130")
"""Rules that hold a row against those of others."""
_OTHER_ROW = re.compile(r"《[^》]*》第\d+行")


def told_within(entry: dict, bounds: Bounds) -> dict:
    """An entry of the document as a sender with these bounds may read it."""
    if not bounds.key:
        return entry
    left_out = [one for one in entry["messages"] if one["rule"] in TELLS_OF_OTHERS]
    kept = [_of_own(one) for one in entry["messages"] if one["rule"] not in TELLS_OF_OTHERS]
    warnings = sum(one["severity"] == WARNING for one in left_out)
    return entry | {"messages": kept, "warnings": max(0, entry["warnings"] - warnings)}


def _of_own(message: dict) -> dict:
    """Numbers as their sender wrote them, and no row of another file."""
    told = {key: without_marks(value) if isinstance(value, str) else value for key, value in message.items()}
    return told | {"message": _OTHER_ROW.sub("另一份报送的一行", told["message"])}
