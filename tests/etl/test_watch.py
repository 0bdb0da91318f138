"""What the watch takes from the inbox, when, and what it leaves there."""

import json
import os

import openpyxl
import pytest

from etl.lake import Lake
from etl.run import WrongCallError
from etl.watch import Watch
from etl.watch.inbox import FolderError, Settling, declared, is_being_written, waiting_files
from tests.etl.little_tables import ORGANIZATIONS, STREET, ask, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")


@pytest.fixture
def inbox(tmp_path, monkeypatch):
    monkeypatch.setattr("signal.signal", lambda *_: None)  # the watch is not the only user of this process
    folder = tmp_path / "data" / "inbox"
    folder.mkdir(parents=True)
    return folder


def look_once(inbox) -> dict:
    return Watch(inbox.parent, settle=0).run(once=True)


def names(files) -> list[str]:
    return [file.path.name for file in files]


def test_unfinished_and_foreign_files_are_left_alone(inbox):
    for name in ("甲.csv.part", "~$乙.xlsx", ".丙.csv", "丁.tmp", "Thumbs.db", "状态.json", "戊.CRDOWNLOAD", "己.csv"):
        (inbox / name).write_text("x")
    (inbox / "庚.csv").symlink_to("/etc/hostname")
    for folder in ("已处理/2026-01-01", "已退回", ".隐藏"):
        (inbox / folder).mkdir(parents=True)
        (inbox / folder / "辛.csv").write_text("x")
    assert names(waiting_files(inbox)) == ["己.csv"]


def test_files_come_in_the_order_they_arrived(inbox):
    for name in ("乙.csv", "甲.csv", "丙.csv"):
        (inbox / f".{name}").write_text("x")
    for name in ("丙.csv", "甲.csv", "乙.csv"):
        os.rename(inbox / f".{name}", inbox / name)
    arrived = sorted(waiting_files(inbox), key=lambda file: file.path.stat().st_ctime_ns)
    assert names(waiting_files(inbox)) == names(arrived)


def test_a_file_is_complete_when_it_has_stood_still(inbox):
    settling = Settling(10)
    file = inbox / "甲.csv"
    file.write_text("一")
    assert settling.complete(waiting_files(inbox), 100) == []
    file.write_text("一二")
    assert settling.complete(waiting_files(inbox), 109) == []
    assert settling.complete(waiting_files(inbox), 118.9) == []
    assert names(settling.complete(waiting_files(inbox), 119)) == ["甲.csv"]


def test_a_file_that_a_program_still_writes_to_is_not_complete(inbox):
    settling = Settling(0)
    with (inbox / "甲.csv").open("w") as handle:
        handle.write("x")
        handle.flush()
        assert is_being_written(inbox / "甲.csv") and settling.complete(waiting_files(inbox), 1) == []
    assert names(settling.complete(waiting_files(inbox), 2)) == ["甲.csv"]


@pytest.mark.parametrize(
    ("folder", "area", "source"),
    [
        ("", None, None),
        ("330102011000", STREET, None),
        ("330102", "330102000000", None),
        ("上城区凯旋街道", STREET, None),
        ("浙江省杭州市上城区/凯旋街道", STREET, None),
        ("leeds2023", None, "leeds2023"),
        ("330102011000/leeds2023", STREET, "leeds2023"),
    ],
)
def test_folders_declare_the_area_and_the_source(tmp_path, folder, area, source):
    assert declared((tmp_path / folder).relative_to(tmp_path), ["leeds2023"]) == (area, source)


@pytest.mark.parametrize("folder", ["new", "不存在的街道名称", "解放街道"])
def test_a_folder_that_declares_nothing_is_named(tmp_path, folder):
    with pytest.raises(FolderError, match=f"文件夹“{folder}”.*区划代码"):
        declared((tmp_path / folder).relative_to(tmp_path), ["leeds2023"])


def test_a_file_is_loaded_answered_and_put_away(inbox):
    write_csv(inbox / "上城区凯旋街道" / "组织.csv", ORGANIZATIONS)
    state = look_once(inbox)
    (done,) = state["done"]
    assert (done["result"], done["accepted"], done["rejected"]) == ("已处理", 3, 0)
    assert (inbox / done["file"]).exists()
    assert openpyxl.load_workbook(inbox / done["answer"]).sheetnames[0] == "校验结果"
    assert done["file"].startswith("已处理/") and done["file"].endswith("/上城区凯旋街道/组织.csv")
    assert [manifest.area for manifest in Lake(inbox.parent).manifests()] == [STREET]
    assert json.loads((inbox / "状态.json").read_text("utf-8"))["done"] == state["done"]
    assert look_once(inbox)["done"] == state["done"], "nothing is left to do"


def test_a_broken_file_is_answered_once_and_left_alone(inbox):
    (inbox / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (done,) = look_once(inbox)["done"]
    assert done["result"] == "已退回" and done["why"] and (inbox / done["answer"]).exists()
    assert len(look_once(inbox)["done"]) == 1


def test_the_same_content_again_is_no_second_delivery(inbox):
    write_csv(inbox / "组织.csv", ORGANIZATIONS)
    write_csv(inbox / "又一次.csv", ORGANIZATIONS)
    first, second = look_once(inbox)["done"]
    assert (first["accepted"], second["accepted"], second["duplicates"]) == (3, 0, 3)
    assert second["result"] == "已处理" and "未重复计算" in second["why"]
    assert len(Lake(inbox.parent).manifests()) == 1


def test_files_of_one_name_do_not_overwrite_each_other(inbox):
    write_csv(inbox / "组织.csv", ORGANIZATIONS)
    look_once(inbox)
    write_csv(inbox / "组织.csv", ORGANIZATIONS.replace("一队", "甲队"))
    done = look_once(inbox)["done"]
    assert [entry["file"].rsplit("/")[-1] for entry in done] == ["组织.csv", "组织（2）.csv"]
    assert done[0]["answer"] != done[1]["answer"]
    assert ask(inbox.parent, "SELECT name FROM organizations WHERE org_id = 'T1'") == [("甲队",)]


def test_an_unknown_folder_keeps_its_files_and_is_told(inbox):
    write_csv(inbox / "new" / "组织.csv", ORGANIZATIONS)
    state = look_once(inbox)
    assert state["done"] == [] and "文件夹“new”" in state["failed"][0]["why"]
    assert (inbox / "new" / "组织.csv").exists()


def test_an_original_with_personal_numbers_is_not_kept(inbox):
    table = ORGANIZATIONS.replace("filed_on", "filed_on | 电话").replace("2012-03-01", "2012-03-01 | 13812345678")
    table = table.replace("2013-03-01", "2013-03-01 |").replace("2014-03-01", "2014-03-01 |")
    write_csv(inbox / "电话13812345678.csv", table)
    (done,) = look_once(inbox)["done"]
    assert done["result"] == "已处理" and "个人号码" in done["why"]
    kept = b"".join(path.read_bytes() for path in inbox.parent.rglob("*") if path.is_file())
    assert b"13812345678" not in kept
    assert not [path for path in inbox.parent.rglob("*") if "13812345678" in path.name]


def test_a_large_change_is_taken_in_and_held_back(inbox):
    lines = [f"{prefix}{n},{prefix}{n}队,志愿团队,备案,{STREET},2012-03-01" for prefix in "AB" for n in range(30)]
    header = "org_id,name,legal_form,registration,area_code,filed_on"
    (inbox / "一.csv").write_text("\n".join([header, *lines[:30]]), "utf-8")
    look_once(inbox)
    (inbox / "二.csv").write_text("\n".join([header, *lines]), "utf-8")
    first, second = look_once(inbox)["done"]
    assert (first["held"], second["held"], second["result"]) == (False, True, "已处理")
    assert second["build"] == first["build"] and ask(inbox.parent, "SELECT count(*) FROM organizations") == [(30,)]


def test_a_damaged_status_file_starts_afresh(inbox):
    write_csv(inbox / "组织.csv", ORGANIZATIONS)
    look_once(inbox)
    (inbox / "状态.json").write_text('{"done": [1, {"x"', "utf-8")
    write_csv(inbox / "再来.csv", ORGANIZATIONS)
    assert [entry["duplicates"] for entry in look_once(inbox)["done"]] == [3]


def test_the_demonstration_has_no_inbox(tmp_path):
    (tmp_path / "demonstration.json").write_text("{}")
    with pytest.raises(WrongCallError, match="演示"):
        Watch(tmp_path)
