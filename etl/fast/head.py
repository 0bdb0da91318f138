"""The beginning of a table, understood by the same code as in the tolerant way: titles, headings, record type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from etl.errors import DeliveryError
from etl.extract import count_known
from etl.fast.blocks import Block, refuse_odd_quotes
from etl.fast.errors import NotPlainError
from etl.files.cells import is_blank
from etl.files.header import find_header
from etl.files.layout import lay_out
from etl.files.table import Grid, RawTable, ReadOptions
from etl.files.text_file import find_delimiter, records
from etl.judging.wide import take_apart
from etl.normalise.text import clean_text
from etl.own_sheets import without_own_sheets

LOOKED_AT = 200
_FEWEST_KNOWN = 2
_GUESS = ReadOptions()


@dataclass(frozen=True)
class Head:
    """The first rows of a table: the data begin after `above` rows, and every row must have `width` cells."""

    name: str
    grid: Grid
    table: RawTable
    above: int
    width: int
    delimiter: str = ","

    def laid_out(self, size: int, special: Mapping[int, list[object]]) -> RawTable:
        """The table of `size` rows in all of which only those in `special` may be anything but data."""
        cells = self.grid.cells
        if special:
            ordinary = next((row for n, row in enumerate(cells) if n >= self.above and n + 1 not in special), None)
            if ordinary is None:
                raise NotPlainError("no ordinary row at the beginning")
            cells = [*cells[:size], *[ordinary] * (size - len(cells))]
            for number, row in special.items():
                cells[number - 1] = row
        return _laid_out(self.name, Grid(**{**vars(self.grid), "cells": cells}))


def text_head(path: Path, first: Block) -> Head:
    """The head of the file whose first block this is."""
    text = first.data.decode("utf-8")
    try:
        delimiter = find_delimiter(text, count_known)
        refuse_odd_quotes(first.data, delimiter)
        rows = list(islice(records(text, delimiter), LOOKED_AT))
    except DeliveryError as fault:
        raise NotPlainError(fault.message) from fault
    cells = [[cell if cell != "" else None for cell in row] for row in rows]
    return grid_head(path, Grid("", cells, is_text=True), delimiter)


def grid_head(path: Path, grid: Grid, delimiter: str = ",") -> Head:
    """The head of a sheet of which the grid holds the first rows."""
    name = clean_text(path.name)
    filled = [index for index, row in enumerate(grid.cells) if not is_blank(row)]
    if not filled:
        raise NotPlainError("nothing at the beginning")
    header = find_header(grid, filled, count_known)
    if count_known(header.texts) < _FEWEST_KNOWN:
        raise NotPlainError("no headings at the beginning")
    width = max(len(grid.cells[index]) for index in range(header.first, min(header.below + 1, len(grid.cells))))
    return Head(name, grid, _laid_out(name, grid), header.below, width, delimiter)


def _laid_out(name: str, grid: Grid) -> RawTable:
    table = lay_out(name, grid, _GUESS, count_known)
    if table is None or table.fault or table.ragged or table.zero_report or table.merged:
        raise NotPlainError("a table that needs care")
    if without_own_sheets([table]) != [table]:
        raise NotPlainError("a sheet of our own")
    parts = take_apart(table)
    if len(parts) != 1 or parts[0] is not table:
        raise NotPlainError("a wide table")
    return table
