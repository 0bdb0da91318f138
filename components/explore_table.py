"""自由分析: the table behind a picture: numerator and denominator beside every number, last year, sums, the whole."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.explore_asked import ALL, TIMES
from components.explore_facts import Facts, Row, name_of, written
from components.explore_words import missing_words, parts_of, rate_of, title_of
from components.place import WHOLE

MOST_ROWS = 1000
BESIDE = {"median": "中位数"}


def table_of(facts: Facts) -> Component:
    """All rows; a very long table begins with the first ones and says so, with the way to all of them."""
    rows = ordered(facts)
    shown = rows if facts.asked.state["top"] == ALL else rows[:MOST_ROWS]
    total = _cells(facts, facts.whole, _whole_name(facts)) if facts.whole else None
    found = data_table(columns_of(facts), [_line(facts, row) for row in shown], title_of(facts), total)
    if len(shown) == len(rows):
        return found
    every = html.A(f"显示全部 {len(rows):,} 行", href=facts.asked.named(top=ALL))
    return html.Div(
        [found, html.P([f"共 {len(rows):,} 行，这里先列 {len(shown):,} 行。", every], className="table-more")]
    )


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
        found += [] if definition.unit == "%" else [Column("rate", "增减", "%", 1)]
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


def _line(facts: Facts, row: Row) -> dict:
    by = facts.asked.by
    line = _cells(facts, row, row.labels[0]) | dict(zip(by, row.labels, strict=True))
    if by[0] == "area":
        line["href"] = href_of(facts, "area", row)
        line["own"] = row.now["area_code"] == facts.asked.place.code
    return line


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
    return asked.named(**{by: str(part), f"{by}__not": None, "by": others or None, "view": None})
