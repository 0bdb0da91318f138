"""枢纽年度: the alarms of the year with everybody they are about, and every threshold with what the year came to."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.hubs_alarms import Found, alarms_of, limit_words, thresholds
from components.hubs_facts import Facts
from components.icon import icon
from components.notes import names_in_words
from components.words import box, subtitle

MOST_NAMES = 12
RESULTS = {True: "需要留意", False: "没有触发", None: "无法判断"}


def alarms_box(facts: Facts, span: int = 12) -> Component:
    """What is beyond its threshold, each with its number and names."""
    found = {key: one for key, one in alarms_of(facts).items() if one.is_beyond}
    lines = [_line(facts, thresholds()[key], one) for key, one in found.items()]
    quiet = html.P([icon("check-circle"), "没有一条提醒触发。"], className="alarms-quiet")
    return box(
        f"需要留意 {len(found)} 项",
        subtitle(facts.hub["name"], facts.asked.said),
        html.Ul(lines, className="alarms") if lines else quiet,
        foot="提醒线和理由见下表，可以改；提醒不是考核结论。",
        span=span,
    )


def _line(facts: Facts, limit: dict, found: Found) -> html.Li:
    area = {"area": facts.hub["area_code"]} if facts.hub["area_code"] else {}
    href = facts.asked.state.go(found.path, **area) if found.path else None
    title = html.B(html.A(limit["name"], href=href) if href else limit["name"])
    head = html.P([icon("exclamation-triangle"), title], className="alarm-head")
    named = f"：{names_in_words(found.names, most=MOST_NAMES)}" if found.names else ""
    parts = [head, html.P(f"{found.said}{named}。")]
    if len(found.names) > MOST_NAMES:
        rest = html.P("、".join(found.names))
        parts.append(html.Details([html.Summary(f"全部 {len(found.names)} 个"), rest], className="alarm-more"))
    return html.Li(parts)


def thresholds_box(facts: Facts, span: int = 12) -> Component:
    """Every threshold, what the year came to, and why the line is where it is."""
    found = alarms_of(facts)
    rows = [
        {
            "name": limit["name"],
            "limit": limit_words(limit),
            "result": RESULTS[found[key].is_beyond],
            "said": found[key].said,
            "reason": limit["reason"],
            "own": bool(found[key].is_beyond),
        }
        for key, limit in thresholds().items()
    ]
    columns = [
        Column("name", "提醒", text=True),
        Column("limit", "提醒线", text=True),
        Column("result", "结论", text=True),
        Column("said", "这一年", text=True),
        Column("reason", "为什么是这条线", text=True),
    ]
    return box(
        "提醒线与理由",
        subtitle(facts.asked.said, f"共 {len(rows)} 条"),
        html.Div(data_table(columns, rows, "提醒线与理由", name="alarms"), className="reasons-table"),
        foot="提醒线是数据，办公室可以改；没有数的写“无法判断”，不当作没有问题。",
        span=span,
    )
