"""What the marked-up copy will hold, decided before anything is drawn: which cells, which marks, which own sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.answer.findings import Entry, Headings, Marks, cell_text, gravity, marks_of, row_text, types_of
from etl.answer.summary import Answer, Cell, Line, summary_lines
from etl.errors import REFUSED
from etl.extract import RawTable
from etl.judging.judge import as_written
from etl.normalise.personal import mask_personal
from etl.own_sheets import LIST_SHEET, RESULT_SHEET, SOURCE_ROW_COLUMN
from etl.record import record_types

MOST_ROWS = 50_000
MOST_CELLS = 600_000
MOST_COMMENTS = 2_000
MOST_MARKED_ROWS = 20_000
MOST_LISTED = 5_000
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_TITLE = 31


@dataclass
class Sheet:
    """One table of the file with its marks; `display` maps its rows to those of the copy when only some are shown."""

    table: RawTable
    marks: Marks
    title: str
    display: dict[int, int] | None = None

    def place(self, row: int, column: int) -> tuple[int, int] | None:
        """Where a cell of the file stands in the copy; None when its row is not shown."""
        if self.display is None:
            return row, column
        return (self.display[row], column + 1) if row in self.display else None


@dataclass
class Plan:
    """Everything the process that draws needs to know."""

    original: Path | None
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)
    listed: list[Line] = field(default_factory=list)


def make_plan(
    path: Path, kind: str, tables: Sequence[RawTable], entries: Sequence[Entry], is_beginning: bool = False
) -> Plan:
    """How the copy of this file is made; `kind` is what the file really is, empty when it cannot be read.

    With `is_beginning` the tables are only the beginning of the file, and of its other rows the marked cells are shown.
    """
    size = sum(len(table.rows) * max(len(table.header), 1) for table in tables)
    too_big = is_beginning or sum(len(table.rows) for table in tables) > MOST_ROWS or size > MOST_CELLS
    keeps_book = kind == "xlsx" and bool(tables) and not too_big
    taken = {RESULT_SHEET, LIST_SHEET}
    plan = Plan(path if keeps_book else None, [])
    for table in tables:
        marks = marks_of(table, _entries_of(table, entries))
        title = clean_title(table.sheet) if keeps_book else _new_title(table, entries, taken)
        plan.sheets.append(Sheet(table, marks, title, _some_rows(table, marks) if too_big else None))
    plan.notes += _notes(plan, kind, too_big)
    if not tables:
        plan.listed = _listed(entries)
    return plan


def clean_title(name: str) -> str:
    """A sheet's name as the cleaned copy of the original has it."""
    masked = mask_personal(name)
    return name if masked == name else masked.replace("*", "＊")[:_LONGEST_TITLE]


def _new_title(table: RawTable, entries: Sequence[Entry], taken: set[str]) -> str:
    """A name for the sheet that Excel accepts: its own, else the record type's."""
    type_ids = [str(entry["type"]) for entry in _entries_of(table, entries)]
    known = next((record_types()[type_id].name for type_id in type_ids if type_id in record_types()), "数据")
    wanted = _NOT_IN_TITLES.sub("", clean_title(table.sheet)).strip()[: _LONGEST_TITLE - 4] or known
    title, number = wanted, 2
    while title.lower() in {name.lower() for name in taken} or title.lower() == "history":
        title, number = f"{wanted}{number}", number + 1
    taken.add(title)
    return title


def _entries_of(table: RawTable, entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry["sheet"] == table.sheet]


def _some_rows(table: RawTable, marks: Marks) -> dict[int, int]:
    """The heading first, then the rows with findings, sent-back ones before others."""
    wanted = sorted(marks.rows, key=lambda row: (not _is_refused(marks, row), row))[:MOST_MARKED_ROWS]
    return {table.header_row: 1} | {row: place for place, row in enumerate(sorted(wanted), start=2)}


def _is_refused(marks: Marks, row: int) -> bool:
    return any(message["severity"] == REFUSED for message in marks.rows[row])


def _notes(plan: Plan, kind: str, too_big: bool) -> list[str]:
    notes = []
    marked = sum(len(sheet.marks.cells) for sheet in plan.sheets)
    if too_big:
        notes.append(f"文件很大，本文件只列出有问题的行，第一列“{SOURCE_ROW_COLUMN}”是它们在原文件中的行号；请在原文件里改正。")
    elif plan.original:
        notes.append("本文件是原工作簿的副本：格式照旧，公式已换成计算结果，图片、图表、外部链接和宏没有带过来。")
    elif plan.sheets:
        notes.append("原文件不是.xlsx，这里按原来的行号列出各单元格，内容都是文本（表尾说明等没有读取的行不列）；改好后可以直接报送本文件。")
    if any(len(sheet.marks.rows) > MOST_MARKED_ROWS for sheet in plan.sheets) and too_big:
        notes.append(f"有问题的行超过{MOST_MARKED_ROWS}行，只列出前{MOST_MARKED_ROWS}行，被退回的在先。")
    if marked > MOST_COMMENTS:
        notes.append(f"有问题的单元格共{marked}个，只有前{MOST_COMMENTS}个带批注；其余的看颜色和“校验标记”一列。")
    if plan.sheets:
        notes.append("如有身份证号、手机号，在本文件中已用*号遮盖。")
    return notes


def _listed(entries: Sequence[Entry]) -> list[Line]:
    """Findings row by row, for files whose cells cannot be shown."""
    lines = [[Cell(name, "head") for name in ("级别", "工作表", "列", "行", "原值", "", "", "问题和改法")]]
    messages = [(entry["sheet"], message) for entry in entries for message in entry["messages"] if message["row"]]
    for sheet, message in messages[:MOST_LISTED]:
        lines.append([Cell(str(message["severity"]), str(message["severity"])), Cell(str(sheet)),
                      Cell(str(message["column"])), Cell(message["row"]), Cell(str(message["found"])),
                      Cell(""), Cell(""), Cell(str(message["message"]), "wrap")])  # fmt: skip
    if len(messages) > MOST_LISTED:
        lines.append([Cell(f"另有{len(messages) - MOST_LISTED}条没有列出。")])
    return lines if messages else []


def as_document(plan: Plan, file: str, entries: Sequence[Entry], is_check: bool) -> dict:
    """The plan as plain lists for the process that draws."""
    by_sheet = {sheet.table.sheet: sheet for sheet in plan.sheets}
    headings = {sheet.table.sheet: Headings(sheet.table, types_of(_entries_of(sheet.table, entries)))
                for sheet in plan.sheets}  # fmt: skip

    def place(sheet: str, row: int | None, heading: str) -> tuple[str, int, int] | None:
        shown = by_sheet.get(sheet)
        if shown is None:
            return None
        columns = headings[sheet].columns(heading) or [0]
        at = shown.place(row if row is not None else shown.table.header_row, columns[0] + 1)
        return (shown.title, *at) if at else None

    tables = [sheet.table for sheet in plan.sheets]
    is_whole = all(sheet.display is None for sheet in plan.sheets)
    lines = summary_lines(Answer(file, entries, tables, is_check, plan.notes, is_whole), place)
    own = [{"title": RESULT_SHEET, "lines": _plain_lines(lines)}]
    if plan.listed:
        own.append({"title": LIST_SHEET, "lines": _plain_lines(plan.listed)})
    budget = MOST_COMMENTS
    sheets = []
    for sheet in plan.sheets:
        sheets.append(_sheet_document(sheet, plan.original is not None, budget))
        budget = max(0, budget - len(sheet.marks.cells))
    return {"original": str(plan.original.resolve()) if plan.original else None, "sheets": sheets, "own": own}


def _plain_lines(lines: Sequence[Line]) -> list[list]:
    return [[(cell.value, cell.style, cell.to) for cell in line] for line in lines]


def _sheet_document(sheet: Sheet, keeps_book: bool, budget: int) -> dict:
    marks = []
    ordered = sorted(sheet.marks.cells.items(), key=lambda item: (gravity(item[1]) != REFUSED, item[0]))
    for (row, column), messages in ordered:
        if at := sheet.place(row, column):
            marks.append((*at, gravity(messages), cell_text(messages) if budget > 0 else ""))
            budget -= 1
    rows = [(at[0], row_text(messages)) for row, messages in sorted(sheet.marks.rows.items())
            if (at := sheet.place(row, 1))]  # fmt: skip
    header_row, mark_column = sheet.place(sheet.table.header_row, sheet.marks.column)
    return {
        "title": sheet.title, "header_row": header_row, "mark_column": mark_column, "marks": marks, "rows": rows,
        "cells": [] if keeps_book else _cells(sheet),
    }  # fmt: skip


def _cells(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """The cells as text at their row numbers; of a big file those of the rows with findings."""
    table = sheet.table
    titles = iter(table.title_rows)
    lines: dict[int, Sequence[object]] = {table.header_row: table.header}
    for number, reason in table.skipped:
        if reason == "标题":
            lines[number] = [next(titles, "")]
    lines |= dict(table.totals) | dict(zip(table.row_numbers, table.rows, strict=True))
    if sheet.display is None:
        return [(number, list(map(as_written, lines[number]))) for number in sorted(lines)]
    shown = {number: ["" if number == table.header_row else str(number),
                      *map(as_written, lines.get(number) or _found(sheet, number))]
             for number in sheet.display}  # fmt: skip
    shown[table.header_row][0] = SOURCE_ROW_COLUMN
    return [(sheet.display[number], cells) for number, cells in sorted(shown.items())]


def _found(sheet: Sheet, number: int) -> list[object]:
    """Of a row that was not read again, what the findings say stood in its cells."""
    columns = Headings(sheet.table)
    cells: list[object] = [None] * len(sheet.table.header)
    for message in sheet.marks.rows[number]:
        for index in columns.columns(str(message["column"])):
            if index < len(cells) and message["found"]:
                cells[index] = message["found"]
    return cells


def fallback(plan: Plan, entries: Sequence[Entry]) -> Plan:
    """What can still be shown when the workbook itself could not be copied: its cells, without its formats."""
    taken = {RESULT_SHEET, LIST_SHEET}
    sheets = [Sheet(s.table, s.marks, _new_title(s.table, entries, taken), s.display) for s in plan.sheets]
    said = "原工作簿的格式没能保留，这里按原来的行号列出各单元格，内容都是文本。"
    return Plan(None, sheets, [said, *plan.notes[1:]], plan.listed)


def only_list(entries: Sequence[Mapping[str, object]]) -> Plan:
    """The last resort: our own sheets and nothing of the file."""
    return Plan(None, [], ["文件的内容没能列出，请按行号在原文件里查找。"], _listed(entries))
