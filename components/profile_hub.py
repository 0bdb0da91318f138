"""枢纽档案: one hub's whole history on one page; its single years are on 枢纽年度."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import filter_bar
from components.data_table import Column
from components.hubs_facts import asked_of, own_lines
from components.hubs_words import LEVEL_WORDS
from components.icon import icon
from components.notes import notes
from components.profile_finder import finder
from components.profile_grades import share_charts
from components.profile_links import org_href
from components.profile_lists import (
    activities_box,
    count_of,
    facts_box,
    findings_box,
    long_table,
    projects_box,
    records_box,
)
from components.profile_money import money_box, payments_box
from components.profile_pictures import figure_chip, headline, kinds_chart, years_chart, years_table
from components.profile_subject import Subject, day_words, foot, joined, place_links, source_of, year_of
from components.profile_years import Series, series_of_hub
from components.state import State
from components.states import guarded
from components.words import answer, box, figure, subtitle, universe_words
from figures.numbers import exact
from indicators.warehouse import ask

CARDS = ("orgs", "activities", "visits", "hours", "received")


def profile(state: State) -> list[Component]:
    """The page of one hub, or the way to find one."""
    rows = ask("profile_hub", hub=state["hub"]) if state["hub"] else []
    if not rows:
        return [html.Div(html.H1("枢纽档案"), className="page-head"), *finder("hub", state)]
    row = rows[0]
    subject = Subject(
        "hub",
        row["hub_id"],
        row["name"],
        state,
        row["area_code"],
        year_of(row["established_on"]),
        year_of(row["closed_on"]),
    )
    series = _series(subject)
    organizations = ask("profile_organizations", hub=subject.key)
    year = html.A([icon("buildings"), "看枢纽年度"], href=state.go(f"/hubs/{_tail(subject)}"), className="button")
    head = html.Div(
        [html.H1([row["name"], html.Small("　枢纽档案", className="page-place")]), year], className="page-head"
    )
    return [
        head,
        about(row),
        sentence(row, series, organizations),
        headline(subject, [one for one in series if one.measure.key in CARDS]),
        filter_bar([figure_chip(subject, series)], universe_words(state)),
        html.Div(_parts(subject, row, series, organizations), className="grid"),
    ]


def _tail(subject: Subject) -> str:
    """The number of the hub as it stands in a path."""
    return State("", {"hub": (subject.key,)}, "hub").link().removeprefix("/")


def _series(subject: Subject) -> list[Series]:
    universe = subject.state.choices.get("universe")
    choices = {"hub": (subject.key,), **({"universe": universe} if universe else {})}
    return series_of_hub(subject, own_lines(asked_of(State("/hubs", choices))))


def _parts(subject: Subject, row: dict, series: list[Series], organizations: list[dict]) -> list[Component]:
    counts = {key: count_of(subject, key) for key in ("activities", "funding")}
    parts = [
        guarded(years_chart, subject, series, span=7),
        guarded(register, row, span=5),
        guarded(years_table, subject, series, span=12),
        guarded(organizations_box, subject, organizations, span=12),
        *share_charts(subject),
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
    """Level, place and life of the hub in one quiet line."""
    parts = [
        LEVEL_WORDS.get(row["level"], row["level"]),
        html.Span(place_links(row["area_code"])),
        f"{day_words(row['established_on'])} 成立" if row["established_on"] else None,
        f"{day_words(row['closed_on'])} 停止运行" if row["closed_on"] else None,
    ]
    return html.P(joined(parts), className="subtitle profile-about")


def sentence(row: dict, series: list[Series], organizations: list[dict]) -> html.P:
    """The answer: whom it has served, what it did and what money went through it."""
    found = {one.measure.key: one for one in series}
    closed = sum(one["closed_on"] is not None for one in organizations)
    said: list[str | Component] = [f"{row['name']}先后归口 ", figure(len(organizations), "个组织")]
    if not organizations:
        said = [f"{row['name']}：名录里没有一个组织写明归它"]
    if closed:
        said.append(f"（其中 {exact(closed)} 个已注销）")
    now = found["orgs"]
    if now.last:
        said += [f"，{now.last}年末在册 ", figure(now.values[now.last], "家")]
    for key, verb, unit in (
        ("activities", "；办活动 ", "场"),
        ("visits", "，服务 ", "人次"),
        ("received", "；到账 ", "元"),
    ):
        if found[key].total:
            said += [verb, figure(found[key].total, unit)]
    if found["granted"].total:
        said += ["，拨付 ", figure(found["granted"].total, "元")]
    return answer(*said, "。")


def register(row: dict, span: int = 5) -> Component:
    """What the list of hubs says of it now."""
    lines = [
        ("枢纽编号", row["hub_id"]),
        ("枢纽级别", LEVEL_WORDS.get(row["level"], row["level"])),
        ("服务区域", place_links(row["area_code"])),
        ("成立日期", day_words(row["established_on"])),
        ("停止运行", day_words(row["closed_on"])),
        ("来源文件", source_of(row, "hubs")),
    ]
    return facts_box("名单上的它", lines, "枢纽名单", span=span)


def organizations_box(subject: Subject, organizations: list[dict], span: int = 12) -> Component:
    """Every organisation the register puts under it, those still open first."""
    columns = [
        Column("name", "组织", text=True),
        Column("legal_form", "类型", text=True),
        Column("field", "领域", text=True),
        Column("origin", "来源方式", text=True),
        Column("joined", "入驻", text=True),
        Column("hatched", "出壳", text=True),
        Column("tier", "最近的年度梯队", text=True),
        Column("standing", "状态", text=True),
    ]
    lines = [
        {
            **row,
            "joined": day_words(row["joined_on"]),
            "hatched": day_words(row["hatched_on"]),
            "tier": f"{row['tier']}（{row['tier_year']}）" if row["tier"] else "",
            "standing": f"{day_words(row['closed_on'])} 注销" if row["closed_on"] else row["registration"],
            "href": org_href(row["org_id"]),
        }
        for row in organizations
    ]
    nothing = html.P("名录里没有一个组织写明归它。", className="box-words")
    return box(
        f"归口的组织 {exact(len(organizations))} 个",
        subtitle("名录现在写明归它的", "在册的在前", "点名称看组织"),
        long_table(subject, "organizations", f"{subject.name}归口的组织", columns, lines, "个") if lines else nothing,
        foot=foot("社会组织名录、等级评定"),
        span=span,
    )


def remarks() -> html.Section:
    """What a reader has to know to read the page rightly."""
    return notes(
        [
            [html.B("算谁的："), "名录、台账里写明归这个枢纽的记录；没有写枢纽的记录不算到任何枢纽。"],
            [html.B("没有数的年份："), "当年所在地区没有报送，或没有一条记录写明这个枢纽；不等于 0。"],
            [html.B("同一个数："), "逐年的数与“枢纽年度”同一年的数是同一次计算。"],
            [html.B("代管："), "替别人保管的资金单列，不进到账与拨付；转拨不重复计。"],
        ],
        span=6,
    )
