"""How many people were where and when, and which of these numbers are told: none gives away few people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from indicators.warehouse import Snapshot

LEVELS = range(1, 7)
HOURS = "{whole}volunteer_hours"
OTHERS = "SELECT * FROM {{whole}}{table} WHERE NOT list_contains($own, coalesce(_delivery, ''))"
"""The rows of a table without those of the deliveries in $own."""


class Cell(NamedTuple):
    """A set of people: those of `name` in an area ('' is everywhere) and a year; with a hub, those who served it."""

    name: str
    area: str
    year: int
    hub: str = ""


def is_large_enough(people: int, k: int) -> bool:
    """Nobody, or so many that nobody stands out."""
    return people == 0 or people >= k


@dataclass
class People:
    """The sizes of the sets, and which of them are told.

    served: with a service in the year; worked: with hours in it; seen: served in it or before; stayed: served in it and
    in the year before. Of a whole hub, those who served it in the year: `spread` is the smallest area that holds all of
    their services, `within` the areas in which all services of the year were the hub's. `only_hub`, `only_area`: the
    sets of that hub, or of that area and those below it, are held against each other and against no set outside.
    """

    k: int
    sizes: dict[Cell, int]
    parents: dict[str, str]
    years: list[int]
    spread: dict[Cell, str] = field(default_factory=dict)
    within: dict[Cell, list[str]] = field(default_factory=dict)
    only_hub: str = ""
    only_area: str = ""
    _told: dict[Cell, bool] = field(default_factory=dict)

    @classmethod
    def counted(cls, now: Snapshot, k: int, own: tuple[str, ...] = ()) -> People:
        """From all rows of the build, whatever the scope of the asker, without those of some deliveries."""
        sizes: dict[Cell, int] = {}
        parents: dict[str, str] = {}
        hours = f"({OTHERS.format(table='volunteer_hours')})" if own else "{whole}volunteer_hours"
        sizes_sql, hubs_sql, alone_sql = (sql.replace(HOURS, hours) for sql in (SIZES, HUBS, HUBS_ALONE))
        left_out = {"own": list(own)} if own else {}
        for row in now.rows(sizes_sql, left_out):
            cells = {name: Cell(name, row["area"], row["year"]) for name in ("served", "worked", "seen", "stayed")}
            sizes |= {cell: row[name] for name, cell in cells.items()}
            if row["area"]:
                parents[row["area"]] = row["parent"]
        spread: dict[Cell, str] = {}
        within: dict[Cell, list[str]] = {}
        for row in now.rows(hubs_sql, left_out):
            cell = Cell("served", "", row["year"], row["hub_id"])
            sizes[cell], spread[cell] = row["served"], row["spread"]
        for row in now.rows(alone_sql, left_out):
            within.setdefault(Cell("served", "", row["year"], row["hub_id"]), []).append(row["area"])
        return cls(k, sizes, parents, sorted({cell.year for cell in sizes}), spread, within)

    @property
    def hubs(self) -> set[str]:
        """Every hub that somebody served."""
        return {cell.hub for cell in self.spread}

    def alone(self, hub: str | None, area: str | None) -> People:
        """The same sets, those of a hub or of an area held against none outside: whether they are told then does not
        follow from who of the people in them is outside, too."""
        return replace(self, only_hub=hub or "", only_area=area or "", _told={})

    def size(self, cell: Cell) -> int:
        """How many people; of a year after all others, those seen until then."""
        if cell in self.sizes:
            return self.sizes[cell]
        if cell.name == "seen":
            before = [year for year in self.years if year < cell.year and Cell("seen", cell.area, year) in self.sizes]
            return self.sizes[Cell("seen", cell.area, before[-1])] if before else 0
        return 0

    def is_told(self, cell: Cell) -> bool:
        """Whether the number is told: large enough, and so is what is left of every larger told set around it."""
        known = self._told.get(cell)
        if known is None:
            people = self.size(cell)
            beside = filter(self._is_within, [*self._around(cell), *self._inside(cell)])
            known = is_large_enough(people, self.k) and all(
                is_large_enough(abs(self.size(other) - people), self.k) for other in beside if self.is_told(other)
            )
            self._told[cell] = known
        return known

    def _is_within(self, cell: Cell) -> bool:
        """Whether a set is one of those that sets are held against; all are, unless it was said of which."""
        if self.only_hub:
            return cell.hub == self.only_hub
        area = cell.area
        while self.only_area and area != self.only_area:
            if not area:
                return False
            area = self.parents.get(area, "")
        return True

    def _around(self, cell: Cell) -> list[Cell]:
        """Every set that holds this one because of what the sets are, the nearest first."""
        found: dict[Cell, None] = {}
        waiting = list(self._next(cell))
        while waiting:
            one = waiting.pop(0)
            if one not in found:
                found[one] = None
                waiting += self._next(one)
        return list(found)

    def _inside(self, cell: Cell) -> Iterator[Cell]:
        """The sets of areas that a hub's set holds; areas are told first, so that they are the same without hubs."""
        for area in self.within.get(cell, ()):
            yield from (Cell(name, area, cell.year) for name in ("served", "worked", "stayed"))
            yield Cell("stayed", area, cell.year + 1)

    def _next(self, cell: Cell) -> Iterator[Cell]:
        if cell.hub:
            yield Cell("served", self.spread.get(cell, ""), cell.year)
            return
        if cell.area:
            yield Cell(cell.name, self.parents.get(cell.area, ""), cell.year)
        if cell.name in ("worked", "stayed"):
            yield Cell("served", cell.area, cell.year)
        if cell.name == "stayed":
            yield Cell("served", cell.area, cell.year - 1)
        if cell.name == "served":
            yield Cell("seen", cell.area, cell.year)
        if cell.name == "seen" and self.years and cell.year < self.years[-1]:
            yield Cell("seen", cell.area, cell.year + 1)


def _at(level: int) -> str:
    """The people of the areas of a level, with the area above; a blank where there is none."""
    above = ", ".join([*(f"l{up}" for up in range(level - 1, 0, -1)), "' '"])
    return f"SELECT l{level}, coalesce({above}), volunteer_id, year, hours FROM years WHERE l{level} IS NOT NULL"


_EVERYWHERE = "SELECT '' AS area, CAST(NULL AS VARCHAR) AS parent, volunteer_id, year, hours FROM years"
_PLACES = " UNION ALL ".join([_EVERYWHERE, *map(_at, LEVELS)])
SIZES = f"""
WITH years AS (
    SELECT volunteer_id, CAST(year(served_on) AS INTEGER) AS year, l1, l2, l3, l4, l5, l6, sum(hours) AS hours
    FROM {{whole}}volunteer_hours
    WHERE volunteer_id IS NOT NULL
    GROUP BY ALL
),
persons AS (
    SELECT area, min(trim(parent)) FILTER (parent <> area) AS parent, volunteer_id, year, sum(hours) > 0 AS has_worked
    FROM ({_PLACES})
    GROUP BY area, volunteer_id, year
),
told AS (
    SELECT *,
        year - lag(year) OVER (PARTITION BY area, volunteer_id ORDER BY year) AS gap,
        row_number() OVER (PARTITION BY area, volunteer_id ORDER BY year) = 1 AS is_new
    FROM persons
),
counted AS (
    SELECT area, min(parent) AS parent, year, count(*) AS served, count(*) FILTER (has_worked) AS worked,
        count(*) FILTER (gap = 1) AS stayed, count(*) FILTER (is_new) AS new
    FROM told
    GROUP BY area, year
)
SELECT area, coalesce(parent, '') AS parent, year, served, worked, stayed,
    CAST(sum(new) OVER (PARTITION BY area ORDER BY year) AS BIGINT) AS seen
FROM counted
ORDER BY area, year
"""

_SPREAD = "".join(
    f" WHEN count(l{level}) = count(*) AND min(l{level}) = max(l{level}) THEN min(l{level})"
    for level in reversed(LEVELS)
)
HUBS = f"""
SELECT hub_id, CAST(year(served_on) AS INTEGER) AS year, count(DISTINCT volunteer_id) AS served,
    CASE{_SPREAD} ELSE '' END AS spread
FROM {{whole}}volunteer_hours
WHERE volunteer_id IS NOT NULL AND hub_id IS NOT NULL
GROUP BY ALL
"""
_AREAS = ", ".join(f"l{level}" for level in LEVELS)
HUBS_ALONE = f"""
SELECT area, year, min(hub_id) AS hub_id
FROM (
    SELECT unnest([{_AREAS}]) AS area, CAST(year(served_on) AS INTEGER) AS year, hub_id
    FROM (
        SELECT DISTINCT {_AREAS}, served_on, hub_id FROM {{whole}}volunteer_hours WHERE volunteer_id IS NOT NULL
    )
)
WHERE area IS NOT NULL
GROUP BY ALL
HAVING count(hub_id) = count(*) AND min(hub_id) = max(hub_id)
ORDER BY area, year
"""
