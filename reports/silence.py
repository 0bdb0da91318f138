"""Rows in which nobody delivered what the table is about: named in one sentence instead of pages of 未报送."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from components.notes import names_in_words
from figures.numbers import NOT_REPORTED
from indicators.words import years_in_words
from reports.content import Picture, Table, Value

FEW = 3  # so many rows stay where they are
MOST_NAMES = 40


def without_silent(table: Table) -> tuple[Table, str]:
    """The table without rows that are mostly 未报送, and the sentence that names them; few of them stay."""
    silent = [row for row in _body(table) if _is_silent(table, row)]
    if len(silent) <= FEW or len(silent) == len(_body(table)):
        return table, ""
    kept = [place for place, row in enumerate(table.rows) if not any(row is one for one in silent)]
    moved = {place: fresh for fresh, place in enumerate(kept)}
    strong = tuple(moved[place] for place in table.strong if place in moved)
    rows = tuple(table.rows[place] for place in kept)
    found = replace(table, rows=rows, strong=strong, left_out=table.left_out + len(silent))
    return found, _words([str(row[0]) for row in silent])


def _body(table: Table) -> Sequence[tuple[Value, ...]]:
    return table.rows[:-1] if table.has_total else table.rows


def _is_silent(table: Table, row: tuple[Value, ...]) -> bool:
    cells = [cell for column, cell in zip(table.columns, row, strict=True) if column.is_number]
    silent = sum(cell == NOT_REPORTED for cell in cells)
    return silent * 2 > len(cells) or (silent > 0 and all(cell in (0, None, NOT_REPORTED) for cell in cells))


def _words(names: list[str]) -> str:
    if all(name.isdigit() and len(name) == 4 for name in names):
        return f"{years_in_words(sorted(map(int, names)))}未报送。"
    return f"另有 {len(names)} 个未报送：{names_in_words(names, most=MOST_NAMES)}。"


def without_gaps(picture: Picture, is_short: bool) -> Picture:
    """A picture without the places that have no number: at the ends of a line, and of bars when the table is short."""
    known = [any(series.values[place] is not None for series in picture.series) for place in range(_length(picture))]
    if not any(known):
        return picture
    if picture.kind == "line":
        first, last = known.index(True), len(known) - known[::-1].index(True)
        kept = list(range(first, last))
    elif is_short and picture.kind in ("bar", "column", "stacked"):
        kept = [place for place, is_known in enumerate(known) if is_known]
    else:
        return picture
    series = tuple(replace(one, values=tuple(one.values[place] for place in kept)) for one in picture.series)
    return replace(picture, categories=tuple(picture.categories[place] for place in kept), series=series)


def _length(picture: Picture) -> int:
    return len(picture.categories)
