"""What one of the portions of a full build knows of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.increment.kept import EVENTS
from etl.model import LAST, Model


@dataclass
class Portion:
    """One of the portions of a full build after the first: facts grow at their end.

    `disordered` are the facts that do not lie in the order of their model.
    """

    is_last: bool = False
    disordered: set[str] = field(default_factory=set)


def made_last(all_models: Sequence[Model]) -> frozenset[str]:
    """The tables made of facts, directly or not: only the last portion makes them, once, as a build in one go does."""
    found = set(EVENTS)
    for model in all_models:
        found |= {model.name} if model.reads & found else set()
    return frozenset(found - set(EVENTS) - set(LAST))
