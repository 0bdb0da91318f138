"""枢纽年度: what changed against last year and why — the largest contributors to each change, computed, in words."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.hubs_facts import MEASURES, Facts, Measure, choices_of
from components.hubs_pictures import foot
from components.words import box, subtitle
from figures.numbers import Number, exact, signed
from indicators.vocabulary import UNWRITTEN

MADE_OF = {
    "orgs": "field",
    "filings": "field",
    "hatched": "field",
    "activities": "kind",
    "visits": "kind",
    "received": "source",
    "granted": "instrument",
    "hours": "kind",
}
"""The dimension a figure's change is told by: its parts add up to it."""
MOST_PARTS = 2


@dataclass(frozen=True)
class Change:
    """How one figure moved, and by how much each part of it did, largest first."""

    measure: Measure
    now: Number
    before: Number
    parts: list[tuple[str, Number]]

    @property
    def difference(self) -> Number:
        """This year less last year."""
        return self.now - self.before

    @property
    def with_it(self) -> list[tuple[str, Number]]:
        """The parts that moved the same way, largest first."""
        return [part for part in self.parts if part[1] * self.difference > 0][:MOST_PARTS]

    @property
    def against_it(self) -> list[tuple[str, Number]]:
        """The parts that moved the other way, largest first."""
        return [part for part in self.parts if part[1] * self.difference < 0][:MOST_PARTS]


def changes(facts: Facts) -> list[Change]:
    """Every figure known in both years and made of parts, with what each part contributed."""
    year = facts.asked.year
    found = []
    for measure in MEASURES:
        line = facts.lines[measure.key]
        now, before = line.value(year), line.value(year - 1)
        if measure.key in MADE_OF and now is not None and before is not None and now != before:
            found.append(Change(measure, now, before, _parts(facts, measure)))
    return found


def _parts(facts: Facts, measure: Measure) -> list[tuple[str, Number]]:
    side, year, more = MADE_OF[measure.key], facts.asked.year, choices_of(facts.asked, measure)
    values = [
        {row[side]: row["value"] or 0 for row in facts.by(measure.indicator, side, one, **more)}
        for one in (year, year - 1)
    ]
    moved = {name: values[0].get(name, 0) - values[1].get(name, 0) for name in {**values[0], **values[1]}}
    return sorted(((name, by) for name, by in moved.items() if by), key=lambda part: (-abs(part[1]), part[0]))


def why_box(facts: Facts) -> Component:
    """The changes of the year as sentences."""
    found = changes(facts)
    lines = [html.Li(_words(change)) for change in found]
    nothing = html.P("没有一项主要数在这两年都有、又变了。", className="box-words")
    year, years = facts.asked.year, facts.asked.years
    return box(
        "变了什么，为什么",
        subtitle(facts.hub["name"], years.against(year), "按领域、活动类型、资金来源或用途拆开"),
        html.Ul(lines, className="reasons") if lines else nothing,
        foot=foot("名录、台账中写明枢纽的记录", "各部分的增减加起来就是总的变化；只列最大的几项"),
        span=12,
    )


def _words(change: Change) -> list[str | Component]:
    measure, unit = change.measure, change.measure.unit
    rise = "多" if change.difference > 0 else "少"
    amount = exact(abs(change.difference), measure.decimals)
    said: list[str | Component] = [html.B(f"{measure.name}"), f"比上年{rise} {amount} {unit}"]
    said.append(_told("，主要是", change.with_it, measure.decimals, unit))
    said.append(_told("；反方向的有", change.against_it, measure.decimals, unit))
    return [*said, "。"]


def _told(start: str, parts: list[tuple[str, Number]], decimals: int, unit: str) -> str:
    if not parts:
        return ""
    named = [("没有写明的" if name == UNWRITTEN else name, signed(by, decimals)) for name, by in parts]
    return start + "、".join(f"{name} {by} {unit}" for name, by in named)
