"""A table of the report in Word: its head comes again on every page, no row is torn, numbers stand to the right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from docx.oxml.xmlchemy import BaseOxmlElement

from figures.numbers import NO_VALUE, exact
from reports.content import Column, Table, Value
from reports.word.styles import TABLE_STYLE
from reports.word.xml import paragraph, run, w

TWIPS = 567
LETTER = 0.318
WIDEST = 34
MARGINS = 0.27
SMALL_WISH = 1.5
WHOLE = 14  # tables of so many rows are never parted by the end of a page


def words_of(value: Value, column: Column) -> str:
    """The words of a cell: whole numbers without places, others with those of the column, — for none."""
    if value is None:
        return NO_VALUE if column.is_number else ""
    if isinstance(value, (bool, str)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return exact(value, 0 if isinstance(value, int) else column.decimals)


def heading_of(column: Column) -> str:
    """The title of a column with its unit, said once."""
    said = not column.unit or column.title.endswith((column.unit, f"（{column.unit}）"))
    return column.title if said else f"{column.title}（{column.unit}）"


def length(words: str) -> float:
    """How long words are on paper, in Chinese letters: Latin ones are half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.52 for one in words)


def word_table(table: Table, styles: dict[str, str], width: float) -> BaseOxmlElement:
    """The table, `width` centimetres wide, as an element of the body."""
    widths = column_widths(table, width)
    is_short = len(table.rows) <= WHOLE
    rows = [_row([heading_of(one) for one in table.columns], table.columns, widths, styles, is_head=True)]
    for place, row in enumerate(table.rows):
        words = [words_of(value, column) for value, column in zip(row, table.columns, strict=True)]
        last = table.has_total and place == len(table.rows) - 1
        is_strong = last or place in table.strong
        rows.append(
            _row(
                words,
                table.columns,
                widths,
                styles,
                is_strong=is_strong,
                stays=is_short or place == len(table.rows) - 1,
            )
        )
    look = w("tblLook", val="0420" if not table.has_total else "0460", firstRow=1, lastRow=int(table.has_total))
    shape = w(
        "tblPr",
        w("tblStyle", val=styles[TABLE_STYLE]),
        w("tblW", w=round(sum(widths) * TWIPS), type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
        look,
    )
    grid = w("tblGrid", *(w("gridCol", w=round(one * TWIPS)) for one in widths))
    return w("tbl", shape, grid, *rows)


def pieces_of(table: Table, width: float) -> list[Table]:
    """The table, or, where it has more columns than paper is wide, several that all begin with the first column."""
    least = [_least(table, place) for place in range(len(table.columns))]
    if sum(least) <= width or len(least) < 3:
        return [table]
    groups, room = [[]], width - least[0]
    for place in range(1, len(least)):
        if groups[-1] and sum(least[one] for one in groups[-1]) + least[place] > room:
            groups.append([])
        groups[-1].append(place)
    many = -(-(len(least) - 1) // len(groups))
    even = [list(range(start, min(start + many, len(least)))) for start in range(1, len(least), many)]
    fits = all(sum(least[place] for place in group) <= room for group in even)
    return [_with_columns(table, [0, *group]) for group in (even if fits else groups)]


def _with_columns(table: Table, places: list[int]) -> Table:
    columns = tuple(table.columns[place] for place in places)
    return replace(table, columns=columns, rows=tuple(tuple(row[place] for place in places) for row in table.rows))


def _least(table: Table, place: int) -> float:
    """What a column cannot do without: numbers on one line, five letters of words, its head on three lines."""
    column = table.columns[place]
    longest = max((length(words_of(row[place], column)) for row in table.rows), default=1.0)
    cell = longest if column.is_number else min(longest, 6.0)
    return max(cell, min(length(heading_of(column)) / 3 + 0.6, 5.0), 1.5) * LETTER + MARGINS


def column_widths(table: Table, width: float) -> list[float]:
    """Centimetres of every column: what its longest cell needs; where room is short the longest columns give it."""
    needs = [_need(table, place) for place in range(len(table.columns))]
    total = sum(needs)
    if total <= width:
        return [one * min(width / total, 9 if len(needs) > 2 else 2.2) for one in needs]
    least = [min(need, _least(table, place)) for place, need in enumerate(needs)]
    wishes = [need - small for need, small in zip(needs, least, strict=True)]
    left = max(width - sum(least), 0.0)
    more = _shares(wishes, left)
    found = [small + own for small, own in zip(least, more, strict=True)]
    return [one * min(width / sum(found), 1.0) for one in found]


def _shares(wishes: list[float], left: float) -> list[float]:
    """What every column gets of the room left: small wishes whole, as no number must break for them; others equally."""
    given = [0.0] * len(wishes)
    order = sorted(range(len(wishes)), key=lambda place: wishes[place])
    for done, place in enumerate(order):
        wish = wishes[place]
        given[place] = min(wish, left if wish <= SMALL_WISH else left / (len(order) - done))
        left -= given[place]
    return given


def _need(table: Table, place: int) -> float:
    """What a column needs for its cells on one line and its head on two."""
    column = table.columns[place]
    longest = max((length(words_of(row[place], column)) for row in table.rows), default=1.0)
    head = length(heading_of(column))
    return min(max(longest, head if head <= 5 else max(head / 2 + 0.6, 4.0), 2.0), WIDEST) * LETTER + MARGINS


def _row(
    words: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[float],
    styles: dict[str, str],
    is_head: bool = False,
    is_strong: bool = False,
    stays: bool = False,
) -> BaseOxmlElement:
    """One row; a head comes again on every page, a strong row is bold, one that `stays` is not parted from the next."""
    shape = w("trPr", w("cantSplit"), *([w("tblHeader")] if is_head else []))
    cells = []
    for text, column, wide in zip(words, columns, widths, strict=True):
        style = ("表头数字" if is_head else "表格数字") if column.is_number else "表头" if is_head else "表格文字"
        cell = w("tcPr", w("tcW", w=round(wide * TWIPS), type="dxa"), w("vAlign", val="center"))
        marks = {"keepNext": 1} if stays else {}
        cells.append(w("tc", cell, paragraph(styles[style], run(text, bold=is_strong), **marks)))
    return w("tr", shape, *cells)
