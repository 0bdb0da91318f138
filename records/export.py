"""Files of exactly the filtered rows: CSV for every spreadsheet, XLSX with a 说明 sheet, Parquet for programs."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO
from zoneinfo import ZoneInfo

import pyarrow.parquet
import xlsxwriter

from indicators.warehouse import Snapshot
from records.catalog import Column, FilterError
from records.cells import csv_cell, plain_text
from records.query import Query
from records.reading import held

MOST_XLSX_ROWS = 1_048_575
WIDTHS = {"date": 12, "year": 8, "integer": 10, "decimal": 12, "money": 16, "boolean": 8, "code": 20}
NUMBER_FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "decimal": "0.###", "integer": "0", "year": "0"}
EXACT_DIGITS = 15  # a spreadsheet keeps no more; longer amounts are written as text rather than rounded


@dataclass(frozen=True)
class Heading:
    """What a file says about itself: how many rows there are, and how headers are written."""

    rows: int
    by_id: bool = False

    def label(self, column: Column) -> str:
        """The header of a column: its Chinese name, or its id for programs."""
        return column.id if self.by_id else column.name


def csv_file(taken: Snapshot, query: Query, heading: Heading) -> IO[bytes]:
    """CSV in UTF-8 with a byte order mark and CRLF line ends, on disk and without a name."""
    spool = _spool()
    text = io.TextIOWrapper(spool, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([heading.label(column) for column in query.columns])
    with held(taken, query) as rows:
        for some in rows.tuples():
            writer.writerows([[csv_cell(value) for value in row] for row in some])
    text.flush()
    text.detach()
    spool.seek(0)
    return spool


def parquet_file(taken: Snapshot, query: Query, heading: Heading) -> IO[bytes]:
    """A Parquet file with the exact types, on disk and without a name."""
    spool = _spool()
    labels = [heading.label(column) for column in query.columns]
    with held(taken, query) as rows:
        schema = rows.schema(labels)
        with pyarrow.parquet.ParquetWriter(spool, schema, compression="zstd") as writer:
            for table in rows.tables(labels):
                writer.write_table(table.cast(schema))
    spool.seek(0)
    return spool


def xlsx_file(taken: Snapshot, query: Query, heading: Heading) -> IO[bytes]:
    """A workbook on disk and without a name: the rows with typed cells, and a second sheet 说明."""
    if heading.rows > MOST_XLSX_ROWS:
        raise FilterError(
            f"共 {heading.rows} 行，超过 Excel 一张工作表的上限 {MOST_XLSX_ROWS} 行",
            "请缩小筛选范围，或改用 format=csv、format=parquet。",
        )
    spool = _spool()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(spool, options) as workbook:
        _rows_sheet(workbook, taken, query, heading)
        _notes_sheet(workbook, taken, query, heading)
    spool.seek(0)
    return spool


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="wushe-export-")


def _rows_sheet(workbook: xlsxwriter.Workbook, taken: Snapshot, query: Query, heading: Heading) -> None:
    sheet = workbook.add_worksheet(_sheet_name(query.type.name))
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {kind: workbook.add_format({"num_format": pattern}) for kind, pattern in NUMBER_FORMATS.items()}
    sheet.freeze_panes(1, 0)
    for position, column in enumerate(query.columns):
        label = heading.label(column)
        sheet.set_column(position, position, max(WIDTHS.get(column.kind, 24), 2 * len(label) + 2))
        sheet.write_string(0, position, label, bold)
    sheet.autofilter(0, 0, heading.rows, len(query.columns) - 1)
    number = 0
    with held(taken, query) as rows:
        for row in (row for some in rows.tuples() for row in some):
            number += 1
            for position, value in enumerate(row):
                _write(sheet, number, position, value, formats.get(query.columns[position].kind))


def _write(sheet, row: int, position: int, value: object, cell_format) -> None:
    """One typed cell; nothing is written for nothing."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, position, "是" if value else "否")
    elif isinstance(value, str):
        sheet.write_string(row, position, plain_text(value))
    elif isinstance(value, int | float | Decimal):
        if isinstance(value, float) or len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS:
            sheet.write_number(row, position, value, cell_format)
        else:
            sheet.write_string(row, position, format(value, "f") if isinstance(value, Decimal) else str(value))
    elif hasattr(value, "year") and value.year >= 1900:
        sheet.write_datetime(row, position, value, cell_format)
    else:
        sheet.write_string(row, position, plain_text(str(value)))


def _notes_sheet(workbook: xlsxwriter.Workbook, taken: Snapshot, query: Query, heading: Heading) -> None:
    sheet = workbook.add_worksheet("说明")
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 3, 16)
    sheet.set_column(4, 4, 70)
    row = 0
    for name, value in notes(taken, query, heading):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, plain_text(value))
        row += 1
    row += 1
    for position, title in enumerate(("列", "标识", "类型", "单位", "含义与取值")):
        sheet.write_string(row, position, title, bold)
    for column in query.columns:
        row += 1
        meaning = "；".join(part for part in (column.help, "、".join(column.choices)) if part)
        for position, value in enumerate((column.name, column.id, KINDS.get(column.kind, column.kind), column.unit)):
            sheet.write_string(row, position, plain_text(value))
        sheet.write_string(row, 4, plain_text(meaning), wrapped)


KINDS = {
    "text": "文字",
    "code": "编码",
    "date": "日期",
    "year": "年份",
    "integer": "整数",
    "decimal": "小数",
    "money": "金额",
    "boolean": "是否",
    "choice": "选项",
}


def notes(taken: Snapshot, query: Query, heading: Heading) -> list[tuple[str, str]]:
    """What a reader of the file must know: contents, filters, rows, dates, build, and whether it is a demonstration."""
    now = datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M（北京时间）")
    facts = [
        ("内容", query.type.name),
        ("一行是", query.type.grain),
        ("筛选条件", query.filters_in_words),
        ("行数", str(heading.rows)),
        ("数据截至", str(taken.data_date or "未声明")),
        ("数据版本", taken.build),
        ("导出时间", now),
    ]
    if taken.is_demonstration:
        facts.insert(0, ("演示数据", "本文件来自演示数据，不是真实记录，不得作为统计依据。"))
    return facts


def _sheet_name(name: str) -> str:
    return "".join(letter for letter in name if letter not in "[]:*?/\\'")[:31] or "数据"
