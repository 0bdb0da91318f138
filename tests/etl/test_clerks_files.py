"""What a street office's own files held: headings in two rows, 社区 for where, homes of residents, files cut short."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from etl.errors import DeliveryError
from etl.extract import read_tables
from etl.files.kind import blows_up
from etl.files.salvage import salvaged
from etl.judging.headings import match_headings
from etl.normalise.numbers import read_number
from etl.originals import holds_personal
from etl.record import record_types
from etl.run import load_paths
from etl.validate import recognise
from tests.etl.little_tables import STREET, write_csv

MOBILE = "13974851236"


def book(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for place in merged:
        workbook.active.merge_cells(place)
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        (["活动编号", "组织名称", "社区", "活动日期", "活动类型"], [2]),
        (["活动编号", "组织名称", "街道", "社区", "活动日期", "活动类型"], [2, 3]),
    ],
)
def test_community_alone_says_where_an_activity_was(header, parts):
    matching = match_headings(record_types()["activities"], header)
    assert matching.matches["area_code"].parts == parts and "with_community" not in matching.matches


@pytest.mark.parametrize("beside", ["区域代码", "社工参与"])
def test_community_beside_a_code_or_the_others_says_who_took_part(beside):
    matching = match_headings(record_types()["activities"], ["活动编号", "组织名称", beside, "社区", "活动日期"])
    assert matching.matches["with_community"].index == 3


def test_headings_below_a_group_need_not_repeat_what_it_says(tmp_path):
    upper = ["项目编号", "项目名称", "申报单位", "实施社区", "各环节时间", "", "金额（万元）", ""]
    lower = ["", "", "", "", "申报", "立项", "申请", "立项"]
    row = ["C1", "银发乐园", "甲社", STREET, "2024.3.1", "2024.4.20", 3, 2.5]
    merged = ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:H1")
    (table,) = read_tables(book(tmp_path / "一览.xlsx", [upper, lower, row], merged))
    assert table.header[4:] == ["申报日期", "立项日期", "申请金额(万元)", "立项金额(万元)"]
    assert recognise(table).id == "projects"


def test_two_kinds_of_tables_side_by_side_are_told_apart(tmp_path):
    places = ["阵地编号", "阵地名称", "阵地类型", "社区", "启用日期"]
    merits = ["荣誉编号", "荣誉名称", "荣誉类型", "区域代码", "获得日期"]
    (table,) = read_tables(book(tmp_path / "并排.xlsx", [[*places, "", *merits], [*"abcde", "", *"fghij"]]))
    with pytest.raises(DeliveryError) as fault:
        recognise(table)
    assert fault.value.rule == "B052" and "服务阵地" in fault.value.message


@pytest.mark.parametrize("words", ["本月无", "本季度未开展活动。", "当月没有活动", "本月无活动"])
def test_nothing_this_month_is_a_report_of_nothing(words, tmp_path):
    head = "活动编号,组织编号,区域代码,活动日期,活动类型"
    (tmp_path / "五月.csv").write_text(f"{head}\n{words}\n", "utf-8")
    (table,) = read_tables(tmp_path / "五月.csv")
    assert table.zero_report and not table.rows


def test_a_unit_of_another_column_is_named():
    assert "“人”不是这一列的单位" in str(read_number("22人", {"人次": 1}))
    assert "“约”" in str(read_number("20余万", {"元": 1}))


@pytest.mark.usefixtures("small_reference")
def test_wishers_and_their_homes_are_kept_nowhere(tmp_path):
    table = f"""
        需求编号 | 需求内容 | 需求类型 | 区域代码 | 收集渠道 | 提出日期 | 许愿人 | 住址
        X1 | 轮椅 | 设施环境 | {STREET} | 网格 | 2016-06-01 | 欧阳奶奶 | 桃花巷12号
        X2 | 轮椅 | 不知道 | {STREET} | 网格 | 2016-06-01 | 黄药师 | 桃花巷13号
    """
    document = load_paths([write_csv(tmp_path / "心愿.csv", table)], tmp_path / "data")
    assert [(e["accepted"], e["rejected"]) for e in document["deliveries"]] == [(1, 1)]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert not [word for word in ("欧阳奶奶", "黄药师", "桃花巷") if word.encode() in kept]


def test_numbers_in_a_workbook_cut_short_or_locked_are_found(tmp_path):
    noise = [[f"甲{n}", f"{n * 7919 % 10007}号"] for n in range(300)]
    whole = book(tmp_path / "全.xlsx", [["联系人", MOBILE], *noise]).read_bytes()
    with zipfile.ZipFile(tmp_path / "全.xlsx") as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
        cut = sheet.header_offset + sheet.compress_size * 2 // 3
    (tmp_path / "断.xlsx").write_bytes(whole[:cut])
    locked = whole.replace(b"PK\x01\x02\x14\x00\x14\x00\x00\x00", b"PK\x01\x02\x14\x00\x14\x00\x01\x00")
    (tmp_path / "锁.xlsx").write_bytes(locked.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00"))
    assert holds_personal(tmp_path / "断.xlsx") and holds_personal(tmp_path / "锁.xlsx")
    book(tmp_path / "净.xlsx", noise)
    (tmp_path / "净断.xlsx").write_bytes((tmp_path / "净.xlsx").read_bytes()[:-200])
    assert not holds_personal(tmp_path / "净断.xlsx")


def test_what_is_no_archive_has_nothing_to_salvage(tmp_path):
    (tmp_path / "空").write_bytes(b"")
    (tmp_path / "乱").write_bytes(b"PK\x03\x04" + b"\xff" * 40)
    assert not [*salvaged(tmp_path / "空")]
    assert [piece.read(100) for piece in salvaged(tmp_path / "乱")] in ([], [b""])


def test_an_archive_that_blows_up_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.originals._OF_A_BOMB", 1 << 24)
    with zipfile.ZipFile(tmp_path / "弹.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (60 << 20) + MOBILE.encode())
    with zipfile.ZipFile(tmp_path / "弹.xlsx") as archive:
        assert blows_up(archive.infolist())
    assert not holds_personal(tmp_path / "弹.xlsx")
