"""联动机制: who takes part — the five 社, their combinations, the driving modes, the degree by year and by area."""

from __future__ import annotations

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.events import events_on
from components.linkage_facts import FIVE, UNWRITTEN, Facts, share
from components.states import notice
from components.words import source, subtitle
from figures import theme
from figures.bars import ranking
from figures.numbers import NOT_REPORTED, exact
from figures.trend import trend
from figures.upset import upset

FILE = "活动台账"
MOST_COMBINATIONS = 14
FULL_NAMES = {word: name for name, word in FIVE.items()}


def five_chart(facts: Facts, span: int = 5) -> Component:
    """In what share of the activities each of the five takes part."""
    rows = [
        {"name": name, "value": count, "share": share(count, facts.written)}
        for name, count in facts.taking_part.items()
    ]
    bars = [
        {
            "label": row["name"],
            "value": row["share"],
            "hover": f"{row['name']}<br><b>{exact(row['share'], 1)}</b>%，{exact(row['value'])} 场",
        }
        for row in rows
    ]
    columns = [Column("name", "五社", text=True), Column("value", "参与的活动", "场"), Column("share", "占比", "%", 1)]
    least = min(rows, key=lambda row: row["value"])
    return chart(
        facts.asked.state,
        "five",
        "五社各参与了多少活动",
        ranking(bars, 1) if facts.written else _silent(facts),
        data_table(columns, rows, "五社各参与的活动"),
        subtitle=subtitle("占写明参与主体的活动，%", facts.asked.moment.period),
        foot=source(facts.degree, FILE, "一场活动可有几社同时参与，各项不能相加"),
        summary=f"条形图：参与最少的是{least['name']}，{exact(least['share'], 1)}%",
        span=span,
        indicator="activities",
    )


def _silent(facts: Facts) -> Component:
    if not facts.is_reported:
        return notice(NOT_REPORTED, f"{facts.asked.place.name}{facts.asked.moment.period}没有人报送活动。")
    return notice("没有写明参与主体", "活动台账里五社参与的各栏都空着。请在报送时填“是”或“否”。")


def combinations_chart(facts: Facts, span: int = 7) -> Component:
    """The combinations of the five as an UpSet; a click narrows the page to one."""
    state = facts.asked.state
    shown = facts.combinations[:MOST_COMBINATIONS]
    columns = [
        {
            "sets": [FULL_NAMES[word] for word in row["together"].split("+") if word in FULL_NAMES],
            "value": row["value"],
            "hover": f"{row['together']}<br><b>{exact(row['value'])}</b> 场，占 {exact(_of_all(facts, row), 1)}%",
            "href": state.toggled("together", row["together"]),
            "own": row["together"] in state.values("together"),
        }
        for row in shown
    ]
    hidden = len(facts.combinations) - len(shown)
    return chart(
        state,
        "together",
        "哪几社一起做",
        upset(theme.FIVE_PARTS, columns) if columns else _silent(facts),
        _combinations_table(facts),
        subtitle=subtitle("活动，场", "一列是一种组合，点亮的是参与的", facts.asked.moment.period),
        foot=source(
            facts.degree, FILE, f"另有 {hidden} 种少见的组合，见表" if hidden else "点一列即按它筛选，再点取消"
        ),
        summary=f"组合图：共 {len(facts.combinations)} 种组合" + (f"，最多的是{shown[0]['together']}" if shown else ""),
        span=span,
        indicator="activities",
    )


def _of_all(facts: Facts, row: dict) -> float | None:
    return share(row["value"], facts.written)


def _combinations_table(facts: Facts) -> Component:
    columns = [
        Column("together", "参与组合", text=True),
        Column("degree", "联动度", "社"),
        Column("value", "活动", "场"),
        Column("share", "占比", "%", 1),
    ]
    rows = [
        {
            **row,
            "degree": len(row["together"].split("+")),
            "share": _of_all(facts, row),
            "href": facts.asked.state.toggled("together", row["together"]),
        }
        for row in facts.combinations
    ]
    return data_table(columns, rows, "五社参与的组合")


def modes_chart(facts: Facts, span: int = 6) -> Component:
    """The driving modes of the activities; a click narrows the page to one."""
    state = facts.asked.state
    whole = sum(row["value"] for row in facts.modes)
    bars = [
        {
            "label": row["mode"],
            "value": row["value"],
            "own": row["mode"] in state.values("mode"),
            "href": state.toggled("mode", row["mode"]),
            "hover": _mode_words(row, whole),
        }
        for row in facts.modes
    ]
    columns = [
        Column("mode", "驱动模式", text=True),
        Column("value", "活动", "场"),
        Column("share", "占比", "%", 1),
        Column("visits", "服务人次", "人次"),
        Column("degree", "平均联动度", "社/场", 2),
    ]
    rows = [
        {**row, "share": share(row["value"], whole), "href": state.toggled("mode", row["mode"])} for row in facts.modes
    ]
    first = facts.modes[0]["mode"] if facts.modes else "没有"
    return chart(
        state,
        "modes",
        "由谁驱动",
        ranking(bars) if bars else _silent(facts),
        data_table(columns, rows, "五种驱动模式"),
        subtitle=subtitle("活动，场", facts.asked.moment.period),
        foot=source(facts.degree, FILE, "点一条即按它筛选全页，再点取消"),
        summary=f"条形图：最多的是{first}，共 {exact(whole)} 场",
        span=span,
        indicator="activities",
    )


def _mode_words(row: dict, whole: int) -> str:
    said = [row["mode"], f"<b>{exact(row['value'])}</b> 场，占 {exact(share(row['value'], whole), 1)}%"]
    if row["visits"] is not None:
        said.append(f"服务 {exact(row['visits'])} 人次")
    if row["degree"] is not None:
        said.append(f"平均联动度 {exact(row['degree'], 2)}")
    return "<br>".join(said)


def trend_chart(facts: Facts, span: int = 6) -> Component:
    """The mean degree of every year."""
    asked = facts.asked
    known = [row for row in facts.by_year if row["value"] is not None]
    events = None
    picture: dict | Component = notice("画不出走势", "写明参与主体的活动不到两年。")
    if len(known) > 1:
        years = range(known[0]["year"], known[-1]["year"] + 1)
        points = [_year_point(facts, row) for row in facts.by_year if row["year"] in years]
        events = events_on(asked.state, asked.place, years, "flow")
        lines = [{"name": asked.place.name, "points": points}]
        picture = trend(lines, 2, here=asked.moment.year, events=events.marks)
    columns = [
        Column("year", "年份", text=True),
        Column("numerator", "参与的社数之和", "社"),
        Column("denominator", "写明参与主体的活动", "场"),
        Column("value", "平均联动度", "社/场", 2),
    ]
    rows = [{**row, "href": asked.state.link(year=row["year"])} for row in reversed(facts.by_year)]
    foot = source(facts.degree, FILE)
    return chart(
        asked.state,
        "trend",
        "平均联动度逐年变化",
        picture,
        data_table(columns, rows, "历年平均联动度"),
        subtitle=subtitle("社/场，最高 5", asked.place.name, "各年"),
        foot=events.after(foot) if events else foot,
        summary=_trend_words(known) + (f"。{events.words}" if events else ""),
        span=span,
        indicator="linkage_degree",
        tools=events.tools if events else (),
        all_years=True,
    )


def _year_point(facts: Facts, row: dict) -> dict:
    words = f"{row['year']}年<br>{_bold(row)}"
    return {"x": row["year"], "value": row["value"], "hover": words, "href": facts.asked.state.link(year=row["year"])}


def _trend_words(known: list[dict]) -> str:
    if not known:
        return "没有可画的年份"
    ends = [f"{row['year']}年 {exact(row['value'], 2)}" for row in (known[0], known[-1])]
    return f"折线图：{ends[0]}，{ends[1]}"


MOST_BARS = 20


def _bold(row: dict) -> str:
    return f"<b>{exact(row['value'], 2)}</b> 社/场，{exact(row['denominator'] or 0)} 场"


def areas_chart(facts: Facts, span: int = 6) -> Component:
    """The areas below by their mean degree; a click goes down."""
    asked = facts.asked
    rows = sorted(facts.by_area, key=lambda row: (row["value"] is None, not row["reported"], -(row["value"] or 0)))
    bars = [
        {
            "label": row["area_name"],
            "value": row["value"],
            "href": asked.state.link(area=row["area_code"]),
            "missing": UNWRITTEN if row["reported"] else NOT_REPORTED,
            "hover": f"{row['area_name']}<br>{_bold(row)}",
        }
        for row in rows[:MOST_BARS]
    ]
    columns = [
        Column("area_name", "地区", text=True),
        Column("numerator", "参与的社数之和", "社"),
        Column("denominator", "写明参与主体的活动", "场"),
        Column("value", "平均联动度", "社/场", 2),
    ]
    listed = [{**row, "href": asked.state.link(area=row["area_code"])} for row in rows]
    hidden = len(rows) - len(bars)
    known = [row for row in rows if row["value"] is not None]
    best = f"最高的是{known[0]['area_name']} {exact(known[0]['value'], 2)}" if known else "没有可比的地区"
    return chart(
        asked.state,
        "areas",
        f"各{asked.place.below}的平均联动度",
        ranking(bars, 2) if bars else notice("没有下级", "区划树里这个地区没有下级。"),
        data_table(columns, listed, "各地区的平均联动度"),
        subtitle=subtitle("社/场", asked.moment.period),
        foot=source(facts.degree, FILE, f"另有 {hidden} 个没有画出，见表" if hidden else ""),
        summary=f"条形图：{best}",
        span=span,
        indicator="linkage_degree",
    )
