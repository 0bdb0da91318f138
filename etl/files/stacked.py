"""Several tables below each other in one sheet: told by headings of another kind further down, and taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from etl.files.cells import is_blank, is_empty
from etl.files.header import CountKnown, is_wordy
from etl.files.table import Grid
from etl.normalise.text import header_key

_FEWEST = 3
_LARGE = 5_000
"""Sheets with more rows come out of a system and hold one table; looking at each of their rows would cost time."""


def tables_apart(grid: Grid, count_known: CountKnown) -> list[Grid]:
    """The sheet as one grid per table; row numbers stay those of the sheet."""
    starts = list(_starts(grid, count_known)) if len(grid.cells) <= _LARGE else []
    edges = [0, *(_with_titles(grid, start) for start in starts), len(grid.cells)]
    return [_cut_out(grid, top, bottom) for top, bottom in pairwise(edges)] if starts else [grid]


def _starts(grid: Grid, count_known: CountKnown) -> Iterator[int]:
    """The rows with headings, at least two of which are none of the table above."""
    above: set[str] | None = None
    last = -2
    for index, cells in enumerate(grid.cells):
        if not is_wordy(cells) or count_known(cells) < _FEWEST:
            continue
        keys = {header_key(str(cell)) for cell in cells if not is_empty(cell)}
        known = {key for key in keys if count_known([key])}
        if above is not None and index > last + 1 and len(known - above) >= 2:
            yield index
            above = keys
        above, last = above or keys, index


def _with_titles(grid: Grid, start: int) -> int:
    """Where the titles above those headings begin: lone cells below a blank row or the last row of the table above."""
    top = start
    while top and not is_blank(grid.cells[top - 1]) and sum(not is_empty(cell) for cell in grid.cells[top - 1]) == 1:
        top -= 1
    return top


def _cut_out(grid: Grid, top: int, bottom: int) -> Grid:
    cells = [[] if index < top else row for index, row in enumerate(grid.cells[:bottom])]
    merged = [span for span in grid.merged if top <= span[0] < bottom]
    external = [place for place in grid.external if top <= place[0] < bottom]
    warnings = grid.warnings if top == 0 else []
    return replace(grid, cells=cells, merged=merged, external=external, warnings=list(warnings))
