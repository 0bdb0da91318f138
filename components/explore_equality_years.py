"""自由分析 · 均等 · 逐年: the Gini coefficient of every year, each over the areas that reported in it."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.events import events_on
from components.explore_areas import COMMUNITIES, DENSITY, FEWEST, LOWEST, Areas, Weights, is_whole
from components.states import notice
from components.words import figure, source
from figures.numbers import exact, percent
from figures.trend import trend
from indicators.catalog import definition as definition_of
from indicators.errors import ChoiceError
from indicators.spread import Lorenz, lorenz

FIFTH = 0.2
ALIKE = 0.1  # two years are compared when the number of their areas differs by no more than this share
LEAST = 0.005


@dataclass(frozen=True)
class Year:
    """One year: over how many areas, and the curve; None where fewer than three reported or there is nothing."""

    year: int
    count: int
    curve: Lorenz | None


def years_of(areas: Areas, weights: Weights) -> list[Year]:
    """Every year from the first to the last that has a curve, each under the weights of its own year."""
    asked = areas.asked
    rows = [row for row in asked.rows(areas.definition, by="area,year") if row["value"] is not None]
    heavy = _weights_by_year(areas, weights, rows)
    found = []
    for year in sorted({row["year"] for row in rows}):
        pairs = [
            (row["numerator"], heavy[key])
            for row in rows
            if row["year"] == year and heavy.get(key := (row["area_code"], year))
        ]
        found.append(Year(year, len(pairs), _curve(pairs)))
    known = [one.year for one in found if one.curve]
    return [one for one in found if known and known[0] <= one.year <= known[-1]]


def _curve(pairs: list[tuple]) -> Lorenz | None:
    if len(pairs) < FEWEST:
        return None
    try:
        return lorenz(*zip(*pairs, strict=True))
    except ChoiceError:  # nothing to share out in that year: a gap
        return None


def _weights_by_year(areas: Areas, weights: Weights, rows: list[dict]) -> dict[tuple[str, int], int]:
    """The weight of every area and year: what the ratio divides by, the people of that year, or communities."""
    if areas.definition.denominators:
        return {(row["area_code"], row["year"]): row["denominator"] for row in rows if row["denominator"]}
    if weights.kind == COMMUNITIES:
        lowest = {row["area_code"]: 1 for row in rows if row["level"] >= LOWEST}
        of = weights.of | lowest
        return {(row["area_code"], row["year"]): of[row["area_code"]] for row in rows if row["area_code"] in of}
    people = areas.asked.rows(definition_of(DENSITY), by="area,year")
    return {(row["area_code"], row["year"]): row["denominator"] for row in people if is_whole(row)}


def draw(areas: Areas, weights: Weights, what: str, tools: tuple[Component, ...]) -> list[Component]:
    """The answer in words and the line; or why there is none."""
    years = years_of(areas, weights)
    known = [one for one in years if one.curve]
    if len(known) < 2:
        said = f"只有{known[0].year}年算得出" if known else "没有哪一年算得出"
        words = f"{said}：要有至少 {FEWEST} 个{areas.level_words}报送，并且不都是 0。可以换一级地区。"
        return [notice("画不出逐年的均等程度", words, html.P(list(tools)))]
    return [_sentence(known, what), _picture(areas, weights, years, what, tools)]


def _sentence(known: list[Year], what: str) -> html.P:
    first, last = known[0], known[-1]
    said = [f"{what}的基尼系数{first.year}年为 ", figure(first.curve.gini, decimals=3)]
    said += [f"，{last.year}年为 ", figure(last.curve.gini, decimals=3), f"，{_way(first, last)}"]
    return html.P([*said, "。"], className="answer span-12")


def _way(first: Year, last: Year) -> str:
    """More even or more concentrated; no word about it where other areas reported."""
    if abs(last.count - first.count) > ALIKE * first.count:
        return f"但报送的地区从 {first.count} 个变为 {last.count} 个，两年不能直接比"
    change = last.curve.gini - first.curve.gini
    return "更集中了" if change > LEAST else "更均等了" if change < -LEAST else "变化不大"


def _picture(areas: Areas, weights: Weights, years: list[Year], what: str, tools: tuple[Component, ...]) -> Component:
    asked = areas.asked
    points = [
        {
            "x": one.year,
            "value": one.curve.gini if one.curve else None,
            "href": asked.named(year=one.year, as_of=None, by=None),
            "hover": f"{one.year}年，{one.count} 个{areas.level_words}<br>"
            + (f"基尼系数 <b>{exact(one.curve.gini, 3)}</b>" if one.curve else "算不出"),
        }
        for one in years
    ]
    events = events_on(asked.state, asked.place, [one.year for one in years], areas.definition.kind)
    said = asked.result(areas.definition, by="area,year").filters_in_words
    gaps = [str(one.year) for one in years if not one.curve]
    notes = [f"分量：{weights.name}", "0 为处处一样多，越接近 1 越集中", "各年只算当年报送的地区"]
    notes += [f"断开的{'、'.join(gaps)}年报送的地区不足 {FEWEST} 个或都是 0"] if gaps else []
    return chart(
        asked.state,
        "explore-equality-years",
        f"{what}在{weights.name}之间分得有多均：逐年",
        trend([{"name": "基尼系数", "points": points}], 3, here=asked.moment.year, events=events.marks),
        _table(areas, years),
        subtitle=f"基尼系数 · {said.replace('·', ' · ')}",
        foot=events.after(source(areas.result, "各地报送", "；".join(notes))),
        summary=f"折线图：基尼系数，{len(years) - len(gaps)} 个年份。{events.words}",
        span=12,
        indicator=areas.definition.id,
        tools=(*tools, *events.tools),
    )


def _table(areas: Areas, years: list[Year]) -> Component:
    columns = [
        Column("year", "年", text=True),
        Column("count", f"报送的{areas.level_words}", "个"),
        Column("gini", "基尼系数", decimals=3),
        Column("lowest", "最低的 20% 得到", text=True),
        Column("highest", "最高的 20% 得到", text=True),
    ]
    rows = [
        {
            "year": str(one.year),
            "count": one.count,
            "gini": one.curve.gini if one.curve else None,
            "lowest": percent(one.curve.lowest(FIFTH)) if one.curve else None,
            "highest": percent(one.curve.highest(FIFTH)) if one.curve else None,
            "href": areas.asked.named(year=one.year, as_of=None, by=None),
            "own": one.year == areas.asked.moment.year,
        }
        for one in reversed(years)
    ]
    return data_table(columns, rows, "各年的均等程度")
