"""组织档案: one organisation's whole history on one page."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import filter_bar
from components.data_table import Column, data_table
from components.notes import notes
from components.profile_finder import finder
from components.profile_grades import grade_charts, grades_box
from components.profile_links import hub_link
from components.profile_lists import activities_box, count_of, facts_box, findings_box, projects_box, records_box
from components.profile_money import money_box, payments_box
from components.profile_pictures import figure_chip, headline, kinds_chart, years_chart, years_table
from components.profile_subject import Subject, day_words, foot, joined, place_links, source_of, year_of
from components.profile_years import NAMED, Series, series_of
from components.state import State
from components.states import guarded
from components.words import answer, box, figure, subtitle
from figures.numbers import exact
from indicators.warehouse import ask

BIRTHDAYS = ("established_on", "registered_on", "filed_on", "joined_on")
CARDS = ("activities", "visits", "hours", "received", "granted")


def profile(state: State) -> list[Component]:
    """The page of one organisation, or the way to find one."""
    rows = ask("profile_organization", org=state["org"]) if state["org"] else []
    if not rows:
        return [html.Div(html.H1("组织档案"), className="page-head"), *finder("org", state)]
    row = rows[0]
    born = [row[key] for key in BIRTHDAYS]
    subject = Subject(
        "org", row["org_id"], row["name"], state, row["area_code"], year_of(*born), year_of(row["closed_on"])
    )
    series, gradings = series_of(subject, NAMED), ask("profile_ratings", org=subject.key)
    return [
        html.Div(html.H1([row["name"], html.Small("　组织档案", className="page-place")]), className="page-head"),
        about(row),
        sentence(row, series, gradings),
        headline(subject, [one for one in series if one.measure.key in CARDS]),
        filter_bar([figure_chip(subject, series)]),
        html.Div(_parts(subject, row, series, gradings), className="grid"),
    ]


def _parts(subject: Subject, row: dict, series: list[Series], gradings: list[dict]) -> list[Component]:
    counts = {key: count_of(subject, key) for key in ("activities", "funding")}
    parts = [
        guarded(years_chart, subject, series, span=7),
        guarded(register, row, span=5),
        guarded(years_table, subject, series, span=12),
        guarded(timeline, row, gradings, span=6),
        *(grade_charts(subject, gradings) or [guarded(grades_box, subject, span=6)]),
        guarded(kinds_chart, subject, span=6),
        guarded(money_box, subject, span=6),
        guarded(activities_box, subject, counts["activities"], span=12),
        guarded(payments_box, subject, counts["funding"], span=12) if counts["funding"] else None,
        guarded(projects_box, subject, span=12),
        guarded(findings_box, subject, span=12),
        guarded(records_box, subject, span=6),
        remarks(),
    ]
    return [part for part in parts if part is not None]


def about(row: dict) -> html.P:
    """Form, standing, place and hub in one quiet line."""
    standing = f"{day_words(row['closed_on'])} 注销" if row["closed_on"] else row["registration"]
    hub = hub_link(row["hub_id"], row["hub_name"]) if row["hub_id"] else None
    former = f"曾用名 {row['former_name']}" if row["former_name"] else None
    place = html.Span(place_links(row["area_code"]))
    parts = [row["legal_form"], standing, place, hub, former]
    return html.P(joined(parts), className="subtitle profile-about")


def sentence(row: dict, series: list[Series], gradings: list[dict]) -> html.P:
    """The answer: what it is, since when, what it did, what it holds now."""
    totals = {one.measure.key: one for one in series}
    since = next((f"{day.year}年起有记载" for day in sorted(filter(None, (row[key] for key in BIRTHDAYS)))), "没有日期")
    said: list[str | Component] = [f"{row['name']}是{row['field'] or '未分类领域'}的{row['legal_form']}，{since}"]
    if row["closed_on"]:
        said.append(f"，{row['closed_on'].year}年注销")
    did = totals["activities"]
    if did.total:
        said += ["；办过 ", figure(did.total, "场活动")]
        if totals["visits"].total:
            said += ["，服务 ", figure(totals["visits"].total, "人次")]
    else:
        said.append(f"；活动：{'没有' if did.known else did.why}")
    if totals["hours"].total:
        said += ["；志愿服务 ", figure(totals["hours"].total, "小时", 1)]
    if totals["granted"].total:
        said += ["；获拨 ", figure(totals["granted"].total, "元")]
    if gradings:
        last = gradings[0]
        said.append(f"；最近的等级：{last['year']}年{last['ladder']} {last['grade']}")
    return answer(*said, "。")


def register(row: dict, span: int = 5) -> Component:
    """What the register says of it now."""
    lines = [
        ("组织编号", row["org_id"]),
        ("统一社会信用代码", row["uscc"]),
        ("曾用名", row["former_name"]),
        ("组织类型", row["legal_form"]),
        ("登记状态", row["registration"]),
        ("服务领域", row["field"]),
        ("来源方式", row["origin"]),
        ("发展阶段", row["stage"]),
        ("所在区域", place_links(row["area_code"])),
        ("枢纽", hub_link(row["hub_id"], row["hub_name"])),
        ("党组织覆盖", row["party_coverage"]),
        ("专职人员", f"{exact(row['staff'])} 人" if row["staff"] is not None else None),
        ("来源文件", source_of(row, "organizations")),
    ]
    return facts_box("名录上的它", lines, "社会组织名录", span=span)


def timeline(row: dict, gradings: list[dict], span: int = 6) -> Component:
    """What happened to it, in order: founded, filed, registered, joined, hatched, up, down, closed."""
    columns = [
        Column("day", "日期", text=True),
        Column("event", "经过", text=True),
        Column("more", "说明", text=True),
        Column("source", "来源", text=True),
    ]
    lines = sorted([*_of_register(row), *_of_gradings(gradings)], key=lambda line: line["day"])
    return box(
        "经过",
        subtitle("来源、孵化、登记、评定变动、注销", "早的在前"),
        data_table(columns, lines, f"{row['name']}的经过", name="timeline")
        if lines
        else html.P("名录没有写任何日期。"),
        foot=foot("社会组织名录、等级评定", "名录没有写的日期不列；没有变化的评定不列"),
        span=span,
    )


def _of_register(row: dict) -> list[dict]:
    hub = row["hub_name"] or ""
    events = (
        ("established_on", "成立", row["origin"] or ""),
        ("filed_on", "备案", ""),
        ("joined_on", "入驻枢纽", hub),
        ("hatched_on", "孵化成功（出壳）", hub),
        ("party_passed_on", "党组织建设通过", row["party_coverage"] or ""),
        ("registered_on", "登记", row["uscc"] or ""),
        ("closed_on", "注销", ""),
    )
    source = source_of(row, "organizations")
    return [
        {"day": day_words(row[key]), "event": event, "more": more, "source": source}
        for key, event, more in events
        if row[key]
    ]


def _of_gradings(gradings: list[dict]) -> list[dict]:
    first = {row["ladder"]: row["year"] for row in gradings}  # latest first, so the earliest stays
    told = [row for row in gradings if row["direction"] in ("升级", "降级") or row["year"] == first[row["ladder"]]]
    return [
        {
            "day": day_words(row["awarded_on"]) or f"{row['year']}",
            "event": f"{row['ladder']}{row['direction'] if row['direction'] in ('升级', '降级') else '首次评定'}",
            "more": row["grade"],
            "source": source_of(row, "ratings"),
        }
        for row in told
    ]


def remarks() -> html.Section:
    """What a reader has to know to read the page rightly."""
    return notes(
        [
            [html.B("算它的："), "记录里写明这个组织编号的行；活动与时长算在举办的地方，组织算在名录写的地方。"],
            [html.B("0 与未报送："), "它所在的地区那年报送了台账而没有它，是 0；没有报送，是未报送，不等于 0。"],
            [
                html.B("资金："),
                "台账可以不写组织，没有写明它的不算它的，也不等于没有；代管、承诺、预算不进到账与拨付。",
            ],
            [html.B("名称："), "以最近一次报送为准；以前报送过的名称在“曾用名”里，仍用旧名的记录照样算它的。"],
            [html.B("同一个数："), "卡片和逐年的数与各页、接口按这个组织筛选的结果是同一次计算。"],
        ],
        span=6,
    )
