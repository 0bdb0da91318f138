"""Files hold exactly the filtered rows, open without damage in spreadsheets, and run nothing there."""

import io
import re
from datetime import datetime
from decimal import Decimal
from urllib.parse import unquote

import openpyxl
import pyarrow.parquet
import pytest

from exports.cells import harmless
from tests.api.conftest import csv_rows

FILTERS = ["", "area=330102011000&kind=讲座", "year=2016", "year=1900", "visits__min=100&sort=-visits"]


@pytest.mark.parametrize("filters", FILTERS)
def test_every_format_has_exactly_the_filtered_rows(client, filters):
    total = client.get(f"/api/v1/records/activities?{filters}&limit=1").json["total"]
    files = {
        kind: client.get(f"/api/v1/records/activities?{filters}&format={kind}", buffered=True)
        for kind in ("csv", "xlsx", "parquet")
    }
    for answer in files.values():
        assert answer.status_code == 200 and answer.headers["X-Row-Count"] == str(total)
        assert answer.headers["X-Build"]
    rows = csv_rows(files["csv"].get_data())
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"].get_data()), read_only=True).worksheets[0]
    table = pyarrow.parquet.read_table(io.BytesIO(files["parquet"].get_data()))
    assert len(rows) - 1 == total == table.num_rows == sum(1 for _ in sheet.iter_rows(min_row=2))
    assert [row[0] for row in rows[1:]] == table["activity_id"].to_pylist()


def test_csv_opens_in_excel(client):
    answer = client.get("/api/v1/records/funding?format=csv")
    content = answer.get_data()
    assert content[:3] == b"\xef\xbb\xbf"
    assert content.count(b"\r\n") == content.count(b"\n") == int(answer.headers["X-Row-Count"]) + 1
    assert csv_rows(content)[0][0] == "资金编号" or csv_rows(content)[0][0]
    assert re.search("[\u4e00-\u9fff]", "".join(csv_rows(content)[0]))
    assert answer.mimetype == "text/csv"


def test_headers_can_be_the_ids(client):
    first = csv_rows(client.get("/api/v1/records/funding?format=csv&header=id&columns=amount,paid_on").get_data())[0]
    assert first == ["amount", "paid_on"]


def test_the_name_of_the_file_is_chinese(client):
    disposition = client.get("/api/v1/records/activities?format=csv&year=2016").headers["Content-Disposition"]
    name = unquote(disposition.split("filename*=UTF-8''")[1])
    assert name.startswith("演示数据_活动") and name.endswith(".csv")


def test_money_is_exact_in_every_format(client):
    address = "/api/v1/records/funding?columns=funding_id,amount&format="
    rows = csv_rows(client.get(f"{address}csv").get_data())[1:]
    table = pyarrow.parquet.read_table(io.BytesIO(client.get(f"{address}parquet").get_data()))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}xlsx").get_data())).worksheets[0]
    exact = sum(table["amount"].to_pylist())
    assert isinstance(exact, Decimal)
    assert sum(Decimal(row[1]) for row in rows) == exact
    assert sum(Decimal(str(row[1])) for row in sheet.iter_rows(min_row=2, values_only=True)) == exact


def test_the_workbook_has_typed_cells_and_explains_itself(client):
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/records/activities?format=xlsx&year=2016").get_data()))
    rows, explanation = book.worksheets
    assert explanation.title == "说明" and rows.freeze_panes == "A2"
    header = [cell.value for cell in rows[1]]
    first = dict(zip(header, (cell.value for cell in rows[2]), strict=True))
    dates = [value for name, value in first.items() if name and "日期" in name and value is not None]
    assert dates and all(isinstance(value, datetime) for value in dates)
    notes = {row[0]: row[1] for row in explanation.iter_rows(values_only=True) if row[0]}
    assert "2016年" in notes["筛选条件"]
    assert notes["行数"] == str(rows.max_row - 1)
    assert "不是真实记录" in notes["演示数据"]
    assert notes["排序"].endswith("降序")
    assert {"数据截至", "数据版本", "导出时间", "内容", "一行是"} <= set(notes)
    assert set(header) <= set(notes)


def test_too_many_rows_for_a_sheet_are_refused(client, monkeypatch):
    monkeypatch.setattr("exports.records.MOST_XLSX_ROWS", 10)
    answer = client.get("/api/v1/records/activities?format=xlsx")
    assert answer.status_code == 400
    assert "csv" in answer.json["hint"]
    assert client.get("/api/v1/records/activities?format=csv").status_code == 200


FORMULAS = [
    "=1+1",
    "+A1",
    "-A1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋A1",
    "－A1",
    "＠A",
    " =1",
    "\u3000=1",
    "\ufeff=1",
    "|x",
    "%x",
]
HARMLESS = ["凯旋", "-5", "+5", "-1,234.50", "-12%", "a=b", "", "1-2", "2016-06-30", "（=1）"]


@pytest.mark.parametrize("text", [*FORMULAS, '""=1', "\0=1"])
def test_a_formula_in_csv_is_only_text(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_stays(text):
    assert harmless(text) == text
