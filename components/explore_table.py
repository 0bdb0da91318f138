"""自由分析: the table behind a picture: numerator and denominator beside every number, last year, sums, the whole."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.behind import Table, keep
from components.data_table import Cell, Column, data_table
from components.explore_asked import ALL, TIMES
from components.explore_facts import Facts, Row, name_of, written
from components.explore_words import missing_words, parts_of, rate_of, title_of
from components.place import WHOLE
from components.profile_links import hub_href, org_href, project_href
from components.state import NOT
from components.withheld import why_withheld
from indicators.vocabulary import UNWRITTEN

MOST_ROWS = 400
PROFILES = {"org": org_href, "hub": hub_href, "project": project_href}
BESIDE = {"median": "中位数"}


def table_of(facts: Facts) -> Component:
    """All rows; a very long table shows the first ones and says so. A file made of it has every row either way."""
    rows, columns, caption = ordered(facts), columns_of(facts), title_of(facts)
    shown = rows if facts.asked.state["top"] == ALL else rows[:MOST_ROWS]
    total = _cells(facts, facts.whole, _whole_name(facts)) if facts.whole else None
    found = data_table(columns, [_line(facts, row) for row in shown], caption, total)
    if len(shown) == len(rows):
        return found
    keep(found, Table("", caption, columns, [_plain_line(facts, row) for row in rows], total))
    every = html.A(f"显示全部 {len(rows):,} 行", href=facts.asked.named(top=ALL))
    words = f"共 {len(rows):,} 行，这里先列 {len(shown):,} 行；下载的文件里是全部。"
    return html.Div([found, html.P([words, every], className="table-more")])


def ordered(facts: Facts) -> list[Row]:
    """Alone, names stand from high to low; grades, times and pairs keep the order of their lists."""
    first = facts.asked.by[0]
    is_list = len(facts.asked.by) > 1 or first in (*TIMES, "grade", "star", "level", "universe")
    return list(facts.rows) if is_list else written(facts.rows)


def columns_of(facts: Facts) -> list[Column]:
    """What tells rows apart, the fraction, the number, then what is switched on."""
    asked, definition = facts.asked, facts.asked.definition
    found = [Column(by, name_of(by), text=True) for by in asked.by]
    if definition.has_denominator:
        above, below = parts_of(definition)
        found.append(
            Column("numerator", above if above == "分子" else f"{above}（分子）", decimals=_places(facts, "numerator"))
        )
        found.append(
            Column(
                "denominator",
                f"{facts.result.basis or below}（分母）".replace("分母（分母）", "分母"),
                decimals=_places(facts, "denominator"),
            )
        )
    found.append(Column("value", definition.name, definition.unit, definition.decimals))
    found += [Column(key, BESIDE.get(key, key), definition.unit, definition.decimals) for key in definition.beside]
    if asked.change:
        found += [
            Column("before", "上年同期", definition.unit, definition.decimals),
            Column("change", "增减", "个百分点" if definition.unit == "%" else definition.unit, definition.decimals),
        ]
        found += [] if definition.unit == "%" else [Column("rate", "增减率", "%", 1)]
    if asked.running:
        found.append(Column("sum", "累计", definition.unit, definition.decimals))
        found += [Column("sum_before", "上年累计", definition.unit, definition.decimals)] if asked.change else []
    if any(row.now["areas_without_denominator"] for row in facts.rows):
        found.append(Column("left_out", "没有分母的地区", "个"))
    return found


def _places(facts: Facts, key: str) -> int:
    """Two places where any of the numbers has a fraction, else none."""
    numbers = [row.now[key] for row in facts.rows if row.now[key] is not None]
    return 0 if all(float(number).is_integer() for number in numbers) else 2


def _plain_line(facts: Facts, row: Row) -> dict:
    return _cells(facts, row, row.labels[0]) | dict(zip(facts.asked.by, row.labels, strict=True))


def _line(facts: Facts, row: Row) -> dict:
    """A row with its links: areas lead down, organisations, hubs and projects to their profile."""
    line = _plain_line(facts, row)
    first, *others = facts.asked.by
    for place, by in enumerate(others, 1):
        if href := _profile(by, row.key[place]):
            line[by] = Cell(row.labels[place], href)
    if first == "area":
        return line | {"href": href_of(facts, "area", row), "own": row.now["area_code"] == facts.asked.place.code}
    href = _profile(first, row.key[0])
    return line | {"href": href} if href else line


def _profile(by: str, key: str | int) -> str | None:
    return None if key == UNWRITTEN or by not in PROFILES else PROFILES[by](str(key))


def _cells(facts: Facts, row: Row, name: str) -> dict:
    asked = facts.asked
    sums = {"sum": row.sum, "sum_before": row.sum_before}
    found = {
        asked.by[0]: name,
        "numerator": row.now["numerator"],
        "denominator": row.now["denominator"],
        "value": row.value,
        "before": row.value_before,
        "change": row.change,
        "rate": rate_of(asked, row.value, row.value_before),
        "left_out": row.now["areas_without_denominator"] or None,
        "reported": row.reported,
        "hidden": why_withheld(row.now),
        **{key: row.now.get(key) for key in asked.definition.beside},
        **(sums if row.key else {}),
    }
    if row.value is None and row.reported and not asked.definition.has_denominator:
        found["value"] = missing_words(facts, row)
    return found


def _whole_name(facts: Facts) -> str:
    place = facts.asked.place
    name = place.lineage[-2][1] if facts.asked.beside and len(place.lineage) > 1 else place.name
    return "总体" if name == WHOLE else f"{name}（总体）"


def href_of(facts: Facts, by: str, row: Row) -> str | None:
    """Where a mark leads: down into an area, to a year, or narrowed to the word."""
    asked = facts.asked
    part = row.key[asked.by.index(by)]
    if by == "area":
        return asked.named(area=str(part), level=None, compare=asked.state["compare"])
    if by == "year":
        return asked.named(year=str(part), as_of=None)
    if by == "month" or by == "universe":
        return asked.named(universe=str(part)) if by == "universe" else None
    others = tuple(key for key in asked.by if key != by)
    return asked.named(**{by: str(part), f"{by}{NOT}": None, "by": others or None, "view": None})
