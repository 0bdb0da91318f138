"""数据质量: who delivered what for a year, and who has not: area × record type."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.notes import names_in_words
from components.place import LEVELS
from components.quality_facts import Facts
from components.states import notice
from components.words import box, subtitle
from figures.numbers import NOT_REPORTED, exact

MOST_AREAS = 40
REGISTERS = ("organizations", "hubs")


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
        subtitle("当年记录行数", "名录与枢纽是全部在册与已注销的行", facts.place.name),
        content,
        html.P(_silent(areas), className="foot-words"),
        foot="数字是现行记录的行数，点开看明细；0 是有人申报了这个区域和期间而没有记录；未报送是没有人报过。"
        + (f"只列前 {MOST_AREAS} 个，共 {len(areas)} 个。" if len(areas) > MOST_AREAS else ""),
        span=12,
    )


def _silent(areas: dict[str, list[dict]]) -> str:
    silent = [rows[0]["name"] for rows in areas.values() if not any(row["reported"] for row in rows)]
    return f"什么都没有报的：{names_in_words(silent, most=20)}。" if silent else ""


def _table(facts: Facts, areas: dict[str, list[dict]]) -> Component:
    types = next(iter(areas.values()))
    head = html.Thead(
        html.Tr(
            [
                html.Th(LEVELS[facts.shown_level], scope="col"),
                *[html.Th(row["type_name"], scope="col", className="number") for row in types],
            ]
        )
    )
    body = html.Tbody([_row(facts, rows) for rows in areas.values()])
    caption = "各地区各类记录的报送情况"
    table = html.Table([html.Caption(caption, className="unseen"), head, body])
    return html.Div(table, className="table-wrap", tabIndex=0, role="region", **{"aria-label": caption})


def _row(facts: Facts, rows: list[dict]) -> html.Tr:
    area = html.A(rows[0]["name"], href=facts.state.link(area=rows[0]["area_code"], delivery=None))
    return html.Tr([html.Th(area, scope="row"), *[_cell(facts, row) for row in rows]])


def _cell(facts: Facts, row: dict) -> html.Td:
    if not row["reported"]:
        return html.Td(NOT_REPORTED, className="number missing")
    if not row["rows"]:
        return html.Td("0", className="number")
    year = None if row["type"] in REGISTERS else facts.moment.year
    link = facts.state.go("/records", type=row["type"], area=row["area_code"], year=year, as_of=None)
    return html.Td(html.A(exact(row["rows"]), href=link), className="number")
