"""Files of exactly the filtered rows: CSV for every spreadsheet, XLSX with a 说明 sheet, Parquet for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import pyarrow.parquet

from exports import rows, sheet_lines
from exports.cells import csv_cell
from exports.csv_lines import can_say
from exports.notes import Note, origin_notes, warning_notes
from exports.workbook import MEASURED, Sheet, write_workbook
from exports.workbook import Column as SheetColumn
from indicators.warehouse import Snapshot
from records.catalog import Column, FilterError
from records.query import Query

MOST_XLSX_ROWS = 1_048_575
TOLD_EVERY = 1_000  # rows of a workbook between two words about progress
ROW_GROUP = 200_000  # rows of a Parquet file that are packed together

Told = Callable[[int], None]


class RowsMissingError(Exception):
    """The file does not hold the rows that were announced; it must not leave the house."""


@dataclass(frozen=True)
class Heading:
    """What a file says about itself: how many rows there are, and how headers are written."""

    rows: int
    by_id: bool = False

    def label(self, column: Column) -> str:
        """The header of a column: its Chinese name, or its id for programs."""
        return column.id if self.by_id else column.name


@dataclass(frozen=True)
class Task:
    """A file to be written: its rows, what it says about itself, and who is told how many rows are done.

    `aside` is the folder for what is kept for a while; the system's own where nothing is said.
    """

    taken: Snapshot
    query: Query
    heading: Heading
    told: Told = lambda _: None
    aside: str | None = None


def refuse_too_long(kind: str, total: int) -> None:
    """FilterError when a sheet cannot hold the rows: nothing is ever cut off."""
    if kind == "xlsx" and total > MOST_XLSX_ROWS:
        raise FilterError(
            f"共 {total:,} 行，超过 Excel 一张工作表的上限 {MOST_XLSX_ROWS:,} 行",
            "请缩小筛选范围，或改用 CSV（format=csv）、Parquet（format=parquet），它们没有上限。",
        )


def write(kind: str, task: Task, out: IO[bytes]) -> None:
    """Write the file; RowsMissingError unless it holds as many rows as its heading says."""
    refuse_too_long(kind, task.heading.rows)
    written = {"csv": _write_csv, "xlsx": _write_xlsx, "parquet": _write_parquet}[kind](task, out)
    if written != task.heading.rows:
        raise RowsMissingError(f"{written} of {task.heading.rows} rows")
    task.told(written)


def _labels(task: Task) -> list[str]:
    return [task.heading.label(column) for column in task.query.columns]


def _write_csv(task: Task, out: IO[bytes]) -> int:
    """UTF-8 with a byte order mark and CRLF line ends."""
    head = io.StringIO(newline="")
    csv.writer(head, lineterminator="\r\n").writerow(_labels(task))
    out.write(head.getvalue().encode("utf-8-sig"))
    types = rows.types_of(task.taken, task.query)
    number = 0
    for some, data in rows.csv_lines(task.taken, task.query, types) if can_say(types) else _lines_by_hand(task):
        out.write(data)
        number += some
        task.told(number)
    return number


def _lines_by_hand(task: Task) -> Iterator[tuple[int, bytes]]:
    """The same lines for columns of a type that has no rule in SQL."""
    for row in rows.tuples(task.taken, task.query):
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow([csv_cell(value) for value in row])
        yield 1, line.getvalue().encode("utf-8", errors="replace")


def _write_parquet(task: Task, out: IO[bytes]) -> int:
    """The exact types; column names as the heading says."""
    number = 0
    every = rows.tables(task.taken, task.query, _labels(task))
    first = next(every)
    with pyarrow.parquet.ParquetWriter(out, first.schema, compression="zstd") as writer:
        for table in _grouped(every, first):
            writer.write_table(table)
            number += table.num_rows
            task.told(number)
    return number


def _grouped(every: Iterable[pyarrow.Table], empty: pyarrow.Table) -> Iterator[pyarrow.Table]:
    """The tables some at a time, so that each is worth packing; an empty one where there are no rows."""
    waiting = [empty]
    for table in every:
        waiting.append(table)
        if sum(one.num_rows for one in waiting) >= ROW_GROUP:
            yield pyarrow.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pyarrow.concat_tables(waiting)


def _write_xlsx(task: Task, out: IO[bytes]) -> int:
    """A sheet of typed cells, and 说明."""
    columns = [_sheet_column(column, task.heading) for column in task.query.columns]
    types = rows.types_of(task.taken, task.query)
    if sheet_lines.can_say(types):
        measured = rows.first(task.taken, task.query, MEASURED)
        sheet = Sheet(task.query.type.name, columns, measured, lines=lambda styles: _ready(task, types, styles))
    else:
        sheet = Sheet(task.query.type.name, columns, _telling(task))
    return write_workbook(out, [sheet], notes(task.taken, task.query, task.heading), task.aside)[0]


def _ready(task: Task, types: list[str], styles: Sequence[int]) -> Iterator[tuple[int, pyarrow.Buffer]]:
    number = 0
    for some, data in rows.sheet_lines(task.taken, task.query, types, styles):
        yield some, data
        number += some
        task.told(number)


def _telling(task: Task) -> Iterator[tuple]:
    for number, row in enumerate(rows.tuples(task.taken, task.query)):
        if number % TOLD_EVERY == 0:
            task.told(number)
        yield row


def _sheet_column(column: Column, heading: Heading) -> SheetColumn:
    told = all(choice in column.help for choice in column.choices)
    meaning = "；".join(part for part in (column.help, "" if told else "、".join(column.choices)) if part)
    return SheetColumn(heading.label(column), column.kind, column.unit, id=column.id, meaning=meaning)


def notes(taken: Snapshot, query: Query, heading: Heading) -> list[Note]:
    """What a reader of the file must know: contents, filters, rows, dates, build, and whether it is a demonstration."""
    return [
        *warning_notes(taken),
        Note("内容", query.type.name),
        Note("一行是", query.type.grain),
        Note("筛选条件", query.filters_in_words),
        Note("行数", str(heading.rows)),
        Note("排序", "、".join(query.ordered_by) or "默认顺序"),
        *origin_notes(taken),
    ]
