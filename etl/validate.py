"""From a raw table to typed rows: which record type it is, which rows are taken, which are sent back and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from etl.errors import Problem
from etl.extract import RawTable
from etl.record import RecordType


@dataclass
class Validated:
    """One table judged: `rows` hold every column of the record type, typed; rows_read = rows + rejected + duplicates."""

    rows: list[dict[str, object]] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    rejected: list[tuple[int, dict[str, str], list[Problem]]] = field(default_factory=list)
    """(row number, the row as written with personal numbers masked, why)"""
    duplicates: int = 0
    warnings: list[Problem] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    has_personal: bool = False
    """An identity-card or mobile number stands somewhere in the table: the file is kept as a masked copy only."""

    @property
    def rows_read(self) -> int:
        return len(self.rows) + len(self.rejected) + self.duplicates


def recognise(table: RawTable) -> RecordType:
    """The record type whose columns the headings name; DeliveryError says what is missing or ambiguous."""
    raise NotImplementedError


def validate(
    table: RawTable, record_type: RecordType, root: str | None = None, today: date | None = None
) -> Validated:
    """Judge every row of the table; area names are resolved below `root`, else below the area the titles declare."""
    raise NotImplementedError


def validate_mapped(
    record_type: RecordType,
    rows: Sequence[Mapping[str, object]],
    row_numbers: Sequence[int],
    column_names: Mapping[str, str] | None = None,
    root: str | None = None,
    today: date | None = None,
) -> Validated:
    """Judge rows a source mapping made (keys are column ids, values text or typed); `column_names` are the producer's."""
    raise NotImplementedError
