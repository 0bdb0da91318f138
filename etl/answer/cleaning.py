"""A workbook somebody sent, made safe to send back: without personal numbers, formulas, links and leftovers of ours."""

from __future__ import annotations

import re

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.styles import Border, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedNameDict
from openpyxl.worksheet.worksheet import Worksheet

from etl.answer.looks import AUTHOR, EARLIER_COMMENT, OUR_COLOURS
from etl.normalise.personal import mask_personal
from etl.own_sheets import LIST_SHEET, MARK_COLUMN, RESULT_SHEET

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_000
_LONGEST_TITLE = 31


def clean_text(text: str) -> str:
    """The text as it may be written into a cell: personal numbers starred, control characters gone."""
    return _NOT_IN_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", mask_personal(text)))[:_LONGEST_CELL]


def put_text(cell: Cell, text: str) -> None:
    """Writes text that stays text, whatever it begins with."""
    cell.value = clean_text(text)
    cell.data_type = "s"
    if _looks_like_formula(text):
        cell.quotePrefix = True


def _looks_like_formula(text: str) -> bool:
    first = text.lstrip(" \u3000\xa0\ufeff\u200b")[:1]
    return first != "" and first in "=+-@＝＋－＠\t\r\n"


def clean_book(book: Workbook) -> None:
    """Cleans every sheet, hidden ones too, and everything of the workbook that is not a sheet."""
    for sheet in [*book.chartsheets, *(s for s in book.worksheets if s.title in (RESULT_SHEET, LIST_SHEET))]:
        book.remove(sheet)
    for sheet in book.worksheets:
        clean_sheet(sheet)
    renamed = [sheet for sheet in book.worksheets if clean_text(sheet.title) != sheet.title]
    for sheet in renamed:
        sheet.title = clean_text(sheet.title).replace("*", "＊")[:_LONGEST_TITLE]
    _keep_names(book, bool(renamed))
    for sheet in book.worksheets if renamed else ():
        sheet.data_validations.dataValidation = []
        sheet.conditional_formatting = ConditionalFormattingList()
    book._external_links = []
    book.properties = DocumentProperties(creator=AUTHOR)
    book.custom_doc_props = CustomPropertyList()


def _keep_names(book: Workbook, sheets_were_renamed: bool) -> None:
    for holder in (book, *book.worksheets):
        kept = DefinedNameDict()
        for name, defined in holder.defined_names.items():
            text = str(defined.attr_text)
            if not sheets_were_renamed and not _reaches_out(text) and clean_text(name + text) == name + text:
                kept[name] = defined
        holder.defined_names = kept


def _reaches_out(formula: object) -> bool:
    """Whether a formula points to another file, to nothing, or runs something."""
    return any(sign in str(formula or "") for sign in ("[", "#REF!", "|", "://", "\\\\"))


def clean_sheet(sheet: Worksheet) -> None:
    """Cells, comments, links, pictures, headers and lists of one sheet."""
    for cell in list(sheet._cells.values()):
        _clean_cell(cell)
    _clear_mark_column(sheet)
    sheet._images, sheet._charts, sheet._pivots, sheet._hyperlinks = [], [], [], []
    sheet.legacy_drawing = None
    for part in ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"):
        for place in ("left", "center", "right"):
            piece = getattr(getattr(sheet, part), place)
            piece.text = clean_text(piece.text) if piece.text else piece.text
    _clean_validations(sheet)
    _clean_conditions(sheet)
    _clean_tables(sheet)


def _clean_cell(cell: Cell) -> None:
    if not isinstance(cell, Cell):
        return
    value = cell.value
    if isinstance(value, str) and cell.data_type != "e":
        if (cleaned := clean_text(value)) != value or cell.data_type == "f" or _looks_like_formula(value):
            put_text(cell, cleaned)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = str(int(value)) if float(value).is_integer() and abs(value) < 10**20 else ""
        if len(text) >= 11 and mask_personal(text) != text:
            put_text(cell, text)
    if cell.hyperlink is not None:
        cell.hyperlink = None
    _clean_comment(cell)
    if cell.has_style and cell.fill.fgColor.rgb in OUR_COLOURS:
        cell.fill, cell.font, cell.border = PatternFill(), Font(), Border()


def _clean_comment(cell: Cell) -> None:
    comment = cell.comment
    if comment is None:
        return
    text = clean_text(comment.content or "")
    if comment.author == AUTHOR:
        text = text.partition(EARLIER_COMMENT)[2]
    cell.comment = Comment(text, "填报人") if text else None


def _clear_mark_column(sheet: Worksheet) -> None:
    """What an earlier answer wrote beside the rows; the heading stays where it is."""
    heads = [cell for cell in sheet._cells.values() if cell.value == MARK_COLUMN]
    for head in heads:
        for row in range(head.row + 1, sheet.max_row + 1):
            below = sheet._cells.get((row, head.column))
            if isinstance(below, Cell):
                below.value = None


def _clean_validations(sheet: Worksheet) -> None:
    kept = []
    for rule in sheet.data_validations.dataValidation:
        if _reaches_out(rule.formula1) or _reaches_out(rule.formula2):
            continue
        for name in ("formula1", "formula2", "prompt", "promptTitle", "error", "errorTitle"):
            text = getattr(rule, name)
            if text:
                setattr(rule, name, clean_text(text))
        kept.append(rule)
    sheet.data_validations.dataValidation = kept


def _clean_conditions(sheet: Worksheet) -> None:
    kept = ConditionalFormattingList()
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            said = " ".join([*map(str, rule.formula or ()), str(rule.text or "")])
            if not _reaches_out(said) and clean_text(said) == said:
                kept.add(str(ranges.sqref), rule)
    sheet.conditional_formatting = kept


def _clean_tables(sheet: Worksheet) -> None:
    """A table whose headings no longer equal its cells would make Excel offer a repair: it goes, its cells stay."""
    for table in list(sheet.tables.values()):
        first = sheet[table.ref][0]
        headings = [column.name for column in table.tableColumns]
        if [cell.value for cell in first] != headings or clean_text(table.displayName) != table.displayName:
            del sheet.tables[table.displayName]
            continue
        for column in table.tableColumns:
            column.calculatedColumnFormula = column.totalsRowFormula = None
