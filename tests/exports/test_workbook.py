"""Workbooks: cells of the right type, headings that stay, 说明 at the end, and nothing half-written."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from exports import workbook
from exports.notes import Note
from exports.workbook import MEASURED, Column, Sheet, TooManyRowsError, sheet_titles, write_workbook

COLUMNS = [
    Column("名称", meaning="组织的全名"),
    Column("金额", "money", "元"),
    Column("比值", "decimal", "个/万人", decimals=1),
    Column("日期", "date"),
    Column("是否"),
    Column("编号", "integer"),
]
ROWS = [
    ("=1+1", Decimal("1234.50"), 4.25, date(2016, 6, 30), True, 10**17),
    ("凯旋\x01街道", None, Decimal("0"), date(1850, 1, 1), False, 7),
]


def written(sheets: list[Sheet], notes: list[Note]) -> openpyxl.Workbook:
    out = io.BytesIO()
    assert write_workbook(out, sheets, notes) == [len(sheet.rows) for sheet in sheets]
    return openpyxl.load_workbook(out)


def test_cells_have_their_types():
    sheet = written([Sheet("组织", COLUMNS, ROWS)], [])["组织"]
    first = [cell.value for cell in sheet[2]]
    assert first == ["=1+1", 1234.5, 4.25, datetime(2016, 6, 30), "是", "100000000000000000"]
    assert sheet["A2"].data_type == "s" and sheet["B2"].number_format == "#,##0.00"
    assert sheet["C2"].number_format == "#,##0.0" and sheet["D2"].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in sheet[3]] == ["凯旋街道", None, 0, "1850-01-01", "否", 7]


def test_headings_stay_and_filter_and_columns_are_wide_enough():
    sheet = written([Sheet("组织", COLUMNS, [("很长的名称" * 4, *ROWS[0][1:])])], [])["组织"]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:F2"
    assert sheet["A1"].font.bold and sheet.column_dimensions["A"].width > 40 > sheet.column_dimensions["E"].width


def test_a_number_in_a_later_row_is_never_wider_than_its_column():
    money = [("甲", 1, None, None, None, None)] * MEASURED + [("乙", Decimal("123456789.12"), None, None, None, None)]
    sheet = written([Sheet("组织", COLUMNS, money)], [])["组织"]
    assert sheet.column_dimensions["B"].width >= len("123,456,789.12") + 2


def test_the_last_sheet_explains_all_others():
    sheets = [
        Sheet("组织密度", COLUMNS, ROWS, [Note("副标题", "2016年末")]),
        Sheet("组织密度", COLUMNS[:1], []),
    ]
    book = written(sheets, [Note("筛选条件", "钱塘区")])
    assert book.sheetnames == ["组织密度", "组织密度2", "说明"]
    said = [[cell for cell in row if cell is not None] for row in book["说明"].iter_rows(values_only=True)]
    assert said[0] == ["筛选条件", "钱塘区"]
    assert ["工作表：组织密度", "2 行"] in said and ["工作表：组织密度2", "0 行"] in said
    assert ["副标题", "2016年末"] in said and ["金额", "", "金额", "元", ""] in said
    assert any("组织的全名" in line for line in said)


def test_names_of_sheets_fit():
    titles = sheet_titles(["按区县/街道: [上城]", "说明", "x" * 40, "X" * 40, "'", ""])
    assert titles[0] == "按区县／街道： ［上城］" and titles[1] == "说明2"
    assert len({title.lower() for title in titles}) == 6
    assert all(0 < len(title) <= 31 and not title.startswith("'") for title in titles)


def test_too_many_rows_give_no_workbook(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(TooManyRowsError):
        write_workbook(tmp_path / "book.xlsx", [Sheet("组织", COLUMNS[:1], [("a",)] * 3)], [], str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_fault_half_way_leaves_nothing_behind(tmp_path):
    def rows():
        yield ("a",)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_workbook(tmp_path / "book.xlsx", [Sheet("组织", COLUMNS[:1], rows())], [], str(tmp_path))
    assert not list(tmp_path.iterdir())
