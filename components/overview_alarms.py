"""总览: what needs attention. Every threshold stands with its reason in indicators/alarms.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dash import html
from dash.development.base_component import Component

from components.behind import Table, keep
from components.data_table import Column, data_table
from components.icon import icon
from components.notes import names_in_words
from components.overview_facts import Facts
from components.overview_finders import FINDERS, Alarm
from components.words import box, subtitle
from figures.numbers import exact
from indicators.catalog import HERE
from indicators.errors import ChoiceError

FILE = Path(HERE) / "alarms.toml"
MOST_NAMES, MOST_WRITTEN, MOST_ROWS = 12, 6, 400
WRITTEN = (
    Column("name", "事项", text=True),
    Column("count", "数量"),
    Column("unit", "单位", text=True),
    Column("words", "情况", text=True),
    Column("reason", "为什么提醒", text=True),
)
LISTED = (
    Column("name", "名称", text=True),
    Column("place", "地区", text=True),
    Column("detail", "情况", text=True),
)


@cache
def thresholds() -> dict[str, dict]:
    """The limits of this page and their reasons, in the order in which they are shown."""
    known = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {key: known[key] for key in FINDERS}


@dataclass(frozen=True)
class Judged:
    """What is beyond its limit, what is not, and of what nobody can tell."""

    beyond: list[Alarm]
    quiet: list[Alarm]
    unjudged: list[Alarm]


def judged_of(facts: Facts) -> Judged:
    """Everything that was looked at; what cannot concern the place is left out."""
    found = [FINDERS[key](facts, limit) for key, limit in thresholds().items()]
    known = [alarm for alarm in found if alarm is not None and not alarm.unjudged]
    return Judged(
        [alarm for alarm in known if alarm.count],
        [alarm for alarm in known if not alarm.count],
        [alarm for alarm in found if alarm is not None and alarm.unjudged],
    )


def alarms_box(facts: Facts, judged: Judged) -> Component:
    """What needs attention, each with its names, its limit and the reason for it."""
    asked, alarms = facts.asked, judged.beyond
    lines = [_line(facts, alarm) for alarm in alarms]
    listed = keep(html.Ul(lines, className="alarms"), _table(alarms))
    content: list[Component] = [listed] if alarms else []
    if judged.quiet:
        content.append(html.P([icon("check-circle"), f"没有触发：{_names(judged.quiet)}。"], className="alarms-quiet"))
    for alarm in judged.unjudged:
        content.append(html.P(f"无法判断：{_names([alarm])}（{alarm.unjudged}）。", className="alarms-quiet"))
    return box(
        "需要留意",
        subtitle(asked.place.name, asked.moment.period),
        *content,
        foot="提醒线写在每条里，可以改；提醒不是考核结论。",
        span=12,
    )


def _names(alarms: list[Alarm]) -> str:
    return "、".join(thresholds()[alarm.key]["name"] for alarm in alarms)


def _table(alarms: list[Alarm]) -> Table:
    """The same as lines of a file."""
    rows = [
        {
            "name": thresholds()[alarm.key]["name"],
            "count": alarm.count,
            "unit": alarm.unit,
            "words": f"{alarm.words}：{names_in_words(alarm.names, most=MOST_WRITTEN)}",
            "reason": thresholds()[alarm.key]["reason"],
        }
        for alarm in alarms
    ]
    return Table("attention", "需要留意", WRITTEN, rows)


def _line(facts: Facts, alarm: Alarm) -> html.Li:
    limit = thresholds()[alarm.key]
    title = html.A(limit["name"], href=alarm.href) if alarm.href else limit["name"]
    head = html.P(
        [
            icon("exclamation-triangle"),
            html.B(title),
            html.Span([exact(alarm.count), html.Small(alarm.unit)], className="value"),
        ],
        className="alarm-head",
    )
    whole = html.A(f"全部名单（{exact(alarm.count)}）", href=facts.asked.state.link(alarm=alarm.key))
    more = html.Details(
        [
            html.Summary("名单与提醒线"),
            html.P([names_in_words(alarm.names, most=MOST_NAMES), "　", whole]),
            html.P(["为什么提醒：", limit["reason"]], className="why"),
        ],
        className="alarm-more",
    )
    return html.Li([head, html.P(f"{alarm.words}：{names_in_words(alarm.names, most=3)}"), more])


def alarm_list(facts: Facts, judged: Judged) -> Component:
    """Everybody whom the alarm chosen in the address is about; ChoiceError for an alarm there is not."""
    state = facts.asked.state
    wanted = state["alarm"] or ""
    if wanted not in thresholds():
        names = "、".join(f"{key}（{limit['name']}）" for key, limit in thresholds().items())
        raise ChoiceError(f"没有叫“{wanted[:20]}”的提醒。", f"可以选：{names}。")
    limit = thresholds()[wanted]
    alarm = next((one for one in judged.beyond if one.key == wanted), None)
    close = html.A("收起", href=state.link(alarm=None), className="tool")
    if alarm is None:
        why = next((one.unjudged for one in judged.unjudged if one.key == wanted), "")
        said = f"无法判断：{why}。" if why else f"{facts.asked.place.name}{facts.asked.moment.period}没有触发这一条。"
        nothing = html.P(said, className="box-words")
        return box(limit["name"], subtitle("名单"), nothing, foot=limit["reason"], span=12, tools=(close,))
    rows = [{"name": one.name, "place": one.place, "detail": one.detail, "href": one.href} for one in alarm.found]
    caption = f"{limit['name']}：全部名单"
    table = data_table(LISTED, rows[:MOST_ROWS], caption, name="alarm")
    hidden = len(rows) - MOST_ROWS
    more = f"先列 {MOST_ROWS} 条，另有 {exact(hidden)} 条，下载的文件里是全部。" if hidden > 0 else ""
    return box(
        caption,
        subtitle(alarm.words, f"{exact(alarm.count)} {alarm.unit}"),
        keep(table, Table("alarm", caption, LISTED, rows)),
        foot=f"{more}为什么提醒：{limit['reason']}",
        span=12,
        tools=(close,),
    )
