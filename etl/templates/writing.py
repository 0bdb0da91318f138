"""One record type's empty workbook: headings, drop-downs, formats, an example and the sheet 填报说明."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from etl.record import RecordType


def template_name(record_type: RecordType) -> str:
    """The file name of a record type's template."""
    return f"{record_type.name}模板.xlsx"


def write_template(record_type: RecordType, path: Path) -> None:
    """Writes the template of one record type to `path`, replacing what was there."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(record_type.name)
        for position, column in enumerate(record_type.columns):
            sheet.write_string(0, position, column.name)
