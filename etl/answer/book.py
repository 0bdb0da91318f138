"""Draws the marked-up copy from a plan: the sender's workbook or its cells, our marks, and our own sheets."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from etl.answer.cleaning import clean_book, clean_text, put_text
from etl.answer.looks import AUTHOR, BORDERS, EARLIER_COMMENT, FILLS, FONTS, dress
from etl.own_sheets import MARK_COLUMN

_LONGEST_COMMENT = 2_000
_COMMENT_WIDTH, _LETTERS_A_LINE, _LINE_HEIGHT, _MOST_LINES = 340, 24, 19, 18
_WIDTHS = {1: 11, 2: 18, 3: 18, 4: 9, 5: 9, 6: 9, 7: 9, 8: 72, 9: 10}


def draw(plan: dict, out: Path) -> None:
    """Writes the workbook the plan describes (see etl/answer/plan.py)."""
    book = _original(Path(plan["original"])) if plan["original"] else _from_cells(plan["sheets"])
    for number, about in enumerate(plan["sheets"]):
        sheet = book[about["title"]] if plan["original"] else book.worksheets[number]
        _mark_sheet(sheet, about)
    for number, about in enumerate(plan["own"]):
        _own_sheet(book.create_sheet(about["title"], number if number == 0 else None), about)
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    book.save(out)


def _original(path: Path) -> Workbook:
    with path.open("rb") as stream:
        book = load_workbook(stream, data_only=True, keep_links=False, keep_vba=False)
    clean_book(book)
    return book


def _from_cells(sheets: list[dict]) -> Workbook:
    """The cells of files that are no XLSX, as text at the row numbers they have there."""
    book = Workbook()
    book.remove(book.active)
    for about in sheets:
        sheet = book.create_sheet(about["title"])
        for number, cells in about["cells"]:
            for index, text in enumerate(cells, start=1):
                if text:
                    cell = sheet.cell(number, index)
                    put_text(cell, text)
                    cell.number_format = "@"
        for cell in sheet[about["header_row"]]:
            dress(cell, "head")
        for index in range(1, min(sheet.max_column, 200) + 1):
            sheet.column_dimensions[get_column_letter(index)].width = 18
        sheet.freeze_panes = sheet.cell(about["header_row"] + 1, 1)
    return book


def _mark_sheet(sheet: Worksheet, about: dict) -> None:
    corners = {
        (row, column): (merged.min_row, merged.min_col)
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row, merged.max_row + 1)
        for column in range(merged.min_col, merged.max_col + 1)
    } if sheet.merged_cells.ranges else {}  # fmt: skip
    for row, column, word, text in about["marks"]:
        cell = sheet.cell(*corners.get((row, column), (row, column)))
        cell.fill, cell.font = FILLS[word], FONTS[word]
        if word in BORDERS:
            cell.border = BORDERS[word]
        if text:
            cell.comment = _comment(text, cell)
    if not about["rows"]:
        return
    at = about["mark_column"]
    head = sheet.cell(about["header_row"], at)
    if not isinstance(head, MergedCell):
        put_text(head, MARK_COLUMN)
        dress(head, "head")
    for row, text in about["rows"]:
        cell = sheet.cell(row, at)
        if not isinstance(cell, MergedCell):
            put_text(cell, text)
            cell.alignment = Alignment(vertical="top")
    sheet.column_dimensions[get_column_letter(at)].width = 60


def _comment(text: str, cell: Cell) -> Comment:
    """Our words, before those somebody had already written there; big enough to be read without scrolling."""
    if cell.comment is not None and cell.comment.author != AUTHOR:
        text += f"{EARLIER_COMMENT}{cell.comment.content}"
    comment = Comment(clean_text(text)[:_LONGEST_COMMENT], AUTHOR)
    lines = sum(1 + len(line) // _LETTERS_A_LINE for line in comment.content.split("\n"))
    comment.width, comment.height = _COMMENT_WIDTH, 14 + _LINE_HEIGHT * min(lines, _MOST_LINES)
    return comment


def _own_sheet(sheet: Worksheet, about: dict) -> None:
    for number, line in enumerate(about["lines"], start=1):
        for index, (value, style, to) in enumerate(line, start=1):
            cell = sheet.cell(number, index)
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
            dress(cell, style)
            cell.alignment = Alignment(cell.alignment.horizontal, "top", wrap_text=cell.alignment.wrap_text)
            if to:
                _link(cell, to)
            if style == "wrap":
                sheet.row_dimensions[number].height = 16 * (1 + text_width(value) // _WIDTHS[8])
    for index, width in _WIDTHS.items():
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def text_width(text: str) -> int:
    """How wide a text is in letters; Chinese ones are two wide."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _link(cell: Cell, to: list) -> None:
    title, row, column = to
    quoted = str(title).replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{get_column_letter(column)}{row}")
