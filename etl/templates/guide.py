"""The sheet 填报说明: every column with what to fill in, and the rules in words; all of it from the record type."""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from etl.errors import REFUSED
from etl.own_sheets import GUIDE_SHEET, version_of
from etl.record import RecordType
from etl.templates.words import KIND_WORDS, example, limits, need, rules

_HEADS = (("列", 20), ("必填", 26), ("填什么", 44), ("怎么写", 22), ("可选值与限制", 56), ("例子", 24))


def write_guide(book: xlsxwriter.Workbook, sheet: Worksheet, record_type: RecordType, first_row: int) -> None:
    """Fills the sheet; `first_row` is the index of the first row to fill in on the table's own sheet."""
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    plain = book.add_format({"text_wrap": False, "valign": "top"})
    sheet.write_string(0, 0, f"《{record_type.name}》{GUIDE_SHEET}（{version_of(record_type)}）", title)
    row = 1
    for line in _advice(record_type, first_row):
        sheet.write_string(row, 0, line, plain)
        row += 1
    row += 1
    for index, (name, width) in enumerate(_HEADS):
        sheet.set_column(index, index, width)
        sheet.write_string(row, index, name, head)
    for column in record_type.columns:
        row += 1
        shown = example(record_type, column)
        choices = f"可选：{'、'.join(column.choices)}" if column.choices else ""
        accepted = "；".join(part for part in (choices, limits(column)) if part)
        texts = (column.name, need(record_type, column), column.help, KIND_WORDS[column.kind], accepted,
                 "（空着）" if shown is None else str(shown))  # fmt: skip
        _line(sheet, row, texts, cell)
    _rules(sheet, record_type, row + 2, head, cell)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _advice(record_type: RecordType, first_row: int) -> list[str]:
    keys = "；没有时看".join("＋".join(record_type.column(c).name for c in key) for key in record_type.key)
    return [
        f"{record_type.grain}。从第{first_row + 1}行起填写；第{first_row}行是示例，不计入，留着或删去都可以。",
        f"同一条记录以“{keys}”认定：再报同一条，以后报的为准，不会重复计算。",
        "不要删改表头；列的次序可以变，不用的列可以空着，可以直接粘贴别处的数据。",
        "任何地方都不要填写身份证号和手机号：填在要用的列里整行会被退回，填在别处会被遮盖。",
        "填报区域、填报期间写在表头上方；不写，则以各行自己的内容为准。",
    ]


def _rules(
    sheet: Worksheet, record_type: RecordType, row: int, head: xlsxwriter.format.Format, cell: xlsxwriter.format.Format
) -> None:
    found = rules(record_type)
    if not found:
        return
    for index, name in enumerate(("检查的列", "不符合时", "说明")):
        sheet.write_string(row, index, name, head)
    for number, (column, severity, message) in enumerate(found, start=row + 1):
        fate = "这一行退回" if severity == REFUSED else "照收，请核对"
        _line(sheet, number, (column, fate, message), cell)


def _line(sheet: Worksheet, row: int, texts: Sequence[str], cell: xlsxwriter.format.Format) -> None:
    """One row of wrapped texts, as high as the longest of them needs."""
    for index, text in enumerate(texts):
        sheet.write_string(row, index, text, cell)
    widths = [sum(2 if ord(letter) > 0x2E80 else 1 for letter in text) for text in texts]
    lines = max(1 + wide // (_HEADS[index][1] - 1) for index, wide in enumerate(widths))
    sheet.set_row(row, 15.5 * lines)
