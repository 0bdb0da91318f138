"""Whose a saved view or an event is, and who sees it and may change it."""

from __future__ import annotations

from access import present
from access.roles import May
from indicators import scope
from indicators.inside import area_is_inside


def my_owners() -> tuple[str, ...] | None:
    """The owners whose views are the asking person's; None is everybody, where there are no accounts.

    What was kept before there were accounts belongs to those who see all.
    """
    asking = present.person()
    if asking is None:
        return () if present.is_required() else None
    return (asking.name, "") if scope.current().is_everything else (asking.name,)


def is_mine(owner: str) -> bool:
    """Whether a view is the asking person's."""
    owners = my_owners()
    return owners is None or owner in owners


def sees_event(owner: str, area: str) -> bool:
    """Whether an event is shown: one's own, and what others noted inside one's scope."""
    asking = present.person()
    if asking is None:
        return not present.is_required()
    return owner == asking.name or area_is_inside(area or None)


def noted_by() -> str | None:
    """The only person whose events the asking person sees, as somebody with a hub: it lies in no area of its own. None
    where there may be others."""
    asking = present.person()
    return asking.name if asking is not None and scope.current().hub is not None else None


def changes_event(owner: str, area: str) -> bool:
    """Whether the asking person may change or delete an event: their own, and as an official those inside the scope."""
    asking = present.person()
    if asking is None:
        return not present.is_required()
    return owner == asking.name or (asking.may(May.DECIDE) and area_is_inside(area or None))
