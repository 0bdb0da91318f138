"""项目档案: one project's whole history on one page, from the records that name its number."""

from __future__ import annotations

from datetime import date

from dash import html
from dash.development.base_component import Component

from components.chips import filter_bar
from components.data_table import Column, data_table
from components.notes import notes
from components.profile_applied import applied_box, applied_words, reviewers_box, scores_chart, stages_box
from components.profile_finder import finder
from components.profile_links import hub_link, org_link
from components.profile_lists import activities_box, count_of, facts_box, findings_box, records_box
from components.profile_money import money_box, payments_box
from components.profile_pictures import figure_chip, headline, kinds_chart, years_chart, years_table
from components.profile_subject import Subject, day_words, foot, joined
from components.profile_years import NAMED, Series, series_of
from components.state import State
from components.states import guarded, notice
from components.words import answer, box, figure, subtitle
from indicators.warehouse import ask

CARDS = ("activities", "visits", "hours", "received", "granted")
RANGES = (("organizations", "org_id"), ("hubs", "hub_id"), ("brands", "brand"))


def profile(state: State) -> list[Component]:
    """The page of one project, or the way to find one."""
    rows = ask("profile_project", project=state["project"]) if state["project"] else []
    record = next(iter(ask("project_record", project=state["project"])), None) if state["project"] else None
    if not rows and record is None:
        return [html.Div(html.H1("项目档案"), className="page-head"), *finder("project", state)]
    days = [*(row["first_on"] for row in rows), *(row["last_on"] for row in rows), *_days(record)]
    first, last = min(days), max(days)
    name = (record and record["name"]) or state["project"]
    subject = Subject("project", state["project"], name, state, None, first.year, last.year)
    series = series_of(subject, NAMED)
    shown = [one for one in series if one.measure.key in CARDS]
    head = html.H1([subject.name, html.Small("　项目档案", className="page-place")])
    return [
        html.Div(head, className="page-head"),
        html.P(
            joined([*_people(rows, record), f"{day_words(first)} 至 {day_words(last)}"]),
            className="subtitle profile-about",
        ),
        sentence(subject, rows, series, record),
        *([headline(subject, shown), filter_bar([figure_chip(subject, series)])] if rows else []),
        html.Div(_parts(subject, rows, series, record), className="grid"),
    ]


def _days(record: dict | None) -> list[date]:
    """Every day the register tells of it."""
    return [value for value in record.values() if isinstance(value, date)] if record else []


def _applied(subject: Subject, record: dict | None) -> list[Component | None]:
    """What the register of projects says of it; nothing of a project that only other records name."""
    if record is None:
        return []
    reviewers = guarded(reviewers_box, subject, span=6)
    return [
        guarded(stages_box, record, span=7),
        guarded(applied_box, record, span=5),
        guarded(scores_chart, subject, record, span=6 if reviewers else 12),
        reviewers,
    ]


def _parts(subject: Subject, rows: list[dict], series: list[Series], record: dict | None) -> list[Component]:
    counts = {key: count_of(subject, key) for key in ("activities", "funding")}
    applied = _applied(subject, record)
    if not rows:
        return [*(part for part in applied if part is not None), guarded(findings_box, subject), unnamed(), remarks()]
    parts = [
        *applied,
        guarded(years_chart, subject, series, span=7),
        guarded(register, rows, span=5),
        guarded(years_table, subject, series, span=12),
        guarded(partners, subject, rows, span=12),
        guarded(kinds_chart, subject, span=6),
        guarded(money_box, subject, span=6),
        guarded(activities_box, subject, counts["activities"], span=12),
        guarded(payments_box, subject, counts["funding"], span=12) if counts["funding"] else None,
        guarded(findings_box, subject, span=12),
        guarded(records_box, subject, span=6),
        remarks(),
    ]
    return [part for part in parts if part is not None]


def unnamed() -> Component:
    """Nothing was done in its name yet, as far as anybody wrote it down."""
    words = "没有一条活动、资金、志愿服务记录写明这个项目；没有立项的项目本来就没有，立项的请在台账里写上项目编号。"
    return notice("没有记录写明它", words)


def _people(rows: list[dict], record: dict | None) -> list[Component | str]:
    """Who carried it out and from which hub, each once."""
    organizations = _organizations(rows, record)
    hubs = {row["hub_id"]: row["hub_name"] for row in [*([record] if record else []), *rows] if row["hub_id"]}
    return [
        *(org_link(key, name) for key, name in list(organizations.items())[:3]),
        *(hub_link(key, name) for key, name in list(hubs.items())[:3]),
    ]


def _organizations(rows: list[dict], record: dict | None) -> dict[str, str]:
    """Every organisation with its name, the one that applied first."""
    return {row["org_id"]: row["org_name"] for row in [*([record] if record else []), *rows] if row["org_id"]}


def sentence(subject: Subject, rows: list[dict], series: list[Series], record: dict | None = None) -> html.P:
    """The answer: who, what became of the application, how much was done, how much money."""
    found = {one.measure.key: one for one in series}
    organizations = _organizations(rows, record)
    who = next(iter(organizations.values()), None) or "没有写明组织"
    who = f"{who}等 {len(organizations)} 个组织" if len(organizations) > 1 else who
    carried = f"由{who}{'承担' if rows else '申报'}" if organizations else who
    said: list[str | Component] = [f"项目 {subject.name} {carried}"]
    said += ["，", *applied_words(record)] if record else []
    for key, verb, unit in (
        ("activities", "，办活动 ", "场"),
        ("visits", "，服务 ", "人次"),
        ("hours", "，志愿服务 ", "小时"),
        ("received", "；到账 ", "元"),
        ("granted", "；拨付 ", "元"),
    ):
        if found[key].total:
            said += [verb, figure(found[key].total, unit, 1 if key == "hours" else 0)]
    return answer(*said, "。")


def register(rows: list[dict], span: int = 5) -> Component:
    """What the records that name it say of it."""
    count = {name: len({row[key] for row in rows if row[key]}) for name, key in RANGES}
    brands = "、".join(sorted({row["brand"] for row in rows if row["brand"]}))
    lines = [
        ("最早的记录", day_words(min(row["first_on"] for row in rows))),
        ("最近的记录", day_words(max(row["last_on"] for row in rows))),
        ("组织", f"{count['organizations']} 个" if count["organizations"] else None),
        ("枢纽", f"{count['hubs']} 个" if count["hubs"] else None),
        ("服务品牌", brands),
    ]
    return facts_box("记录里的它", lines, "活动、资金、志愿服务记录里写明的项目编号", span=span)


def partners(subject: Subject, rows: list[dict], span: int = 12) -> Component:
    """Every organisation and hub its records name, with how many records."""
    columns = [
        Column("org", "组织", text=True),
        Column("hub", "枢纽", text=True),
        Column("brand", "品牌", text=True),
        Column("activities", "活动", "行"),
        Column("payments", "资金", "行"),
        Column("hour_rows", "志愿服务", "行"),
        Column("when", "时间", text=True),
    ]
    lines = [
        {
            **row,
            "org": org_link(row["org_id"], row["org_name"]) or "没有写明",
            "hub": hub_link(row["hub_id"], row["hub_name"]),
            "when": f"{day_words(row['first_on'])} 至 {day_words(row['last_on'])}",
        }
        for row in rows
    ]
    return box(
        "谁在做",
        subtitle("记录里写明的组织、枢纽与品牌", "各有多少行记录"),
        data_table(columns, lines, f"{subject.name}：谁在做", name="partners"),
        foot=foot("活动、资金、志愿服务记录"),
        span=span,
    )


def remarks() -> html.Section:
    """What a reader has to know to read the page rightly."""
    return notes(
        [
            [
                html.B("项目从哪里来："),
                "公益创投项目台账里的申报；活动、资金、志愿服务记录里写了同一个项目编号的，就是它。",
            ],
            [html.B("没有数的年份："), "没有一条记录写明这个项目；台账可以不写项目，所以不等于 0。"],
            [html.B("资金："), "拨付与转拨分列，从不相加：转拨是别处已到账的钱再往下拨。"],
        ],
        span=6,
    )
