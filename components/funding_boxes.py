"""资金: the ranking of areas; by name the rules and what breaks them, budgets, donors, receivers, held money."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.beside import is_top
from components.chart import chart, info_link
from components.data_table import Column, data_table
from components.funding_facts import BREACHES, BUDGET, RANKED, RECEIVED, Facts
from components.funding_pictures import compared_words
from components.funding_words import FILE
from components.profile_links import hub_href, org_href
from components.profile_subject import day_words, foot, source_of
from components.scoped import own_hub
from components.states import notice
from components.words import box, source, subtitle, tabs
from figures.bars import ranking
from figures.numbers import NO_VALUE, NOT_REPORTED, compact, exact, percent
from indicators.catalog import definition
from indicators.rests_on import OF_RULES

MOST_BARS, MOST_NAMES = 18, 10
UNITS = {"一次性": "每个对象一次性", "每年": "每个对象每年", "每次": "每次"}


def areas_chart(facts: Facts, span: int = 6) -> Component:
    """One number of the areas below, or of this area among those beside it; a click goes there."""
    asked, state = facts.asked, facts.asked.state
    one = definition(RANKED[asked.ranked])
    decimals = 0 if one.unit == "元" else one.decimals
    rows = facts.ranking
    bars = [
        {
            "label": row["area_name"],
            "value": row["value"] if row["reported"] else None,
            "own": row["area_code"] == asked.place.code,
            "href": state.link(area=row["area_code"]),
            "hover": f"{row['area_name']}<br><b>{exact(row['value'], decimals)}</b> {one.unit}{_divided(row)}",
            "missing": NOT_REPORTED if not row["reported"] else NO_VALUE,
        }
        for row in rows[:MOST_BARS]
    ]
    kept = [
        (word, state.link(rank=None if word == next(iter(RANKED)) else word), word == asked.ranked) for word in RANKED
    ]
    hidden = f"另有 {len(rows) - MOST_BARS} 个没有画出，见表" if len(rows) > MOST_BARS else ""
    nothing = notice("没有可比的地区", _why_nobody(facts))
    return chart(
        state,
        "areas",
        f"{compared_words(facts)}比{asked.ranked}",
        ranking(bars, decimals) if bars else nothing,
        _areas_table(facts, decimals),
        subtitle=subtitle(one.unit, f"{asked.ownership}资金", f"{asked.year}年"),
        foot=source(facts.result, FILE, hidden),
        summary=f"条形图：{len(rows)} 个地区，{sum(not row['reported'] for row in rows)} 个未报送",
        span=span,
        indicator=one.id,
        tools=(tabs("对比", kept),),
    )


def _why_nobody(facts: Facts) -> str:
    if own_hub():
        return "没有一笔写到某个地区。"
    return "没有下级；同级地区在您的范围之外。" if is_top(facts.asked.place) else "没有下级，同级不足 3 个。"


def _areas_table(facts: Facts, decimals: int) -> Component:
    asked, one = facts.asked, definition(RANKED[facts.asked.ranked])
    columns = [Column("area_name", "地区", text=True)]
    if one.has_denominator:
        columns += [Column("numerator", "分子", "元", 2), Column("denominator", "分母", "元", 2)]
    columns.append(Column("value", asked.ranked, one.unit, 2 if one.unit == "元" else decimals))
    lines = [
        {**row, "href": asked.state.link(area=row["area_code"]), "own": row["area_code"] == asked.place.code}
        for row in facts.ranking
    ]
    return data_table(columns, lines, f"{compared_words(facts)}：{asked.ranked}")


def _divided(row: dict) -> str:
    if not row["denominator"]:
        return ""
    return f"<br>{exact(row['numerator'] or 0)} ÷ {exact(row['denominator'])} 元"


def limits_words(rule: dict) -> str:
    """The limits of a rule as people say them: 每个对象每年 3,000 元."""
    least, most = rule["at_least"], rule["at_most"]
    if least is not None and least == most:
        amount = f"{exact(most)} 元"
    elif least is not None and most is not None:
        amount = f"{exact(least)}—{exact(most)} 元"
    else:
        amount = f"不超过 {exact(most)} 元" if most is not None else f"不低于 {exact(least)} 元"
    return f"{UNITS[rule['span']]} {amount}"


def rules_box(facts: Facts, span: int = 12) -> Component:
    """The rules on amounts that hold here, what was paid under them, and every payment that breaks one."""
    asked, title = facts.asked, "发放规则与执行"
    if not facts.rules:
        words = "发放规则里没有一条管到这里的这一年；规则写在参考数据里，办公室可以添。"
        return box(title, subtitle(f"{asked.year}年"), notice("没有规则可对", words), foot=foot(FILE), span=span)
    unnamed = sum(rule["unnamed"] for rule in facts.rules)
    more = f"{exact(unnamed)} 笔没有写明对象，无法核对" if unnamed else "收回的已减去，代管的不看"
    return box(
        title,
        subtitle("元", f"{asked.year}年", "每一笔与管它的规则相比"),
        html.Div(_rules_table(facts, title), className="rules-table"),
        *_broken(facts),
        foot=foot(f"{FILE}、发放规则（参考数据）", more),
        span=span,
        tools=(info_link(asked.state, BREACHES),),
    )


def _rules_table(facts: Facts, title: str) -> Component:
    columns = [
        Column("instrument", "方式", text=True),
        Column("limits", "规则", text=True),
        Column("where", "管哪里", text=True),
        Column("payments", "笔数", "笔"),
        Column("payees", "对象", "个"),
        Column("amount", "金额", "元", 2),
        Column("most_paid", "单个对象最多", "元", 2),
        Column("breaches", "不符", "笔"),
        Column("source", "出处", text=True),
    ]
    lines = [
        {
            **rule,
            "limits": limits_words(rule),
            "where": rule["area"] or "各地",
            "href": facts.asked.state.toggled("instrument", rule["instrument"]),
        }
        for rule in facts.rules
    ]
    return data_table(columns, lines, f"{facts.asked.place.name}：{title}", name="rules")


def _broken(facts: Facts) -> list[Component]:
    rows = facts.breaches
    if any(rule["untold"] for rule in facts.rules):
        return [html.H3("与规则不符", className="list-title"), html.P(f"{OF_RULES}。", className="box-words")]
    title = html.H3(f"与规则不符 {exact(len(rows))} 笔", className="list-title")
    if not rows:
        return [title, html.P("没有。", className="box-words")]
    columns = [
        Column("payee", "对象", text=True),
        Column("day", "日期", text=True),
        Column("instrument", "方式", text=True),
        Column("amount", "金额", "元", 2),
        Column("breach", "不符", text=True),
        Column("why", "怎样不符", text=True),
        Column("source", "来源", text=True),
    ]
    lines = [
        {
            "payee": row["payee_name"] or row["payee_id"],
            "href": (org_href if row["payee"] == "组织" else hub_href)(row["payee_id"]),
            "day": day_words(row["paid_on"]),
            "instrument": row["instrument"],
            "amount": row["amount"],
            "breach": row["breach"],
            "why": why_words(row),
            "source": source_of(row, "funding"),
        }
        for row in rows
    ]
    return [title, *_list(facts, "不符", "breaches", columns, lines, "与规则不符的发放")]


def why_words(row: dict) -> str:
    """How a payment breaks its rule, with the numbers: 连同以前 3,600 元，超出 600 元."""
    if row["breach"] == "重复发放":
        return f"一次性的第 {exact(row['times'])} 次，连同以前 {exact(row['paid_so_far'])} 元"
    if row["breach"] == "低于标准":
        return f"比 {exact(row['at_least'])} 元少 {exact(-row['beyond'])} 元"
    together = f"连同以前 {exact(row['paid_so_far'])} 元，" if row["times"] > 1 else ""
    return f"{together}超出 {exact(row['at_most'])} 元的上限 {exact(row['beyond'])} 元"


def budgets_box(facts: Facts, span: int = 6) -> Component:
    """Budget and what was spent of it, by hub and year, the latest first."""
    asked = facts.asked
    columns = [
        *([Column("hub_name", "枢纽", text=True)] if len({row["hub"] for row in facts.budgets}) > 1 else []),
        Column("year", "年", text=True),
        Column("denominator", "预算", "元", 2),
        Column("numerator", "已用", "元", 2),
        Column("value", "执行率", "%", 1),
        Column("left", "未用", "元", 2),
    ]
    lines = [
        {
            **row,
            "year": str(row["year"]),
            "left": row["denominator"] - (row["numerator"] or 0),
            "href": asked.state.link(hub=row["hub"], year=row["year"]),
            "own": row["year"] == asked.year,
        }
        for row in sorted(facts.budgets, key=lambda row: (-row["year"], row["hub_name"]))
    ]
    nothing = notice("没有预算", "资金台账里没有状态为“预算”的记录，所以没有执行率。")
    return box(
        "预算执行",
        subtitle("元", f"到{asked.year}年", "已用是拨付减收回"),
        *(_list(facts, "预算", "budgets", columns, lines, "预算执行") if lines else [nothing]),
        foot=foot(FILE, "只比同一枢纽、同一年、同一来源；没有预算的支出不算在内"),
        span=span,
        tools=(info_link(asked.state, BUDGET),),
    )


def donors_box(facts: Facts, span: int = 6) -> Component:
    """Who gave how much this year and last; a click narrows the page to one."""
    asked = facts.asked
    rows = [row for row in facts.donors if "value" in row]
    gone = [row for row in facts.donors if "value" not in row]
    whole, places = sum(row["value"] for row in rows), _places(facts.donors)
    columns = [
        Column("name", "出资单位", text=True),
        Column("value", "今年", "元", places),
        Column("before", "上年", "元", places),
        Column("share", "占比", "%", 1),
    ]
    lines = [
        {
            **row,
            "share": row["value"] / whole * 100,
            "href": asked.state.toggled("donor", row["donor"]),
            "own": row["donor"] in asked.state.values("donor"),
        }
        for row in rows
    ]
    left = f"上年出资、今年没有的 {exact(len(gone))} 家：{'、'.join(row['name'] for row in gone[:6])}" if gone else ""
    return box(
        f"出资单位 {exact(len(rows))} 家",
        subtitle("元", f"{asked.year}年{asked.ownership}资金到账"),
        *(
            _list(facts, "出资", "donors", columns, lines, "出资单位")
            if lines
            else [html.P("没有。", className="box-words")]
        ),
        foot=foot(FILE, "没有写单位的不在其中", left + ("等" if len(gone) > 6 else "")),
        span=span,
        tools=(info_link(asked.state, "donors"),),
    )


def receivers_box(facts: Facts, span: int = 6) -> Component:
    """Which organisations received how much this year and last, passed on or not."""
    asked = facts.asked
    rows = [row for row in facts.receivers if "value" in row]
    whole, places = sum(row["value"] for row in rows), _places(facts.receivers)
    top = sum(row["value"] for row in rows[:MOST_NAMES])
    columns = [
        Column("name", "组织", text=True),
        Column("value", f"{asked.year}年", "元", places),
        Column("before", f"{asked.year - 1}年", "元", places),
        Column("share", "占比", "%", 1),
    ]
    lines = [{**row, "share": row["value"] / whole * 100, "href": org_href(row["org"])} for row in rows]
    words = f"最多的 {min(MOST_NAMES, len(rows))} 家占 {percent(top / whole)}" if whole else ""
    return box(
        f"得到拨付的组织 {exact(len(rows))} 家",
        subtitle("元", f"{asked.ownership}资金", "含转拨到组织的，每笔只计一次", words),
        *(
            _list(facts, "组织", "receivers", columns, lines, "得到拨付的组织")
            if lines
            else [html.P("没有。", className="box-words")]
        ),
        foot=foot(FILE, "没有写明组织的不在其中"),
        span=span,
    )


def _places(rows: list[dict]) -> int:
    """Two places for cents, none where every amount is whole yuan: a narrow table then shows all its columns."""
    amounts = [amount for row in rows for amount in (row.get("value"), row.get("before")) if amount is not None]
    return 0 if all(amount == int(amount) for amount in amounts) else 2


def held_box(facts: Facts, span: int = 6) -> Component:
    """Money held for others, year by year, in no sum of own money."""
    asked = facts.asked
    years = {row["year"]: row for row in facts.held["到账"].by_year if row["reported"]}
    out = {row["year"]: row["value"] or 0 for row in facts.held["拨付"].by_year}
    lines = [
        {
            "year": str(year),
            "in": row["value"],
            "out": out.get(year, 0),
            "href": asked.state.link(year=year, custody="代管"),
        }
        for year, row in sorted(years.items(), reverse=True)
        if row["value"] or out.get(year)
    ]
    columns = [Column("year", "年", text=True), Column("in", "代管到账", "元", 2), Column("out", "代管拨出", "元", 2)]
    table = data_table(columns, lines, "代管资金逐年", name="held")
    none = html.P("没有代管的资金。", className="box-words")
    return box(
        "代管资金",
        subtitle("元", "替别人保管，不进自有资金"),
        table if lines else none,
        foot=foot(FILE, f"{asked.year}年到账 {compact(facts.held['到账'].value or 0)} 元"),
        span=span,
        tools=(info_link(asked.state, f"{RECEIVED};custody=代管"),),
    )


def _list(facts: Facts, key: str, name: str, columns: list[Column], lines: list[dict], caption: str) -> list[Component]:
    """A table of the first names, with a link to all of them."""
    state = facts.asked.state
    opened = state["all"] == key
    table = data_table(
        columns, lines if opened else lines[:MOST_NAMES], f"{facts.asked.place.name}：{caption}", name=name
    )
    shown = html.Div(table, className="name-table")
    if len(lines) <= MOST_NAMES:
        return [shown]
    words = f"只看前 {MOST_NAMES} 行" if opened else f"全部 {exact(len(lines))} 行"
    return [shown, html.A(words, href=state.link(all=None if opened else key), className="tool")]
