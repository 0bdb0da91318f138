"""枢纽年度: the money of the year — over the years, by source and use, who gave, who received, the budget."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart, info_link
from components.data_table import Column, data_table
from components.hubs_facts import Facts
from components.hubs_pictures import foot
from components.hubs_words import hub_year
from components.profile_links import org_href
from components.states import notice
from components.words import box, subtitle
from figures.numbers import NO_VALUE, NOT_REPORTED, Number, exact, percent
from figures.trend import trend
from indicators.evaluate import evaluate
from indicators.vocabulary import UNWRITTEN

FILE = "资金台账"
PASSED_ON = {"custody": "自有", "regrant": "首次,转拨"}
STRUCTURE = (
    ("财政资金依赖度", "government_dependence", "%", 1),
    ("来源集中度（HHI）", "funding_concentration", "指数", 3),
    ("出资单位", "donors", "家", 0),
    ("预算执行率", "budget_use", "%", 1),
    ("与发放规则不符", "rule_breaches", "笔", 0),
)


def money_chart(facts: Facts, span: int = 6) -> Component:
    """Money in and out of every year, as the cards say it."""
    asked = facts.asked
    sides = {"到账": facts.lines["received"], "拨付": facts.lines["granted"]}
    known = sorted({year for line in sides.values() for year, value in line.own.items() if value is not None})
    years = list(range(known[0], asked.year + 1)) if known else []
    columns = [Column("year", "年份", text=True), *[Column(side, side, "元", 2) for side in sides]]
    rows = [
        {
            "year": asked.years.short(year),
            "href": hub_year(asked, year),
            "reported": any(line.own.get(year) is not None for line in sides.values()),
            **{side: line.own.get(year) for side, line in sides.items()},
        }
        for year in reversed(years)
    ]
    points = {side: [_point(facts, one.own.get(year), year, side) for year in years] for side, one in sides.items()}
    lines = [{"name": side, "own": side == "到账", "points": found} for side, found in points.items()]
    nothing = notice(sides["到账"].missing, "没有一年的资金台账写明这个枢纽；不等于没有钱。")
    return chart(
        asked.state,
        "money",
        "到账与拨付逐年",
        trend(lines, 0, here=asked.year) if known else nothing,
        data_table(columns, rows, "到账与拨付逐年"),
        subtitle=subtitle("元", "自有资金，首次", "断开的年份未报送"),
        foot=foot(FILE, "代管与转拨不在其中"),
        summary=f"折线图：到账与拨付，{len(years)} 个年份",
        span=span,
        indicator="funds_received",
        all_years=True,
    )


def _point(facts: Facts, value: Number | None, year: int, side: str) -> dict:
    words = f"{facts.asked.years.short(year)} {side}<br><b>{exact(value, 2)}</b> 元"
    return {"x": year, "value": value, "hover": words, "href": hub_year(facts.asked, year)}


def money_box(facts: Facts, span: int = 6) -> Component:
    """Money in and out by source and instrument, this year and last; what is held for others stands apart."""
    parts = [
        _money(facts, "到账", "funds_received"),
        _money(facts, "拨付", "funds_granted"),
        _money(facts, "代管到账（替别人保管，不进上面两项）", "funds_received", custody="代管"),
        _money(facts, "代管拨出", "funds_granted", custody="代管"),
    ]
    return box(
        "资金进出",
        subtitle("元", facts.asked.said, "按来源与方式"),
        *[part for pair in parts for part in pair],
        foot=foot(FILE, "转拨的钱不重复计"),
        span=span,
    )


def _money(facts: Facts, title: str, indicator: str, **more: str) -> list[Component]:
    year = facts.asked.year
    now, before = (_by_way(facts, indicator, one, more) for one in (year, year - 1))
    whole, whole_before = sum(now.values()), sum(before.values())
    if not now and not before:
        if more and title == "代管拨出":
            return []
        line = facts.lines["received"]
        words = "没有" if line.value(year) is not None else line.missing
        return [html.H3(title, className="list-title"), html.P(words, className="missing hub-none")]
    columns = [
        Column("source", "来源", text=True),
        Column("instrument", "方式", text=True),
        Column("value", "金额", "元", 2),
        Column("share", "占比", "%", 1),
        Column("before", "上年", "元", 2),
    ]
    ways = sorted({**now, **before}, key=lambda way: (-now.get(way, 0), -before.get(way, 0), way))
    lines = [
        {
            "source": way[0],
            "instrument": way[1],
            "value": now.get(way, 0),
            "share": now.get(way, 0) / whole * 100 if whole else None,
            "before": before.get(way, 0) if whole_before else None,
        }
        for way in ways
    ]
    total = {"source": "合计", "instrument": "", "value": whole, "share": 100 if whole else None}
    name = f"{indicator.replace('_', '-')}-held" if more else indicator.replace("_", "-")
    table = data_table(columns, lines, f"{title}资金", {**total, "before": whole_before or None}, name=name)
    return [html.H3(title, className="list-title"), table]


def _by_way(facts: Facts, indicator: str, year: int, more: dict[str, str]) -> dict[tuple[str, str], Number]:
    rows = facts.by(indicator, "source,instrument", year, **more)
    return {(row["source"], row["instrument"]): row["value"] for row in rows if row["value"]}


def structure_box(facts: Facts, span: int = 6) -> Component:
    """How dependent, how concentrated, how much of the budget, how many payments against the rules: now and before."""
    year, years = facts.asked.year, facts.asked.years
    rows = []
    for name, indicator, unit, decimals in STRUCTURE:
        told = [_told(facts, facts.one(indicator, one), one, decimals) for one in (year, year - 1)]
        rows.append({"name": name, "unit": unit, "now": told[0], "before": told[1]})
    columns = [
        Column("name", "资金结构", text=True),
        Column("unit", "单位", text=True),
        Column("now", years.short(year)),
        Column("before", years.short(year - 1)),
    ]
    return box(
        "资金结构与规则",
        subtitle(facts.asked.said, "自有资金"),
        data_table(columns, rows, "资金结构与规则", name="money-structure"),
        foot=foot(f"{FILE}、发放规则（参考数据）", "HHI 为 1 表示只有一个来源"),
        span=span,
        tools=(info_link(facts.asked.state, "funding_concentration"),),
    )


def _told(facts: Facts, row: dict, year: int, decimals: int) -> str:
    """A number of a year in which some payment names the hub; a ledger that leaves the hub out is no zero."""
    line = facts.lines["received"]
    if not row["reported"]:
        return NOT_REPORTED
    if line.value(year) is None:
        return line.missing if year == facts.asked.year else NO_VALUE
    return row.get("hidden") or exact(row["value"], decimals)


def donors_box(facts: Facts, span: int = 6) -> Component:
    """Who gave money to the hub, this year and last."""
    year = facts.asked.year
    now, before = (
        {row["donor"]: row["value"] for row in facts.by("funds_received", "donor", one) if row["value"]}
        for one in (year, year - 1)
    )
    lines = _sides(now, before, lambda donor: "没有写单位的" if donor == UNWRITTEN else donor)
    named = sum(donor != UNWRITTEN for donor in now)
    gone = sorted(donor for donor in before if donor not in now and donor != UNWRITTEN)
    left = f"上年出资、今年没有的 {len(gone)} 家：{'、'.join(gone)}" if gone else ""
    return box(
        f"出资单位 {exact(named)} 家",
        subtitle("元", facts.asked.said, "自有资金到账"),
        *_listed(lines, "出资单位", "donors"),
        foot=foot(FILE, left),
        span=span,
    )


def receivers_box(facts: Facts, span: int = 6) -> Component:
    """Which organisations the hub's money went to, this year and last, passed on or not."""
    year = facts.asked.year
    found: dict[int, dict[str, Number]] = {}
    names: dict[str, str] = {UNWRITTEN: "没有写组织的"}
    for one in (year, year - 1):
        rows = [row for row in facts.by("funds_granted", "org", one, **PASSED_ON) if row["value"]]
        found[one] = {row["org"]: row["value"] for row in rows}
        names.update({row["org"]: row["org_name"] for row in rows if row["org"] != UNWRITTEN})
    lines = _sides(found[year], found[year - 1], names.get)
    for line in lines:
        line["href"] = org_href(line["key"]) if line["key"] != UNWRITTEN else None
    whole = sum(found[year].values())
    top = sum(sorted((value for org, value in found[year].items() if org != UNWRITTEN), reverse=True)[:10])
    share = f"最多的 10 家占 {percent(top / whole)}" if whole and len(found[year]) > 10 else None
    return box(
        f"得到拨付的组织 {exact(sum(org != UNWRITTEN for org in found[year]))} 家",
        subtitle("元", facts.asked.said, "含转拨到组织的，每笔只计一次", share),
        *_listed(lines, "得到拨付的组织", "receivers"),
        foot=foot(FILE),
        span=span,
    )


def _sides(now: dict, before: dict, named) -> list[dict]:
    """Names with this year's and last year's amounts, those of this year first, the largest on top."""
    whole = sum(now.values())
    keys = sorted(now, key=lambda key: (key == UNWRITTEN, -now[key], str(key)))
    return [
        {
            "key": key,
            "name": named(key),
            "value": now[key],
            "before": before.get(key),
            "share": now[key] / whole * 100 if whole else None,
        }
        for key in keys
    ]


def _listed(lines: list[dict], caption: str, name: str) -> list[Component]:
    """The names as a table that scrolls when it is long."""
    columns = [
        Column("name", caption.removeprefix("得到拨付的"), text=True),
        Column("value", "今年", "元", 2),
        Column("before", "上年", "元", 2),
        Column("share", "占比", "%", 1),
    ]
    if not lines:
        return [html.P("没有。", className="box-words")]
    return [html.Div(data_table(columns, lines, caption, name=name), className="name-table")]


def budget_box(facts: Facts, span: int = 6) -> Component:
    """Budget and what was spent of it by source this year, and in every year up to it."""
    asked = facts.asked
    sources = [row for row in facts.by("budget_use", "source") if row["denominator"]]
    years = [{**row, "own": row["year"] == asked.year} for row in _budgets(facts)]
    columns = [
        Column("name", "年份", text=True),
        Column("denominator", "预算", "元", 2),
        Column("numerator", "已用", "元", 2),
        Column("left", "未用", "元", 2),
        Column("value", "执行率", "%", 1),
    ]
    parts = [{**row, "name": f"{asked.years.short(asked.year)}其中 {row['source']}"} for row in sources]
    rows = [*[{**row, "name": asked.years.short(row["year"])} for row in years], *(parts if len(parts) > 1 else [])]
    lines = [{**row, "left": row["denominator"] - (row["numerator"] or 0)} for row in rows]
    nothing = html.P("资金台账里没有状态为“预算”、写明这个枢纽的记录，所以没有执行率。", className="box-words")
    return box(
        "预算执行",
        subtitle("元", "已用是拨付减收回"),
        data_table(columns, lines, "预算执行", name="budget") if lines else nothing,
        foot=foot(FILE, "只比同一年、同一来源；没有预算的支出不算在内"),
        span=span,
        tools=(info_link(asked.state, "budget_use"),),
    )


def _budgets(facts: Facts) -> list[dict]:
    """Every year with a budget up to the review's, the latest first."""
    choices = {"hub": (facts.hub["hub_id"],), "by": "year", **facts.asked.years.choices}
    rows = [row for row in evaluate("budget_use", choices).rows if row["denominator"]]
    return sorted((row for row in rows if row["year"] <= facts.asked.year), key=lambda row: -row["year"])
