"""枢纽年度: trainings and residents' needs over the years, each as a line."""

from __future__ import annotations

from dataclasses import dataclass

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.hubs_facts import Facts
from components.hubs_pictures import foot
from components.hubs_words import hub_year
from components.states import notice
from components.words import subtitle
from figures.numbers import exact
from figures.trend import trend
from indicators.evaluate import evaluate


@dataclass(frozen=True)
class Yearly:
    """A number over the years: chart, unit, indicator, the ledger it comes from, whose it is, what stands beside."""

    name: str
    title: str
    unit: str
    indicator: str
    file: str
    whose: str
    beside: Column


TRAININGS = Yearly(
    "trainings-by-year",
    "培训与督导逐年",
    "场",
    "trainings",
    "培训督导台账",
    "写明归本枢纽的",
    Column("more", "参训", "人次"),
)
NEEDS = Yearly(
    "needs-by-year", "居民需求逐年", "条", "demands", "居民需求清单", "枢纽所在地区", Column("more", "办结率", "%", 1)
)


def trainings_chart(facts: Facts, span: int = 6) -> Component:
    """Trainings the hub held, year by year; a year in which none names the hub is a gap."""
    choices = {"hub": (facts.hub["hub_id"],), "by": "year", **facts.asked.years.choices}
    people = {row["year"]: row["value"] for row in evaluate("training_attendances", choices).rows}
    rows = [
        {"year": row["year"], "value": row["value"] or None, "more": people.get(row["year"])}
        for row in evaluate(TRAININGS.indicator, choices).rows
    ]
    return _drawn(facts, TRAININGS, rows, span)


def needs_chart(facts: Facts, span: int = 6) -> Component:
    """Needs raised in the hub's area, year by year, with how many of them were met."""
    area = facts.hub["area_code"]
    choices = {**({"area": area} if area else {}), "by": "year", **facts.asked.years.choices}
    met = {row["year"]: row["value"] for row in evaluate("demand_response_rate", choices).rows}
    rows = [
        {"year": row["year"], "value": row["value"] if row["reported"] else None, "more": met.get(row["year"])}
        for row in evaluate(NEEDS.indicator, choices).rows
    ]
    return _drawn(facts, NEEDS, rows, span)


def _drawn(facts: Facts, what: Yearly, rows: list[dict], span: int) -> Component:
    """A line over the years up to the review's, from the first with a number."""
    asked = facts.asked
    known = [row["year"] for row in rows if row["value"] is not None and row["year"] <= asked.year]
    shown = [row for row in rows if known and min(known) <= row["year"] <= asked.year]
    line = {"name": facts.hub["name"], "points": [_point(facts, what, row) for row in shown], "own": True}
    words = f"到{asked.years.short(asked.year)}为止，{what.file}里没有{what.whose.removesuffix('的')}的记录。"
    return chart(
        asked.state,
        what.name,
        what.title,
        trend([line], 0, here=asked.year) if shown else notice("没有可画的年份", words),
        _table(facts, what, shown),
        subtitle=subtitle(what.unit, what.whose, "断开的年份没有记录"),
        foot=foot(what.file),
        summary=f"折线图：{what.title}，{len(known)} 个年份",
        span=span,
        indicator=what.indicator,
        all_years=True,
    )


def _point(facts: Facts, what: Yearly, row: dict) -> dict:
    year = row["year"]
    words = f"{facts.asked.years.short(year)}<br><b>{exact(row['value'])}</b> {what.unit}"
    return {"x": year, "value": row["value"], "href": hub_year(facts.asked, year), "hover": words}


def _table(facts: Facts, what: Yearly, shown: list[dict]) -> Component:
    asked = facts.asked
    columns = [
        Column("year", "年份", text=True),
        Column("value", what.title.removesuffix("逐年"), what.unit),
        what.beside,
    ]
    lines = [
        {
            **row,
            "year": asked.years.short(row["year"]),
            "href": hub_year(asked, row["year"]),
            "own": row["year"] == asked.year,
            "reported": row["value"] is not None,
        }
        for row in reversed(shown)
    ]
    return data_table(columns, lines, what.title)
