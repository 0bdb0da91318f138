"""资金: pictures of the year and of the years out of the facts."""

from __future__ import annotations

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Cell, Column, data_table
from components.events import events_on
from components.funding_facts import CONCENTRATION, DEPENDENCE, GRANTED, RECEIVED, SIDES, STREET, Facts
from components.funding_words import FILE
from components.overview_alarms import thresholds
from components.place import LEVELS
from components.states import notice
from components.words import source, subtitle, tabs
from figures import theme
from figures.matrix import matrix
from figures.numbers import exact, percent
from figures.stacked import stacked_share
from figures.trend import trend
from indicators.vocabulary import allowed_words

MOST_YEARS, MOST_BARS = 7, 12  # columns of a matrix of half the width; bars of years


def side_tabs(facts: Facts) -> Component:
    """Whether pictures speak of what came in or of what went out."""
    state = facts.asked.state
    sides = list(SIDES)
    items = [(side, state.link(side=None if side == sides[0] else side), side == facts.asked.side) for side in sides]
    return tabs("收支", items)


def matrix_chart(facts: Facts, span: int = 6) -> Component:
    """Money of the year by instrument and source; a cell narrows the page to both."""
    asked = facts.asked
    amounts = {(row["instrument"], row["source"]): row["value"] for row in facts.matrix if row["value"]}
    uses = [word for word in allowed_words("instrument") if any(use == word for use, _ in amounts)]
    sources = [word for word in allowed_words("source") if any(one == word for _, one in amounts)]
    cells = [
        [
            {
                "value": amounts.get((use, one), 0),
                "hover": f"{use} · {one}<br><b>{exact(amounts.get((use, one), 0), 2)}</b> 元",
                "href": asked.state.link(instrument=use, source=one),
            }
            for one in sources
        ]
        for use in uses
    ]
    nothing = notice(f"没有{asked.side}", f"{asked.year}年在这些条件下没有{asked.side}的资金。可以换一年或放宽条件。")
    return chart(
        asked.state,
        "matrix",
        f"{asked.side}：来源与方式",
        matrix(uses, sources, cells) if amounts else nothing,
        _matrix_table(facts, uses, sources, amounts),
        subtitle=subtitle("元", f"{asked.ownership}资金", f"{asked.year}年", "点一格按它筛选"),
        foot=source(facts.result, FILE, "代管、转拨不在其中" if not asked.is_held else "只有代管"),
        summary=f"矩阵：{len(uses)} 种方式、{len(sources)} 类来源，共 {exact(sum(amounts.values()))} 元",
        span=span,
        indicator=SIDES[asked.side],
        tools=(side_tabs(facts),),
    )


def _matrix_table(facts: Facts, uses: list[str], sources: list[str], amounts: dict) -> Component:
    state = facts.asked.state
    columns = [Column("use", "方式", text=True), *[Column(one, one, "元", 2) for one in sources]]
    columns.append(Column("whole", "合计", "元", 2))
    rows = []
    for use in uses:
        row = {one: amounts.get((use, one), 0) for one in sources}
        rows.append(row | {"use": use, "whole": sum(row.values()), "href": state.toggled("instrument", use)})
    total = {one: sum(row[one] for row in rows) for one in sources}
    total |= {"use": "合计", "whole": sum(row["whole"] for row in rows)}
    return data_table(columns, rows, f"{facts.asked.side}：来源与方式", total if len(rows) > 1 else None)


def sources_chart(facts: Facts, span: int = 6) -> Component:
    """What the money received was made of, year by year: composition, not growth."""
    asked, state = facts.asked, facts.asked.state
    years = _by_year(facts.sources, "source")
    shown = sorted((year for year in years if year <= asked.year), reverse=True)[:MOST_BARS]
    wholes = [{"label": str(year), "parts": years[year], "href": state.link(year=year)} for year in shown]
    words = [word for word in allowed_words("source") if any(word in years[year] for year in shown)]
    nothing = notice("没有到账", "这些条件下没有一年有到账的资金。")
    columns = [
        Column("year", "年", text=True),
        *[Column(word, word, "元", 2) for word in words],
        Column("whole", "合计", "元", 2),
    ]
    rows = [
        {word: years[year].get(word, 0) for word in words}
        | {"year": str(year), "whole": sum(years[year].values()), "href": state.link(year=year)}
        for year in sorted(years, reverse=True)
    ]
    return chart(
        state,
        "sources",
        "历年到账的来源构成",
        stacked_share(wholes, {word: theme.SOURCES[word] for word in words}, "元") if wholes else nothing,
        data_table(columns, rows, "历年到账，按来源"),
        subtitle=subtitle("占当年到账的比", f"{asked.ownership}资金", f"到{asked.year}年"),
        foot=source(facts.result, FILE, "条形一样长，只看构成；金额见表"),
        summary=_composition_words(years, shown),
        span=span,
        indicator=RECEIVED,
        all_years=True,
    )


def _by_year(rows: list[dict], key: str) -> dict[int, dict]:
    """Year → word → yuan, of the years with something."""
    found: dict[int, dict] = {}
    for row in rows:
        if row["value"]:
            found.setdefault(row["year"], {})[row[key]] = row["value"]
    return found


def _composition_words(years: dict[int, dict], shown: list[int]) -> str:
    if not shown:
        return "堆叠条形图：没有数据"
    parts = years[shown[0]]
    best = max(parts, key=lambda word: parts[word])
    return f"堆叠条形图：{len(shown)} 年，{shown[0]}年{best}占 {percent(parts[best] / sum(parts.values()))}"


def uses_chart(facts: Facts, span: int = 6) -> Component:
    """Money of the chosen side by instrument and year; a cell goes to that year and instrument."""
    asked, state = facts.asked, facts.asked.state
    years = _by_year(facts.uses, "instrument")
    shown = sorted(year for year in years if year <= asked.year)[-MOST_YEARS:]
    words = [word for word in allowed_words("instrument") if any(word in years[year] for year in shown)]
    cells = [
        [
            {
                "value": years[year].get(word, 0),
                "hover": f"{year}年 {word}<br><b>{exact(years[year].get(word, 0), 2)}</b> 元",
                "href": state.link(year=year, instrument=word),
            }
            for year in shown
        ]
        for word in words
    ]
    every = sorted(years, reverse=True)
    columns = [Column("word", "方式", text=True), *[Column(str(year), str(year), "元", 2) for year in every]]
    listed = [word for word in allowed_words("instrument") if any(word in years[year] for year in every)]
    rows = [
        {"word": word, "href": state.toggled("instrument", word)}
        | {str(year): Cell(years[year].get(word, 0), state.link(year=year, instrument=word)) for year in every}
        for word in listed
    ]
    nothing = notice(f"没有{asked.side}", f"这些条件下没有一年有{asked.side}的资金。")
    return chart(
        state,
        "uses",
        f"历年{asked.side}的方式",
        matrix(words, [str(year) for year in shown], cells) if words else nothing,
        data_table(columns, rows, f"历年{asked.side}，按方式"),
        subtitle=subtitle("元", f"{asked.ownership}资金", f"到{asked.year}年"),
        foot=source(facts.result, FILE, "点一格看那一年的那种方式"),
        summary=f"矩阵：{len(words)} 种方式、{len(shown)} 年",
        span=span,
        indicator=SIDES[asked.side],
        tools=(side_tabs(facts),),
        all_years=True,
    )


def trend_chart(facts: Facts, span: int = 6) -> Component:
    """Received and granted, year by year: two lines of one unit."""
    asked, state = facts.asked, facts.asked.state
    lines = {name: facts.line(indicator) for name, indicator in SIDES.items()}
    known = [row["year"] for row in lines["到账"].by_year if row["reported"]]
    years = list(range(min(known), max(known) + 1)) if known else []
    amounts = {
        name: {row["year"]: row["value"] for row in line.by_year if row["reported"]} for name, line in lines.items()
    }
    points = {
        name: [
            {
                "x": year,
                "value": amounts[name].get(year),
                "hover": f"{year}年{name}<br><b>{exact(amounts[name].get(year), 2)}</b> 元",
                "href": state.link(year=year),
            }
            for year in years
        ]
        for name in lines
    }
    events = events_on(state, asked.place, years, "flow")
    drawn = [{"name": name, "points": points[name], "own": name == "到账"} for name in lines]
    picture = trend(drawn, 0, here=asked.year, events=events.marks)
    return chart(
        state,
        "trend",
        "到账与拨付逐年变化",
        picture if known else notice("画不出走势", "各年都没有报送资金台账。"),
        _trend_table(facts),
        subtitle=subtitle("元", f"{asked.ownership}资金", "各年"),
        foot=events.after(source(facts.result, FILE, "断开的年份未报送；拨付的可以是往年到账的钱")),
        summary=f"折线图：{len(known)} 个年份有数据。{events.words}",
        span=span,
        indicator=RECEIVED,
        tools=events.tools,
        all_years=True,
    )


def _trend_table(facts: Facts) -> Component:
    """The years as rows: money, dependence and concentration with what they were divided by."""
    columns = [
        Column("year", "年", text=True),
        Column("received", "到账", "元", 2),
        Column("granted", "拨付", "元", 2),
        Column("public", "其中财政与福彩到账", "元", 2),
        Column("dependence", "财政依赖度", "%", 1),
        Column("concentration", "集中度", "指数", 3),
    ]
    taken = {
        "received": (RECEIVED, "value"),
        "granted": (GRANTED, "value"),
        "public": (DEPENDENCE, "numerator"),
        "dependence": (DEPENDENCE, "value"),
        "concentration": (CONCENTRATION, "value"),
    }
    found = {key: {row["year"]: row for row in facts.line(indicator).by_year} for key, (indicator, _) in taken.items()}
    rows = [
        {
            "year": str(row["year"]),
            "reported": row["reported"],
            "href": facts.asked.state.link(year=row["year"]),
            **{key: found[key].get(row["year"], {}).get(column) for key, (_, column) in taken.items()},
        }
        for row in reversed(facts.line(RECEIVED).by_year)
    ]
    return data_table(columns, rows, "逐年的到账、拨付、依赖度与集中度")


def dependence_chart(facts: Facts, span: int = 6) -> Component:
    """Dependence on public money year by year, with the target or the line at which 总览 gives an alarm."""
    asked, state = facts.asked, facts.asked.state
    line, limit = facts.line(DEPENDENCE), thresholds()["dependence"]
    known = [row for row in line.by_year if row["value"] is not None]
    points = [
        {
            "x": row["year"],
            "value": row["value"],
            "hover": f"{row['year']}年<br><b>{exact(row['value'], 1)}%</b>　{exact(row['numerator'] or 0)} ÷ "
            f"{exact(row['denominator'] or 0)} 元",
            "href": state.link(year=row["year"]),
        }
        for row in line.by_year
        if known and row["year"] >= known[0]["year"]
    ]
    target = facts.target
    mark = target.mark if target else {"value": limit["limit"], "label": f"提醒线 {limit['limit']}%"}
    said = f"目标出处：{target.source}" if target else limit["reason"].rstrip("。")
    nothing = notice("画不出走势", "各年都没有自有资金到账，没有比可算。")
    return chart(
        state,
        "dependence",
        "财政资金依赖度逐年变化",
        trend([{"name": asked.place.name, "points": points}], 1, mark, asked.year) if known else nothing,
        _trend_table(facts),
        subtitle=subtitle("%", "财政与福彩 ÷ 全部自有到账", "各年"),
        foot=source(facts.result, FILE, said),
        summary=f"折线图：{len(known)} 个年份有数据",
        span=span,
        indicator=DEPENDENCE,
        all_years=True,
    )


def compared_words(facts: Facts) -> str:
    """Whom the ranking compares: the areas below, or those beside."""
    place = facts.asked.place
    return f"同级{LEVELS[place.level]}" if place.level >= STREET else f"各{place.below}"
