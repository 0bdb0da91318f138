"""Targets and published reference points: only those of the same universe may stand beside a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from components.indicator_card import Goal
from components.place import Place
from figures.bars import Mark
from indicators.catalog import targets


@dataclass(frozen=True)
class Target:
    """One published value: what it is for, where and when it holds, who says so."""

    value: float
    comparison: str
    year: int | None
    universe: str
    source: str
    kind: str
    area: str | None

    @property
    def mark(self) -> Mark:
        """As a line in a picture."""
        year = f"（{self.year}年）" if self.year else ""
        return {"value": self.value, "label": f"{self.kind} {self.value:g}{year}"}

    @property
    def goal(self) -> Goal:
        """As a bar on a card."""
        return Goal(self.value, self.comparison, self.source, self.kind)


def published(indicator: str, place: Place, universe: str | None = None) -> list[Target]:
    """What is published for this indicator and place; with a universe only what was counted in that same universe."""
    codes = {None, "", *(code for code, _ in place.lineage)}
    found = [
        Target(
            row["value"],
            row["comparison"],
            row["year"],
            row["universe"] or "",
            row["source"],
            row["kind"],
            row["area"],
        )
        for row in targets(indicator)
        if row["area"] in codes
    ]
    return [target for target in found if universe is None or target.universe in ("", universe)]


def target_of(indicator: str, place: Place, universe: str, year: int | None = None) -> Target | None:
    """The target in force: the nearest area above, then the latest year not after `year` (else the earliest)."""
    goals = [target for target in published(indicator, place, universe) if target.kind == "目标"]
    order = {code: rank for rank, (code, _) in enumerate(place.lineage, 1)}
    year = year or date.today().year
    known = [goal for goal in goals if (goal.year or 0) <= year] or goals
    return max(known, key=lambda goal: (order.get(goal.area, 0), goal.year or 0), default=None)
