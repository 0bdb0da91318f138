"""One table as it lies in a file, before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from etl.errors import DeliveryError, Problem

NOT_CALCULATED = "#未计算!"
"""What stands for a formula nobody ever calculated; workbooks keep no value for it."""
PASSWORD, BROKEN, TOO_FAR = 3, 4, 5
"""How the process that reads a workbook ends when it is locked, no workbook at all, or spread too far to be real."""
MOST_TABLES = 200
"""So many tables may one file bring: each is a delivery of its own, which every later load reads and keeps apart."""


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
    """(row number, column index) → the value of the merged cell it belongs to, for all but its first row."""
    totals: list[tuple[int, list[object]]] = field(default_factory=list)
    ragged: dict[int, int] = field(default_factory=dict)
    """Row number → how many cells a line of a text file has, where that is not the header's number."""
    has_personal_notes: bool = False
    zero_report: bool = False
    """The sender says that there is nothing to report."""
    merged_ranges: list[tuple[int, int, int]] = field(default_factory=list)
    """First and last row number and column index of the cells merged over several rows."""
    fault: DeliveryError | None = None
    """Why the table cannot be taken in although it can be read."""
    part: str = ""
    """Which part of a wide table this is (“户籍人口”, “2015年”), when a sheet was taken apart; else empty."""


@dataclass(frozen=True)
class ReadOptions:
    """What a source mapping knows about its files and need not be guessed; None or empty means guess."""

    encodings: tuple[str, ...] = ()
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """The row number, as Excel shows it, of the headings."""
    plain: bool = False
    """Every row below the header is data: no totals, notes or repeated headings are looked for."""


@dataclass
class Grid:
    """The cells of one sheet from row 1 on, with what only the workbook knows about them."""

    sheet: str
    cells: list[list[object]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column; counted from 0."""
    warnings: list[Problem] = field(default_factory=list)
    external: list[tuple[int, int]] = field(default_factory=list)
    """The first cells that take their value from another file; counted from 0."""
    is_text: bool = False


def row_ranges(rows: list[int], shown: int = 6) -> str:
    """“3、5-9” of ascending row numbers; of many stretches the first."""
    stretches: list[list[int]] = []
    for row in rows:
        if stretches and row == stretches[-1][1] + 1:
            stretches[-1][1] = row
        else:
            stretches.append([row, row])
    words = "、".join(str(a) if a == b else f"{a}-{b}" for a, b in stretches[:shown])
    return f"{words}……" if len(stretches) > shown else words


def refuse_many(tables: int) -> None:
    """DeliveryError where a file holds more tables than a person keeps in one."""
    if tables > MOST_TABLES:
        raise DeliveryError(
            f"文件里的表（工作表，一张工作表里上下几张、并排几年的表）超过{MOST_TABLES}张，没有读取。",
            "请分成几个文件报送", "V131",
        )  # fmt: skip
