"""Published figures beside the same figures computed from the records now."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qs, urlsplit

from dash import html

from components.data_table import Column, data_table
from components.icon import icon
from components.indicators_words import day_words, published_words
from components.notes import notes
from components.words import answer, box, figure
from figures.numbers import exact
from indicators.cases import not_computed
from indicators.catalog import catalog
from indicators.warehouse import Snapshot, ask

COLUMNS = (
    Column("figure", "公开数字", text=True),
    Column("published", "公开的值", text=True),
    Column("computed", "现在算出"),
    Column("agrees", "是否一致", text=True),
    Column("place", "地区", text=True),
    Column("when", "时间", text=True),
    Column("note", "怎么读", text=True),
    Column("query", "查询", text=True),
)


def cases_sentence(cases: list[dict]) -> html.P:
    """How many of the published figures come out of the records."""
    same = sum(case["agrees"] for case in cases)
    start = ("公开材料里的 ", figure(len(cases), "项"), "数字，用现在的记录重新计算，")
    if same == len(cases):
        return answer(*start, figure(len(cases), "项"), "中 ", figure(same, "项"), "一致。")
    different = "、".join(case["id"] for case in cases if not case["agrees"])
    return answer(*start, figure(len(cases), "项"), "中 ", figure(same, "项"), f"一致；不一致的是 {different}。")


def cases_box(cases: list[dict], now: Snapshot) -> html.Section:
    """Every case as a row; the disagreeing ones first."""
    ordered = sorted(cases, key=lambda case: case["agrees"])
    places = _places(cases)
    table = data_table(COLUMNS, [_row(case, places) for case in ordered], "公开数字与现在算出的数", name="cases")
    return box(
        "公开数字核对",
        "左边是公开材料印出的数，右边是同一个问题现在的答案；地区和时间按公开材料，不随顶栏变化",
        html.Div(table, className="cases"),
        foot=f"来源：五个案例的公开材料；数据截至 {now.data_date:%Y-%m-%d}。",
        span=12,
    )


def _area(case: dict) -> str:
    return parse_qs(urlsplit(case["query"]).query).get("area", [""])[0]


def _places(cases: list[dict]) -> dict[str, str]:
    codes = sorted({_area(case) for case in cases} - {""})
    return {row["area_code"]: row["name"] for row in ask("area_names", codes=codes)}


def _row(case: dict, places: dict[str, str]) -> dict:
    indicator = urlsplit(case["query"]).path.rpartition("/")[2]
    unit = case["unit"].split("/年")[0]
    sign, words = ("check-circle", "一致") if case["agrees"] else ("exclamation-circle", "不一致")
    return {
        "figure": html.Span([html.Small(case["id"]), case["figure"]], className="case-name"),
        "place": places.get(_area(case), _area(case)),
        "when": day_words(case["as_of"]),
        "published": f"{published_words(case['published'], case['qualifier'])} {case['unit']}",
        "computed": html.Span([_computed(case["computed"]), html.Small(f" {unit}")]),
        "agrees": html.Span([icon(sign), words], className="agrees" if case["agrees"] else "agrees not"),
        "note": html.Span(case["note"], className="case-note"),
        "query": html.A(catalog()[indicator].name, href=case["query"], target="_blank"),
    }


def _computed(computed: float | str | None) -> str:
    """A computed answer in words: a number as we write numbers, a year or a grade as it is."""
    if computed is None or isinstance(computed, str):
        return computed or "未报送"
    return exact(computed, 0 if float(computed).is_integer() else 2)


def _left_out() -> str:
    """How many published figures no record can carry, and why."""
    reasons = Counter(not_computed().values())
    words = "；".join(f"{reason}（{count} 项）" for reason, count in reasons.most_common())
    return f"公开材料里另有 {sum(reasons.values())} 项数字不由记录算出：{words}。"


def cases_notes(now: Snapshot) -> html.Section:
    """How the comparison is to be read."""
    lines = [
        [
            html.B("怎样算一致："),
            "印成整数的，算出的数去掉小数后相等；“余、多、超、突破”允许高出最后一位有效数字的一个单位；“近”允许低一成。",
        ],
        [
            html.B("计算与印出的数无关："),
            "查询只读记录，印出的数只在最后用来比较；从记录里去掉一个组织，相应的行就会变成不一致。",
        ],
        [html.B("人次与人数分开："), "印成人次的只与人次比，印成人数的只与去重后的人数比。"],
        [html.B("没有列出的："), _left_out()],
    ]
    if now.is_demonstration:
        lines.insert(
            0, [html.B("演示数据："), "演示记录是按这些公开数字编制的，一致说明计算方法读得对，不说明真实情况。"]
        )
    return notes(lines)
