"""Workbooks: typed cells, frozen and filtered headings, fitting widths, and 说明 as the last sheet.

Rows are written while they are read: memory does not grow with them.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import IO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.cells import plain_text
from exports.notes import Note

MOST_ROWS = 1_048_575
EXACT_DIGITS = 15  # a spreadsheet keeps no more; longer numbers are written as text rather than rounded
MEASURED = 200  # rows that decide how wide a column is
NARROWEST, WIDEST = 8, 60
LEAST = {"money": 18, "decimal": 12, "integer": 12}  # a later row may be longer, and a number too wide shows as ####
NOTES_TITLE = "说明"
FORBIDDEN = str.maketrans("[]:*?/\\", "［］：＊？／＼")  # in the name of a sheet
KINDS = {
    "text": "文字",
    "code": "编码",
    "date": "日期",
    "year": "年份",
    "integer": "整数",
    "decimal": "小数",
    "money": "金额",
    "boolean": "是否",
    "choice": "选项",
}
FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "decimal": "0.######", "integer": "0", "year": "0"}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "use_zip64": True,
}


class TooManyRowsError(Exception):
    """More rows than one sheet can hold: nothing is cut off, there is no file."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet. `title` is the heading as it stands there; the rest goes into 说明.

    `kind` is one of KINDS. `decimals`, where given, shows numbers with so many places and thousands apart.
    """

    title: str
    kind: str = "text"
    unit: str = ""
    decimals: int | None = None
    id: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns, its rows (read once, in the order of the columns), and words of its own.

    Values are None, str, bool, int, float, Decimal or date; `notes` appear in 说明 under the name of the sheet.
    `lines`, given the numbers of the formats of the columns, yields the same rows ready as XML (how many, bytes);
    then `rows` are only looked at for how wide the columns are.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    notes: Sequence[Note] = field(default=())
    lines: Callable[[Sequence[int]], Iterable[tuple[int, bytes]]] | None = None


def write_workbook(
    target: str | os.PathLike | IO[bytes],
    sheets: Sequence[Sheet],
    notes: Sequence[Note],
    temporary: str | None = None,
) -> list[int]:
    """Write one sheet each and 说明 after them; how many rows each sheet has.

    Names of sheets are made fit for a workbook and unique. TooManyRowsError when a sheet cannot hold its rows.
    `temporary` is the folder for what is kept aside while writing.
    """
    opened = os.fspath(target) if isinstance(target, str | os.PathLike) else target
    titles = sheet_titles([sheet.title for sheet in sheets])
    with _saved_only_when_whole(opened, temporary) as workbook:
        counts = [_write_rows(workbook, title, sheet) for title, sheet in zip(titles, sheets, strict=True)]
        _write_notes(workbook, titles, sheets, counts, notes)
    return counts


class PlainSheet(Worksheet):
    """A worksheet in which text is only text: the library takes what stands between <r> and </r> for its own XML."""

    def _xml_rich_inline_string(self, string: str, attributes: Sequence[tuple] = ()) -> None:
        self._xml_inline_string(string, False, attributes)


@contextmanager
def _saved_only_when_whole(target: str | IO[bytes], temporary: str | None) -> Iterator[xlsxwriter.Workbook]:
    """A fault half-way leaves no workbook that looks complete, and nothing of what was kept aside."""
    with TemporaryDirectory(prefix="wushe-workbook-", dir=temporary) as aside:
        workbook = xlsxwriter.Workbook(target, OPTIONS | {"tmpdir": aside})
        try:
            yield workbook
            workbook.close()
        except FileCreateError as reason:  # the library's coat around a fault of the disk
            raise reason.args[0] from reason
        finally:
            workbook.fileclosed = True
            for sheet in workbook.worksheets():
                sheet.row_data_fh.close()


def sheet_titles(wanted: Sequence[str]) -> list[str]:
    """Names a workbook accepts: at most 31 letters, none of []:*?/\\, none twice, 说明 kept for the last sheet."""
    taken = {NOTES_TITLE}
    titles = []
    for name in wanted:
        clean = " ".join(plain_text(name).translate(FORBIDDEN).split()).strip("'")[:31].strip("' ") or "数据"
        title, number = clean, 1
        while title.lower() in taken:
            number += 1
            title = f"{clean[: 31 - len(str(number))]}{number}"
        taken.add(title.lower())
        titles.append(title)
    return titles


def _write_rows(workbook: xlsxwriter.Workbook, title: str, sheet: Sheet) -> int:
    written = workbook.add_worksheet(title, worksheet_class=PlainSheet)
    heading = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = [_format(workbook, column) for column in sheet.columns]
    rows = iter(sheet.rows)
    first = list(islice(rows, MEASURED))
    for position, column in enumerate(sheet.columns):
        written.set_column(position, position, _width(column, [row[position] for row in first]))
        written.write_string(0, position, plain_text(column.title), heading)
    written.freeze_panes(1, 0)
    every = chain(first, rows)
    number = _append(written, sheet.lines(_styles(formats))) if sheet.lines else _write_cells(written, every, formats)
    if sheet.columns:
        written.autofilter(0, 0, number, len(sheet.columns) - 1)
    return number


def _write_cells(written: Worksheet, rows: Iterable[Sequence[object]], formats: Sequence[Format | None]) -> int:
    number = 0
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TooManyRowsError(written.name)
        for position, value in enumerate(row):
            write_cell(written, number, position, value, formats[position])
    return number


def _styles(formats: Sequence[Format | None]) -> list[int]:
    """The numbers by which cells name their format; 0 where there is none."""
    return [one._get_xf_index() if one else 0 for one in formats]


def _append(written: Worksheet, lines: Iterable[tuple[int, bytes]]) -> int:
    """Rows that are already XML, put behind the heading in the library's own file of rows."""
    written._write_single_row(1)
    written.row_data_fh.flush()
    number = 0
    for some, data in lines:
        number += some
        if number > MOST_ROWS:
            raise TooManyRowsError(written.name)
        written.row_data_fh.buffer.write(data)
    written.previous_row = written.dim_rowmax = number
    return number


def _format(workbook: xlsxwriter.Workbook, column: Column) -> Format | None:
    if column.decimals is not None:
        places = f".{'0' * column.decimals}" if column.decimals else ""
        return workbook.add_format({"num_format": f"#,##0{places}"})
    return workbook.add_format({"num_format": FORMATS[column.kind]}) if column.kind in FORMATS else None


def _width(column: Column, values: Sequence[object]) -> int:
    """As wide as the widest of the heading and the first values, within reason; Chinese letters count twice."""
    shown = [column.title, *(str(value) for value in values if value is not None)]
    widest = max(_letters(text) for text in shown)
    return min(WIDEST, max(LEAST.get(column.kind, NARROWEST), widest + (4 if widest == _letters(column.title) else 2)))


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text[:WIDEST])


def write_cell(sheet: Worksheet, row: int, position: int, value: object, cell_format: Format | None = None) -> None:
    """One typed cell: numbers are numbers, dates are dates, text is never a formula; nothing for nothing."""
    if value is None:
        return
    if isinstance(value, str):
        if text := plain_text(value):
            sheet.write_string(row, position, text)
    elif isinstance(value, bool):
        sheet.write_string(row, position, "是" if value else "否")
    elif isinstance(value, int | float | Decimal):
        _write_number(sheet, row, position, value, cell_format)
    elif isinstance(value, date | datetime) and value.year >= 1900:
        sheet.write_datetime(row, position, value, cell_format)
    else:
        sheet.write_string(row, position, plain_text(str(value)))


def _write_number(sheet: Worksheet, row: int, position: int, value: float | Decimal, cell_format: Format | None):
    if isinstance(value, float) or len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS:
        sheet.write_number(row, position, value, cell_format)
    else:
        sheet.write_string(row, position, format(value, "f") if isinstance(value, Decimal) else str(value))


def _write_notes(
    workbook: xlsxwriter.Workbook,
    titles: Sequence[str],
    sheets: Sequence[Sheet],
    counts: Sequence[int],
    notes: Sequence[Note],
) -> None:
    """Lines of the file, then of each sheet its rows, its own lines and what its columns mean."""
    written = workbook.add_worksheet(NOTES_TITLE, worksheet_class=PlainSheet)
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for position, width in enumerate((20, 60, 10, 12, 70)):
        written.set_column(position, position, width)
    lines = [[note.name, note.value] for note in notes]
    for title, sheet, count in zip(titles, sheets, counts, strict=True):
        named = [[f"工作表：{title}", f"{count} 行"]] if len(sheets) > 1 else []
        own = [[note.name, note.value] for note in sheet.notes]
        lines += [[], *named, *own, ["列", "标识", "类型", "单位", "含义与取值"], *map(_column_line, sheet.columns)]
    for row, line in enumerate(lines):
        for position, words in enumerate(line):
            is_heading = position == 0 or line[0] == "列"
            written.write_string(row, position, plain_text(words), bold if is_heading else wrapped)


def _column_line(column: Column) -> list[str]:
    return [column.title, column.id, KINDS.get(column.kind, column.kind), column.unit, column.meaning]
