"""服务覆盖: bars and lines out of the facts — areas below, fields or groups, years."""

from __future__ import annotations

from dash.development.base_component import Component

from components.chart import chart
from components.coverage_cards import NO_COMMUNITY
from components.coverage_facts import SERVED, Asked, Facts, activities_by_word, by_area, by_word, side_name
from components.coverage_matrix import FILE
from components.data_table import Column, data_table
from components.events import Events, events_on
from components.place import LEVELS
from components.states import notice
from components.targets import target_of
from components.words import source, subtitle
from figures.bars import ranking
from figures.numbers import NOT_REPORTED, exact
from figures.trend import trend

MOST_BARS = 20
FRACTION = [
    Column("numerator", "有活动的社区", "个"),
    Column("denominator", "社区（村）", "个"),
    Column("value", "覆盖率", "%", 1),
]


def _fraction(row: dict) -> str:
    return f"{exact(row['numerator'] or 0)} ÷ {exact(row['denominator'] or 0)} 个社区（村）"


def _value(row: dict) -> float | None:
    return float(row["value"]) if row["reported"] and row["value"] is not None else None


def areas_chart(facts: Facts) -> Component:
    """The share of communities served in every area below; a click goes down."""
    asked = facts.asked
    rows = sorted(by_area(asked), key=lambda row: (not row["reported"], row["value"] is None, -(_value(row) or 0)))
    bars = [
        {
            "label": row["area_name"],
            "value": _value(row),
            "href": asked.state.link(area=row["area_code"]),
            "hover": f"{row['area_name']}<br>{_fraction(row)}",
            "missing": NOT_REPORTED if not row["reported"] else NO_COMMUNITY,
        }
        for row in rows[:MOST_BARS]
    ]
    lines = [{**row, "href": asked.state.link(area=row["area_code"])} for row in rows]
    title = f"各{LEVELS[rows[0]['level']] if rows else asked.place.below}的社区服务覆盖率"
    silent = sum(not row["reported"] for row in rows)
    missing = [f"{silent} 个地区未报送"] if silent else []
    missing += [f"另有 {len(rows) - MOST_BARS} 个没有画出，见表"] if len(rows) > MOST_BARS else []
    return chart(
        asked.state,
        "areas",
        title,
        ranking(bars, 1) if bars else notice("没有下级", "区划树里这个地区没有下级。"),
        data_table([Column("area_name", "地区", text=True), *FRACTION], lines, title),
        subtitle=subtitle("%", f"至少 {asked.least} 场", asked.moment.period),
        foot=source(facts.result, FILE, "；".join(missing)),
        summary=f"条形图：{len(rows)} 个地区，{silent} 个未报送",
        indicator=SERVED,
    )


def words_chart(facts: Facts) -> Component:
    """How many communities each field or group reaches; of one community how many activities."""
    asked = facts.asked
    name = side_name(asked)
    rows = activities_by_word(asked) if asked.is_community else by_word(asked)
    lines = [{**row, "href": asked.state.toggled(asked.side, row[asked.side])} for row in rows]
    counts = [Column("value", "活动", "场")] if asked.is_community else FRACTION
    title = f"各{name}有多少活动" if asked.is_community else f"各{name}到达多少社区"
    unit = "活动场次" if asked.is_community else f"至少 {asked.least} 场的社区（村）占比，%"
    return chart(
        asked.state,
        "words",
        title,
        ranking([_word_bar(asked, row) for row in rows], 0 if asked.is_community else 1),
        data_table([Column(asked.side, name, text=True), *counts], lines, title),
        subtitle=subtitle(unit, asked.moment.period),
        foot="点一条即按它筛选全页，再点取消。",
        summary=f"条形图：按{name}，共 {len(rows)} 条",
        indicator="activities" if asked.is_community else SERVED,
    )


def _word_bar(asked: Asked, row: dict) -> dict:
    word = row[asked.side]
    said = f"{exact(row['value'] or 0)} 场" if asked.is_community else _fraction(row)
    return {
        "label": word,
        "value": _value(row),
        "own": word in asked.state.values(asked.side),
        "href": asked.state.toggled(asked.side, word),
        "hover": f"{word}<br>{said}",
        "missing": NOT_REPORTED,
    }


def trend_chart(facts: Facts) -> Component:
    """The share of communities served, year by year; of one community its activities."""
    asked = facts.asked
    rows = facts.activities_by_year if asked.is_community else facts.by_year
    title = "活动场次逐年变化" if asked.is_community else "社区服务覆盖率逐年变化"
    counts = [Column("value", "活动", "场")] if asked.is_community else FRACTION
    known = [row for row in rows if _value(row) is not None]
    lines = [{**row, "href": asked.state.link(year=row["year"])} for row in reversed(rows)]
    nothing = notice("画不出走势", "各年都没有报送活动记录。")
    events = events_on(asked.state, asked.place, [row["year"] for row in rows] if known else [], "flow")
    return chart(
        asked.state,
        "trend",
        title,
        _trend_picture(facts, rows, events) if known else nothing,
        data_table([Column("year", "年", text=True), *counts], lines, title),
        subtitle=subtitle(
            "场" if asked.is_community else "%", "" if asked.is_community else f"至少 {asked.least} 场", "各年"
        ),
        foot=events.after(source(facts.result, FILE, _trend_notes(facts))),
        summary=f"折线图：{len(known)} 个年份有数据。{events.words}",
        tools=events.tools,
        indicator="activities" if asked.is_community else SERVED,
        all_years=True,
    )


def _trend_picture(facts: Facts, rows: list[dict], events: Events) -> dict:
    asked = facts.asked
    points = [
        {
            "x": row["year"],
            "value": _value(row),
            "hover": f"{row['year']}年<br>"
            + (f"{exact(row['value'] or 0)} 场" if asked.is_community else _fraction(row)),
            "href": asked.state.link(year=row["year"]),
        }
        for row in rows
    ]
    target = None if asked.is_community else target_of(SERVED, asked.place, "", asked.moment.year)
    mark = target.mark if target else None
    line = {"name": asked.place.name, "points": points}
    return trend([line], 0 if asked.is_community else 1, mark, asked.moment.year, events.marks)


def _trend_notes(facts: Facts) -> str:
    """Where the target comes from, and that a rise may only be more reporting."""
    asked = facts.asked
    if asked.is_community:
        return ""
    target = target_of(SERVED, asked.place, "", asked.moment.year)
    parts = [f"目标出处：{target.source}"] if target else []
    if facts.silent:
        parts.append(
            f"分母是全部社区，{asked.moment.period}有 {exact(len(facts.silent))} 个未报送；"
            "早年报送的更少，升高不全是服务变多"
        )
    return "；".join(parts)
