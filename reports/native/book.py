"""The small workbook inside a native chart: what opens when somebody chooses 编辑数据."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from exports.workbook import PlainSheet
from reports.drawing import Drawing

SHEET = "数据"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_of(drawing: Drawing, data_date: date) -> bytes:
    """Names down the first column, one run of numbers in each column beside; an empty cell is 未报送."""
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, OPTIONS)
    book.set_properties({"created": datetime.combine(data_date, time.min)})
    sheet = book.add_worksheet(SHEET, worksheet_class=PlainSheet)
    numbers = book.add_format({"num_format": drawing.number_format})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(drawing.runs), 14)
    for column, run in enumerate(drawing.runs, start=1):
        sheet.write_string(0, column, run.name)
        for row, value in enumerate(run.values, start=1):
            if value is not None:
                sheet.write_number(row, column, value, numbers)
    for row, name in enumerate(drawing.categories, start=1):
        sheet.write_string(row, 0, name)
    book.close()
    return whole.getvalue()


def names_at(drawing: Drawing) -> str:
    """Where the names stand in that workbook."""
    return f"{SHEET}!$A$2:$A${len(drawing.categories) + 1}"


def title_at(place: int) -> str:
    """Where the name of a run stands."""
    return f"{SHEET}!${xl_col_to_name(place + 1)}$1"


def values_at(drawing: Drawing, place: int) -> str:
    """Where the numbers of a run stand."""
    letter = xl_col_to_name(place + 1)
    return f"{SHEET}!${letter}$2:${letter}${len(drawing.categories) + 1}"
