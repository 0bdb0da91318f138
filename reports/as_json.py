"""A report as programs read it: objects, lists and numbers, every block with its kind."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date

KINDS = {"Figure": "figure", "Headlines": "headlines", "Words": "words"}


def as_json(value: object) -> object:
    """Parts of a report as plain values, in the order of the report; days as ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = KINDS.get(type(value).__name__)
        kept = [one.name for one in fields(value) if one.metadata.get("is_kept", True)]
        given = {name: as_json(getattr(value, name)) for name in kept}
        return {"kind": kind, **given} if kind else given
    if isinstance(value, (list, tuple)):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
