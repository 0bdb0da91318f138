"""Files of exactly the filtered rows: CSV for every spreadsheet, XLSX with a 说明 sheet, Parquet for programs."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from typing import IO

import pyarrow.parquet

from exports.cells import csv_cell
from exports.notes import Note, origin_notes, warning_notes
from exports.workbook import Column as SheetColumn
from exports.workbook import Sheet, write_workbook
from indicators.warehouse import Snapshot
from records.catalog import Column, FilterError
from records.query import Query
from records.reading import held

MOST_XLSX_ROWS = 1_048_575


@dataclass(frozen=True)
class Heading:
    """What a file says about itself: how many rows there are, and how headers are written."""

    rows: int
    by_id: bool = False

    def label(self, column: Column) -> str:
        """The header of a column: its Chinese name, or its id for programs."""
        return column.id if self.by_id else column.name


def csv_file(taken: Snapshot, query: Query, heading: Heading) -> IO[bytes]:
    """CSV in UTF-8 with a byte order mark and CRLF line ends, on disk and without a name."""
    spool = _spool()
    text = io.TextIOWrapper(spool, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([heading.label(column) for column in query.columns])
    with held(taken, query) as rows:
        for some in rows.tuples():
            writer.writerows([[csv_cell(value) for value in row] for row in some])
    text.flush()
    text.detach()
    spool.seek(0)
    return spool


def parquet_file(taken: Snapshot, query: Query, heading: Heading) -> IO[bytes]:
    """A Parquet file with the exact types, on disk and without a name."""
    spool = _spool()
    labels = [heading.label(column) for column in query.columns]
    with held(taken, query) as rows:
        schema = rows.schema(labels)
        with pyarrow.parquet.ParquetWriter(spool, schema, compression="zstd") as writer:
            for table in rows.tables(labels):
                writer.write_table(table.cast(schema))
    spool.seek(0)
    return spool


def xlsx_file(taken: Snapshot, query: Query, heading: Heading) -> IO[bytes]:
    """A workbook on disk and without a name: the rows with typed cells, and a second sheet 说明."""
    if heading.rows > MOST_XLSX_ROWS:
        raise FilterError(
            f"共 {heading.rows} 行，超过 Excel 一张工作表的上限 {MOST_XLSX_ROWS} 行",
            "请缩小筛选范围，或改用 format=csv、format=parquet。",
        )
    spool = _spool()
    columns = [_sheet_column(column, heading) for column in query.columns]
    with held(taken, query) as rows:
        every = (row for some in rows.tuples() for row in some)
        write_workbook(spool, [Sheet(query.type.name, columns, every)], notes(taken, query, heading))
    spool.seek(0)
    return spool


def _sheet_column(column: Column, heading: Heading) -> SheetColumn:
    meaning = "；".join(part for part in (column.help, "、".join(column.choices)) if part)
    return SheetColumn(heading.label(column), column.kind, column.unit, id=column.id, meaning=meaning)


def notes(taken: Snapshot, query: Query, heading: Heading) -> list[Note]:
    """What a reader of the file must know: contents, filters, rows, dates, build, and whether it is a demonstration."""
    return [
        *warning_notes(taken),
        Note("内容", query.type.name),
        Note("一行是", query.type.grain),
        Note("筛选条件", query.filters_in_words),
        Note("行数", str(heading.rows)),
        *origin_notes(taken),
    ]


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="wushe-export-")
