"""A table of a page as a table of a report: the same rows, numbers as numbers, 未报送 in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from components.behind import Table as Behind
from components.data_table import Cell
from components.data_table import Column as Shown
from figures.numbers import MINUS, NO_VALUE, NOT_REPORTED, rounding
from reports.content import Column, Table, Value
from reports.plain import plain
from sheets.values import NUMBER


def table_of(behind: Behind, caption: str = "", is_marked: bool = False) -> Table:
    """All rows of the table, the total last, as the page shows them, without columns in which nothing stands.

    `is_marked` keeps the own row marked.
    """
    lines = [*behind.rows, *([behind.total] if behind.total is not None else [])]
    mixed = [_is_mixed(column, lines) for column in behind.columns]
    rows = tuple(
        tuple(_cell(column, line, place == 0, mixed[place]) for place, column in enumerate(behind.columns))
        for line in lines
    )
    kept = [place for place in range(len(behind.columns)) if place == 0 or any(row[place] is not None for row in rows)]
    rows = tuple(tuple(_whole(row, place, rows, behind.columns[place]) for place in kept) for row in rows)
    columns = tuple(_column(behind.columns[old], [row[place] for row in rows]) for place, old in enumerate(kept))
    strong = tuple(place for place, line in enumerate(behind.rows) if is_marked and line.get("own"))
    return Table(caption or behind.caption, columns, rows, has_total=behind.total is not None, strong=strong)


def _whole(row: Sequence[Value], place: int, rows: Sequence[Sequence[Value]], column: Shown) -> Value:
    """Money that is whole in every row is written without .00 in all of them."""
    value = row[place]
    if column.unit != "元" or not isinstance(value, float):
        return value
    is_whole = all(float(one[place]).is_integer() for one in rows if isinstance(one[place], int | float))
    return int(value) if is_whole else value


def _is_mixed(column: Shown, lines: Sequence[Mapping]) -> bool:
    """Whether the page writes the numbers of the column with different places (85.1 above 0.518): they stay words."""
    values = [line.get(column.key) for line in lines]
    written = [value for value in values if isinstance(value, str) and NUMBER.fullmatch(value) and "." in value]
    return len({len(value.partition(".")[2]) for value in written}) > 1


def has_numbers(table: Table) -> bool:
    """Whether any cell says something beside the name of its row and 未报送."""
    return any(cell not in (None, NOT_REPORTED) for row in table.rows for cell in row[1:])


def _column(column: Shown, values: Sequence[Value]) -> Column:
    known = [value for value in values if isinstance(value, int | float)]
    if column.unit == "元" and known and all(isinstance(value, int) for value in known):
        return Column(column.title, column.unit, is_number=not column.text)
    words = [value for value in values if isinstance(value, str) and value != NOT_REPORTED]
    is_number = not column.text and (bool(known) or not words or all(map(NUMBER.fullmatch, words)))
    places = column.decimals if not known else max(map(_places, known))
    return Column(column.title, column.unit, is_number, max(column.decimals, places) if is_number else 0)


def _places(value: int | float) -> int:
    return 0 if isinstance(value, int) else max(1, -Decimal(str(value)).as_tuple().exponent)


def _cell(column: Shown, line: Mapping, heads_row: bool, is_mixed: bool) -> Value:
    value, reported = line.get(column.key), line.get("reported") is not False
    if isinstance(value, Cell):
        value, reported = value.value, value.reported
    if value is not None and not isinstance(value, str | int | float | Decimal | date):
        value = plain(value)
    if column.text or heads_row:
        return _words(value)
    if value is None:
        return line.get("hidden") or (None if reported else NOT_REPORTED)
    return value if is_mixed and isinstance(value, str) and value != NO_VALUE else _number(value, column.decimals)


def _words(value: object) -> Value:
    if value is None or value in ("", NO_VALUE):
        return None
    return value if isinstance(value, date) else str(value)


def _number(value: object, decimals: int) -> Value:
    """A number rounded as shown; words that are a number become one, words that are none stay words."""
    if not isinstance(value, str):
        rounded = rounding(value, decimals)
        return float(rounded) if decimals else int(rounded)
    if value in ("", NO_VALUE):
        return None
    if NUMBER.fullmatch(value):
        written = value.replace(",", "").replace(MINUS, "-")
        return float(written) if "." in written else int(written)
    return value
