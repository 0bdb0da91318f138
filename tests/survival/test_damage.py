"""Files of ours that were cut short, overwritten or made by something else: named in Chinese, healed by `build`."""

import json

import pytest

from etl.lake import Lake
from etl.ledger import Ledger
from etl.run import build, load_paths
from tests.etl.little_tables import pointer
from tests.survival.dying import etl, healed, served

pytestmark = pytest.mark.usefixtures("small_reference")


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def empty(path):
    path.write_bytes(b"")


def scribble(path):
    content = bytearray(path.read_bytes())
    content[:64] = b"x" * 64
    path.write_bytes(bytes(content))


def flip(path):
    """One byte in the middle: only the checksums tell."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(bytes(content))


def remove(path):
    path.unlink()


def not_ours(path):
    path.write_text("[1, 2]", "utf-8")


def build_file(data_dir):
    return data_dir / "warehouse" / pointer(data_dir)["file"]


def pointer_file(data_dir):
    return data_dir / "warehouse" / "CURRENT.json"


@pytest.mark.parametrize("damage", [cut, empty, scribble, remove])
@pytest.mark.parametrize("heal", ["build", "load"])
def test_a_damaged_database_is_named_and_made_anew(case, tmp_path, damage, heal):
    data_dir = case.copy(tmp_path / "data", "after")
    damage(build_file(data_dir))
    status = etl(data_dir, "status", "--json")
    assert status.returncode == 0 and "请执行 build" in json.loads(status.stdout)["fault"]
    assert "Traceback" not in etl(data_dir, "status").stderr
    run = etl(data_dir, *(["build"] if heal == "build" else ["load", case.first]), "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    assert served(data_dir)["activities"] == 3
    healed(data_dir, case.content_after)


def test_a_single_flipped_byte_is_noticed_by_build(case, tmp_path):
    data_dir = case.copy(tmp_path / "data", "after")
    flip(build_file(data_dir))
    build(data_dir)
    healed(data_dir, case.content_after)


@pytest.mark.parametrize("damage", [cut, empty, scribble, not_ours])
def test_a_damaged_pointer_is_named_and_made_anew(case, tmp_path, damage):
    data_dir = case.copy(tmp_path / "data", "after")
    damage(pointer_file(data_dir))
    status = etl(data_dir, "status", "--json")
    assert status.returncode == 0 and "CURRENT.json 已损坏" in json.loads(status.stdout)["fault"]
    build(data_dir)
    healed(data_dir, case.content_after)


def test_what_duckdb_had_no_room_for_in_memory_is_swept(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    spilled = data_dir / "warehouse" / ".build-1.duckdb.tmp"
    spilled.mkdir()
    (spilled / "duckdb_temp_storage-0.tmp").write_bytes(b"x")
    (data_dir / "warehouse" / ".build-1.duckdb.wal").write_bytes(b"x")
    load_paths(case.second, data_dir)
    healed(data_dir, case.content_after)


@pytest.mark.parametrize("line", [b'{"event": "withdrawn", "deliv', b"\xff\xfe\x00", b"[]", b'"x"', b"{}", b"null"])
def test_a_damaged_line_of_the_ledger_is_passed_over(case, tmp_path, line):
    data_dir = case.copy(tmp_path / "data")
    with (data_dir / "lake" / "ledger.jsonl").open("ab") as ledger:
        ledger.write(line)
    assert Ledger(data_dir / "lake" / "ledger.jsonl").withdrawn() == set()
    load_paths(case.second, data_dir)
    healed(data_dir, case.content_after)


@pytest.mark.parametrize("damage", [cut, empty, scribble, remove])
@pytest.mark.parametrize("name", ["manifest.json", "rows.parquet", "rejected.parquet"])
def test_a_damaged_delivery_is_named_and_read_anew_from_its_original(case, tmp_path, damage, name):
    data_dir = case.copy(tmp_path / "data", "after")
    lake = Lake(data_dir)
    manifest = next(m for m in lake.manifests() if m.type == "activities")
    damage(lake.folder_of(manifest) / name)
    before = served(data_dir)
    document = build(data_dir)
    assert served(data_dir) == before
    assert any("《活动和志愿.xlsx》" in note and "原件重新读入" in note for note in document["notes"])
    healed(data_dir, case.content_after)
