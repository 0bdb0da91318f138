"""年度成效报告 as a workbook: contents with links, a sheet for each chapter with charts of its cells, 说明 last."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.notes import DEMONSTRATION
from exports.workbook import NOTES_TITLE, OPTIONS, sheet_titles
from reports.content import Column, Report, Table
from reports.excel.look import FONT, ROW, SIZE, Looks, cell_words, row_height
from reports.excel.sheet import ChapterSheet
from reports.excel.tables import Placed, write_table
from reports.packing import repacked
from reports.powerpoint.master import named
from reports.powerpoint.plan import numeral

COVER = "封面与目录"
A4 = 9
READING = (
    "空着的数字格是没有数，写着“未报送”的是没有报送，都不是 0；人次与人数不相加。",
    "图都画的是旁边或上面表里的单元格，改数图就变；合计行在表的下面，不参加排序和筛选。",
    "“较上年”一列是公式，由左边的数算出。",
)
BASIS_WIDTHS = (24.0, 9.0, 60.0, 40.0, 50.0)


def write_xlsx(report: Report, target: BinaryIO) -> None:
    """The workbook of the report. The same report gives the same bytes."""
    whole = io.BytesIO()
    look = {"default_format_properties": {"font_name": FONT, "font_size": SIZE}}
    book = Workbook(whole, {**OPTIONS, "constant_memory": False, "in_memory": True, **look})
    book.set_properties(_properties(report))
    looks = Looks(book)
    parts = [f"{numeral(number)}、{chapter.title}" for number, chapter in enumerate(report.chapters, start=1)]
    names = sheet_titles([COVER, *parts])
    cover = book.add_worksheet(names[0])
    written = []
    for number, (part, name, chapter) in enumerate(zip(parts, names[1:], report.chapters, strict=True), start=1):
        sheet = book.add_worksheet(name)
        _page(sheet, report)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0)
        one = ChapterSheet(book, sheet, looks, number, report)
        one.write(part, chapter, names[0])
        written.append((part, name, one.starts))
    _cover(cover, looks, report, written)
    _notes(book.add_worksheet(NOTES_TITLE), looks, report)
    book.close()
    target.write(repacked(whole.getvalue()))


def _properties(report: Report) -> dict:
    return {
        "title": cell_words(f"{report.subject}{named(report)}")[:255],
        "subject": cell_words(report.choices_in_words)[:255],
        "author": "五社联动分析台",
        "keywords": "演示数据" if report.is_demonstration else "",
        "comments": cell_words(f"数据截至 {report.data_date}，数据版本 {report.build}"),
        "created": datetime.combine(report.data_date, time.min),
    }


def _page(sheet: Worksheet, report: Report) -> None:
    """A4 lying, the place and 演示数据 in the foot, pages numbered; no grid on the screen."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW)
    about = f"{report.subject} {named(report)}".replace("&", "&&")[:90]
    warning = '&C&"-,Bold"演示数据' if report.is_demonstration else f"&C数据截至 {report.data_date}"
    sheet.set_footer(f"&L{about}{warning}&R第 &P 页，共 &N 页")


def _cover(sheet: Worksheet, looks: Looks, report: Report, written: list) -> None:
    _page(sheet, report)
    sheet.fit_to_pages(1, 0)
    for place, units in enumerate((34.0, 76.0, 10.0)):
        sheet.set_column(place, place, units)
    lines = [
        (report.subject, "cover", 34.0),
        (named(report), "title", 26.0),
        (f"口径：{report.choices_in_words}", "words", ROW),
        (f"数据截至 {report.data_date}，数据版本 {report.build}", "quiet", ROW),
        *([(report.made, "quiet", ROW)] if report.made else []),
    ]
    lines += [(DEMONSTRATION, "warning", ROW)] if report.is_demonstration else []
    row = 0
    for words, style, high in lines:
        row = _across(sheet, looks, row, words, style, high)
    row = _across(sheet, looks, row + 1, "摘要", "block", ROW)
    for words in report.summary:
        row = _across(sheet, looks, row, f"• {words}", "words", row_height(words, 118))
    row = _across(sheet, looks, row + 1, "目录", "block", ROW)
    for part, name, starts in written:
        for place, (title, at) in enumerate(starts or [("", 0)]):
            if place == 0:
                sheet.write_url(row, 0, f"internal:'{_quoted(name)}'!A1", looks.of("link"), cell_words(part))
            if title:
                sheet.write_url(row, 1, f"internal:'{_quoted(name)}'!A{at + 1}", looks.of("link"), cell_words(title))
            row += 1
    sheet.write_url(row, 0, f"internal:'{NOTES_TITLE}'!A1", looks.of("link"), NOTES_TITLE)
    sheet.write_string(row, 1, "口径、定义与来源", looks.of("words"))
    sheet.activate()


def _quoted(name: str) -> str:
    return name.replace("'", "''")


def _across(sheet: Worksheet, looks: Looks, row: int, words: str, style: str, high: float) -> int:
    sheet.merge_range(row, 0, row, 2, "", looks.of(style))
    sheet.write_string(row, 0, cell_words(words), looks.of(style))
    sheet.set_row(row, high)
    return row + 1


def _notes(sheet: Worksheet, looks: Looks, report: Report) -> None:
    """What the numbers mean: the choices, the version, how to read, every indicator used."""
    _page(sheet, report)
    sheet.fit_to_pages(1, 0)
    for place, units in enumerate(BASIS_WIDTHS):
        sheet.set_column(place, place, units)
    lines = [
        ("演示数据", DEMONSTRATION) if report.is_demonstration else ("", ""),
        ("报告", f"{report.subject} {named(report)}"),
        ("口径", report.choices_in_words),
        ("数据截至", str(report.data_date)),
        ("数据版本", report.build),
        ("页面地址", report.address),
        tuple(report.made.split("：", 1)) if report.made else ("", ""),
        *(("怎样读" if place == 0 else "", words) for place, words in enumerate(READING)),
    ]
    row = 0
    for name, words in lines:
        if not words:
            continue
        sheet.write_string(row, 0, name, looks.of("bold"))
        sheet.merge_range(row, 1, row, len(BASIS_WIDTHS) - 1, "", looks.of("words"))
        sheet.write_string(row, 1, cell_words(words), looks.of("words"))
        sheet.set_row(row, row_height(words, sum(BASIS_WIDTHS[1:])))
        row += 1
    columns = tuple(Column(title) for title in ("指标", "单位", "定义", "算法", "依据与来源"))
    rows = tuple((one.name, one.unit, one.definition, one.formula, one.source) for one in report.bases)
    write_table(sheet, looks, Placed(Table("口径", columns, rows), row + 1, "表_口径"), BASIS_WIDTHS)
