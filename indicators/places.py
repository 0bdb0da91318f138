"""Areas: one by its code, all at a level, and the peers of one."""

from dataclasses import dataclass

from indicators.scope import current
from indicators.warehouse import ask


@dataclass(frozen=True)
class Place:
    """One area with the codes of its ancestors-or-self at levels 1 to 6."""

    code: str
    name: str
    level: int
    parent_code: str | None
    lineage: tuple[str | None, ...]


EVERYWHERE = Place("", "全部区域", 0, None, (None,) * 6)


def place(code: str) -> Place | None:
    """The area with this code, or None; a code used at two levels means the higher one."""
    rows = ask("area", area=code)
    return _place(rows[0]) if rows else None


def places_at(level: int, area: Place | None) -> list[Place]:
    """Every area of a level at or below one, in order of code; without one, those with data (inside the scope)."""
    if area is None:
        return [_place(row) for row in ask("areas_with_data", level=level)]
    return [_place(row) for row in ask("areas_below", area=area.code, level=level)]


def top_level() -> int:
    """The highest level with data, within a scope that of its area: 1 where the data lie in the national tree."""
    own = place(current().area or "")
    return own.level if own else ask("top_level")[0]["level"] or 1


def names(codes: list[str]) -> dict[str, str]:
    """Names by code."""
    return {row["area_code"]: row["name"] for row in ask("area_names", codes=sorted(codes))} if codes else {}


def peers(code: str) -> list[Place]:
    """Siblings under the same parent with data, without the area itself; fewer than three count as none."""
    found = place(code)
    if found is None or found.parent_code is None:
        return []
    siblings = [_place(row) for row in ask("area_siblings", parent=found.parent_code, level=found.level)]
    others = [sibling for sibling in siblings if sibling.code != code]
    return others if len(others) >= 3 else []


def _place(row: dict) -> Place:
    return Place(row["area_code"], row["name"], row["level"], row["parent_code"], tuple(row["lineage"]))
