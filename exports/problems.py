"""The findings about the delivered files, as files."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from typing import IO

from exports.cells import csv_cell
from exports.notes import Note, origin_notes, warning_notes
from exports.workbook import Column, Sheet, write_workbook
from indicators.warehouse import Snapshot
from records.problems import problems

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
MEANING = "退回的行没有计入；待核的行等对应的记录到了自动计入；提示的行已计入，请核对。"


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
    """All of them as a workbook; TooManyRowsError when a sheet cannot hold them."""
    spool = _spool()
    columns = [Column(title, "integer" if key == "row" else "text", id=key) for key, title in HEADINGS.items()]
    rows = ([row[key] for key in HEADINGS] for row in problems(taken, chosen))
    notes = [*warning_notes(taken), Note("内容", "问题清单"), Note("怎么看", MEANING), *origin_notes(taken)]
    write_workbook(spool, [Sheet("问题", columns, rows)], notes)
    spool.seek(0)
    return spool


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="wushe-export-")
