"""组织密度: cards and pictures out of the facts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.beside import is_top
from components.chart import chart
from components.data_table import Cell, Column, data_table
from components.density_boxes import communities_box, references_box
from components.density_facts import DENSITY, Facts, by_word
from components.density_words import NO_PEOPLE, UNIT, fraction
from components.events import Events, events_on
from components.notes import names_in_words
from components.place import LEVELS
from components.states import guarded, notice
from components.words import box, source, subtitle, tabs, universe_words
from figures.bars import Bar, ranking
from figures.numbers import NOT_REPORTED, compact, exact
from figures.trend import trend
from indicators.catalog import dimensions

MOST_BARS = 16
MOST_SILENT, FEW = 3, 12
SHORT = 6


def trend_chart(facts: Facts, span: int = 7) -> Component:
    """The ratio at every year end, or the count where nobody delivered people; a target only of the same universe."""
    asked = facts.asked
    counted, events = all(row["value"] is None for row in facts.by_year), Events()
    key, unit, decimals = ("numerator", "个", 0) if counted else ("value", UNIT, 1)
    known = [row for row in facts.by_year if row[key] is not None and row["reported"]]
    table = data_table(
        [Column("year", "年末", text=True), *_fraction_columns(facts)],
        [{**row, "href": asked.state.link(year=row["year"], as_of=None)} for row in reversed(facts.by_year)],
        "各年末的组织密度",
    )
    if len(known) == 1:
        only = f"只有{known[0]['year']}年末有数：{exact(known[0][key], decimals)} {unit}。"
        picture: dict | Component = notice("只有一年，画不出走势", f"{only}可以换一个人口口径看逐年变化。")
    elif known:
        years = range(known[0]["year"], known[-1]["year"] + 1)
        points = [_point(facts, row, key, unit, decimals) for row in facts.by_year if row["year"] in years]
        mark = facts.target.mark if facts.target and not counted else None
        lines = [{"name": asked.place.name, "points": points}]
        events = events_on(asked.state, asked.place, years, "stock")
        picture = trend(lines, decimals, mark, here=asked.moment.year, events=events.marks)
    else:
        picture = notice("画不出走势", "各年都没有报送名录。请换一个地区；各类记录报到了哪一天，见总览。")
    gaps = _gaps(facts, known, key)
    return chart(
        asked.state,
        "trend",
        "在册组织数逐年变化" if counted else "组织密度逐年变化",
        picture,
        table,
        subtitle=subtitle(unit, _basis_words(facts, counted), universe_words(asked.state), "各年末"),
        foot=events.after(source(facts.result, "社会组织名录、人口报表", gaps)),
        summary=f"{_trend_words(known, key, unit, decimals)}。{events.words}",
        span=span,
        indicator="orgs" if counted else DENSITY,
        tools=events.tools,
        all_years=True,
    )


def _gaps(facts: Facts, known: list[dict], key: str) -> str:
    years = [row["year"] for row in facts.by_year if known and row[key] is None and row["year"] > known[0]["year"]]
    if not years:
        return ""
    in_a_row = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    words = f"{years[0]}—{years[-1]}" if in_a_row else "、".join(map(str, years))
    return f"{words} 年没有{facts.result.basis}"


def _basis_words(facts: Facts, counted: bool) -> str | None:
    return f"没有{facts.result.basis}，不折算" if counted else facts.result.basis


def _point(facts: Facts, row: dict, key: str, unit: str, decimals: int) -> dict:
    value = row[key] if row["reported"] else None
    words = [f"{row['year']}年末", f"<b>{exact(value, decimals)}</b> {unit}"]
    if key == "value":
        words.append(fraction(row, facts.result.basis))
    href = facts.asked.state.link(year=row["year"], as_of=None)
    return {"x": row["year"], "value": value, "hover": "<br>".join(words), "href": href}


def _trend_words(known: list[dict], key: str, unit: str, decimals: int) -> str:
    if not known:
        return "没有可画的年份"
    ends = [f"{row['year']}年末 {exact(row[key], decimals)} {unit}" for row in (known[0], known[-1])]
    return f"折线图：{ends[0]}，{ends[1]}"


def _bold(value: float, decimals: int = 1) -> str:
    return f"<b>{exact(value, decimals)}</b> {UNIT}"


def _fraction_columns(facts: Facts) -> list[Column]:
    return [
        Column("numerator", "组织数（分子）", "个"),
        Column("denominator", f"{facts.result.basis}（分母）", "人"),
        Column("value", "每万人", "个", 2),
    ]


def ranked_rows(facts: Facts) -> tuple[list[dict], str]:
    """The areas of the ranking in their order, and what they are ranked by: the ratio, or without people the count."""
    key = "numerator" if all(row["value"] is None for row in facts.ranked) else "value"
    return sorted(facts.ranked, key=lambda row: (row[key] is None or not row["reported"], -(row[key] or 0))), key


def ranking_chart(facts: Facts, span: int = 7) -> Component:
    """The areas below, or the siblings, from high to low; a click goes down."""
    asked = facts.asked
    rows, key = ranked_rows(facts)
    shown = rows if asked.state["top"] == "全部" else _most(rows, key, asked.place.code)
    counted = key == "numerator"
    level = LEVELS[asked.place.level] if asked.shows_peers else asked.place.below
    mark = facts.target.mark if facts.target and not counted else None
    bars = [_bar(facts, row, key) for row in shown]
    picture = ranking(bars, 0 if counted else 1, mark) if bars else _nobody(asked.shows_peers, is_top(asked.place))
    return chart(
        asked.state,
        "ranking",
        f"{'同级' if asked.shows_peers else '各'}{level}的{'在册组织数' if counted else '组织密度'}",
        picture,
        area_table(facts, rows),
        subtitle=subtitle(
            "个" if counted else UNIT, _basis_words(facts, counted), universe_words(asked.state), asked.moment.words
        ),
        foot=source(facts.result, "社会组织名录、人口报表", _hidden_words(rows, shown)),
        summary=_ranking_words(rows, key, "个" if counted else UNIT),
        span=span,
        indicator="orgs" if counted else DENSITY,
        tools=_ranking_tools(facts, len(rows), len(shown)),
    )


def _nobody(are_peers: bool, are_outside: bool) -> Component:
    if are_peers and are_outside:
        return notice(
            "同级地区在您的范围之外",
            "它们只公布约数，不在这里列出；与约数比的位次见本页开头的一句话。",
        )
    if are_peers:
        return notice("不作同级比较", "同一上级之下有数据的同级地区不足三个。")
    return notice("没有下级", "区划树里这个地区没有下级。")


def _most(rows: list[dict], key: str, own: str | None) -> list[dict]:
    """The first ones and a few of those without a value, the own area always among them."""
    known = [row for row in rows if row[key] is not None and row["reported"]][:MOST_BARS]
    room = max(MOST_SILENT, min(FEW, len(rows)) - len(known))
    first = known + [row for row in rows if row[key] is None or not row["reported"]][:room]
    return first + [row for row in rows if row["area_code"] == own and row not in first]


def _bar(facts: Facts, row: dict, key: str) -> Bar:
    missing = NO_PEOPLE if row["reported"] else NOT_REPORTED
    value = row[key] if row["reported"] else None
    words = [row["area_name"], _bold(row["value"], 2) if row["value"] is not None else missing]
    if row["reported"]:
        words.append(fraction(row, facts.result.basis))
    return {
        "label": row["area_name"],
        "value": value,
        "own": row["area_code"] == facts.asked.place.code,
        "href": facts.asked.state.link(area=row["area_code"]),
        "hover": "<br>".join(words),
        "missing": f"{missing}（{row['numerator']} 个组织）" if row["reported"] else missing,
    }


def _hidden_words(rows: list[dict], shown: list[dict]) -> str:
    silent = sum(not row["reported"] for row in rows)
    hidden = len(rows) - len(shown)
    words = [f"另有 {hidden} 个没有画出，见表"] if hidden else []
    return "；".join(words + ([f"{silent} 个未报送"] if silent else []))


def _ranking_words(rows: list[dict], key: str, unit: str) -> str:
    known = [row for row in rows if row[key] is not None and row["reported"]]
    if not known:
        return "没有可比的地区"
    high, low = (f"{row['area_name']} {exact(row[key], 1 if key == 'value' else 0)}" for row in (known[0], known[-1]))
    return f"条形图：最高 {high}，最低 {low} {unit}"


def _ranking_tools(facts: Facts, total: int, shown: int) -> list[Component]:
    state, place = facts.asked.state, facts.asked.place
    found: list[Component] = []
    if total > shown or state["top"] == "全部":
        every = state["top"] == "全部"
        words = f"前 {MOST_BARS} 个" if every else f"全部 {total} 个"
        found.append(html.A(words, href=state.link(top=None if every else "全部"), className="tool"))
    if place.code and place.level < 5:
        peers = facts.asked.shows_peers
        views = [("下级", state.link(compare=None), not peers), ("同级", state.link(compare="同级"), peers)]
        found.append(tabs("比较对象", views))
    return found


def area_table(facts: Facts, rows: list[dict]) -> Component:
    """Every area of the ranking with its fraction, last year and what is missing."""
    columns = [
        Column("area_name", "地区", text=True),
        *_fraction_columns(facts),
        Column("before", "上年同期", "个", 2),
        Column("without", "无人口数据的地区", "个"),
        Column("status", "报送", text=True),
    ]
    return data_table(
        columns, [_area_row(facts, row) for row in rows], "各地区的组织密度、分子与分母", _total(facts), name="areas"
    )


def _area_row(facts: Facts, row: dict) -> dict:
    before = facts.ranked_before.get(row["area_code"])
    names = row.get("areas_without_denominator_names") or []
    count = row["areas_without_denominator"]
    return {
        **row,
        "numerator": row["numerator"] if row["reported"] else None,
        "before": before["value"] if before else None,
        "without": _counted_names(count, names) if row["reported"] else None,
        "status": "已报送" if row["reported"] else NOT_REPORTED,
        "own": row["area_code"] == facts.asked.place.code,
        "href": facts.asked.state.link(area=row["area_code"]),
    }


def _counted_names(count: int, names: list[str]) -> Cell:
    return Cell(count, title=names_in_words(names, count) if count else None)


def _total(facts: Facts) -> dict | None:
    if facts.asked.shows_peers:
        return None
    row = facts.row
    return {
        **row,
        "area_name": facts.asked.place.name,
        "before": facts.before["value"],
        "without": row["areas_without_denominator"],
    }


def words_chart(facts: Facts, key: str, span: int = 6) -> Component:
    """Organisations by field or legal form; a click narrows the page to it or lifts that."""
    asked = facts.asked
    name = dimensions()[key].name
    rows = [row for row in by_word(asked, key) if row["value"]]
    if key == "legal_form":
        rows.sort(key=lambda row: -row["value"])
    whole = sum(row["value"] for row in rows)
    chosen = asked.state.values(key)
    bars = [
        {
            "label": row[key],
            "value": row["value"],
            "own": row[key] in chosen,
            "href": asked.state.toggled(key, row[key]),
            "hover": f"{row[key]}<br><b>{exact(row['value'])}</b> 个，占 {row['value'] / whole:.1%}",
        }
        for row in rows
    ]
    table = data_table(
        [Column(key, name, text=True), Column("value", "组织数", "个"), Column("share", "占比", "%", 1)],
        [{**row, "share": row["value"] / whole * 100} for row in rows],
        f"各{name}的组织数",
    )
    picture = ranking(bars) if bars else notice(NOT_REPORTED, "没有符合条件的组织。")
    most = f"最多的是{max(rows, key=lambda row: row['value'])[key]}" if rows else "没有组织"
    return chart(
        asked.state,
        f"by-{key}",
        f"按{name}",
        picture,
        table,
        subtitle=subtitle("在册组织数，个", universe_words(asked.state), asked.moment.words),
        foot="点一条即按它筛选全页，再点取消。",
        summary=f"条形图：{most}，共 {compact(whole)} 个",
        span=span,
        indicator="orgs",
    )


def comparisons(facts: Facts) -> list[Component]:
    """Ranking, fields, forms, town and country, references: three in a row when the ranking is short."""
    words = ("field", "legal_form")
    boxes = (communities_box, references_box)
    if len(facts.ranked) <= SHORT:
        pictures = [
            guarded(ranking_chart, facts, span=4),
            *(guarded(words_chart, facts, key, span=4) for key in words),
        ]
        return [*pictures, *(guarded(box, facts, span=6) for box in boxes)]
    return [
        guarded(ranking_chart, facts, span=7),
        html.Div([guarded(box, facts, span=12) for box in boxes], className="stack span-5"),
        *(guarded(words_chart, facts, key, span=6) for key in words),
    ]


def areas_box(facts: Facts, span: int = 12) -> Component:
    """The table under the pictures: every area with its fraction."""
    rows, _ = ranked_rows(facts)
    silent = sum(not row["reported"] for row in rows)
    return box(
        "各地区明细",
        subtitle(universe_words(facts.asked.state), facts.asked.moment.words, "点地区名进入下一级"),
        area_table(facts, rows),
        foot=source(facts.result, "社会组织名录、人口报表", f"{silent} 个地区未报送" if silent else "全部已报送"),
        span=span,
    )
