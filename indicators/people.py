"""How many people were where and when, and which of these numbers are told: none gives away few people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from indicators.warehouse import Snapshot

LEVELS = range(1, 7)


class Cell(NamedTuple):
    """A set of people: those of `name` in an area ('' is everywhere) and a year."""

    name: str
    area: str
    year: int


def is_large_enough(people: int, k: int) -> bool:
    """Nobody, or so many that nobody stands out."""
    return people == 0 or people >= k


@dataclass
class People:
    """The sizes of the sets, and which of them are told.

    served: with a service in the year; worked: with hours in it; seen: served in it or before; stayed: served in it and
    in the year before.
    """

    k: int
    sizes: dict[Cell, int]
    parents: dict[str, str]
    years: list[int]
    _told: dict[Cell, bool] = field(default_factory=dict)

    @classmethod
    def counted(cls, now: Snapshot, k: int) -> People:
        """From all rows of the build, whatever the scope of the asker."""
        sizes: dict[Cell, int] = {}
        parents: dict[str, str] = {}
        for row in now.rows(SIZES):
            cells = {name: Cell(name, row["area"], row["year"]) for name in ("served", "worked", "seen", "stayed")}
            sizes |= {cell: row[name] for name, cell in cells.items()}
            if row["area"]:
                parents[row["area"]] = row["parent"]
        return cls(k, sizes, parents, sorted({cell.year for cell in sizes}))

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
            known = is_large_enough(people, self.k) and all(
                is_large_enough(self.size(around) - people, self.k)
                for around in self._around(cell)
                if self.is_told(around)
            )
            self._told[cell] = known
        return known

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

    def _next(self, cell: Cell) -> Iterator[Cell]:
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
