"""总览: colours and words of one area, the same on tiles and on the map."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html

from components.overview_map_facts import Plan, Shown
from components.overview_words import why_none
from figures.numbers import exact
from figures.steps import Class, classes_of, step_of, words_of

ENDINGS = re.compile(r"(社区)?(居民委员会|村民委员会|居委会|村委会)?$")


def classes_of_plan(plan: Plan) -> list[Class]:
    """The classes of the colours."""
    return classes_of([area.value for area in plan.areas])


def decimals_of(plan: Plan) -> int:
    """Places of the number on a tile."""
    found = plan.measure.definition
    return 0 if found.unit == "元" else min(found.decimals, 1)


def said(plan: Plan, area: Shown) -> str:
    """One area in words: name, number or why there is none, population."""
    row, unit = area.row, plan.measure.definition.unit
    value = (
        f"{exact(row['value'], decimals_of(plan))} {unit}" if row["value"] is not None else why_none(plan.measure, row)
    )
    people = f"；人口 {exact(area.people)}" if area.people is not None else ""
    return f"{area.name}：{plan.measure.name} {value}{people}"


def shade(area: Shown, classes: list[Class]) -> str:
    """The class of the colour of an area: a step of the sequence, or hatched for none."""
    return "shade-none" if area.value is None else f"shade-{step_of(area.value, classes)}"


def legend(plan: Plan, areas: Sequence[Shown], classes: list[Class]) -> html.Ul:
    """What each colour stands for, with the smallest and the largest number in it."""
    values = [area.value for area in areas]
    lines = [(f"shade-{one.step}", words_of(one, decimals_of(plan))) for one in classes]
    lines = [("shade-0", "0")] * any(value == 0 for value in values) + lines
    lines += [("shade-none", "未报送或无法计算")] * any(value is None for value in values)
    items = [
        html.Li([html.Span(className=f"swatch {name}", **{"aria-hidden": "true"}), words]) for name, words in lines
    ]
    return html.Ul(items, className="map-legend", **{"aria-label": f"颜色：{plan.measure.name}"})


def short_name(area: Shown) -> str:
    """The name as it fits on a tile: a community without the words for one."""
    short = ENDINGS.sub("", area.name)
    return short if len(short) > 1 else area.name
