"""Cells merged over several rows: one value for all where the column allows it, else a question to the clerk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from etl.errors import WARNING, Problem
from etl.files.cells import text_of
from etl.files.table import RawTable
from etl.judging.headings import Match, Matching


class Unclear(NamedTuple):
    """A row whose merged cell may mean its own value or that of all the rows together."""

    position: int
    heading: str
    found: str
    message: str


def filled_down(table: RawTable, matching: Matching) -> list[Problem]:
    """A warning for every merged cell whose value was given to all its rows."""
    found = []
    for first, last, index, match in _merged(table, matching):
        if match.column.fillable or index in match.parts:
            value = text_of(table.merged.get((last, index)))
            if value:
                said = f"第{first}-{last}行合并单元格，已按“{value}”补齐，请确认"
                found.append(Problem(first, table.header[index], value, "B034", WARNING, said))
    return found


def unclear_rows(table: RawTable, matching: Matching) -> Iterator[Unclear]:
    """Every row under a merged cell of a column in which each row has a value of its own."""
    positions = {number: position for position, number in enumerate(table.row_numbers)}
    for first, last, index, match in _merged(table, matching):
        if match.column.fillable or index in match.parts:
            continue
        found = text_of(table.merged.get((last, index)))
        said = f"第{first}-{last}行合并成一格，分不清是每行各有这个值还是合在一起。请取消合并，逐行填写"
        for number in range(first, last + 1):
            if number in positions:
                yield Unclear(positions[number], table.header[index], found, said)


def _merged(table: RawTable, matching: Matching) -> Iterator[tuple[int, int, int, Match]]:
    """First and last row number, column index and match of every merged cell that covers rows of data."""
    if not table.merged_ranges:
        return
    numbers = set(table.row_numbers)
    places = {i: m for m in matching.matches.values() for i in [m.index, *m.parts] if i is not None}
    for first, last, index in table.merged_ranges:
        rows = [number for number in range(first, last + 1) if number in numbers]
        if index in places and len(rows) > 1:
            yield rows[0], rows[-1], index, places[index]
