"""口径与来源: how every indicator behind some parts of a page is defined."""

from __future__ import annotations

from collections.abc import Sequence

from components.behind import Frame, kept
from components.indicator_card import Card
from indicators.catalog import catalog
from reports.content import Basis


def bases_of(parts: object, further: Sequence[str] = ()) -> tuple[Basis, ...]:
    """The definitions of all indicators among the parts, each once, in the order of their first use."""
    asked = [one.indicator for one in kept(parts) if isinstance(one, Card | Frame) and one.indicator]
    asked += further
    known = dict.fromkeys(one.partition(";")[0] for one in asked)
    found = [catalog()[one] for one in known if one in catalog()]
    return tuple(Basis(one.name, one.unit, one.definition, one.formula, one.source) for one in found)
