"""What the lake promises: a delivery is there whole or not at all, and twice is once."""

import json

import openpyxl
import pytest

from etl.lake import Lake
from etl.ledger import Ledger
from etl.originals import holds_personal
from etl.run import load_paths
from tests.etl.little_tables import ACTIVITIES, COMMUNITY, ORGANIZATIONS, STREET, ask, drawn, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, small_reference):
    folder = tmp_path_factory.mktemp("lake")
    data_dir = folder / "data"
    files = [write_csv(folder / "organizations.csv", ORGANIZATIONS), write_csv(folder / "activities.csv", ACTIVITIES)]
    return data_dir, files, load_paths(files, data_dir, area=STREET, to="2015-12-31")


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "ledger.jsonl"}  # fmt: skip


def test_every_delivery_has_rows_rejections_and_a_manifest(loaded):
    data_dir, _, document = loaded
    for entry in document["deliveries"]:
        folder = data_dir / "lake" / entry["type"] / entry["delivery"]
        assert {path.name for path in folder.iterdir()} == {"rows.parquet", "rejected.parquet", "manifest.json"}
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        assert manifest["rows_read"] == manifest["accepted"] + manifest["rejected"] + manifest["duplicates"]
        assert (manifest["area"], manifest["from"], manifest["to"]) == (STREET, None, "2015-12-31")
        assert manifest["columns_ignored"] == []


def test_the_original_files_are_kept_by_their_hash(loaded):
    data_dir, files, _ = loaded
    kept = {path.read_bytes() for path in (data_dir / "lake" / "_files").iterdir()}
    assert kept == {file.read_bytes() for file in files}


def test_delivering_twice_changes_nothing(loaded):
    data_dir, files, first = loaded
    before, build = tree(data_dir / "lake"), pointer(data_dir)
    copy = files[0].with_name("同一份改了名.csv")
    copy.write_bytes(files[0].read_bytes())
    again = load_paths([*files, copy], data_dir)
    assert [entry["status"] for entry in again["deliveries"]] == ["duplicate"] * 3
    assert all(entry["rows_read"] == entry["duplicates"] > 0 for entry in again["deliveries"])
    assert "未重复计算" in again["deliveries"][2]["messages"][0]["message"]
    assert tree(data_dir / "lake") == before
    assert pointer(data_dir) == build and again["build"] == first["build"]


def test_a_declaration_made_later_is_added_to_the_delivery(loaded, tmp_path):
    data_dir = tmp_path / "data"
    load_paths([loaded[1][1]], data_dir)
    assert ask(data_dir, "SELECT count(*) FROM delivery_areas") == [(0,)]
    document = load_paths([loaded[1][1]], data_dir, area=STREET, from_="2015-01-01", to="2015-12-31")
    assert document["deliveries"][0]["status"] == "loaded"
    assert len(Lake(data_dir).manifests()) == 1
    found = ask(data_dir, "SELECT area_code, CAST(from_on AS VARCHAR), CAST(to_on AS VARCHAR) FROM delivery_areas")
    assert found == [(STREET, "2015-01-01", "2015-12-31")]


def test_leftovers_of_a_run_that_died_are_swept_and_a_half_replaced_delivery_comes_back(loaded, tmp_path):
    lake = Lake(tmp_path)
    for name in (".new-1", "2", ".old-2", ".old-3"):
        (lake.folder / "hubs" / name).mkdir(parents=True)
        (lake.folder / "hubs" / name / "manifest.json").write_text(name)
    lake.sweep()
    left = {path.parent.name: path.read_text() for path in lake.folder.glob("hubs/*/manifest.json")}
    assert left == {"2": "2", "3": ".old-3"}


def test_a_ledger_line_cut_short_does_not_swallow_the_next(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.write("withdrawn", delivery="a")
    with ledger.path.open("a") as handle:
        handle.write('{"event": "restored", "deliv')
    ledger.write("withdrawn", delivery="b")
    assert [entry["delivery"] for entry in ledger.events()] == ["a", "b"]
    assert ledger.withdrawn() == {"a", "b"}


def test_personal_numbers_never_reach_the_disk(tmp_path):
    table = f"""
        org_id | name     | legal_form | registration | area_code | filed_on   | 联系电话    | 负责人身份证
        T1     | 一队     | 志愿团队   | 备案         | {STREET}  | 2012-03-01 | 13812345678 | 11010519491231002X
        T2     | 二队     | 志愿团队   | 备案         | {STREET}  | 2012-03-01 | 13812345679 |
    """
    file = write_csv(tmp_path / "电话13812345678.csv", table, "gb18030")
    document = load_paths([file], tmp_path / "data")
    assert document["deliveries"][0]["accepted"] == 2
    everything = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"13812345678" not in everything and b"11010519491231002X" not in everything
    assert [path.name.endswith(".masked.csv") for path in (tmp_path / "data/lake/_files").iterdir()] == [True]
    assert "13812345678" not in json.dumps(document, ensure_ascii=False, default=str)


HOURS = f"""
    volunteer_id | org_id | activity_id | area_code   | served_on  | hours | 志愿者姓名 | 备注
    V1           | T1     | A1          | {COMMUNITY} | 2015-05-01 | 2     | 欧阳锋     | 良好
    司马光       | T1     | A1          | {COMMUNITY} | 2015-05-01 | 3     | 黄药师     | 很好
"""


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_names_of_volunteers_never_reach_the_disk(tmp_path, ending):
    """Neither from an extra column nor from where a number belongs; a second sheet counts like the first."""
    file = tmp_path / f"时长.{ending}"
    if ending == "csv":
        write_csv(file, HOURS)
    else:
        book = openpyxl.Workbook()
        for sheet, table in ((book.active, ORGANIZATIONS), (book.create_sheet("时长"), HOURS)):
            for row in drawn(table):
                sheet.append(row)
        book.save(file)
    document = load_paths([file], tmp_path / "data")
    assert document["deliveries"][-1]["accepted"] == 1
    kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    for name in ("欧阳锋", "司马光", "黄药师"):
        assert name not in json.dumps(document, ensure_ascii=False, default=str)
        assert not any(name.encode() in path.read_bytes() for path in kept)
    (copy,) = (tmp_path / "data/lake/_files").iterdir()
    assert ".masked" in copy.suffixes and "良好" in copy.read_text("utf-8-sig")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_numbers_torn_apart_by_what_nobody_sees_are_found_in_bytes(tmp_path, encoding):
    unseen = "" if encoding == "gb18030" else "\u200b"
    path = tmp_path / "散乱.csv"
    path.write_text(f"说明\n请打 1{unseen}38 1234{unseen} 5678 联系\n", encoding)
    assert holds_personal(path)
    path.write_text("说明\n2016-06-01 12.5 138.12345678\n", encoding)
    assert not holds_personal(path)
