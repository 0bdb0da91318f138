"""The cells of a table as typed values: what the screen says, without commas between thousands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dash.development.base_component import Component

from components.behind import Frame, Framed, Table
from components.data_table import Cell, number_text
from components.data_table import Column as Shown
from components.withheld import says_withheld, why_withheld
from figures.numbers import MINUS, NO_VALUE, NOT_REPORTED, rounding

NUMBER = re.compile(rf"[{MINUS}-]?[0-9]{{1,3}}(,[0-9]{{3}})*(\.[0-9]+)?|[{MINUS}-]?[0-9]+(\.[0-9]+)?", re.ASCII)
Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """One column of a sheet. `kind` is one of those of exports.workbook; `id` is its key in JSON."""

    id: str
    title: str
    kind: str
    unit: str = ""
    decimals: int | None = None

    @property
    def heading(self) -> str:
        """The title with the unit, as it stands in a file."""
        return f"{self.title}（{self.unit}）" if not self.title.endswith(self.unit) else self.title


@dataclass(frozen=True)
class Sheet:
    """One table of a page: rows in the order of the columns."""

    name: str
    title: str
    subtitle: str
    foot: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    indicator: str | None = None


NOT_DELIVERED = Column("not_reported", NOT_REPORTED, "text")
WITHHELD = Column("withheld", "按规定不显示", "text")
ROW_KIND = Column("row_kind", "行", "text")


def sheet_of(framed: Framed) -> Sheet:
    """A table as a sheet. The total is its last row, told apart by a column; so are the cells that say 未报送, and
    those that are withheld, with the words why.
    """
    table = framed.table
    frame = framed.frame or Frame(framed.title, "", "")
    lines = [*table.rows, *([table.total] if table.total is not None else [])]
    read = [[_read(column, line, place == 0) for place, column in enumerate(table.columns)] for line in lines]
    typed = [_typed(column, [line[place][0] for line in read]) for place, column in enumerate(table.columns)]
    columns = [column for column, _ in typed]
    values = [list(row) for row in zip(*(cells for _, cells in typed), strict=True)] if lines else []
    silent = [
        "、".join(column.title for column, cell in zip(columns, line, strict=True) if cell[1]) or None for line in read
    ]
    if any(silent):
        columns.append(NOT_DELIVERED)
        values = [[*row, words] for row, words in zip(values, silent, strict=True)]
    withheld = [_withheld(columns, table.columns, line) for line in lines]
    if any(withheld):
        columns.append(WITHHELD)
        values = [[*row, words] for row, words in zip(values, withheld, strict=True)]
    if table.total is not None:
        columns.append(ROW_KIND)
        values = [[*row, _kind_of_row(table, place)] for place, row in enumerate(values)]
    rows = tuple(map(tuple, values))
    return Sheet(framed.name, framed.title, frame.subtitle, frame.foot, _once(columns), rows, frame.indicator)


def _withheld(columns: Sequence[Column], shown: Sequence[Shown], line: Mapping) -> str | None:
    """Which cells of a row are withheld and why; the same reason is said once."""
    found: dict[str, list[str]] = {}
    for column, asked in list(zip(columns, shown, strict=False))[1:]:
        words = _why(asked, line)
        if words:
            found.setdefault(words, []).append(column.title)
    return "；".join(f"{'、'.join(titles)}：{words}" for words, titles in found.items()) or None


def _why(column: Shown, line: Mapping) -> str:
    value = line.get(column.key)
    value = value.value if isinstance(value, Cell) else value
    if column.text:
        return ""
    if value is None:
        return why_withheld(line)
    return value if isinstance(value, str) and says_withheld(value) else ""


def _kind_of_row(table: Table, place: int) -> str:
    return "明细" if place < len(table.rows) else "合计"


def _once(columns: Sequence[Column]) -> tuple[Column, ...]:
    """No heading twice: a file with two columns of one name cannot be read back."""
    times: dict[str, int] = {}
    listed = []
    for column in columns:
        times[column.heading] = count = times.get(column.heading, 0) + 1
        title = f"{column.title}{count}" if count > 1 else column.title
        listed.append(Column(column.id, title, column.kind, column.unit, column.decimals))
    return tuple(listed)


def _read(column: Shown, line: Mapping, heads_row: bool) -> tuple[Value, bool]:
    """The value of a cell as the screen says it, and whether it says 未报送."""
    value, reported = line.get(column.key), line.get("reported") is not False
    if isinstance(value, Cell):
        value, reported = value.value, value.reported
    if isinstance(value, Component):
        value = words_of(value)
    if column.text or heads_row:
        return _words(value), False
    if value is None:
        return None, not reported
    return _number(value, column.decimals)


def _words(value: object) -> Value:
    if value is None or value in ("", NO_VALUE):
        return None
    if isinstance(value, bool):
        return str(value)
    return value if isinstance(value, int) or type(value) is date else str(value)


def _number(value: object, decimals: int) -> tuple[Value, bool]:
    """A number rounded as shown; words that are a number become one, words that are none stay words."""
    if not isinstance(value, str):
        rounded = rounding(value, decimals)
        return (rounded if decimals else int(rounded)), False
    if value in ("", NO_VALUE) or says_withheld(value):
        return None, False
    if value == NOT_REPORTED:
        return None, True
    if NUMBER.fullmatch(value):
        plain = Decimal(value.replace(",", "").replace(MINUS, "-"))
        return (plain if "." in value else int(plain)), False
    return value, False


def _typed(column: Shown, values: list[Value]) -> tuple[Column, list[Value]]:
    """A column whose cells are of one kind; where words stand among numbers all of it is words, as shown."""
    known = [value for value in values if value is not None]
    decimals = None if column.text else column.decimals
    kind, cells = "text", values
    if not known:
        kind = "text" if column.text else "decimal" if column.decimals else "integer"
    elif all(isinstance(value, int) for value in known):
        kind = "integer"
    elif all(isinstance(value, int | Decimal) for value in known):
        kind = "money" if column.unit == "元" else "decimal"
        decimals = None if len({_places(value) for value in known}) > 1 else decimals
    elif all(type(value) is date for value in known):
        kind = "date"
    else:
        cells = [None if value is None else value if isinstance(value, str) else _as_shown(value) for value in values]
    shown = None if kind in ("text", "date") else decimals
    return Column(column.key, column.title, kind, column.unit, shown), cells


def _places(value: int | Decimal) -> int:
    return -value.as_tuple().exponent if isinstance(value, Decimal) else 0


def _as_shown(value: int | Decimal | date) -> str:
    return str(value) if isinstance(value, date | datetime) else number_text(value, _places(value))


def words_of(part: object) -> str:
    """The text of a component, its pieces apart by a blank."""
    if isinstance(part, (list, tuple)):
        return " ".join(words for one in part if (words := words_of(one)))
    if isinstance(part, Component):
        return words_of(getattr(part, "children", None))
    return "" if part is None else str(part).strip()
