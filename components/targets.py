"""Targets and published reference points: only those of the same universe may stand beside a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from components.indicator_card import Goal
from components.place import Place
from figures.bars import Mark
from indicators.catalog import definition, denominators, targets


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
    basis: str = ""

    @property
    def mark(self) -> Mark:
        """As a line in a picture."""
        year = f"（{self.year}年）" if self.year else ""
        return {"value": self.value, "label": f"{self.kind} {self.value:g}{year}"}

    @property
    def goal(self) -> Goal:
        """As a bar on a card."""
        return Goal(self.value, self.comparison, self.source, self.kind)


def published(indicator: str, place: Place, universe: str | None = None, basis: str | None = None) -> list[Target]:
    """What is published for this indicator and place, counted over the same population (None: the usual one).

    With a universe only what was counted in that same universe. What an area above is to reach in all is no target of
    its parts: of a count only the place's own targets hold, a ratio hands them down.
    """
    asked = definition(indicator)
    codes = {None, "", *(code for code, _ in place.lineage)} if asked.has_denominator else {None, "", place.code}
    usual = [denominators()[key].basis for key in asked.denominators]
    bases = {None, "", basis or next(iter(usual), "")}
    found = [
        Target(
            row["value"],
            row["comparison"],
            row["year"],
            row["universe"] or "",
            row["source"],
            row["kind"],
            row["area"],
            row["basis"] or "",
        )
        for row in targets(indicator)
        if row["area"] in codes and row["basis"] in bases
    ]
    return [target for target in found if universe is None or target.universe in ("", universe)]


def target_of(
    indicator: str, place: Place, universe: str, year: int | None = None, basis: str | None = None
) -> Target | None:
    """The target in force: the nearest area above, then the latest year not after `year` (else the earliest).

    What is to happen within a year (a flow) is a target of that year alone.
    """
    goals = [target for target in published(indicator, place, universe, basis) if target.kind == "目标"]
    order = {code: rank for rank, (code, _) in enumerate(place.lineage, 1)}
    year = year or date.today().year
    if definition(indicator).kind == "flow":
        goals = [goal for goal in goals if goal.year in (None, year)]
    known = [goal for goal in goals if (goal.year or 0) <= year] or goals
    return max(known, key=lambda goal: (order.get(goal.area, 0), goal.year or 0, goal.basis), default=None)
