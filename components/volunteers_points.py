"""志愿服务: points earned, redeemed and outstanding, the time bank, and how many teams are still needed."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.place import still_there
from components.scoped import not_by_hub, own_hub
from components.states import notice
from components.volunteers_facts import Asked
from components.withheld import told, why_withheld
from components.words import box, source, subtitle
from figures.bars import ranking
from figures.numbers import NOT_REPORTED, exact
from figures.trend import trend
from indicators.catalog import definition
from indicators.evaluate import Result, evaluate
from indicators.few_people import hides_rows
from indicators.warehouse import ask

FILE = "积分流水"
POINTS = {"获得": "points_earned", "兑换": "points_redeemed", "过期": "points_expired", "结余": "points_outstanding"}
BANK = {"存入": "time_banked", "支取": "time_spent", "结余": "time_outstanding"}
MOST_PARTNERS, MOST_BARS = 10, 20
ELSEWHERE = "不在您的范围内的一家"


def points_chart(asked: Asked, span: int = 6) -> Component:
    """Points earned, redeemed and expired in every year, and what is left at its end."""
    return _ledger(asked, "points", "积分：获得、兑换与结余", POINTS, "分", 0, span)


def bank_chart(asked: Asked, span: int = 6) -> Component:
    """Hours banked and spent in every year, and what is left at its end."""
    return _ledger(asked, "time-bank", "时间银行：存入、支取与结余", BANK, "小时", 1, span)


def _ledger(
    asked: Asked, name: str, title: str, parts: dict[str, str], unit: str, decimals: int, span: int
) -> Component:
    results = {word: evaluate(indicator, {**asked.points, "by": "year"}) for word, indicator in parts.items()}
    years = _years(results, asked)
    values = {word: {row["year"]: _known(row) for row in result.rows} for word, result in results.items()}
    rows = [{"year": year, **{word: values[word].get(year) for word in parts}} for year in years]
    withheld = {word: {row["year"]: why_withheld(row) or None for row in results[word].rows} for word in parts}
    lines_of_table = [
        row | {word: withheld[word].get(row["year"]) for word in parts if row[word] is None} for row in reversed(rows)
    ]
    lines = [
        {
            "name": word,
            "points": [_point(word, row["year"], row[word], unit, decimals) for row in rows],
            "own": word == "结余",
        }
        for word in parts
        if any(row[word] for row in rows)
    ]
    columns = [Column("year", "年份", text=True), *(Column(word, word, unit, decimals) for word in parts)]
    first = next(iter(results.values()))
    last = rows[-1] if rows else {}
    return chart(
        asked.state,
        name,
        title,
        trend(lines, decimals, here=asked.moment.year) if len(rows) > 1 else _nothing(asked, first),
        data_table(columns, lines_of_table, title),
        subtitle=subtitle(unit, "各年；结余是年末累计"),
        foot=source(first, FILE, "结余按流水从头累计，流水没有报全时会偏"),
        summary="折线图：" + "，".join(f"{word} {exact(last.get(word), decimals)}" for word in parts)
        if rows
        else f"没有{title[:2]}的流水",
        span=span,
        indicator=parts["兑换"] if "兑换" in parts else parts["存入"],
        all_years=True,
    )


def _known(row: dict):
    return row["value"] if row["reported"] else None


def _years(results: dict[str, Result], asked: Asked) -> list[int]:
    """The years from the first entry to the page's year."""
    found = [row["year"] for result in results.values() for row in result.rows if row["reported"] and told(row)]
    return list(range(min(found), asked.moment.year + 1)) if found else []


def _point(word: str, year: int, value, unit: str, decimals: int) -> dict:
    return {"x": year, "value": value, "hover": f"{year}年{word}<br><b>{exact(value, decimals)}</b> {unit}"}


def _nothing(asked: Asked, result: Result) -> Component:
    if any(row["reported"] for row in result.rows):
        return notice("画不出走势", "有流水的年份不到两年，数字见表。")
    return notice(NOT_REPORTED, f"{asked.place.name}没有人报送积分流水。")


def partners_box(asked: Asked, span: int = 6) -> Component:
    """Where points were redeemed in the year: the partners by points; not for whoever is told of groups only."""
    if hides_rows():
        return notice("积分在哪里兑换", "在一家的兑换常常只是一两个人的，按规定不显示；合计看“兑换积分”。", span=span)
    rows, opened = (
        ask("points_at_partners", area=asked.place.code, year=asked.moment.year),
        asked.state["all"] == "points",
    )
    shown = rows if opened else rows[:MOST_PARTNERS]
    places = {row["area_code"]: row["name"] for row in ask("area_names", codes=[row["area_code"] for row in shown])}
    columns = [
        Column("name", "商家或单位", text=True),
        Column("area", "地区", text=True),
        Column("times", "兑换", "次"),
        Column("points", "积分", "分"),
    ]
    lines = [{**row, "name": row["name"] or ELSEWHERE, "area": places.get(row["area_code"], "")} for row in shown]
    content: list[Component] = [html.P("没有写明商家的兑换。", className="box-words")]
    if rows:
        content = [html.Div(data_table(columns, lines, "积分在哪里兑换", name="points-at"), className="name-table")]
    if len(rows) > MOST_PARTNERS:
        words = f"只看前 {MOST_PARTNERS} 家" if opened else f"全部 {exact(len(rows))} 家"
        content.append(html.A(words, href=asked.state.link(all=None if opened else "points"), className="tool"))
    return box(
        f"积分在 {exact(len(rows))} 家兑换" if rows else "积分在哪里兑换",
        subtitle(asked.moment.period, "兑换积分多的在前"),
        *content,
        foot="来源：积分流水与社会资源台账；没有写明商家的兑换不在其中。",
        span=span,
    )


def teams_chart(asked: Asked, span: int = 6) -> Component:
    """How many volunteer teams each area below still needs for the wanted number per resident."""
    if own_hub():
        return notice("各地区的队伍缺口", not_by_hub(), span=span)
    level = {"level": str(min(asked.place.next_level, 5))}
    result = evaluate("teams_needed", {**asked.area, **asked.year, **level, "by": "area"})
    rows = [row for row in still_there(result.rows, asked.moment.year)]
    rows.sort(key=lambda row: (row["value"] is None, -(row["value"] or 0)))
    wanted = definition("teams_needed").parameters["target"].default
    bars = [_teams_bar(asked, row) for row in rows[:MOST_BARS]]
    columns = [
        Column("area_name", "地区", text=True),
        Column("numerator", "志愿团队", "支"),
        Column("denominator", "常住人口", "人"),
        Column("value", "还差", "支"),
    ]
    listed = [{**row, "href": asked.state.link(area=row["area_code"])} for row in rows]
    hidden = len(rows) - len(bars)
    return chart(
        asked.state,
        "teams",
        f"各{asked.place.below}的队伍缺口",
        ranking(bars) if bars else notice("没有下级", "区划树里这个地区没有下级。"),
        data_table(columns, listed, "各地区的志愿团队与缺口"),
        subtitle=subtitle(f"按每万人 {wanted:g} 支推算，还差多少支", asked.moment.words),
        foot=source(
            result, "社会组织名录、人口报表", f"另有 {hidden} 个没有画出，见表" if hidden else "规划参考，不是考核目标"
        ),
        summary=f"条形图：缺得最多的是{rows[0]['area_name']}" if rows else "没有可比的地区",
        span=span,
        indicator="teams_needed",
    )


def _teams_bar(asked: Asked, row: dict) -> dict:
    return {
        "label": row["area_name"],
        "value": row["value"],
        "href": asked.state.link(area=row["area_code"]),
        "missing": "无人口" if row["reported"] else NOT_REPORTED,
        "hover": f"{row['area_name']}<br>还差 <b>{exact(row['value'])}</b> 支，现有 {exact(row['numerator'])} 支，"
        f"人口 {exact(row['denominator'])}",
    }
