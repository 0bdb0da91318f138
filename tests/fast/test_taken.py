"""Which files go the fast way is written in their manifest; redelivering one changes nothing."""

import csv

import pytest
import xlsxwriter

from etl import intake
from etl.lake import Lake
from etl.run import load_paths
from tests.etl.little_tables import COMMUNITY

HEADER = ["记录编号", "志愿者编号", "组织编号", "区域代码", "服务日期", "服务时长"]


@pytest.fixture(autouse=True)
def every_size(monkeypatch):
    """Small files go the fast way too."""
    monkeypatch.setattr(intake, "FAST_FROM", 0)


def write(path, rows, header=HEADER, encoding="utf-8", quoting=csv.QUOTE_MINIMAL):
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle, quoting=quoting).writerows([header, *rows])
    return path


def clean_rows(count=40):
    return [[f"R{n:05d}", f"V{n:05d}", "ZZ-00001", COMMUNITY, "2016-05-01", "2.5"] for n in range(count)]


def take(path, data_dir):
    """The entry of the document and the manifest of a file loaded on its own, without a build."""
    deliveries = list(intake.Intake(Lake(data_dir)).take(intake.Request(path)))
    assert len(deliveries) == 1
    return deliveries[0].as_dict(), deliveries[0].manifest


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_clean_file_goes_the_fast_way(tmp_path, encoding, quoting):
    entry, manifest = take(write(tmp_path / "时长.csv", clean_rows(), HEADER, encoding, quoting), tmp_path / "data")
    assert (manifest.path, entry["rows_read"], entry["accepted"]) == (intake.FAST, 40, 40)
    assert not entry["messages"]


def test_rows_with_faults_are_looked_at_one_by_one_and_the_others_not(tmp_path):
    rows = clean_rows()
    rows[3][5] = "约3"
    rows[7][5] = "30"
    rows.append(list(rows[9]))
    rows.append([*rows[11][:5], "7"])
    entry, manifest = take(write(tmp_path / "时长.csv", rows), tmp_path / "data")
    assert manifest.path == intake.FAST
    assert (entry["rows_read"], entry["accepted"], entry["rejected"], entry["duplicates"]) == (42, 37, 4, 1)
    assert {message["row"] for message in entry["messages"] if message["row"]} == {5, 9, 42, 13, 43}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("2.5", '"2\n5"', 1),
        lambda text: text.replace("ZZ-00001", 'ZZ"00001', 1),
        lambda text: text.replace(",2.5", "", 1),
        lambda text: text.replace("R00003", "R000\x0003", 1),
        lambda text: text.replace("\r\n", "\r", 1),
        lambda text: text.replace("2016-05-01", "42551", 1),
    ],
    ids=["line break in a cell", "quote in a cell", "short line", "null", "lone return", "serial day"],
)
def test_what_is_not_plain_goes_the_tolerant_way(tmp_path, spoil):
    path = write(tmp_path / "时长.csv", clean_rows())
    path.write_bytes(spoil(path.read_bytes().decode()).encode())
    _, manifest = take(path, tmp_path / "data")
    assert manifest is None or manifest.path == intake.CELL_BY_CELL


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_broken_character_is_told_with_its_line_whatever_the_mark_at_the_beginning_says(tmp_path, mark):
    path = write(tmp_path / "时长.csv", [[*row, "很好"] for row in clean_rows()], [*HEADER, "说明"])
    text = mark + path.read_bytes()
    path.write_bytes(text[:-4] + text[-3:])
    entry, manifest = take(path, tmp_path / "data")
    assert (manifest, entry["status"]) == (None, "rejected")
    assert "第41行" in entry["messages"][0]["message"]


def test_redelivery_of_a_large_file_is_known_before_its_rows_are_read(tmp_path, monkeypatch):
    path = write(tmp_path / "时长.csv", clean_rows())
    take(path, tmp_path / "data")
    monkeypatch.delattr(intake, "judge_fast")
    entry, manifest = take(path, tmp_path / "data")
    assert (entry["status"], entry["duplicates"], manifest.path) == ("duplicate", 40, intake.FAST)


def test_new_rules_that_change_nothing_leave_a_large_delivery_as_it_was(tmp_path, monkeypatch):
    path = write(tmp_path / "时长.csv", clean_rows())
    take(path, tmp_path / "data")
    monkeypatch.setattr(intake, "rules_version", lambda: "other")
    entry, _ = take(path, tmp_path / "data")
    assert entry["status"] == "duplicate"


def test_personal_numbers_never_reach_the_disk_from_a_large_file(tmp_path):
    rows = [[*row, "请联系13812345678" if n == 20 else "良好"] for n, row in enumerate(clean_rows())]
    path = write(tmp_path / "时长.csv", rows, [*HEADER, "说明"])
    _, manifest = take(path, tmp_path / "data")
    assert manifest.path == intake.FAST
    kept = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert any(".masked" in file.name for file in kept)
    assert not any(b"13812345678" in file.read_bytes() for file in kept)


@pytest.mark.parametrize("from_size", [0, 1 << 20], ids=["fast", "cell by cell"])
@pytest.mark.parametrize(
    ("heading", "cell"),
    [("联系13812345678", "良好"), ("说明", "138\u200b1234\u200b5678"), ("说明", "138\u20601234\u20605678")],
    ids=["in a heading", "between what nobody sees", "between joiners"],
)
def test_personal_numbers_are_found_in_headings_and_between_unseen_characters(
    tmp_path, monkeypatch, heading, cell, from_size
):
    monkeypatch.setattr(intake, "FAST_FROM", from_size)
    path = write(tmp_path / "时长.csv", [[*row, cell] for row in clean_rows()], [*HEADER, heading])
    entry, manifest = take(path, tmp_path / "data")
    assert manifest.path == (intake.CELL_BY_CELL if from_size else intake.FAST)
    assert "13812345678" not in str(entry)
    kept = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert any(".masked" in file.name for file in kept)
    plain = [file.read_bytes().replace("\u200b".encode(), b"").replace("\u2060".encode(), b"") for file in kept]
    assert not any(b"13812345678" in text for text in plain)


def test_nothing_is_left_behind(tmp_path):
    path = write(tmp_path / "时长.csv", clean_rows())
    take(path, tmp_path / "data")
    assert sorted(entry.name for entry in (tmp_path / "data" / "lake").iterdir()) == [
        "_files", "ledger.jsonl", "volunteer_hours"
    ]  # fmt: skip


def test_a_fast_delivery_is_published_like_any_other(tmp_path, small_reference):
    document = load_paths([write(tmp_path / "时长.csv", clean_rows())], tmp_path / "data")
    assert document["build"] and document["deliveries"][0]["accepted"] == 40


def test_a_large_sheet_goes_the_fast_way(tmp_path):
    path = tmp_path / "时长.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, *clean_rows(3000)]):
            sheet.write_row(number, 0, [*row[:5], float(row[5]) if number else row[5]])
    entry, manifest = take(path, tmp_path / "data")
    assert (manifest.path, entry["accepted"], entry["rejected"]) == (intake.FAST, 3000, 0)


def test_a_personal_number_in_a_remark_of_a_large_workbook_is_not_kept(tmp_path):
    path = tmp_path / "时长.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, *clean_rows(3000)]):
            sheet.write_row(number, 0, row)
        sheet.write_comment("A5", "请找13812345678")
    _, manifest = take(path, tmp_path / "data")
    assert manifest.path == intake.FAST
    kept = (tmp_path / "data" / "lake" / "_files").iterdir()
    assert [file.name for file in kept] == [f"{manifest.sha256}.masked.csv"]


def test_progress_counts_rows(tmp_path):
    told = []
    path = write(tmp_path / "时长.csv", clean_rows())
    run = intake.Intake(Lake(tmp_path / "data"), progress=lambda what, done, total: told.append((what, done, total)))
    list(run.take(intake.Request(path)))
    assert ("读取 时长.csv", 41, 41) in told


@pytest.mark.parametrize(
    ("titles", "last_heading"),
    [([], "服务时长（13812345678）"), ([["填报单位：王13812345678社区", *[""] * 6]], "说明")],
    ids=["two headings alike", "a title that names no area"],
)
def test_what_is_said_of_headings_and_titles_holds_no_personal_number(tmp_path, titles, last_heading):
    path = tmp_path / "时长.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([*titles, [*HEADER, last_heading], *[[*row, "2"] for row in clean_rows()]])
    reading = intake.Intake(Lake(tmp_path / "data"))
    told = str([delivery.as_dict() for delivery in reading.take(intake.Request(path))])
    assert "138********" in told and "13812345678" not in told
    kept = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert not any(b"13812345678" in file.read_bytes() for file in kept)
