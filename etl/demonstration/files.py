"""Writes sheets as the files that people send; the same sheets always give the same bytes."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.demonstration.sheets import Sheet, cells

CREATED = datetime(2026, 1, 8, 9, 0, 0)
"""The creation time inside every workbook: without it the bytes would differ from run to run."""


def write_csv(path: Path, sheet: Sheet, encoding: str) -> None:
    """Write one sheet as CSV with the line ends of Excel; `encoding` utf-8-sig or gb18030."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(cells(sheet))
    path.write_bytes(text.getvalue().encode(encoding))


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write one sheet per table; titles are merged over the width of the table, as people do."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        workbook.set_properties({"title": path.stem, "created": CREATED})
        bold = workbook.add_format({"bold": True, "align": "center"})
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, bold)


def _write_sheet(worksheet: Any, sheet: Sheet, bold: Any) -> None:
    lines = cells(sheet)
    for row_number, line in enumerate(lines):
        is_title = row_number == 0 and sheet.has_title
        if is_title:
            worksheet.merge_range(0, 0, 0, len(line) - 1, line[0], bold)
            continue
        for column_number, value in enumerate(line):
            _write_cell(worksheet, row_number, column_number, value)
    worksheet.set_column(0, len(lines[-1]) - 1, 14)


def _write_cell(worksheet: Any, row: int, column: int, value: Any) -> None:
    if value == "":
        return
    if isinstance(value, date):
        worksheet.write_datetime(row, column, datetime(value.year, value.month, value.day))
    elif isinstance(value, int | float):
        worksheet.write_number(row, column, value)
    else:
        worksheet.write_string(row, column, value)
