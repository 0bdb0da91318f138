"""From a file to its tables: headings, rows with the numbers Excel shows, and what the titles declare."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from etl.errors import Problem


@dataclass
class RawTable:
    """One table of one file, not yet understood: cells are text, numbers, dates, times, booleans or None."""

    file: str
    sheet: str
    title_rows: list[str]
    header: list[str]
    header_row: int
    rows: list[list[object]]
    row_numbers: list[int]
    skipped: list[tuple[int, str]] = field(default_factory=list)
    declared_unit: str | None = None
    declared_area: str | None = None
    declared_from: date | None = None
    declared_to: date | None = None
    warnings: list[Problem] = field(default_factory=list)
    merged: dict[tuple[int, int], object] = field(default_factory=dict)
    totals: list[tuple[int, list[object]]] = field(default_factory=list)
    has_personal_notes: bool = False
    zero_report: bool = False


@dataclass(frozen=True)
class ReadOptions:
    """What a source mapping knows about its files and need not be guessed; None means guess."""

    encodings: tuple[str, ...] = ()
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """The row number, as Excel shows it, of the headings."""
    plain: bool = False
    """Every row below the header is data: no totals, notes or repeated headings are looked for."""


def read_tables(path: Path | str, options: ReadOptions = ReadOptions()) -> list[RawTable]:
    """Every table of the file (one per visible sheet with content); DeliveryError if it cannot be read."""
    raise NotImplementedError
