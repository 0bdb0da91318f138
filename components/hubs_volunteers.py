"""枢纽年度: the volunteers of the year — people, hours, who came again, teams, months."""

from __future__ import annotations

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components.chart import chart, info_link
from components.data_table import Column, data_table
from components.hubs_facts import Facts
from components.hubs_pictures import foot
from components.scoped import own_hub
from components.states import notice
from components.withheld import told, why_withheld
from components.words import box, subtitle
from figures.numbers import NO_VALUE, NOT_REPORTED, exact
from figures.trend import trend
from indicators.evaluate import evaluate
from indicators.few_people import FIXED, hides_rows
from indicators.warehouse import ask

FILE = "志愿服务时长记录"
TEAMS = {"legal_form": "志愿团队", "universe": "全部"}
MOST_COHORTS = 10
NEEDED = "所在地区还差的队伍"
ABOUT_TEAMS = ("志愿团队（名录在册）", NEEDED)
OF_THE_AREA = "只给看得到地区的账户"


def volunteers_box(facts: Facts, span: int = 6) -> Component:
    """People, hours, hours per head with the median, who came again, teams: this year and last."""
    year, years = facts.asked.year, facts.asked.years
    lines: list[tuple[str, str, int, Callable[[int], dict], str]] = [
        ("有服务的志愿者", "人", 0, lambda one: facts.one("volunteers", one), "value"),
        ("服务时长", "小时", 1, lambda one: facts.one("volunteer_hours", one), "value"),
        ("参与", "人次", 0, lambda one: facts.one("volunteer_participations", one), "value"),
        ("人均时长", "小时/人", 1, lambda one: facts.one("hours_per_volunteer", one), "value"),
        ("时长中位数", "小时/人", 1, lambda one: facts.one("hours_per_volunteer", one), "median"),
        ("上年的人又来的", "%", 1, lambda one: facts.one("volunteer_retention", one - 1), "value"),
        ("志愿团队（名录在册）", "支", 0, lambda one: facts.one("orgs", one, **TEAMS), "value"),
        (NEEDED, "支", 0, lambda one: _needed(facts, one), "value"),
    ]
    rows = []
    for name, unit, places, asked, key in lines:
        told = [_told(facts, name, one, asked(one), key, places) for one in (year, year - 1)]
        rows.append({"name": name, "unit": unit, "now": told[0], "before": told[1]})
    columns = [
        Column("name", "志愿服务", text=True),
        Column("unit", "单位", text=True),
        Column("now", years.short(year)),
        Column("before", years.short(year - 1)),
    ]
    return box(
        "志愿者与队伍",
        subtitle(facts.asked.said, "写明归本枢纽的服务"),
        data_table(columns, rows, "志愿者与队伍", name="volunteers"),
        foot=foot(f"{FILE}、社会组织名录", "队伍缺口按每万人应有队伍数推算，是规划参考"),
        span=span,
        tools=(info_link(facts.asked.state, "hours_per_volunteer"),),
    )


def _needed(facts: Facts, year: int) -> dict:
    area = facts.hub["area_code"]
    if not area or own_hub():
        return {"value": None, "reported": True}
    return facts.at("teams_needed", {"area": area}, year)


def _told(facts: Facts, name: str, year: int, row: dict, key: str, decimals: int) -> str:
    """A number of a year in which some hour names the hub; a ledger that leaves the hub out is no zero."""
    line = facts.lines["hours"]
    if name == NEEDED and own_hub():
        return OF_THE_AREA
    if not row["reported"]:
        return NOT_REPORTED
    if name not in ABOUT_TEAMS and line.value(year) is None:
        return line.missing if year == facts.asked.year else NO_VALUE
    return why_withheld(row) or NO_VALUE if row.get(key) is None else exact(row[key], decimals)


def months_chart(facts: Facts, span: int = 6) -> Component:
    """Hours month by month, this year."""
    asked = facts.asked
    rows = _months(facts)
    marked = facts.lines["hours"].value(asked.year) is not None
    points = [
        {
            "x": row["month"],
            "value": (row["value"] or 0) if row["reported"] and not why_withheld(row) else None,
            "hover": _month_words(row),
        }
        for row in rows
    ]
    line = facts.lines["hours"]
    why = "" if line.is_hidden else f"{asked.said}没有一条志愿服务时长写明归本枢纽；"
    nothing = notice(line.missing, f"{why}不等于没有服务。")
    columns = [Column("month", "月份", text=True), Column("value", "服务时长", "小时", 1)]
    most = max((row for row in rows if row["value"]), key=lambda row: row["value"], default=None)
    return chart(
        asked.state,
        "months",
        "志愿服务时长逐月",
        trend([{"name": "本枢纽", "points": points, "own": True}], 1) if marked else nothing,
        data_table(columns, rows if marked else [], "志愿服务时长逐月"),
        subtitle=subtitle("小时", asked.said, "断开的月份未报送"),
        foot=foot(FILE),
        summary=f"折线图：最多的是 {most['month']}，{exact(most['value'], 1)} 小时" if most else "没有可画的月份",
        span=span,
        indicator="volunteer_hours",
    )


def _month_words(row: dict) -> str:
    words = why_withheld(row) or f"<b>{exact(row['value'], 1)}</b> 小时"
    return f"{row['month']}<br>{words}" if row["reported"] else row["month"]


def _months(facts: Facts) -> list[dict]:
    """Hours of the hub by month; none is a zero only where the hub's area delivered that month."""
    area = facts.hub["area_code"]
    choices = {**({"area": area} if area else {}), **facts.asked.when(), "by": "month"}
    delivered = {row["month"] for row in evaluate("volunteer_hours", choices).rows if row["reported"]}
    rows = evaluate("volunteer_hours", {"hub": (facts.hub["hub_id"],), **facts.asked.when(), "by": "month"}).rows
    return [{**row, "reported": bool(told(row)) or row["month"] in delivered} for row in rows]


def cohorts_box(facts: Facts, span: int = 6) -> Component:
    """Volunteers by the year they first served the hub: how many, and how many of them came in each later year."""
    asked, years = facts.asked, facts.asked.years
    to_on = asked.days["to_on"]
    found: dict[int, dict[int, int]] = {}
    for row in ask("hub_cohorts", hub=facts.hub["hub_id"], starts=years.word, to_on=to_on):
        found.setdefault(row["first_year"], {})[row["year"]] = row["volunteers"]
    first = [year for year in sorted(found, reverse=True) if year <= asked.year][:MOST_COHORTS]
    columns = [
        Column("name", "第一次来的年份", text=True),
        Column("count", "人数", "人"),
        Column("next", "第二年又来", "人"),
        Column("kept", "第二年留存", "%", 1),
        Column("now", f"{years.short(asked.year)}还在", "人"),
        Column("share", "占", "%", 1),
    ]
    rows = [_cohort(facts, year, found[year]) for year in first]
    words = FIXED if hides_rows() else "没有写明归本枢纽、又写了志愿者编号的服务，分不出批次"
    nothing = html.P(f"{words}。", className="box-words")
    return box(
        "志愿者留存：一批一批看",
        subtitle(f"到{years.short(asked.year)}", "按第一次为本枢纽服务的年份分批"),
        html.Div(data_table(columns, rows, "志愿者留存", name="cohorts"), className="name-table") if rows else nothing,
        foot=foot(FILE, "只数写了编号的；最近的在前"),
        span=span,
    )


def _cohort(facts: Facts, first: int, seen: dict[int, int]) -> dict:
    year, count = facts.asked.year, seen[first]
    following = seen.get(first + 1, 0) if first < year else None
    now = seen.get(year, 0) if first < year else None
    return {
        "name": facts.asked.years.short(first),
        "count": count,
        "next": following,
        "kept": following / count * 100 if following is not None else None,
        "now": now,
        "share": now / count * 100 if now is not None else None,
    }
