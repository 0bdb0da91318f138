"""公益创投: outcomes by area below and by field, category, mode, round; brands and the communities they reach."""

from __future__ import annotations

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.projects_facts import (
    APPLICATIONS,
    FUNDED,
    SIDES,
    Facts,
    by_side,
)
from components.projects_words import FILE
from components.states import notice
from components.words import source, subtitle, tabs
from figures import theme
from figures.bars import ranking
from figures.matrix import matrix
from figures.numbers import NOT_REPORTED, exact
from figures.stacked import stacked_share
from indicators.evaluate import evaluate

MOST_ROWS = 24
MOST_BRANDS = 8
NOBODY = "没有申报"


def outcomes_chart(facts: Facts, side: str) -> Component:
    """What became of the applications, by area below or by word; a click goes down or narrows the page."""
    asked = facts.asked
    found = dict(sorted(by_side(asked, side).items(), key=lambda item: (-sum(item[1]["parts"].values()), str(item[0]))))
    wholes = [
        {
            "label": one["name"],
            "parts": one["parts"],
            "href": _href(facts, side, key),
            "missing": NOBODY if one["reported"] else NOT_REPORTED,
        }
        for key, one in list(found.items())[:MOST_ROWS]
    ]
    name = asked.place.below if side == "area" else SIDES[side]
    title = f"各{name}的申报结果"
    sides = [(words, asked.state.link(side=key), key == side) for key, words in SIDES.items()]
    nothing = notice("没有可比的申报", "这个地区之下没有一个地区有申报。")
    return chart(
        asked.state,
        "areas" if side == "area" else "sides",
        title,
        stacked_share(wholes, theme.OUTCOMES) if any(one["parts"] for one in wholes) else nothing,
        _outcomes_table(facts, side, found, title),
        subtitle=subtitle("申报的项目，个", asked.moment.period),
        foot=_foot(facts, side, len(found) - len(wholes)),
        summary=f"堆叠条形图：{len(found)} 条，共 {sum(sum(one['parts'].values()) for one in found.values())} 个申报",
        indicator=APPLICATIONS,
        tools=[] if side == "area" else [tabs("按什么分列", sides)],
    )


def _href(facts: Facts, side: str, key: object) -> str:
    state = facts.asked.state
    return state.link(area=key) if side == "area" else state.toggled(side, str(key))


def _foot(facts: Facts, side: str, hidden: int) -> str:
    more = [f"另有 {hidden} 行没有画出，见表"] if hidden else []
    more += ["点一条即按它筛选全页，再点取消"] if side != "area" else []
    return source(facts.result, FILE, "；".join(more))


def _outcomes_table(facts: Facts, side: str, found: dict[object, dict], title: str) -> Component:
    columns = [
        Column("name", "地区" if side == "area" else SIDES[side], text=True),
        Column("whole", "申报", "个"),
        *[Column(outcome, outcome, "个") for outcome in theme.OUTCOMES],
        Column("rate", "通过率", "%", 1),
    ]
    rows = []
    for key, one in found.items():
        whole = sum(one["parts"].values())
        counts = {outcome: one["parts"].get(outcome, 0) if one["reported"] else None for outcome in theme.OUTCOMES}
        rows.append(
            {
                "name": one["name"],
                "href": _href(facts, side, key),
                "own": str(key) in facts.asked.state.values(side),
                "reported": one["reported"],
                "whole": whole if one["reported"] else None,
                "rate": one["parts"].get(FUNDED, 0) / whole * 100 if whole else None,
                **counts,
            }
        )
    return data_table(columns, rows, title)


def brands_chart(facts: Facts) -> Component:
    """At a street or below it: brand by community; above, how many communities every brand reaches."""
    asked = facts.asked
    found = facts.brands
    title = "品牌到达的社区"
    columns = [
        Column("brand", "服务品牌", text=True),
        Column("numerator", "到达的社区（村）", "个"),
        Column("denominator", "社区（村）", "个"),
        Column("value", "占比", "%", 1),
    ]
    rows = [{**row, "href": f"/coverage{_query(facts, row['brand'])}"} for row in found]
    nothing = notice("没有品牌", "这一年的活动都没有写服务品牌，或没有报送活动。")
    return chart(
        asked.state,
        "brands",
        title,
        ranking([_brand_bar(facts, row) for row in found], 0) if found else nothing,
        data_table(columns, rows, title),
        subtitle=subtitle("有该品牌活动的社区（村），个", asked.moment.period, "按活动举办地"),
        foot=source(facts.result, "活动台账、统计用区划代码", "不受本页其他条件影响；点一条看服务覆盖"),
        summary=f"条形图：{len(found)} 个品牌"
        + (f"，最广的是{found[0]['brand']}，{found[0]['numerator']} 个社区" if found else ""),
        indicator="communities_served",
    )


def _query(facts: Facts, brand: str) -> str:
    return facts.asked.state.go("/coverage", year=str(facts.asked.moment.year), brand=brand).removeprefix("/coverage")


def _brand_bar(facts: Facts, row: dict) -> dict:
    whole = exact(row["denominator"] or 0)
    return {
        "label": row["brand"],
        "value": row["numerator"],
        "own": row["brand"] in facts.asked.state.values("brand"),
        "href": f"/coverage{_query(facts, row['brand'])}",
        "hover": f"{row['brand']}<br><b>{exact(row['numerator'])}</b> ÷ {whole} 个社区（村）",
    }


def matrix_chart(facts: Facts) -> Component:
    """Community × brand with the number of activities, for a street; the widest brands first."""
    asked = facts.asked
    brands = [row["brand"] for row in facts.brands][:MOST_BRANDS]
    choices = {**asked.area, **asked.year, "by": "area,brand", "level": "5"}
    counts: dict[str, dict] = {}
    for row in evaluate("activities", choices).rows:
        one = counts.setdefault(row["area_code"], {"name": row["area_name"], "reported": row["reported"], "cells": {}})
        one["cells"][row["brand"]] = row["value"]
    order = sorted(
        counts.values(), key=lambda one: (not one["reported"], -sum(bool(one["cells"].get(b)) for b in brands))
    )
    title = "社区 × 品牌"
    columns = [Column("name", "社区", text=True), *[Column(brand, brand, "场") for brand in brands]]
    rows = [{"name": one["name"], "reported": one["reported"], **_cells(one, brands)} for one in order]
    cells = [[_cell(one, brand) for brand in brands] for one in order]
    nothing = notice("没有品牌", "这一年的活动都没有写服务品牌，或没有报送活动。")
    return chart(
        asked.state,
        "matrix",
        title,
        matrix([one["name"] for one in order], [theme.shorten(brand, 6) for brand in brands], cells)
        if brands
        else nothing,
        data_table(columns, rows, title),
        subtitle=subtitle("活动场次", asked.moment.period, "空框是 0，斜纹是未报送"),
        foot=source(
            facts.result, "活动台账", f"只列到达社区最多的 {MOST_BRANDS} 个品牌" if len(brands) == MOST_BRANDS else ""
        ),
        summary=f"矩阵：{len(order)} 个社区，{len(brands)} 个品牌",
        indicator="activities",
    )


def _cells(one: dict, brands: list[str]) -> dict[str, int | None]:
    return {brand: (one["cells"].get(brand) or 0) if one["reported"] else None for brand in brands}


def _cell(one: dict, brand: str) -> dict:
    value = _cells(one, [brand])[brand]
    words = f"<b>{exact(value)}</b> 场" if value is not None else NOT_REPORTED
    return {"value": value, "hover": f"{one['name']} · {brand}<br>{words}"}
