"""联动机制: how organisations grow — the two tracks, the chain of steps, how long organisations last."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.linkage_facts import Facts, share
from components.profile_links import org_href
from components.states import notice
from components.words import box, source, subtitle
from figures import theme
from figures.flow import movement
from figures.matrix import matrix
from figures.numbers import exact
from figures.trend import trend
from indicators.survival import FEWEST
from indicators.warehouse import ask

FILE = "社会组织名录"
STEPS = {
    "队伍": "@cat-4",
    "组织": "@cat-2",
    "备案": "@grade-2",
    "登记": "@grade-3",
    "出壳": "@grade-5",
    "在册": theme.ACCENT,
    "注销": theme.OTHER,
}
LABELS = {"队伍": "志愿团队成立", "组织": "其他组织成立", "在册": "仍在册"}
MOST_NAMES = 10


def tracks_chart(facts: Facts, span: int = 6) -> Component:
    """The two tracks of incubation as a matrix of two by two."""
    found = facts.tracks
    cells = [[found["both"], found["organization_only"]], [found["party_only"], found["neither"]]]
    rows, columns = ["社会组织一轨已出壳", "社会组织一轨未出壳"], ["党组织一轨已通过", "党组织一轨未通过"]
    whole = sum(found.values())
    picture = matrix(
        rows,
        columns,
        [
            [
                {"value": cell, "hover": f"{row}，{column}<br><b>{exact(cell)}</b> 家"}
                for cell, column in zip(line, columns, strict=True)
            ]
            for line, row in zip(cells, rows, strict=True)
        ],
    )
    table = data_table(
        [Column("row", "社会组织一轨", text=True), *(Column(f"c{n}", name, "家") for n, name in enumerate(columns))],
        [{"row": row, "c0": line[0], "c1": line[1]} for row, line in zip(rows, cells, strict=True)],
        "双孵化的两条轨道",
    )
    return chart(
        facts.asked.state,
        "tracks",
        "双孵化：两条轨道都通过才算",
        picture if whole else notice("没有入驻的组织", "名录里没有入驻或出壳日期，说不出两条轨道走到哪一步。"),
        table,
        subtitle=subtitle("入驻或已出壳、尚未注销的组织，家", facts.asked.moment.words),
        foot=source(facts.degree, FILE, f"双孵化 {exact(found['both'])} 家，共 {exact(whole)} 家"),
        summary=f"矩阵：两条轨道都通过的 {exact(found['both'])} 家，共 {exact(whole)} 家",
        span=span,
        indicator="dual_incubation_rate",
    )


def waiting_box(facts: Facts, span: int = 6) -> Component:
    """Organisations hatched but not passed by the party track, by name."""
    rows, opened = facts.waiting, facts.asked.state["all"] == "waiting"
    shown = rows if opened else rows[:MOST_NAMES]
    places = {row["area_code"]: row["name"] for row in ask("area_names", codes=[row["area_code"] for row in shown])}
    lines = [
        {
            **row,
            "area": places.get(row["area_code"], ""),
            "hatched": f"{row['hatched_on']:%Y-%m-%d}",
            "href": org_href(row["org_id"]),
        }
        for row in shown
    ]
    columns = [
        Column("name", "组织", text=True),
        Column("area", "地区", text=True),
        Column("hatched", "出壳日期", text=True),
        Column("days", "已等", "天"),
    ]
    content: list[Component] = [html.P("没有。", className="box-words")]
    if rows:
        content = [html.Div(data_table(columns, lines, "只差党组织一轨的组织", name="waiting"), className="name-table")]
    if len(rows) > MOST_NAMES:
        words = f"只看前 {MOST_NAMES} 个" if opened else f"全部 {exact(len(rows))} 个"
        link = facts.asked.state.link(all=None if opened else "waiting")
        content.append(html.A(words, href=link, className="tool"))
    return box(
        f"只差党组织一轨的 {exact(len(rows))} 家",
        subtitle("已出壳、党组织同步孵化未通过", facts.asked.moment.words, "等得久的在前"),
        *content,
        foot="党组织一轨的通过日期在社会组织名录里填写；没有填写的按未通过。",
        span=span,
    )


def chain_chart(facts: Facts, span: int = 12) -> Component:
    """From the first day to today as streams: founded, filed, registered, hatched, closed or still on the register."""
    rows = facts.chain
    present = [step for step in STEPS if any(step in (row["step"], row["next_step"]) for row in rows)]
    links = [
        {
            "source": row["step"],
            "target": row["next_step"],
            "value": row["organizations"],
            "hover": f"{row['step']} → {row['next_step']}<br><b>{exact(row['organizations'])}</b> 家",
        }
        for row in rows
    ]
    labels = {step: LABELS.get(step, step) for step in present}
    table = data_table(
        [
            Column("step", "从", text=True),
            Column("next_step", "到", text=True),
            Column("organizations", "组织", "家"),
        ],
        rows,
        "成长链各步之间的组织数",
    )
    closed = sum(row["organizations"] for row in rows if row["next_step"] == "注销")
    whole = sum(row["organizations"] for row in rows if row["step"] in ("队伍", "组织"))
    return chart(
        facts.asked.state,
        "chain",
        "成长链：从队伍到登记、出壳、注销",
        movement(links, {step: STEPS[step] for step in present}, labels, "家")
        if rows
        else notice("没有组织", "这个地区的名录里没有写明成立、备案或登记日期的组织。"),
        table,
        subtitle=subtitle(f"到{facts.asked.moment.words}为止成立过的组织，家"),
        foot=source(facts.degree, FILE, "按备案、登记、出壳的次序画，中间没有的步骤跳过；企业不计"),
        summary=f"流向图：成立过 {exact(whole)} 家，注销 {exact(closed)} 家（{exact(share(closed, whole), 1)}%）",
        span=span,
        indicator="orgs",
    )


def survival_chart(facts: Facts, span: int = 6) -> Component:
    """Kaplan–Meier curves: how many of the organisations are still open at each age."""
    curves = facts.survivals
    last = max((curve[-1][0] for curve in curves.values()), default=0)
    lines = [
        {"name": name, "points": _points(name, dict(curve), last), "own": number == 0}
        for number, (name, curve) in enumerate(curves.items())
    ]
    columns = [Column("age", "成立满几年", text=True), *(Column(name, name, "%", 1) for name in curves)]
    rows = [
        {"age": str(age), **{name: _percent(dict(curve).get(age)) for name, curve in curves.items()}}
        for age in range(last + 1)
    ]
    ends = "，".join(f"{name} {curve[-1][0]} 年后 {exact(curve[-1][1] * 100, 1)}%" for name, curve in curves.items())
    return chart(
        facts.asked.state,
        "survival",
        "组织能存续多久",
        trend(lines, 0) if lines else notice("画不出存续曲线", f"不足 {FEWEST} 家组织，曲线说明不了什么。"),
        data_table(columns, rows, "成立满几年后仍未注销的占比"),
        subtitle=subtitle("仍未注销的占比，%", "横轴是成立满几年", f"到{facts.asked.moment.words}"),
        foot=source(facts.degree, FILE, "卡普兰—迈耶估计：还没有注销的，只在看得到的年头里算数"),
        summary=f"折线图：{ends}" if ends else "没有存续曲线",
        span=span,
        indicator="orgs",
        all_years=True,
    )


def _points(name: str, curve: dict[int, float], last: int) -> list[dict]:
    return [
        {
            "x": age,
            "value": _percent(curve.get(age)),
            "hover": f"{name}，成立满 {age} 年<br><b>{exact(_percent(curve.get(age)), 1)}</b>% 仍未注销",
        }
        for age in range(last + 1)
    ]


def _percent(part: float | None) -> float | None:
    return None if part is None else part * 100
