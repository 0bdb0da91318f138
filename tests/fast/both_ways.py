"""One file read both ways, and everything either says of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import DeliveryError
from etl.extract import read_tables
from etl.fast.errors import NotPlainError
from etl.fast.read import judge_fast, open_text
from etl.fast.sheets import open_workbook
from etl.files.kind import file_kind
from etl.files.table import RawTable
from etl.judging.judge import Validated, as_written
from etl.judging.wide import take_apart
from etl.lake import arrow_rejected, arrow_rows
from etl.normalise.personal import has_personal
from etl.record import RecordType
from etl.validate import recognise, validate

TODAY = date(2026, 11, 1)


@dataclass
class Outcome:
    """What one way says of a file."""

    type: str
    rows: pa.Table
    rejected: list[dict]
    counts: tuple[int, int, int, int]
    warnings: list[dict]
    ignored: list[str]
    layout: dict
    is_personal: bool


def cell_by_cell(path: Path) -> Outcome | None:
    """None when the file is sent back as a whole."""
    try:
        (table,) = [part for table in read_tables(path) for part in take_apart(table)]
        if table.fault:
            return None
        record_type = recognise(table)
        outcome = validate(table, record_type, today=TODAY)
        rows = arrow_rows(record_type, outcome)
    except (DeliveryError, ValueError):
        return None
    cells = (cell for row in [table.header, *table.rows] for cell in row if cell is not None)
    found = outcome.has_personal or table.has_personal_notes or any(has_personal(as_written(cell)) for cell in cells)
    return _outcome(record_type, table, outcome, rows, found)


def fast(path: Path) -> Outcome:
    """NotPlainError when the fast way gives up."""
    with TemporaryDirectory() as folder:
        is_text = path.suffix == ".csv"
        table = open_text(path) if is_text else open_workbook(path, file_kind(path), Path(folder))
        try:
            record_type = recognise(table.table)
        except DeliveryError as fault:
            raise NotPlainError(fault.message) from fault
        outcome = judge_fast(table, record_type, Path(folder), today=TODAY)
        rows = pq.read_table(outcome.file)
    found = outcome.has_personal or table.table.has_personal_notes
    return _outcome(record_type, table.table, outcome, rows, found)


def _outcome(
    record_type: RecordType, table: RawTable, outcome: Validated, rows: pa.Table, is_personal: bool
) -> Outcome:
    layout = {name: value for name, value in asdict(table).items() if name not in ("rows", "row_numbers", "fault")}
    counts = (outcome.rows_read, len(rows), len(outcome.rejected), outcome.duplicates)
    return Outcome(
        record_type.id, rows, arrow_rejected(outcome.rejected).to_pylist(), counts,
        [asdict(warning) for warning in outcome.warnings], outcome.ignored_columns, layout, is_personal,
    )  # fmt: skip
