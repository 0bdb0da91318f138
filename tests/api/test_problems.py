"""The findings as JSON and as files: all of them, in words, and nothing that should not be asked."""

import io

import openpyxl
import pytest

from tests.api.conftest import csv_rows


def test_a_file_holds_every_finding(client, ask):
    rows = ask("problems", kind="退回", limit=1000)["rows"]
    content = client.get("/api/v1/problems?kind=退回&format=csv").get_data()
    assert content[:3] == b"\xef\xbb\xbf"
    lines = csv_rows(content)
    assert len(lines) - 1 == len(rows) > 0
    assert lines[0] == ["结果", "文件", "工作表", "行", "列", "原值", "规则", "原因与改法", "记录", "报送编号"]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/problems?kind=退回&format=xlsx").get_data()))
    assert book.worksheets[0].max_row - 1 == len(rows)
    assert "演示数据" in book["说明"]["A1"].value


def test_choices_narrow(ask):
    one = ask("problems", kind="退回", limit=1)["rows"][0]
    same = ask("problems", delivery=one["delivery"], rule=one["rule"], kind="退回")["rows"]
    assert one in same and all(row["rule"] == one["rule"] for row in same)
    assert ask("problems", delivery="0" * 16)["rows"] == []


@pytest.mark.parametrize(
    "query",
    [{"kind": "别的"}, {"format": "pdf"}, {"limit": "0"}, {"limit": "5", "format": "csv"}, {"nonsense": "1"}],
)
def test_what_cannot_be_met_is_refused(refused, query):
    refused("problems", **query)


@pytest.mark.parametrize("address", ["problems?type=", "indicators/orgs?hub=", "records/funding?donor="])
def test_a_value_is_as_long_as_described_and_no_longer(client, address):
    assert client.get(f"/api/v1/{address}{'长' * 200}").status_code == 200
    answer = client.get(f"/api/v1/{address}{'长' * 201}")
    assert answer.status_code == 400 and "太长" in answer.json["error"] and "200" in answer.json["hint"]
