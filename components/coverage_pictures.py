"""服务覆盖: cards and pictures out of the facts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.coverage_facts import (
    MEASURES,
    SERVED,
    SIDES,
    Asked,
    Facts,
    by_area,
    by_word,
    matrix_of,
    share_matrix,
    side_name,
    words_of,
)  # fmt: skip
from components.data_table import Column, data_table
from components.indicator_card import Card
from components.place import LEVELS
from components.states import notice
from components.targets import target_of
from components.words import source, subtitle, tabs
from figures.bars import ranking
from figures.matrix import matrix
from figures.numbers import NOT_REPORTED, compact, exact
from figures.trend import trend

FILE = "活动台账、统计用区划代码"
NO_COMMUNITY = "没有社区"
MOST_ROWS = 30


def headline(facts: Facts) -> list[Card]:
    """The cards: communities served, fields present, visits, visits per resident, hubs."""
    return [_served_card(facts), _breadth_card(facts), _visits_card(facts), _resident_card(facts), _hub_card(facts)]


def _served_card(facts: Facts) -> Card:
    row = facts.row
    target = target_of(SERVED, facts.asked.place, "", facts.asked.moment.year)
    return Card(
        name="社区服务覆盖率",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator=SERVED,
        detail=f"{exact(row['numerator'] or 0)} 个 ÷ 社区（村）{exact(row['denominator'] or 0)} 个",
        before=facts.before["value"],
        goal=target.goal if target else None,
        history=[one["value"] for one in facts.by_year if one["year"] <= facts.asked.moment.year],
        history_words="历年社区服务覆盖率",
        missing=NOT_REPORTED if row["denominator"] else NO_COMMUNITY,
        rising_is="good",
    )


def _breadth_card(facts: Facts) -> Card:
    row = facts.breadth
    return Card(
        name="服务领域完整度",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator="field_breadth",
        detail=f"{exact(row['numerator'] or 0)} 格 ÷ 社区×六领域 {exact(row['denominator'] or 0)} 格",
        before=facts.breadth_before["value"],
        missing=NOT_REPORTED,
        rising_is="good",
    )


def _visits_card(facts: Facts) -> Card:
    persons = facts.persons
    told = (
        f"服务人数 {compact(persons['value'])} 人（另计，不相加）" if persons["value"] is not None else "服务人数未填写"
    )
    return Card(
        name="服务人次",
        value=facts.visits["value"],
        unit="人次",
        indicator="visits",
        detail=told,
        before=facts.visits_before["value"],
        missing=NOT_REPORTED,
        rising_is="good",
    )


def _resident_card(facts: Facts) -> Card:
    row = facts.per_resident
    return Card(
        name="人均受益次数",
        value=row["value"],
        unit="次/人",
        decimals=2,
        indicator="visits_per_resident",
        detail=f"{compact(row['numerator'] or 0)} 人次 ÷ 常住人口 {compact(row['denominator'] or 0)}",
        before=facts.per_resident_before["value"],
        missing="无人口数据" if row["reported"] else NOT_REPORTED,
        rising_is="good",
    )


def _hub_card(facts: Facts) -> Card:
    row = facts.hubs
    target = target_of("hub_coverage", facts.asked.place, "", facts.asked.moment.year)
    return Card(
        name="枢纽覆盖率",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator="hub_coverage",
        detail=f"{exact(row['numerator'] or 0)} 个 ÷ 街道乡镇 {exact(row['denominator'] or 0)} 个",
        goal=target.goal if target else None,
        before_words="",
        missing=NOT_REPORTED if row["denominator"] else "不适用",
        rising_is="good",
    )


def matrix_chart(facts: Facts) -> Component:
    """Community × field or group with counts; above a street, area × field with the share of communities reached."""
    asked = facts.asked
    words = words_of(asked.side)
    found = matrix_of(asked) if asked.shows_communities else share_matrix(asked)
    rows = _sorted(found, words, asked)
    shown = rows if asked.state["top"] == "全部" else rows[:MOST_ROWS]
    cells = [[_cell(asked, code, one, word) for word in words] for code, one in shown]
    nothing = notice("没有可看的社区", "区划树里这个地区没有居委会或村委会。")
    picture = matrix([one["name"] for _, one in shown], words, cells) if shown else nothing
    unit = asked.measure if asked.shows_communities else "有活动的社区占比，%"
    what = "社区" if asked.shows_communities else asked.place.below
    more = f"另有 {len(rows) - len(shown)} 行没有画出，见表" if len(rows) > len(shown) else ""
    return chart(
        asked.state,
        "matrix",
        f"{what} × {side_name(asked)}",
        picture,
        _matrix_table(asked, rows, words, what),
        subtitle=subtitle(unit, asked.moment.period, "空框是 0，斜纹是未报送；空白聚在右下角"),
        foot=source(facts.result, FILE, more),
        summary=_matrix_words(found, words),
        span=12,
        indicator=SERVED,
        tools=_matrix_tools(asked, len(rows), len(shown)),
    )


def _matrix_tools(asked: Asked, total: int, shown: int) -> list[Component]:
    state = asked.state
    sides = [
        (name, state.link(side=None if side == "field" else side), side == asked.side) for side, name in SIDES.items()
    ]
    tools: list[Component] = [tabs("按什么分列", sides)]
    if asked.shows_communities:
        measures = [
            (name, state.link(measure=None if name == "场次" else name), name == asked.measure) for name in MEASURES
        ]
        tools.append(tabs("数什么", measures))
    if total > shown:
        tools.append(html.A(f"全部 {total} 行", href=state.link(top="全部"), className="tool"))
    elif state["top"] == "全部" and total > MOST_ROWS:
        tools.append(html.A(f"前 {MOST_ROWS} 行", href=state.link(top=None), className="tool"))
    return tools


def _number(asked: Asked, one: dict, word: str) -> float | int | None:
    """What stands in a cell: None is 未报送."""
    if not one["reported"]:
        return None
    row = one["cells"].get(word)
    if asked.shows_communities:
        return (row or {}).get(MEASURES[asked.measure]) or 0
    return round(float(row["value"]), 1) if row and row["value"] is not None else 0


def _sorted(found: dict[str, dict], words: list[str], asked: Asked) -> list[tuple[str, dict]]:
    """The fullest rows on top, unreported ones last, so that gaps gather at the bottom."""

    def order(item: tuple[str, dict]) -> tuple:
        numbers = [_number(asked, item[1], word) or 0 for word in words]
        return (not item[1]["reported"], -sum(number > 0 for number in numbers), -sum(numbers), item[0])

    return sorted(found.items(), key=order)


def _cell(asked: Asked, code: str, one: dict, word: str) -> dict:
    value = _number(asked, one, word)
    unit = {"场次": "场", "人次": "人次"}[asked.measure] if asked.shows_communities else "%"
    said = NOT_REPORTED if value is None else f"<b>{exact(value, 0 if asked.shows_communities else 1)}</b> {unit}"
    row = one["cells"].get(word)
    if row and not asked.shows_communities:
        said += f"<br>{exact(row['numerator'] or 0)} ÷ {exact(row['denominator'] or 0)} 个社区"
    href = asked.state.link(area=code) if asked.place.level < 5 else None
    return {"value": value, "hover": f"{one['name']} · {word}<br>{said}", "href": href}


def _matrix_table(asked: Asked, rows: list[tuple[str, dict]], words: list[str], what: str) -> Component:
    decimals = 0 if asked.shows_communities else 1
    columns = [Column("name", what, text=True), *[Column(word, word, decimals=decimals) for word in words]]
    lines = [
        {
            "name": one["name"],
            "href": asked.state.link(area=code) if asked.place.level < 5 else None,
            "reported": one["reported"],
            **{word: _number(asked, one, word) for word in words},
        }
        for code, one in rows
    ]
    return data_table(columns, lines, f"{what}与{side_name(asked)}")


def _matrix_words(found: dict[str, dict], words: list[str]) -> str:
    reported = [one for one in found.values() if one["reported"]]
    full = sum(all(word in one["cells"] for word in words) for one in reported)
    return f"矩阵：{len(found)} 行，{len(reported)} 行有报送，其中 {full} 行各列都有"


def _fraction(row: dict) -> str:
    return f"{exact(row['numerator'] or 0)} ÷ {exact(row['denominator'] or 0)} 个社区（村）"


def areas_chart(facts: Facts) -> Component:
    """The share of communities served in every area below; a click goes down."""
    asked = facts.asked
    rows = sorted(
        by_area(asked), key=lambda row: (not row["reported"], row["value"] is None, -float(row["value"] or 0))
    )
    bars = [
        {
            "label": row["area_name"],
            "value": float(row["value"]) if row["value"] is not None and row["reported"] else None,
            "href": asked.state.link(area=row["area_code"]),
            "hover": f"{row['area_name']}<br>{_fraction(row)}",
            "missing": NOT_REPORTED if not row["reported"] else NO_COMMUNITY,
        }
        for row in rows[:MOST_ROWS]
    ]
    columns = [
        Column("area_name", "地区", text=True),
        Column("numerator", "有活动的社区", "个"),
        Column("denominator", "社区（村）", "个"),
        Column("value", "覆盖率", "%", 1),
    ]
    lines = [{**row, "href": asked.state.link(area=row["area_code"])} for row in rows]
    level = LEVELS[rows[0]["level"]] if rows else asked.place.below
    more = f"另有 {len(rows) - MOST_ROWS} 个没有画出，见表" if len(rows) > MOST_ROWS else ""
    return chart(
        asked.state,
        "areas",
        f"各{level}的社区服务覆盖率",
        ranking(bars, 1) if bars else notice("没有下级", "区划树里这个地区没有下级。"),
        data_table(columns, lines, f"各{level}的社区服务覆盖率"),
        subtitle=subtitle("%", f"至少 {asked.least} 场", asked.moment.period),
        foot=source(facts.result, FILE, more),
        summary=f"条形图：{len(rows)} 个地区，{sum(not row['reported'] for row in rows)} 个未报送",
        span=6,
        indicator=SERVED,
    )


def words_chart(facts: Facts) -> Component:
    """How many communities each field or group reaches."""
    asked = facts.asked
    rows = by_word(asked)
    name = side_name(asked)
    bars = [
        {
            "label": row[asked.side],
            "value": float(row["value"]) if row["reported"] and row["value"] is not None else None,
            "own": row[asked.side] in asked.state.values(asked.side),
            "href": asked.state.toggled(asked.side, row[asked.side]),
            "hover": f"{row[asked.side]}<br>{exact(row['numerator'] or 0)} 个社区（村）有活动",
            "missing": NOT_REPORTED,
        }
        for row in rows
    ]
    columns = [
        Column(asked.side, name, text=True),
        Column("numerator", "有活动的社区", "个"),
        Column("denominator", "社区（村）", "个"),
        Column("value", "覆盖率", "%", 1),
    ]
    return chart(
        asked.state,
        "words",
        f"各{name}到达多少社区",
        ranking(bars, 1),
        data_table(columns, rows, f"各{name}到达的社区"),
        subtitle=subtitle("社区（村）占比，%", f"至少 {asked.least} 场", asked.moment.period),
        foot="点一条即按它筛选全页，再点取消。",
        summary=f"条形图：按{name}，共 {len(rows)} 条",
        span=6,
        indicator=SERVED,
    )


def trend_chart(facts: Facts) -> Component:
    """The share of communities served, year by year."""
    asked = facts.asked
    points = [
        {
            "x": row["year"],
            "value": float(row["value"]) if row["reported"] and row["value"] is not None else None,
            "hover": f"{row['year']}年<br>{_fraction(row)}",
            "href": asked.state.link(year=row["year"]),
        }
        for row in facts.by_year
    ]
    known = [point for point in points if point["value"] is not None]
    columns = [
        Column("year", "年", text=True),
        Column("numerator", "有活动的社区", "个"),
        Column("denominator", "社区（村）", "个"),
        Column("value", "覆盖率", "%", 1),
    ]
    target = target_of(SERVED, asked.place, "", asked.moment.year)
    picture = (
        trend([{"name": asked.place.name, "points": points}], 1, target.mark if target else None, asked.moment.year)
        if known
        else notice("画不出走势", "各年都没有报送活动记录。")
    )
    return chart(
        asked.state,
        "trend",
        "社区服务覆盖率逐年变化",
        picture,
        data_table(columns, list(reversed(facts.by_year)), "各年的社区服务覆盖率"),
        subtitle=subtitle("%", f"至少 {asked.least} 场", "各年"),
        foot=source(facts.result, FILE),
        summary=f"折线图：{len(known)} 个年份有数据",
        span=6,
        indicator=SERVED,
    )
