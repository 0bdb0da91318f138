"""Marks of .ods sheets: errors, hidden rows and merged cells, from the one XML all sheets are in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from etl.files.sheet_marks import Marks

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_MOST_REPEATED = 1000
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def ods_marks(file: str) -> Callable[[str], Marks]:
    """The marker of one .ods file; ValueError when its XML is not sound."""
    found: dict[str, Marks] = {}
    marks, row = Marks(), 0
    with zipfile.ZipFile(file) as book, book.open("content.xml") as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start" and element.tag == f"{_TABLE}table":
                marks, row = found.setdefault(element.get(f"{_TABLE}name", ""), Marks()), 0
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                row += _read_row(element, row, marks)
                element.clear()
    return lambda name: found.get(name, Marks())


def _read_row(element: Element, row: int, marks: Marks) -> int:
    """Notes the marks of a row and answers how often it is repeated."""
    times = _count(element, "number-rows-repeated")
    if element.get(f"{_TABLE}visibility") in ("collapse", "filter") and times <= _MOST_REPEATED:
        marks.hidden += range(row + 1, row + 1 + times)
    column = 0
    for cell in element:
        if cell.tag in _CELLS:
            _read_cell(cell, row, column, times, marks)
            column += _count(cell, "number-columns-repeated")
    return times


def _read_cell(cell: Element, row: int, column: int, times: int, marks: Marks) -> None:
    if cell.get(_ERROR_TYPE) == "error":
        word = "".join(cell.itertext()).strip()
        for repeated in range(min(times, _MOST_REPEATED)):
            marks.broken[row + repeated, column] = word if word.startswith("#") else "#VALUE!"
    down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if down > 1 or right > 1:
        marks.merged.append((row, column, row + down - 1, column + right - 1))


def _count(element: Element, name: str) -> int:
    text = element.get(_TABLE + name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1
