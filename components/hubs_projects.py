"""枢纽年度: the projects of the year — applied for, approved, granted, closed, each by name, with scores."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.chart import chart, info_link
from components.data_table import Column, data_table
from components.hubs_facts import Facts
from components.hubs_pictures import foot
from components.profile_links import org_link, project_href
from components.scoped import own_hub
from components.states import notice
from components.words import box, subtitle
from figures.bars import ranking
from figures.numbers import NOT_REPORTED, Number, exact
from figures.radar import FEWEST_SPOKES, radar
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import ask

FILE = "项目台账"
SCORES = "project_scores"
SUMS = (
    ("申报", "project_applications", "个", 0),
    ("立项", "projects_approved", "个", 0),
    ("立项率", "project_approval_rate", "%", 1),
    ("立项金额", "project_granted", "元", 2),
    ("申报到立项", "project_days", "天", 1),
    ("续投占立项", "project_renewals", "%", 1),
    ("每人次立项金额", "project_cost_per_visit", "元/人次", 2),
)
STEPS = (
    ("申报", "is_applied", "applied_on"),
    ("立项", "is_approved", "approved_on"),
    ("结项", "is_closed", "closed_on"),
    ("终止", "is_ended", "terminated_on"),
)


@dataclass(frozen=True)
class Scope:
    """Whose projects are meant: those that name the hub; where none ever did, those of its area that name no hub."""

    choices: dict
    area: str | None
    hub: str | None
    words: str


def scope_of(facts: Facts) -> Scope:
    """A ledger that leaves the hub out would make its year look as if nothing had been funded.

    Those who see the hub alone are told so instead: ChoiceError.
    """
    hub, code = facts.hub["hub_id"], facts.hub["area_code"]
    if names_the_hub(facts) or not code:
        return Scope({"hub": (hub,)}, None, hub, "写明归本枢纽的项目")
    if own_hub():
        words = "项目台账没有写枢纽，按地区计的数只给看得到地区的账户；不等于没有项目。"
        raise ChoiceError("没有一个项目写明归本枢纽", words)
    place = facts.hub["area_name"] or code
    words = f"项目台账没有写枢纽，按所在的{place}里没有写枢纽的项目计"
    return Scope({"area": code, "hub": (UNWRITTEN,)}, code, None, words)


def names_the_hub(facts: Facts) -> bool:
    """Whether any project was ever written down as the hub's."""
    return bool(ask("hub_has_projects", hub=facts.hub["hub_id"])[0]["projects"])


def _row(facts: Facts, scope: Scope, indicator: str, year: int) -> dict:
    return facts.at(indicator, scope.choices, year)


def _said(row: dict, unit: str, decimals: int) -> str:
    """The number of a year, or why there is none."""
    if not row["reported"]:
        return NOT_REPORTED
    return row.get("hidden") or _told(row["value"], unit, decimals)


def _told(value: Number | None, unit: str, decimals: int) -> str:
    """The number; an amount of money has cents only where there are some."""
    is_whole = unit == "元" and value is not None and value == int(value)
    return exact(value, 0 if is_whole else decimals)


def projects_box(facts: Facts, span: int = 6) -> Component:
    """Applications, approvals, money, days, renewals: this year and last."""
    scope, year, years = scope_of(facts), facts.asked.year, facts.asked.years
    rows = []
    for name, indicator, unit, decimals in SUMS:
        found = [_row(facts, scope, indicator, one) for one in (year, year - 1)]
        told = [_said(row, unit, decimals) for row in found]
        rows.append({"name": name, "unit": unit, "now": told[0], "before": told[1]})
    columns = [
        Column("name", "公益创投", text=True),
        Column("unit", "单位", text=True),
        Column("now", years.short(year)),
        Column("before", years.short(year - 1)),
    ]
    return box(
        "申报与立项",
        subtitle(facts.asked.said, "都按申报的那一年计"),
        data_table(columns, rows, "申报与立项", name="project-sums"),
        foot=foot(FILE, scope.words),
        span=span,
        tools=(info_link(facts.asked.state, "project_approval_rate"),),
    )


def criteria_chart(facts: Facts, span: int = 6) -> Component:
    """The five criteria of the approved against those not approved, means of the year's applications."""
    scope, asked = scope_of(facts), facts.asked
    choices = {**scope.choices, **asked.when(), "by": "outcome,criterion"}
    found = {(row["outcome"], row["criterion"]): row for row in evaluate(SCORES, choices).rows if row["denominator"]}
    names = list(dict.fromkeys(criterion for _, criterion in found))
    rows = [
        {
            "criterion": name,
            "value": found.get(("立项", name), {}).get("value"),
            "before": found.get(("未通过", name), {}).get("value"),
        }
        for name in names
    ]
    columns = [
        Column("criterion", "评审标准", text=True),
        Column("value", "立项", "分", 1),
        Column("before", "未通过", "分", 1),
    ]
    return chart(
        asked.state,
        "criteria",
        "五性得分：立项与未通过",
        _criteria_picture(facts, rows),
        data_table(columns, rows, "五性得分"),
        subtitle=subtitle("分，各项目的平均", asked.said, "虚线为未通过"),
        foot=foot(FILE, scope.words),
        summary=f"{len(rows)} 项评审标准的平均得分" if rows else "没有评审得分",
        span=span,
        indicator=SCORES,
    )


def _criteria_picture(facts: Facts, rows: list[dict]) -> dict | Component:
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return notice("没有评审得分", f"{facts.asked.said}申报的项目里没有一个立项的写了五性得分。")
    spokes = [
        {
            "label": row["criterion"],
            "value": row["value"],
            "before": row["before"],
            "hover": f"{row['criterion']}<br>立项 <b>{exact(row['value'], 1)}</b>，未通过 {exact(row['before'], 1)}",
        }
        for row in known
    ]
    if len(spokes) < FEWEST_SPOKES:
        return ranking([{key: spoke[key] for key in ("label", "value", "hover")} for spoke in spokes], 1)
    return radar(spokes, "立项", "未通过")


def list_box(facts: Facts, span: int = 12) -> Component:
    """Every project with a step in the year, by name."""
    scope = scope_of(facts)
    found = ask("hub_projects", area=scope.area, hub=scope.hub, **facts.asked.days)
    columns = [
        Column("name", "项目", text=True),
        Column("org", "申报组织", text=True),
        Column("happened", "这一年", text=True),
        Column("outcome", "结果", text=True),
        Column("score", "五性平均", "分", 1),
        Column("votes", "居民投票", "票"),
        Column("requested", "申请", "元", 2),
        Column("granted", "立项", "元", 2),
    ]
    counted = "，".join(f"{step} {exact(sum(row[key] for row in found))} 个" for step, key, _ in STEPS)
    table = data_table(columns, [_project(row) for row in found], "这一年的项目", name="projects")
    nothing = html.P(f"{facts.asked.said}没有项目申报、立项、结项或终止。", className="box-words")
    return box(
        f"项目 {exact(len(found))} 个，按名称",
        subtitle(facts.asked.said, f"这一年里{counted}" if found else None, "立项的在前，金额大的在前"),
        html.Div(table, className="name-table") if found else nothing,
        foot=foot(FILE, scope.words),
        span=span,
    )


def _project(row: dict) -> dict:
    stopped = f"（{row['rejected_at']}）" if row["outcome"] == "未通过" else ""
    return {
        **row,
        "name": row["name"] or row["project_id"],
        "href": project_href(row["project_id"]),
        "org": org_link(row["org_id"], row["org_name"]),
        "happened": "、".join(f"{step} {row[day]:%m-%d}" for step, key, day in STEPS if row[key]),
        "outcome": row["outcome"] + stopped,
    }
