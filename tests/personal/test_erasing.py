"""A volunteer who is erased is in no byte of the data folder any more, and the sums say how many rows went."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from access import accounts, audit, erasing, store
from access.errors import AccessError
from access.roles import Role
from asked_lately import FOLDER
from etl.errors import DeliveryError
from etl.given import given_of
from etl.lake import Lake
from etl.originals import file_sha256
from etl.pseudonyms import Pseudonyms
from etl.run import build, load_paths, rollback
from etl.status import status
from tests.etl.little_tables import COMMUNITY, STREET, ask, pointer, write_csv
from tests.personal.conftest import NUMBER, write_all

ROOT = Path(__file__).parents[2]
CORRECTION = f"""[[corrections]]
type = "volunteer_hours"
key = {{volunteer_id = "{NUMBER}", record_id = "{NUMBER}|1"}}
column = "hours"
expect = "2"
value = "3"
why = "抄错"
"""


@pytest.fixture(scope="module")
def erased(tmp_path_factory, small_reference):
    """A folder with two versions, a frozen one, an upload and an export; then the person was erased."""
    folder = tmp_path_factory.mktemp("erased")
    data_dir = folder / "data"
    data_dir.mkdir()
    (data_dir / "corrections.toml").write_text(CORRECTION, "utf-8")
    load_paths(write_all(folder), data_dir, area=STREET, to="2015-12-31")
    first = pointer(data_dir)["build"]
    kept = given_of(data_dir / "warehouse" / f"{first}.duckdb").model_dump_json()
    assert Pseudonyms.of(data_dir).of_number(NUMBER) in kept and NUMBER not in kept
    (data_dir / "corrections.toml").unlink()
    more = write_csv(
        folder / "二.csv",
        f"记录编号 | 志愿者编号 | 组织编号 | 区域代码 | 服务日期 | 服务时长\n"
        f"Q1 | {NUMBER} | T1 | {COMMUNITY} | 2015-08-01 | 4",
    )
    load_paths([more], data_dir)
    pseudonym = Pseudonyms.of(data_dir).of_number(NUMBER)
    frozen, job = data_dir / "frozen", data_dir / "jobs" / "1"
    for made in (
        frozen / "databases",
        frozen / "0001",
        job / "file",
        job / "marked",
        data_dir / "inbox" / "已处理" / "x",
    ):
        made.mkdir(parents=True)
    os.link(data_dir / "warehouse" / f"{first}.duckdb", frozen / "databases" / f"{first}.duckdb")
    (frozen / "0001" / "record.json").write_text(json.dumps({"build": first, "database_sha256": "old"}), "utf-8")
    (job / "file" / "志愿时长.csv").write_bytes((folder / "志愿时长.csv").read_bytes())
    with zipfile.ZipFile(job / "marked" / "志愿时长.校验.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<si>{NUMBER}</si>")
    (job / "check.json").write_text(json.dumps({"found": f"{NUMBER}|2015", "row": 3}), "utf-8")
    (data_dir / "inbox" / "已处理" / "x" / "志愿时长.csv").write_bytes((folder / "志愿时长.csv").read_bytes())
    kept = data_dir / "warehouse" / FOLDER / pointer(data_dir)["build"]
    kept.mkdir(parents=True)
    (kept / "body").write_text(NUMBER, "utf-8")
    run = subprocess.run([sys.executable, "-m", "etl", "erase", "--json"], cwd=ROOT, input=NUMBER + "\n", text=True,
                         env=os.environ | {"WUSHE_DATA_DIR": str(data_dir)}, capture_output=True)  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return data_dir, pseudonym, json.loads(run.stdout), first


def contents(path: Path):
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if path.suffix == ".parquet":
        yield json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=str).encode()


def test_no_byte_holds_number_or_pseudonym(erased):
    data_dir, pseudonym, _, _ = erased
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        for content in contents(path):
            for word in (NUMBER, pseudonym):
                assert word.encode() not in content and word.encode("utf-16-le") not in content, path


def test_the_sums_say_how_many_rows_went(erased):
    data_dir, _, told, _ = erased
    assert told["rows"] == 5 and told["deliveries_changed"] == 3 and told["left"] == []
    counts = "rows_read, accepted, rejected, current, superseded, withdrawn, pending, erased"
    found = ask(data_dir, f"SELECT {counts} FROM deliveries WHERE type IN ('volunteer_hours', 'points') ORDER BY file")
    assert sorted(found) == [(1, 1, 0, 0, 0, 0, 0, 1), (2, 2, 0, 1, 0, 0, 0, 1), (6, 5, 1, 1, 0, 0, 1, 3)]
    assert ask(data_dir, "SELECT count(*), sum(hours)::DOUBLE FROM volunteer_hours") == [(1, 1.5)]


def test_the_folder_builds_again_and_goes_back_as_before(erased):
    data_dir, _, told, first = erased
    assert build(data_dir)["build"] == told["build"] == status(data_dir)["build"]
    assert (
        "differences" not in build(data_dir, check_only=True) or build(data_dir, check_only=True)["differences"] == []
    )
    rollback(data_dir, first)
    assert ask(data_dir, "SELECT count(*), count(DISTINCT volunteer_id) FROM volunteer_hours") == [(3, 2)]
    rollback(data_dir, told["build"])


def test_a_frozen_report_keeps_its_numbers(erased):
    data_dir, _, _, first = erased
    database = data_dir / "frozen" / "databases" / f"{first}.duckdb"
    record = json.loads((data_dir / "frozen" / "0001" / "record.json").read_text("utf-8"))
    assert record["database_sha256"] == file_sha256(database)


def test_others_are_still_in_the_originals(erased):
    data_dir, _, _, _ = erased
    kept = "".join(path.read_text("utf-8-sig") for path in (data_dir / "lake" / "_files").iterdir())
    assert "ZYZ-000456" in kept and "ZYZ-000789" in kept
    assert all(one.kept >= 0 for one in Lake(data_dir).manifests())


def test_nobody_is_erased_without_a_key(tmp_path):
    run = subprocess.run([sys.executable, "-m", "etl", "erase", "--json"], cwd=ROOT, input="V1\n", text=True,
                         env={**os.environ, "WUSHE_DATA_DIR": str(tmp_path), "WUSHE_VOLUNTEER_KEY": ""},
                         capture_output=True)  # fmt: skip
    assert run.returncode == 2 and "密钥" in json.loads(run.stdout)["error"]


def test_the_record_tells_that_it_was_done_and_never_whose(tmp_path, monkeypatch, small_reference):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(tmp_path / "data"))
    load_paths(write_all(tmp_path), tmp_path / "data")
    store.use(tmp_path / "data")
    try:
        accounts.add("xitong", Role.ADMINISTRATOR)
        assert erasing.erase(NUMBER)["rows"] == 4
        lines = [line for line in audit.latest() if line.action == erasing.ACTION]
        assert [line.what.get("rows") for line in lines] == [4, None] and NUMBER not in str(lines)
        monkeypatch.setattr(audit, "record", _refuse)
        with pytest.raises(AccessError, match="写不进"):
            erasing.erase("ZYZ-000456")
        assert ask(tmp_path / "data", "SELECT count(*) FROM volunteer_hours") == [(1,)]
    finally:
        store.use(None)


def _refuse(*_words: object) -> None:
    raise AccessError("审计记录写不进去。")


def test_a_lost_key_is_named(tmp_path, monkeypatch, small_reference):
    monkeypatch.delenv("WUSHE_VOLUNTEER_KEY", raising=False)
    load_paths(write_all(tmp_path), tmp_path / "data")
    (tmp_path / "data" / "keys" / "volunteers.key").unlink()
    with pytest.raises(DeliveryError, match="密钥不见了"):
        build(tmp_path / "data")
    assert not (tmp_path / "data" / "keys" / "volunteers.key").exists()
