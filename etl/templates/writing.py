"""One record type's empty workbook: headings, drop-downs, formats, an example and the sheet 填报说明."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.errors import DeliveryError
from etl.own_sheets import CHOICES_SHEET, EXAMPLE_WORD, VERSION_LABEL, version_of
from etl.record import Column, RecordType, record_types
from etl.templates.guide import write_guide
from etl.templates.validation import cell_rule
from etl.templates.words import example, is_needed

HEADER_ROW = 4
"""Index of the row of headings; the example stands below it, the first row to fill in below that."""
FILLED_ROWS = 5_000
"""So many rows have drop-downs and checks; more rows can be filled in without."""
_FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "integer": "#,##0", "decimal": "0.###", "year": "0"}
_LETTERS_A_PAGE = 190
"""More columns than fit a page at a readable size are printed on several."""
_EXAMPLE_LOOKS = {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2"}
_WIDTHS = {"date": 13, "year": 9, "integer": 12, "decimal": 12, "money": 15, "boolean": 10, "choice": 17}


def template_name(record_type: RecordType) -> str:
    """The file name of a record type's template."""
    return f"{record_type.name}模板.xlsx"


def write_templates(folder: Path, wanted: Sequence[str] | None = None) -> list[dict[str, str]]:
    """Writes the templates of all record types, or of those wanted by id or name; what was written."""
    types = record_types()
    by_word = {word: record_type for record_type in types.values() for word in (record_type.id, record_type.name)}
    unknown = [word for word in wanted or [] if word not in by_word]
    if unknown:
        raise DeliveryError(f"没有“{unknown[0]}”这种记录。", f"可用：{'、'.join(t.name for t in types.values())}。")
    folder.mkdir(parents=True, exist_ok=True)
    chosen = dict.fromkeys(by_word[word].id for word in wanted) if wanted else types
    written = []
    for record_type in (types[type_id] for type_id in chosen):
        path = folder / template_name(record_type)
        write_template(record_type, path)
        written.append({"type": record_type.id, "name": record_type.name, "version": version_of(record_type),
                        "path": str(path)})  # fmt: skip
    return written


def write_template(record_type: RecordType, path: Path) -> None:
    """Writes the template of one record type to `path`, replacing what was there in one step."""
    fresh = path.with_name(f".new-{path.name}")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(fresh, options) as book:
        book.set_properties({"title": f"{record_type.name}填报模板", "author": "五社联动分析台"})
        sheet = book.add_worksheet(record_type.name)
        guide = book.add_worksheet("填报说明")
        choices = book.add_worksheet(CHOICES_SHEET)
        choices.hide()
        _declarations(book, sheet, record_type)
        for index, column in enumerate(record_type.columns, start=1):
            _column(book, sheet, choices, record_type, index, column)
        _ordinals(book, sheet)
        _page(sheet, record_type)
        write_guide(book, guide, record_type, HEADER_ROW + 2)
    os.replace(fresh, path)


def _declarations(book: xlsxwriter.Workbook, sheet: Worksheet, record_type: RecordType) -> None:
    """The title and, in cells of their own, what the sender declares about the whole table."""
    sheet.write_string(0, 0, record_type.name, book.add_format({"bold": True, "font_size": 16}))
    label = book.add_format({"bold": True, "align": "right"})
    blank = book.add_format({"bottom": 1, "num_format": "@"})
    declared = [("填报区域：", "写全称或12位代码，如 浙江省杭州市上城区凯旋街道；不填也可以"),
                ("填报期间：", "如 2024年1月至2024年6月；不填也可以")]  # fmt: skip
    for row, (name, hint) in enumerate(declared, start=1):
        sheet.merge_range(row, 0, row, 1, name, label)
        sheet.merge_range(row, 2, row, 4, "", blank)
        help_text = {"validate": "any", "input_title": name.strip("："), "input_message": hint}
        sheet.data_validation(row, 2, row, 2, help_text)
    has_money = any(column.kind == "money" for column in record_type.columns)
    small = book.add_format({"font_color": "#555555", "font_size": 9})
    sheet.write_string(1, 5, "金额单位：元" if has_money else "", small)
    sheet.write_string(2, 5, f"{VERSION_LABEL}：{version_of(record_type)}", small)
    said = "带 * 的列必填，带 △ 的列至少填一项；灰色斜体的示例行不计入；各列怎么填见“填报说明”。"
    sheet.write_string(3, 0, said, small)


def _column(
    book: xlsxwriter.Workbook, sheet: Worksheet, choices: Worksheet, record_type: RecordType, index: int, column: Column
) -> None:
    """Heading, format of the cells, example and rule of one column."""
    number_format = _FORMATS.get(column.kind, "@")
    body = book.add_format({"num_format": number_format})
    sheet.set_column(index, index, _width(column), body)
    needed = is_needed(record_type, column)
    ink, ground = ("#FFFFFF", "#1F4E79") if needed else ("#000000", "#DCE6F1")
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "font_color": ink, "bg_color": ground}
    sign = "*" if column.required else "△" if needed else ""
    sheet.write_string(HEADER_ROW, index, column.name + sign, book.add_format(head))
    shown = book.add_format(_EXAMPLE_LOOKS | {"num_format": number_format})
    _write(sheet, HEADER_ROW + 1, index, example(record_type, column), shown)
    if len(column.choices) > 1:
        for row, choice in enumerate(column.choices):
            choices.write_string(row, index, choice)
    rule = cell_rule(record_type, column, index)
    sheet.data_validation(HEADER_ROW + 2, index, HEADER_ROW + 1 + FILLED_ROWS, index, rule)


def _width(column: Column) -> int:
    return max(_WIDTHS.get(column.kind, 20), 2 * len(column.name) + 4)


def _write(sheet: Worksheet, row: int, index: int, value: object, cell_format: Format) -> None:
    if value is None:
        sheet.write_blank(row, index, None, cell_format)
    elif isinstance(value, date):
        sheet.write_datetime(row, index, value, cell_format)
    elif isinstance(value, int | float):
        sheet.write_number(row, index, value, cell_format)
    else:
        sheet.write_string(row, index, str(value), cell_format)


def _ordinals(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    """The first column says which row is the example; in the others the clerk may number the rows."""
    sheet.set_column(0, 0, 8, book.add_format({"align": "center"}))
    head = book.add_format({"bold": True, "valign": "vcenter", "align": "center", "border": 1, "bg_color": "#DCE6F1"})
    sheet.write_string(HEADER_ROW, 0, "序号", head)
    shown = book.add_format(_EXAMPLE_LOOKS | {"align": "center"})
    sheet.write_string(HEADER_ROW + 1, 0, EXAMPLE_WORD, shown)


def _page(sheet: Worksheet, record_type: RecordType) -> None:
    """Headings stay in sight and repeat on every printed page: A4, landscape, as wide as the paper."""
    sheet.set_default_row(18)
    sheet.set_row(0, 24)
    sheet.set_row(HEADER_ROW, 34)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1 + sum(map(_width, record_type.columns)) // _LETTERS_A_PAGE, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_footer(f"&L{record_type.name}&R第 &P 页，共 &N 页")
    sheet.set_selection(HEADER_ROW + 2, 1, HEADER_ROW + 2, 1)
