"""枢纽年度: the rubric as a 体检 — how much of each part was earned, and which items are furthest from full."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.hubs_facts import Facts
from components.hubs_pictures import foot
from components.states import notice
from components.words import box, subtitle
from figures.bars import ranking
from figures.numbers import exact
from figures.radar import FEWEST_SPOKES, radar

RUBRIC = "枢纽"
MOST_GAPS = 8


def _scores(facts: Facts, side: str, year: int) -> dict[str, dict]:
    rows = facts.by("assessment_score", side, year, rubric=RUBRIC)
    return {row[side]: row for row in rows if row["denominator"]}


def check_chart(facts: Facts, span: int = 6) -> Component:
    """The parts of the rubric around a circle, this year against last year."""
    year, years = facts.asked.year, facts.asked.years
    now, before = _scores(facts, "rubric_dimension", year), _scores(facts, "rubric_dimension", year - 1)
    rows = [{**row, "before": before.get(name, {}).get("value")} for name, row in now.items()]
    columns = [
        Column("rubric_dimension", "一级指标", text=True),
        Column("numerator", "得分", "分", 1),
        Column("denominator", "满分", "分", 1),
        Column("value", f"{years.short(year)}得分率", "%", 1),
        Column("before", f"{years.short(year - 1)}得分率", "%", 1),
    ]
    lowest = min(rows, key=lambda row: row["value"]) if rows else None
    return chart(
        facts.asked.state,
        "check",
        "体检：评估细则各部分得分率",
        _picture(facts, rows),
        data_table(columns, rows, "评估细则各部分的得分"),
        subtitle=subtitle("得分 ÷ 满分，%", facts.asked.said, f"虚线为{years.short(year - 1)}" if before else None),
        foot=foot("评估细则得分", "外圈是满分；各评估项目按满分加权"),
        summary=f"雷达图：得分率最低的是{lowest['rubric_dimension']}，{exact(lowest['value'], 1)}%"
        if lowest
        else "没有评估得分",
        span=span,
        indicator="assessment_score",
    )


def _picture(facts: Facts, rows: list[dict]) -> dict | Component:
    year, years = facts.asked.year, facts.asked.years
    if not rows:
        return notice("没有评估得分", f"{facts.asked.said}没有这个枢纽按评估细则的得分。")
    spokes = [
        {
            "label": row["rubric_dimension"],
            "value": row["value"],
            "before": row["before"],
            "hover": f"{row['rubric_dimension']}<br><b>{exact(row['value'], 1)}</b>%，"
            f"{exact(row['numerator'], 1)} ÷ {exact(row['denominator'], 1)} 分",
        }
        for row in rows
    ]
    if len(spokes) < FEWEST_SPOKES:
        return ranking([{key: spoke[key] for key in ("label", "value", "hover")} for spoke in spokes], 1)
    return radar(spokes, years.short(year), years.short(year - 1))


def gaps_box(facts: Facts, span: int = 6) -> Component:
    """The items of the rubric with most points lost."""
    year = facts.asked.year
    items = _scores(facts, "rubric_item", year)
    rows = [{**row, "lost": row["denominator"] - row["numerator"]} for row in items.values()]
    rows = sorted((row for row in rows if row["lost"] > 0), key=lambda row: (-row["lost"], row["rubric_item"]))
    columns = [
        Column("rubric_item", "评估项目", text=True),
        Column("numerator", "得分", "分", 1),
        Column("denominator", "满分", "分", 1),
        Column("lost", "还差", "分", 1),
    ]
    table = html.Div(data_table(columns, rows[:MOST_GAPS], "失分最多的评估项目", name="gaps"), className="name-table")
    nothing = html.P("没有失分的项目。" if items else f"{facts.asked.said}没有评估得分。", className="box-words")
    return box(
        "差在哪几项",
        subtitle(facts.asked.said, "失分多的在前"),
        table if rows else nothing,
        foot=foot("评估细则得分", f"共 {exact(len(items))} 项，失分 {exact(len(rows))} 项"),
        span=span,
    )
