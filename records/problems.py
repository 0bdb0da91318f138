"""What was found in the delivered files, as a list and as a file: rows sent back, remarks, rows that wait."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from typing import IO

import xlsxwriter

from indicators.warehouse import QUESTIONS, Snapshot
from records.cells import csv_cell, plain_text

KINDS = ("退回", "提示", "待核")
CHOICES = ("delivery", "type", "rule", "kind")
HEADINGS = {
    "kind": "结果",
    "file": "文件",
    "sheet": "工作表",
    "row": "行",
    "column": "列",
    "found": "原值",
    "rule": "规则",
    "message": "原因与改法",
    "type_name": "记录",
    "delivery": "报送编号",
}
WIDTHS = {"file": 30, "sheet": 12, "found": 24, "message": 80, "delivery": 20}
MOST_XLSX_ROWS = 1_048_575
SOME = 5_000


def problems(taken: Snapshot, chosen: Mapping[str, str | None], limit: int | None = None) -> Iterator[dict]:
    """The findings under the choices in the order of the files; every one unless a limit is given."""
    sql = (QUESTIONS / "problems.sql").read_text(encoding="utf-8")
    params = {key: chosen.get(key) for key in CHOICES}
    answer = taken.cursor.execute(sql, {**params, "limit": limit if limit is not None else 2**62})
    names = [column[0] for column in answer.description]
    while some := answer.fetchmany(SOME):
        for row in some:
            yield dict(zip(names, row, strict=True))


def csv_file(taken: Snapshot, chosen: Mapping[str, str | None]) -> IO[bytes]:
    """All of them as CSV (UTF-8 with byte order mark, CRLF), on disk and without a name."""
    spool = _spool()
    text = io.TextIOWrapper(spool, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    for row in problems(taken, chosen):
        writer.writerow([csv_cell(row[key]) for key in HEADINGS])
    text.flush()
    text.detach()
    spool.seek(0)
    return spool


def xlsx_file(taken: Snapshot, chosen: Mapping[str, str | None]) -> IO[bytes]:
    """All of them as a workbook; a second sheet says so when there are more than a sheet holds."""
    spool = _spool()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(spool, options) as workbook:
        sheet = workbook.add_worksheet("问题")
        bold = workbook.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for position, (key, title) in enumerate(HEADINGS.items()):
            sheet.set_column(position, position, WIDTHS.get(key, 10))
            sheet.write_string(0, position, title, bold)
        number = 0
        for number, row in enumerate(problems(taken, chosen, MOST_XLSX_ROWS), start=1):
            for position, key in enumerate(HEADINGS):
                _write(sheet, number, position, row[key])
        notes = workbook.add_worksheet("说明")
        for line, words in enumerate(_notes(taken, number)):
            notes.write_string(line, 0, words)
    spool.seek(0)
    return spool


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="wushe-export-")


def _write(sheet, row: int, position: int, value: object) -> None:
    if isinstance(value, int):
        sheet.write_number(row, position, value)
    elif value is not None:
        sheet.write_string(row, position, plain_text(str(value)))


def _notes(taken: Snapshot, rows: int) -> list[str]:
    words = [
        f"{rows} 处问题；数据版本 {taken.build}。",
        "退回的行没有计入；待核的行等对应的记录到了自动计入；提示的行已计入，请核对。",
    ]
    if rows == MOST_XLSX_ROWS:
        words.append("一张工作表放不下更多，全部请下载 CSV。")
    return ["本文件来自演示数据，不是真实记录。", *words] if taken.is_demonstration else words
