"""A picture made from a table that has none, where its numbers are of one kind: the same values, drawn."""

from __future__ import annotations

import re

from figures.numbers import NOT_REPORTED
from reports.content import Column, Figure, Picture, Series, Table, Value

FEWEST, MOST = 3, 22
MOST_OF_TWO = 11
LONGEST_NAME = 22


def picture_of(figure: Figure) -> Picture | None:
    """The picture of the figure, else one made from its table; None where the table is not one run of numbers."""
    if figure.picture is not None or figure.table is None:
        return figure.picture
    table = figure.table
    heads = _leading_words(table)
    shown = _shown(table, heads)
    rows = table.rows[: len(table.rows) - table.has_total]
    if not heads or not shown or table.left_out or not FEWEST <= len(rows) <= MOST:
        return None
    names = _names(rows, heads)
    runs = [[_number(row[place]) for row in rows] for place in shown[: 2 if len(rows) <= MOST_OF_TWO else 1]]
    if names is None or any(len([value for value in run if value is not None]) < FEWEST for run in runs):
        return None
    if not any(value for run in runs for value in run):
        return None
    places = [table.columns[place] for place in shown[: len(runs)]]
    kind = "column" if all(re.fullmatch(r"(19|20)\d\d年?", name) for name in names) else "bar"
    if kind == "column" and list(names) == sorted(names, reverse=True):
        names, runs = names[::-1], [run[::-1] for run in runs]
    series = tuple(Series(column.title, tuple(run)) for column, run in zip(places, runs, strict=True))
    return Picture(kind, names, series, places[0].unit, _decimals(places, runs))


def _leading_words(table: Table) -> int:
    """How many columns of words come first: one or two, else the rows have no plain name."""
    count = next((at for at, column in enumerate(table.columns) if column.is_number), 0)
    return count if count <= 2 and not any(column.title == "单位" for column in table.columns) else 0


def _shown(table: Table, heads: int) -> list[int]:
    """The first columns of numbers of one unit; none where many columns share it (a matrix is read as a table)."""
    unit = table.columns[heads].unit if heads < len(table.columns) else ""
    same = [at for at, column in enumerate(table.columns) if column.is_number and column.unit == unit]
    return same if unit and len(same) <= 3 and _are_plain(table, same) else []


def _are_plain(table: Table, places: list[int]) -> bool:
    return all(
        row[place] is None or row[place] == NOT_REPORTED or isinstance(row[place], int | float)
        for row in table.rows
        for place in places
    )


def _names(rows: tuple[tuple[Value, ...], ...], heads: int) -> tuple[str, ...] | None:
    for count in range(1, heads + 1):
        names = tuple("·".join(str(value) for value in row[:count] if value is not None) for row in rows)
        if len(set(names)) == len(names) and all(name and len(name) <= LONGEST_NAME for name in names):
            return names
    return None


def _number(value: Value) -> float | None:
    return value if isinstance(value, int | float) else None


def _decimals(columns: list[Column], runs: list[list[float | None]]) -> int:
    whole = all(float(value).is_integer() for run in runs for value in run if value is not None)
    return 0 if whole else columns[0].decimals
