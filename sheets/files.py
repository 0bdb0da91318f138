"""Files of what a page shows: one table as CSV, workbook or Parquet, or the whole page as one workbook."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from typing import IO

import pyarrow
import pyarrow.parquet

from exports import workbook
from exports.cells import csv_cell
from exports.notes import Note
from sheets.values import Column, Sheet
from sheets.words import sheet_notes

DIGITS = 38
TYPES = {"integer": pyarrow.int64(), "date": pyarrow.date32()}


def csv_file(sheet: Sheet, by_id: bool = False) -> IO[bytes]:
    """One table as CSV in UTF-8 with a byte order mark and CRLF line ends."""
    spool = _spool()
    text = io.TextIOWrapper(spool, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([csv_cell(label) for label in _labels(sheet, by_id)])
    writer.writerows([[csv_cell(value) for value in row] for row in sheet.rows])
    text.flush()
    text.detach()
    spool.seek(0)
    return spool


def parquet_file(sheet: Sheet, by_id: bool = True) -> IO[bytes]:
    """One table as Parquet: whole numbers, exact decimals, dates, text."""
    spool = _spool()
    arrays = [
        pyarrow.array([row[place] for row in sheet.rows], _type(column, [row[place] for row in sheet.rows]))
        for place, column in enumerate(sheet.columns)
    ]
    table = pyarrow.Table.from_arrays(arrays, _labels(sheet, by_id))
    pyarrow.parquet.write_table(table, spool, compression="zstd")
    spool.seek(0)
    return spool


def xlsx_file(sheets: Sequence[Sheet], notes: Sequence[Note], by_id: bool = False) -> IO[bytes]:
    """One sheet for each table, and 说明 as the last."""
    spool = _spool()
    workbook.write_workbook(spool, [_workbook_sheet(sheet, by_id) for sheet in sheets], notes)
    spool.seek(0)
    return spool


def _workbook_sheet(sheet: Sheet, by_id: bool) -> workbook.Sheet:
    columns = [
        workbook.Column(label, column.kind, column.unit, column.decimals, id=column.id)
        for label, column in zip(_labels(sheet, by_id), sheet.columns, strict=True)
    ]
    return workbook.Sheet(sheet.title, columns, sheet.rows, sheet_notes(sheet))


def _labels(sheet: Sheet, by_id: bool) -> list[str]:
    return [column.id if by_id else column.heading for column in sheet.columns]


def _type(column: Column, values: Sequence[object]) -> pyarrow.DataType:
    if column.kind in ("decimal", "money"):
        known = [value for value in values if isinstance(value, Decimal)]
        places = max([-value.as_tuple().exponent for value in known], default=0)
        return pyarrow.decimal128(DIGITS, max(places, column.decimals or 0))
    return TYPES.get(column.kind, pyarrow.string())


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="wushe-export-")
