"""Whose a saved view or an event is, and who sees it and may change it."""

from __future__ import annotations

from access import present
from access.roles import May
from indicators import scope
from indicators.inside import area_is_inside


def is_mine(owner: str) -> bool:
    """Whether a view is the asking person's. What was kept before there were accounts belongs to those who see all."""
    asking = present.person()
    if asking is None:
        return not present.is_required()
    return owner == asking.name or (not owner and scope.current().is_everything)


def sees_event(owner: str, area: str) -> bool:
    """Whether an event is shown: one's own, and what others noted inside one's scope."""
    asking = present.person()
    if asking is None:
        return not present.is_required()
    return owner == asking.name or area_is_inside(area or None)


def changes_event(owner: str, area: str) -> bool:
    """Whether the asking person may change or delete an event: their own, and as an official those inside the scope."""
    asking = present.person()
    if asking is None:
        return not present.is_required()
    return owner == asking.name or (asking.may(May.DECIDE) and area_is_inside(area or None))
