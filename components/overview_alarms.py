"""总览: what needs attention. Every threshold stands with its reason in indicators/alarms.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dash import html
from dash.development.base_component import Component

from components.icon import icon
from components.notes import names_in_words
from components.overview_facts import PARTS, Facts, Measure
from components.words import box, subtitle
from figures.numbers import exact
from indicators.catalog import HERE
from indicators.warehouse import ask

FILE = Path(HERE) / "alarms.toml"
MOST_NAMES = 12
RECORDS = (
    ("社会组织名录", Measure("orgs", "在册组织")),
    ("活动台账", Measure("activities", "活动场次")),
    ("社区工作力量", Measure("social_workers_per_10k", "每万人持证社工")),
    ("志愿服务时长", Measure("volunteer_hours", "服务时长")),
    ("资金台账", Measure("funds_received", "到账资金")),
)


@dataclass(frozen=True)
class Alarm:
    """One thing that needs attention: how many, in words, by name, why it is one, where to look further."""

    key: str
    count: int
    words: str
    names: Sequence[str]
    href: str | None = None


@cache
def thresholds() -> dict[str, dict]:
    """The limits and their reasons."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def alarms_of(facts: Facts) -> list[Alarm]:
    """Everything that is beyond its limit, in the order of the file."""
    found = [_FINDERS[key](facts, limit) for key, limit in thresholds().items()]
    return [alarm for alarm in found if alarm is not None]


def _expiring(facts: Facts, limit: dict) -> Alarm | None:
    asked = facts.asked
    day = f"{asked.moment.year}-12-31"
    rows = ask(
        "due_for_expiry",
        area=asked.place.code,
        ladder=limit["ladder"],
        day=day,
        within_days=limit["limit"],
        field=None,
        legal_form=None,
    )
    names = [f"{row['name']}（{row['grade']}，{row['valid_until']:%Y-%m-%d}）" for row in rows]
    words = f"{asked.moment.words}后 {limit['limit']} 天内到期的{limit['ladder']}"
    href = asked.state.go("/tiers", ladder=limit["ladder"])
    return Alarm("expiring", len(rows), words, names, href) if rows else None


def _unserved(facts: Facts, limit: dict) -> Alarm | None:
    asked = facts.asked
    empty = [row["name"] for row in facts.blind_spots]
    if len(empty) <= limit["limit"]:
        return None
    return Alarm(
        "unserved", len(empty), f"{asked.moment.period}没有一场活动的社区（村）", empty, asked.state.go("/coverage")
    )


def _silent(facts: Facts, limit: dict) -> Alarm | None:
    missing: dict[str, list[str]] = {}
    for words, measure in RECORDS:
        if facts.not_split(measure):
            continue
        for row in facts.areas(measure):
            if not row["reported"]:
                missing.setdefault(row["area_name"], []).append(words)
    if len(missing) <= limit["limit"]:
        return None
    names = [
        f"{area}（{'全部五类' if len(types) == len(RECORDS) else '、'.join(types)}）" for area, types in missing.items()
    ]
    place = facts.asked.place
    areas = "社区村" if facts.asked.compares_peers else place.below
    return Alarm("silent", len(missing), f"{facts.asked.moment.period}至少缺一类记录的{areas}", names)


def _dependence(facts: Facts, limit: dict) -> Alarm | None:
    measure = PARTS[4].measures[1]
    own = facts.row(measure)
    over = [row for row in facts.areas(measure) if row["value"] is not None and row["value"] > limit["limit"]]
    names = [f"{row['area_name']}（{exact(row['value'], 1)}%）" for row in sorted(over, key=lambda row: -row["value"])]
    if own["value"] is not None and own["value"] > limit["limit"]:
        names = [f"{facts.asked.place.name}（{exact(own['value'], 1)}%）", *names]
    words = f"财政资金依赖度高于 {limit['limit']}% 的地区"
    return Alarm("dependence", len(names), words, names, facts.asked.state.go("/funding")) if names else None


def _shrinking(facts: Facts, limit: dict) -> Alarm | None:
    measure = PARTS[1].measures[2]
    rows = [row for row in facts.areas(measure) if row["value"] is not None and row["value"] < limit["limit"]]
    names = [f"{row['area_name']}（{exact(row['value'])}）" for row in sorted(rows, key=lambda row: row["value"])]
    words = f"{facts.asked.moment.period}注销多于新设的地区"
    return Alarm("shrinking", len(names), words, names, facts.asked.state.go("/density")) if names else None


_FINDERS: dict[str, Callable[[Facts, dict], Alarm | None]] = {
    "expiring": _expiring,
    "unserved": _unserved,
    "silent": _silent,
    "dependence": _dependence,
    "shrinking": _shrinking,
}


def alarms_box(facts: Facts, alarms: list[Alarm]) -> Component:
    """What needs attention, each with its names, its limit and the reason for it."""
    asked = facts.asked
    quiet = [limit["name"] for key, limit in thresholds().items() if key not in {alarm.key for alarm in alarms}]
    content: list[Component] = [html.Ul([_line(alarm) for alarm in alarms], className="alarms")] if alarms else []
    if quiet:
        content.append(html.P([icon("check-circle"), f"没有触发：{'、'.join(quiet)}。"], className="alarms-quiet"))
    return box(
        "需要留意",
        subtitle(asked.place.name, asked.moment.period),
        *content,
        foot="提醒线写在每条里，可以改；提醒不是考核结论。",
        span=5,
    )


def _line(alarm: Alarm) -> html.Li:
    limit = thresholds()[alarm.key]
    shown = names_in_words(alarm.names, most=MOST_NAMES)
    title = html.A(limit["name"], href=alarm.href) if alarm.href else limit["name"]
    head = html.P(
        [
            icon("exclamation-triangle"),
            html.B(title),
            html.Span([exact(alarm.count), html.Small("个")], className="value"),
        ],
        className="alarm-head",
    )
    more = html.Details(
        [html.Summary("名单与提醒线"), html.P(shown), html.P(["为什么提醒：", limit["reason"]], className="why")],
        className="alarm-more",
    )
    return html.Li([head, html.P(f"{alarm.words}：{names_in_words(alarm.names, most=3)}"), more])
