"""自由分析 · 均等: how evenly something is spread — Lorenz curve, Gini coefficient, what the lowest fifth has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components import explore_equality_years
from components.chart import chart
from components.data_table import Column, data_table
from components.explore_areas import (
    COMMUNITIES,
    FEWEST,
    PEOPLE,
    Areas,
    Weights,
    areas_of,
    by_area,
    is_by_year,
    listed,
    long_table,
    missing_words,
    too_few,
    weights_of,
)
from components.explore_asked import Asked
from components.explore_rules import check
from components.explore_words import parts_of
from components.notes import names_in_words
from components.states import notice
from components.words import box, source, subtitle, tabs
from figures.lorenz import Step, lorenz_curve
from figures.numbers import exact, percent
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.spread import Lorenz, lorenz

FIFTH = 0.2
RULE = "基尼系数 = 1 − 曲线下面积的两倍：0 为处处一样多，越接近 1 越集中"


@dataclass(frozen=True)
class Shared:
    """What was shared out: the areas in the order of the curve with amount and weight, and the curve."""

    areas: Areas
    weights: Weights
    rows: tuple[dict, ...]
    curve: Lorenz
    weightless: tuple[str, ...]

    @property
    def who(self) -> str:
        """Among whom it is shared out, as in “最低的 20% …”: 社区, 常住人口."""
        return self.weights.name

    @property
    def what(self) -> str:
        """What is shared out: 服务人次; of a ratio its numerator."""
        return shared_name(self.areas.definition)


def draw(asked: Asked) -> list[Component]:
    """The answer in words, curve with its table, readings; or why this cannot be shared out and what can."""
    check(asked)
    refusal = unshareable(asked.definition)
    if refusal:
        return [notice("这个指标没有均等的算法", refusal, kind="empty")]
    areas = areas_of(by_area(asked))
    few = too_few(areas)
    if few:
        return [few]
    if is_by_year(asked):
        weights = weights_of(areas)
        tools = (*_weight_tools(areas, weights), _time_tool(areas, by_year=True))
        return explore_equality_years.draw(areas, weights, shared_name(areas.definition), tools)
    shared = shared_of(areas)
    if isinstance(shared, str):
        return [notice("算不出均等程度", shared)]
    return [_sentence(shared), _picture(shared), _readings(shared)]


def unshareable(definition: Definition) -> str:
    """Why there is no sum to be shared out, with what to choose instead; empty when there is."""
    if definition.value != "ratio":
        return f"“{definition.name}”是与目标的差，不是分给各地的总量。请选在册组织数、服务人次等总量，或看“分布”。"
    if definition.denominator:
        return (
            f"“{definition.name}”的分母不是人口也不是社区，各地的数不能合成一个总量来分。"
            "请选总量（如服务人次、活动场次、志愿服务时长），或按人口、社区折算的指标；也可以看“分布”。"
        )
    return ""


def shared_name(definition: Definition) -> str:
    """What is shared out: a count itself, of a ratio what it counts."""
    return parts_of(definition)[0] if definition.has_denominator else definition.name


def shared_of(areas: Areas) -> Shared | str:
    """The curve of the areas under their weights, or in words why there is none."""
    weights = weights_of(areas)
    heavy = [row for row in areas.rows if weights.of.get(row["area_code"])]
    weightless = tuple(row["area_name"] for row in areas.rows if not weights.of.get(row["area_code"]))
    if len(heavy) < FEWEST:
        return (
            f"有{weights.name}的{areas.level_words}只有 {len(heavy)} 个，至少要 {FEWEST} 个。可以换一级地区或换一年。"
        )
    try:
        curve = lorenz([row["numerator"] for row in heavy], [weights.of[row["area_code"]] for row in heavy])
    except ChoiceError as reason:
        return f"{reason.message}{reason.hint}"
    return Shared(areas, weights, tuple(heavy[place] for place in curve.order), curve, weightless)


def _sentence(shared: Shared) -> html.P:
    """What the lowest and the highest fifth have, the coefficient, and who has nothing."""
    curve, areas = shared.curve, shared.areas
    empty = [row for row in shared.rows if not row["numerator"]]
    said: list[str | Component] = [
        f"{len(shared.rows)} 个{areas.level_words}之间，{shared.what}最低的 20% {shared.who}得到 ",
        html.B(percent(curve.lowest(FIFTH)), className="figure"),
        "，最高的 20% 得到 ",
        html.B(percent(curve.highest(FIFTH)), className="figure"),
        "；基尼系数 ",
        html.B(exact(curve.gini, 3), className="figure"),
    ]
    said += ["；一点也没有的是 ", *listed(areas, empty)] if empty else []
    return html.P([*said, "。"], className="answer span-12")


def _picture(shared: Shared) -> Component:
    areas, curve = shared.areas, shared.curve
    readings = [
        {"x": FIFTH, "y": curve.lowest(FIFTH), "words": f"最低的 20% 得到 {percent(curve.lowest(FIFTH))}"},
        {"x": 1 - FIFTH, "y": curve.lowest(1 - FIFTH), "words": f"最高的 20% 得到 {percent(curve.highest(FIFTH))}"},
    ]
    return chart(
        areas.asked.state,
        "explore-equality",
        f"{shared.what}在{shared.who}之间分得有多均",
        lorenz_curve(_steps(shared), readings, f"{shared.who}累计占比（从少到多）", f"{shared.what}累计占比"),
        _table(shared),
        subtitle=subtitle(f"按{shared.who}，从少到多", areas.result.filters_in_words.replace("·", " · ")),
        foot=source(areas.result, "各地报送", _foot(shared)),
        summary=f"洛伦兹曲线：{len(shared.rows)} 个{areas.level_words}，基尼系数 {exact(curve.gini, 3)}，"
        f"最低的 20% 得到 {percent(curve.lowest(FIFTH))}，最高的 20% 得到 {percent(curve.highest(FIFTH))}",
        span=7,
        indicator=areas.definition.id,
        tools=(*_weight_tools(areas, shared.weights), _time_tool(areas, by_year=False)),
    )


def _steps(shared: Shared) -> list[Step]:
    curve = shared.curve
    return [
        {
            "x": across,
            "y": up,
            "own": shared.areas.is_own(row),
            "href": shared.areas.href(row),
            "hover": f"{row['area_name']}<br><b>{_amount(shared, row)}</b><br>"
            f"到此 {percent(across)} 的{shared.who}得到 {percent(up)}",
        }
        for row, across, up in zip(shared.rows, curve.weights[1:], curve.amounts[1:], strict=True)
    ]


def _amount(shared: Shared, row: dict) -> str:
    weight = shared.weights
    amount = f"{exact(row['numerator'], _decimals(shared))} {_unit(shared)}".strip()
    return f"{amount}，{exact(weight.of[row['area_code']])} {weight.unit}{weight.name}"


def _unit(shared: Shared) -> str:
    return "" if shared.areas.definition.has_denominator else shared.areas.definition.unit


def _decimals(shared: Shared) -> int:
    return 0 if shared.areas.definition.has_denominator else shared.areas.decimals


def _foot(shared: Shared) -> str:
    """The rule, the weight and why, who is not in the curve, what adding up means."""
    weights = shared.weights
    parts = [RULE, f"分量：{weights.name}{f'（{weights.why}）' if weights.why else ''}"]
    if shared.weightless:
        parts.append(f"没有{weights.name}、不在图里的：{names_in_words(shared.weightless)}")
    missing = missing_words(shared.areas)
    if shared.areas.located > (shared.areas.whole["numerator"] or 0):
        parts.append("同一个人（或单位）在几个地区都有的，各地区都计")
    return "；".join([*parts, missing] if missing else parts)


def _weight_tools(areas: Areas, weights: Weights) -> Sequence[Component]:
    """People or communities as weight, where the indicator leaves the choice."""
    if areas.definition.denominators:
        return ()
    views = [("按人口", PEOPLE), ("按社区", COMMUNITIES)]
    return (tabs("分量", [(words, areas.asked.named(weight=one), one == weights.kind) for words, one in views]),)


def _time_tool(areas: Areas, by_year: bool) -> Component:
    """The curve of one time, or the coefficient of every year."""
    asked = areas.asked
    views = [("曲线", asked.named(by=None), not by_year), ("逐年", asked.named(by="year"), by_year)]
    return tabs("一年还是逐年", views)


def _table(shared: Shared) -> Component:
    weights, per = shared.weights, shared.weights.kind == PEOPLE
    columns = [
        Column("area_name", "地区", text=True),
        Column("numerator", shared.what, _unit(shared), _decimals(shared)),
        Column("weight", weights.name, weights.unit),
        Column("each", f"每万{weights.unit}" if per else "每个社区", decimals=2),
        Column("across", f"{weights.name}累计占比", "%", 1),
        Column("up", f"{shared.what}累计占比", "%", 1),
    ]
    rows = [
        {
            **row,
            "weight": weights.of[row["area_code"]],
            "each": float(row["numerator"]) / weights.of[row["area_code"]] * (10_000 if per else 1),
            "across": across * 100,
            "up": up * 100,
            "own": shared.areas.is_own(row),
        }
        for row, across, up in zip(shared.rows, shared.curve.weights[1:], shared.curve.amounts[1:], strict=True)
    ]
    total = {
        "area_name": "图里合计",
        "numerator": sum(row["numerator"] for row in shared.rows),
        "weight": sum(row["weight"] for row in rows),
    }
    total["each"] = float(total["numerator"]) / total["weight"] * (10_000 if per else 1)
    caption = f"从少到多：各{shared.areas.level_words}的{shared.what}与累计占比"
    return long_table(shared.areas.asked, columns, rows, caption, shared.areas.href, total)


def _readings(shared: Shared) -> Component:
    """The curve read at a few places."""
    curve, who = shared.curve, shared.who
    empty = sum(not row["numerator"] for row in shared.rows)
    lines = [
        ("基尼系数", exact(curve.gini, 3)),
        (f"最低的 20% {who}得到", percent(curve.lowest(0.2))),
        (f"最低的一半{who}得到", percent(curve.lowest(0.5))),
        (f"最高的 20% {who}得到", percent(curve.highest(0.2))),
        (f"最高的 10% {who}得到", percent(curve.highest(0.1))),
        (f"一点也没有的{shared.areas.level_words}", f"{empty} 个，共 {len(shared.rows)} 个"),
    ]
    rows = [{"name": name, "value": value} for name, value in lines]
    columns = [Column("name", "读数", text=True), Column("value", "数值")]
    return box(
        "从曲线上读数",
        f"{shared.what}，按{who}",
        data_table(columns, rows, "均等程度的读数", name="explore-equality-readings"),
        foot="地区内部多少之差看不到；只报送到上一级的不在内。",
        span=5,
    )
