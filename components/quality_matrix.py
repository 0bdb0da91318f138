"""数据质量: who delivered what for a year, and who has not: area × record type."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.data_table import Cell, Column, data_table
from components.notes import names_in_words
from components.place import LEVELS
from components.quality_facts import Facts
from components.states import notice
from components.words import box, subtitle

MOST_AREAS = 40
REGISTERS = ("organizations", "hubs", "partners", "facilities")
"""What lasts beyond a year: all of its rows are counted."""


def matrix_box(facts: Facts) -> Component:
    """A table: rows of the year, 0 where somebody declared that there was nothing, 未报送 elsewhere."""
    year, level = facts.moment.year, LEVELS[facts.shown_level]
    areas: dict[str, list[dict]] = {}
    for row in facts.matrix:
        areas.setdefault(row["area_code"], []).append(row)
    if not areas:
        content: Component = notice("没有下级地区", "这里没有可以逐个列出的下级地区。")
    else:
        content = _table(facts, dict(list(areas.items())[:MOST_AREAS]))
    return box(
        f"{year}年：哪些{level}报了什么",
        subtitle("当年记录行数", "名录、枢纽、社会资源与阵地是全部的行，不分年份", facts.place.name),
        content,
        html.P(_silent(areas) + _never(areas), className="foot-words"),
        foot="数字是现行记录的行数，点开看明细；0 是有人申报了这个区域和期间而没有记录；未报送是没有人报过。"
        + (f"只列前 {MOST_AREAS} 个，共 {len(areas)} 个。" if len(areas) > MOST_AREAS else ""),
        span=12,
    )


def _silent(areas: dict[str, list[dict]]) -> str:
    silent = [rows[0]["name"] for rows in areas.values() if not any(row["reported"] for row in rows)]
    return f"什么都没有报的：{names_in_words(silent, most=20)}。" if silent else ""


def _types(areas: dict[str, list[dict]], is_reported: bool) -> list[dict]:
    """The record types somebody here reported, or those nobody did, in their order."""
    known = {row["type"] for rows in areas.values() for row in rows if row["reported"]}
    return [row for row in next(iter(areas.values())) if (row["type"] in known) is is_reported]


def _never(areas: dict[str, list[dict]]) -> str:
    """Kinds of records that would only be empty columns."""
    names = [row["type_name"] for row in _types(areas, False)]
    return f"这里没有人报过、不另列一栏的：{names_in_words(names, most=20)}。" if names else ""


def _table(facts: Facts, areas: dict[str, list[dict]]) -> Component:
    types = _types(areas, True)
    columns = [
        Column("area_name", LEVELS[facts.shown_level], text=True),
        *[Column(row["type"], row["type_name"], "行") for row in types],
    ]
    lines = [_line(facts, rows) for rows in areas.values()]
    return data_table(columns, lines, "各地区各类记录的报送情况", name="reported")


def _line(facts: Facts, rows: list[dict]) -> dict:
    link = facts.state.link(area=rows[0]["area_code"], delivery=None)
    return {"area_name": rows[0]["name"], "href": link, **{row["type"]: _cell(facts, row) for row in rows}}


def _cell(facts: Facts, row: dict) -> Cell:
    if not row["reported"]:
        return Cell(None, reported=False)
    if not row["rows"]:
        return Cell(0)
    year = None if row["type"] in REGISTERS else facts.moment.year
    return Cell(row["rows"], facts.state.go("/records", type=row["type"], area=row["area_code"], year=year, as_of=None))
