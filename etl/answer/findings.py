"""From the messages of a load to marks in cells: which heading stands where, and what each cell is told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from etl.errors import HINT, REFUSED, WARNING
from etl.extract import RawTable
from etl.judging.headings import match_headings
from etl.normalise.personal import mask_personal
from etl.normalise.text import header_key, split_year
from etl.own_sheets import MARK_COLUMN
from etl.record import record_types

_GRAVITY = {REFUSED: 0, WARNING: 1}
_NO_HEADING = re.compile(r"第(\d+)列（无表头）\Z")
_REPEATED = "B092"
_LONGEST_ROW_TEXT = 500

Entry = Mapping[str, object]
Message = Mapping[str, object]


@dataclass
class Marks:
    """What is to be marked in one sheet; rows and columns are the sheet's own, counted from 1."""

    cells: dict[tuple[int, int], list[Message]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    column: int = 1
    """Where the column 校验标记 stands."""


class Headings:
    """Where the headings of a table stand; one heading of a message may name several columns."""

    def __init__(self, table: RawTable, type_ids: Iterable[str] = ()) -> None:
        self.places: dict[str, list[int]] = defaultdict(list)
        self.years: dict[int, list[int]] = {}
        """Columns headed by nothing but a year; messages add to the year what the title speaks of."""
        for index, text in enumerate(table.header):
            year, rest = split_year(text)
            if year and not rest.strip("()"):
                self.years[year] = [index]
            for name in {text, mask_personal(text), header_key(text)} - {""}:
                self.places[name].append(index)
        for record_type in (record_types()[type_id] for type_id in type_ids if type_id in record_types()):
            for match in match_headings(record_type, table.header).matches.values():
                self.places.setdefault(match.column.name, [i for i in [match.index, *match.parts] if i is not None])

    def columns(self, heading: str) -> list[int]:
        """Indices of the columns a message's heading stands for; empty if it stands for none of this table."""
        if not heading:
            return []
        if match := _NO_HEADING.match(heading):
            return [int(match.group(1)) - 1]
        found = self.places.get(heading) or self.places.get(header_key(heading))
        if found:
            return found
        pieces = [self.places.get(piece) for piece in heading.split("、")]
        if all(pieces):
            return [index for piece in pieces for index in piece]
        return self.years.get(split_year(heading)[0] or 0, [])


def marks_of(table: RawTable, entries: Sequence[Entry]) -> Marks:
    """Every message about this table at its cell; those about the whole table at its heading."""
    headings = Headings(table, types_of(entries))
    marks = Marks(column=_mark_column(table) + 1)
    firsts = dict(zip(table.row_numbers, map(_first_filled, table.rows), strict=True))
    for message in (message for entry in entries for message in entry["messages"]):
        row, columns = message["row"], headings.columns(str(message["column"]))
        if row is None:
            if columns or message["severity"] == REFUSED:
                for index in columns or [_first_filled(table.header)]:
                    marks.cells[table.header_row, index + 1].append(message)
            continue
        marks.rows[row].append(message)
        for index in columns or [firsts.get(row, 0)]:
            marks.cells[row, index + 1].append(message)
    return marks


def types_of(entries: Iterable[Entry]) -> list[str]:
    """The record types a table was taken for."""
    return [str(entry["type"]) for entry in entries if entry["type"]]


def _mark_column(table: RawTable) -> int:
    """The column an earlier answer used, else the first one right of everything."""
    if MARK_COLUMN in table.header:
        return table.header.index(MARK_COLUMN)
    return max([len(table.header), *map(_width, table.rows), *(_width(cells) for _, cells in table.totals)])


def _width(cells: Sequence[object]) -> int:
    return next((index + 1 for index in range(len(cells) - 1, -1, -1) if cells[index] not in (None, "")), 0)


def _first_filled(cells: Sequence[object]) -> int:
    return next((index for index, cell in enumerate(cells) if cell not in (None, "")), 0)


def gravity(messages: Iterable[Message]) -> str:
    """The gravest severity among them: 拒收, 警告 or 提示."""
    return min((_shown(m["severity"]) for m in messages), key=lambda word: _GRAVITY.get(word, 2))


def _shown(severity: object) -> str:
    return str(severity) if severity in _GRAVITY else HINT


def cell_text(messages: Sequence[Message]) -> str:
    """The comment of one cell: each finding once, the gravest first."""
    ordered = sorted(messages, key=lambda m: _GRAVITY.get(m["severity"], 2))
    return "\n".join(dict.fromkeys(f"【{_shown(m['severity'])}】{m['message']}" for m in ordered))


def row_word(messages: Sequence[Message]) -> str:
    """What becomes of the row, in a word."""
    if any(m["severity"] == REFUSED for m in messages):
        return "退回"
    if any(m["rule"] == _REPEATED for m in messages):
        return "重复"
    return gravity(messages)


def row_text(messages: Sequence[Message]) -> str:
    """The cell 校验标记 of one row: its fate and why."""
    said = dict.fromkeys(f"“{m['column']}”{m['message']}" if m["column"] else str(m["message"]) for m in messages)
    text = f"{row_word(messages)}：{'；'.join(said)}"
    return text if len(text) <= _LONGEST_ROW_TEXT else text[: _LONGEST_ROW_TEXT - 1] + "…"
