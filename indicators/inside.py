"""Whether an area, a hub or somebody's scope lies inside the scope of this question; what cannot be told does not."""

from __future__ import annotations

from indicators.errors import NoWarehouse
from indicators.places import place
from indicators.scope import Scope, current
from indicators.warehouse import ask

DISTRICT = 3
"""The level of the area whose rows a hub in it may send (etl/visible.py)."""


def area_is_inside(code: str | None) -> bool:
    """Whether an area is that of the scope or lies below it. No area at all is everywhere: inside everything only."""
    scope = current()
    if scope.is_everything:
        return True
    return bool(code) and scope.area is not None and _is_below(code, scope.area)


def hub_is_inside(hub: str | None) -> bool:
    """Whether a hub is that of the scope or stands in its area."""
    scope = current()
    if scope.is_everything:
        return True
    if not hub or scope.hub is not None:
        return bool(hub) and hub == scope.hub
    try:
        return any(row["hub_id"] == hub for row in ask("hubs", area=scope.area, level=None))
    except NoWarehouse:
        return False


def is_inside(area: str | None, hub: str | None) -> bool:
    """Whether what is about a hub or an area (the hub where both are named) is about something inside."""
    return hub_is_inside(hub) if hub else area_is_inside(area)


def scope_is_inside(key: str) -> bool:
    """Whether what was made under the scope of this key holds nothing from outside this one. The records of a hub lie
    anywhere, so what was made for a hub lies inside the same hub only."""
    made, asking = scope_of(key), current()
    if asking.is_everything or made.is_everything:
        return asking.is_everything
    return made.hub == asking.hub if made.hub else area_is_inside(made.area)


def only_within() -> str | None:
    """The key of the only scope in which that was made what lies inside this one: a hub's own; None where there are
    others."""
    return current().key if current().hub is not None else None


def sent_inside(key: str) -> bool:
    """Whether the rows that may be sent under the scope of this key all lie inside this one: those of a hub lie in its
    district."""
    made, asking = scope_of(key), current()
    if made.hub is None or asking.area is None:
        return scope_is_inside(key)
    try:
        hubs = ask("hubs", area=asking.area, level=None)
    except NoWarehouse:
        return False
    codes = [row["area_code"] for row in hubs if row["hub_id"] == made.hub]
    found = place(codes[0]) if codes else None
    return found is not None and asking.area in found.lineage[:DISTRICT]


def scope_of(key: str) -> Scope:
    """The scope whose `key` was written down. ValueError for what never was a key: no mistake widens a scope."""
    if not key:
        return Scope()
    kind, _, value = key.partition(":")
    if kind not in ("area", "hub") or not value:
        raise ValueError(f"{key!r} is the key of no scope")
    return Scope(**{kind: value})


def _is_below(code: str, area: str) -> bool:
    if code == area:
        return True
    try:
        found = place(code)
    except NoWarehouse:
        return False
    return found is not None and area in found.lineage
