"""A plain semantic table of aggregated rows: names left, numbers right with full digits, 未报送 in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.behind import Table, keep
from figures.numbers import NO_VALUE, NOT_REPORTED, Number, exact


@dataclass(frozen=True)
class Column:
    """One column: key in the rows, heading, unit (grey in the heading), decimals; `text` columns are left-aligned."""

    key: str
    title: str
    unit: str = ""
    decimals: int = 0
    text: bool = False


@dataclass(frozen=True)
class Cell:
    """A value in a row with more to it: where it leads, a remark, or that nobody delivered it."""

    value: Number | str | None
    href: str | None = None
    title: str | None = None
    reported: bool = True


def data_table(
    columns: Sequence[Column],
    rows: Sequence[Mapping],
    caption: str,
    total: Mapping | None = None,
    *,
    name: str = "",
    most: int | None = None,
) -> html.Div:
    """The table; the first column heads its row. In a row `href` links the first cell, `own` marks it.

    A page shows the first `most` rows (None: all) and says how many there are; files hold all of them. A row with
    `reported` False says 未报送 in its empty number cells, otherwise they hold a dash. `name` is what files and
    addresses call it (its caption without one; in a chart the chart's name), once on a page.
    """
    head = html.Thead(html.Tr([_heading(column) for column in columns]))
    body = html.Tbody([*(_row(columns, row) for row in rows[:most]), *_left_out(columns, len(rows), most)])
    foot = [html.Tfoot(_row(columns, total))] if total else []
    table = html.Table([html.Caption(caption, className="unseen"), head, body, *foot])
    shown = html.Div(table, className="table-wrap", tabIndex=0, role="region", **{"aria-label": caption})
    return keep(shown, Table(name, caption, columns, rows, total))


def _left_out(columns: Sequence[Column], rows: int, most: int | None) -> list[html.Tr]:
    """A last row that says how many there are, where not all of them are shown."""
    if most is None or rows <= most:
        return []
    words = f"这里列出前 {most} 行，共 {rows:,} 行；全部在导出的表里。"
    return [html.Tr(html.Td(words, colSpan=len(columns)))]


def _heading(column: Column) -> html.Th:
    unit = [html.Small(column.unit)] if column.unit else []
    return html.Th([column.title, *unit], scope="col", className=None if column.text else "number")


def _row(columns: Sequence[Column], row: Mapping) -> html.Tr:
    first, *rest = columns
    words = row.get(first.key)
    name: str | Component = NO_VALUE if words is None else words if isinstance(words, Component) else str(words)
    if row.get("href"):
        name = html.A(name, href=row["href"])
    head = html.Th(name, scope="row")
    return html.Tr([head, *[_cell(column, row) for column in rest]], className="own" if row.get("own") else None)


def _cell(column: Column, row: Mapping) -> html.Td:
    value = row.get(column.key)
    if isinstance(value, Cell):
        return _rich_cell(column, value)
    if isinstance(value, Component):
        return html.Td(value, className=None if column.text else "number")
    if column.text:
        return html.Td(NO_VALUE if value in (None, "") else str(value))
    if value is None:
        if row.get("hidden"):
            return html.Td(row["hidden"], className="number missing")
        missing = row.get("reported") is False
        return html.Td(NOT_REPORTED if missing else NO_VALUE, className="number missing" if missing else "number")
    return html.Td(number_text(value, column.decimals), className="number")


def _rich_cell(column: Column, cell: Cell) -> html.Td:
    shown = _cell(column, {column.key: cell.value, "reported": cell.reported})
    if cell.href:
        shown.children = html.A(shown.children, href=cell.href)
    if cell.title:
        shown.children = html.Span(shown.children, title=cell.title)
    return shown


def number_text(value: Number | str, decimals: int) -> str:
    """A number with all its digits; words are left alone."""
    return value if isinstance(value, str) else exact(value, decimals)
