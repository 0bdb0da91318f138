"""What a folder from real offices held: names of sheets, totals, units in cells, years in titles only, stray files."""

import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from etl.answer.checking import check_paths
from etl.extract import read_tables
from etl.judging.cells import Surroundings, reader_of
from etl.judging.headings import match_headings
from etl.judging.wide import take_apart
from etl.normalise.areas import area_book
from etl.normalise.dates import read_date
from etl.normalise.numbers import read_hours
from etl.normalise.personal import masked_titles
from etl.record import record_types
from etl.report import CHECKED_WORDS, load_result
from etl.run import load_paths
from tests.etl.little_tables import ORGANIZATIONS, STREET, write_csv

MOBILE = "13812345678"


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.usefixtures("small_reference")
def test_a_personal_number_in_the_name_of_a_sheet_is_written_nowhere(tmp_path):
    head = ["org_id", "name", "legal_form", "registration", "area_code", "filed_on"]
    team = ["一队", "志愿团队", "备案", STREET, "2012-03-01"]
    sheets = {f"王丽{MOBILE}": [head, ["T1", *team]], "王丽13812345679": [head, ["T2", *team]]}
    document = load_paths([workbook(tmp_path / "名录.xlsx", **sheets)], tmp_path / "data")
    assert [(e["sheet"], e["accepted"]) for e in document["deliveries"]] == [
        ("王丽138＊＊＊＊＊＊＊＊", 1), ("王丽138＊＊＊＊＊＊＊＊1", 1)
    ]  # fmt: skip
    everything = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert MOBILE.encode() not in everything and MOBILE not in str(document)


def test_masked_titles_leave_other_names_alone():
    assert masked_titles(["活动", "活动", "2016"]) == ["活动", "活动1", "2016"]
    alike = masked_titles([MOBILE, "13812345679", "13812345670"])
    assert alike[1:] == ["138＊＊＊＊＊＊＊＊1", "138＊＊＊＊＊＊＊＊2"]


def test_the_total_of_a_table_that_is_all_figures_is_a_total(tmp_path):
    rows = "社区,2022年,2023年,2024年\n甲社区,5120,5200,5300\n乙社区,100,200,\n合计,\"5,220\",5400,5300\n"
    path = tmp_path / "人口.csv"
    path.write_text("各社区常住人口,,,\n" + rows, "utf-8")
    parts = [part for table in read_tables(path) for part in take_apart(table)]
    assert [len(part.rows) for part in parts] == [2, 2, 1]
    assert [cells[0] for _, cells in parts[0].totals] == ["合计"]
    assert parts[2].warnings[-1].message.endswith("没有填的1行没有读（第4行）")


def test_a_year_only_the_title_tells_is_that_of_every_row(tmp_path):
    rows = [["2024年社区工作力量统计表"], ["区域代码", "社区工作者数", "持证社工数"], [STREET, 12, 8]]
    (table,) = take_apart(read_tables(workbook(tmp_path / "社工.xlsx", 社工=rows))[0])
    assert table.header[-1] == "年份" and table.rows[0][-1] == 2024
    assert table.warnings[-1].message == "表里没有“年份”列，按标题写的2024年计"
    rows[0] = ["2025年1月填报：2024年社区工作力量统计表"]
    (unclear,) = take_apart(read_tables(workbook(tmp_path / "社工2.xlsx", 社工=rows))[0])
    assert "年份" not in unclear.header


@pytest.mark.parametrize("type_id", ["activities", "volunteer_hours", "ratings", "funding"])
def test_an_organisation_may_be_headed_by_its_name(type_id):
    record_type = record_types()[type_id]
    assert match_headings(record_type, ["组织名称"]).matches["org_id"].index == 0
    assert match_headings(record_type, ["组织名称", "组织编号"]).matches["org_id"].index == 1


@pytest.mark.parametrize(("type_id", "column", "written", "value"), [
    ("activities", "volunteers", "30人", 30),
    ("activities", "visits", "22次", 22), ("activities", "volunteers", "3个", None),
])  # fmt: skip
def test_the_unit_of_a_column_may_stand_in_the_cell(type_id, column, written, value):
    read = reader_of(record_types()[type_id].column(column), None, Surroundings(date(2026, 1, 1), area_book()))
    assert read(written).value == value


def test_a_part_of_the_day_behind_a_date_is_no_harm():
    for written in ("2025年8月2日上午", "2025-08-02 下午", "2025.8.2（全天）"):
        assert read_date(written).value == date(2025, 8, 2)


def test_hours_in_chinese_numerals_are_told_apart_from_malformed_ones():
    reading = read_hours("两个半小时", {"小时": Fraction(1)})
    assert reading.is_refused and "请用阿拉伯数字填写" in reading.findings[0].message


@pytest.mark.usefixtures("small_reference")
def test_files_that_are_no_tables_are_told_and_a_trial_says_nothing_is_in(tmp_path):
    folder = tmp_path / "报送"
    folder.mkdir()
    write_csv(folder / "名录.csv", ORGANIZATIONS)
    for name in ("通知.docx", "~$名录.xlsx", "Thumbs.db", "正在传.xlsx.part"):
        (folder / name).write_bytes(b"x")
    document = load_paths([folder], tmp_path / "data", dry_run=True)
    assert [note.split("：")[0] for note in document["notes"]] == ["没有读取《通知.docx》"]
    said = io.StringIO()
    load_result(Console(file=said, width=200), document)
    assert CHECKED_WORDS["loaded"] in said.getvalue() and "已入库" not in said.getvalue()


def marked_copy(file: Path, tmp_path: Path) -> openpyxl.Workbook:
    document = check_paths([file], tmp_path / "data", out=tmp_path / "out")
    return openpyxl.load_workbook(document["marked"][str(file)])


@pytest.mark.usefixtures("small_reference")
def test_the_copy_of_a_zero_report_does_not_say_it_was_sent_back(tmp_path):
    head = ["活动编号", "活动名称", "组织编号", "区域代码", "活动日期", "活动类型"]
    rows = [["2025年3月活动台账（零报送）"], head, ["本月无活动"]]
    result = marked_copy(workbook(tmp_path / "三月.xlsx", 活动=rows), tmp_path).worksheets[0]
    said = " ".join(str(cell) for row in result.iter_rows(values_only=True) for cell in row if cell)
    assert "按零报送登记：没有数据行" in said and "整份退回" not in said


@pytest.mark.usefixtures("small_reference")
def test_a_fault_in_a_column_headed_by_a_year_is_marked_in_that_column(tmp_path):
    rows = [["各街道常住人口"], ["区域代码", "2022年", "2023年"], [STREET, 5120, "不详"]]
    sheet = marked_copy(workbook(tmp_path / "人口.xlsx", 人口=rows), tmp_path).worksheets[1]
    assert sheet["C3"].comment is not None and sheet["A3"].comment is None
