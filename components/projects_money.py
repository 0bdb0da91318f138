"""公益创投: what a visit costs, project by project, and what was funded again."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart, info_link
from components.data_table import Cell, Column, data_table
from components.profile_links import org_link, project_href
from components.projects_facts import COST, FUNDED, RENEWALS, Facts
from components.projects_words import FILE
from components.states import notice
from components.words import box, source, subtitle
from figures.bars import ranking
from figures.numbers import exact

MOST_BARS = 20
MOST_NAMES = 12


def cost_chart(facts: Facts) -> Component:
    """Money granted per visit of every funded project, the dearest first, with all of them together as a line."""
    known = sorted(
        (one for one in map(_with_cost, facts.projects) if one["cost"] is not None), key=lambda one: -one["cost"]
    )
    whole = facts.cost["value"]
    mark = {"value": whole, "label": f"合起来 {exact(whole, 2)}"} if whole is not None else None
    nothing = notice("算不出每人次金额", _why_nothing(facts))
    title = "每人次立项金额"
    hidden = f"另有 {len(known) - MOST_BARS} 个没有画出，见表" if len(known) > MOST_BARS else ""
    return chart(
        facts.asked.state,
        "cost",
        title,
        ranking([_bar(one) for one in known[:MOST_BARS]], 2, mark) if known else nothing,
        _cost_table(facts, title),
        subtitle=subtitle("元/人次", "立项金额 ÷ 项目全部活动的人次", facts.asked.moment.period),
        foot=source(
            facts.result, f"{FILE}、活动台账", "；".join(part for part in (_without(facts, known), hidden) if part)
        ),
        summary=f"条形图：{len(known)} 个项目" + (f"，合起来每人次 {exact(whole, 2)} 元" if whole is not None else ""),
        span=6,
        indicator=COST,
    )


def _why_nothing(facts: Facts) -> str:
    return facts.cost.get("hidden") or "立项的项目里没有一个既写了立项金额、又有写明它的活动人次。"


def _with_cost(project: dict) -> dict:
    is_known = project["outcome"] == FUNDED and project["granted"] is not None and project["visits"]
    return {**project, "cost": project["granted"] / project["visits"] if is_known else None}


def _without(facts: Facts, known: list[dict]) -> str:
    missing = 0 if facts.cost.get("hidden") else facts.outcomes[FUNDED] - len(known)
    return f"{exact(missing)} 个立项项目没有金额或人次" if missing > 0 else ""


def _name(project: dict) -> str:
    return project["name"] or project["project_id"]


def _bar(one: dict) -> dict:
    return {
        "label": _name(one),
        "value": float(one["cost"]),
        "href": project_href(one["project_id"]),
        "hover": f"{_name(one)}<br><b>{exact(one['cost'], 2)}</b> 元/人次<br>{exact(one['granted'], 2)} 元 ÷ "
        f"{exact(one['visits'])} 人次",
    }


def _cost_table(facts: Facts, title: str) -> Component:
    columns = [
        Column("name", "项目", text=True),
        Column("org", "申报组织", text=True),
        Column("requested", "申请金额", "元", 2),
        Column("granted", "立项金额", "元", 2),
        Column("activities", "活动", "场"),
        Column("visits", "服务", "人次"),
        Column("cost", "每人次", "元", 2),
    ]
    columns = columns[:-3] if facts.cost.get("hidden") else columns
    funded = [_with_cost(project) for project in facts.projects if project["outcome"] == FUNDED]
    rows = [
        {
            **project,
            "name": _name(project),
            "href": project_href(project["project_id"]),
            "org": org_link(project["org_id"], project["org_name"]),
        }
        for project in funded
    ]
    row = facts.cost
    total = {
        "name": "有金额有人次的合计",
        "granted": row["numerator"],
        "visits": row["denominator"],
        "cost": row["value"],
    }
    return data_table(columns, rows, title, total if row["value"] is not None else None)


def renewals_box(facts: Facts) -> Component:
    """Funded projects that go on from an earlier one, with what both were granted."""
    asked = facts.asked
    renewed = [project for project in facts.projects if project["previous_id"] and project["outcome"] == FUNDED]
    columns = [
        Column("name", "项目", text=True),
        Column("org", "申报组织", text=True),
        Column("previous", "续投自", text=True),
        Column("before", "上一次立项", "元", 2),
        Column("granted", "这一次立项", "元", 2),
        Column("score", "五性平均", "分", 1),
    ]
    opened = asked.state["all"] == "续投"
    shown = renewed if opened else renewed[:MOST_NAMES]
    rows = [
        {
            **project,
            "name": _name(project),
            "href": project_href(project["project_id"]),
            "org": org_link(project["org_id"], project["org_name"]),
            "previous": Cell(project["previous_name"] or project["previous_id"], project_href(project["previous_id"])),
            "before": project["previous_granted"],
        }
        for project in shown
    ]
    table = data_table(columns, rows, "续投的项目", name="renewals")
    return box(
        f"续投的项目 {exact(len(renewed))} 个",
        subtitle("立项的项目里写明续投自以前项目的", asked.moment.period),
        *([table] if renewed else [html.P("没有。", className="box-words")]),
        *_more(facts, "续投", len(renewed)),
        foot=source(facts.result, FILE, _share(facts)),
        span=6,
        tools=(info_link(asked.state, RENEWALS),),
    )


def _share(facts: Facts) -> str:
    """What part of the funded projects goes on from an earlier one."""
    row = facts.renewals
    if row["value"] is None:
        return ""
    return f"续投率 {exact(row['value'], 1)}%（{exact(row['numerator'])} ÷ 立项 {exact(row['denominator'])} 个）"


def _more(facts: Facts, key: str, every: int) -> list[Component]:
    """The link that lists all names, or the first ones again."""
    if every <= MOST_NAMES:
        return []
    opened = facts.asked.state["all"] == key
    words = f"只看前 {MOST_NAMES} 个" if opened else f"全部 {exact(every)} 个"
    return [html.A(words, href=facts.asked.state.link(all=None if opened else key), className="tool")]


def list_box(facts: Facts) -> Component:
    """Every application by name: who, where it stands, score, votes, money."""
    asked = facts.asked
    columns = [
        Column("name", "项目", text=True),
        Column("org", "申报组织", text=True),
        Column("area_name", "服务区域", text=True),
        Column("round", "批次", text=True),
        Column("category", "类别", text=True),
        Column("outcome", "结果", text=True),
        Column("at", "走到", text=True),
        Column("score", "五性平均", "分", 1),
        Column("votes", "居民投票", "票"),
        Column("requested", "申请", "元", 2),
        Column("granted", "立项", "元", 2),
    ]
    listed = facts.stopped_at(asked.stopped) if asked.stopped else facts.projects
    shown = listed if asked.state["all"] == "申报" else listed[:MOST_NAMES]
    rows = [
        {
            **project,
            "name": _name(project),
            "href": project_href(project["project_id"]),
            "org": org_link(project["org_id"], project["org_name"]),
            "at": project["rejected_at"] if project["outcome"] in ("未通过", "撤回") else project["stage"],
        }
        for project in shown
    ]
    table = data_table(columns, rows, "申报的项目", name="applications")
    return box(
        f"{f'止于{asked.stopped}的' if asked.stopped else '申报的'}项目 {exact(len(listed))} 个",
        subtitle("立项的在前，金额大的在前", asked.moment.period, "点名称看项目"),
        table,
        *_more(facts, "申报", len(listed)),
        foot=source(facts.result, FILE),
        span=12,
        tools=_clear(facts),
    )


def _clear(facts: Facts) -> tuple[Component, ...]:
    """The link that lists every project again."""
    if not facts.asked.stopped:
        return ()
    href = facts.asked.state.link(stopped=None, all=None)
    return (html.A("取消", href=href, className="tool", title="重新列出全部申报的项目"),)
