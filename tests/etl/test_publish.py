"""The old warehouse serves until the new one is whole: failing checks, going back, making room (death: survival)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl.lake import Lake
from etl.lock import locked
from etl.model import Built, content_hash, table_hashes
from etl.publish import Warehouse
from etl.run import WrongCallError, build, load_paths, rollback
from tests.etl.little_tables import ACTIVITIES, ORGANIZATIONS, ask, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")

ROOT = Path(__file__).resolve().parents[2]


def etl(data_dir, *arguments, stop_at=""):
    environment = os.environ | {"WUSHE_DATA_DIR": str(data_dir), "WUSHE_STOP_AT": stop_at}
    return subprocess.run([sys.executable, "-m", "etl", *map(str, arguments)], cwd=ROOT, env=environment,
                          capture_output=True, text=True)  # fmt: skip


def content(data_dir):
    path = data_dir / "warehouse" / pointer(data_dir)["file"]
    with duckdb.connect(str(path), read_only=True) as connection:
        hashes = table_hashes(connection)
    return {name: value for name, value in hashes.items() if name != "deliveries"}


@pytest.fixture(scope="module")
def published(tmp_path_factory, small_reference):
    """One file loaded, another waiting to be loaded; and the warehouse both make when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("publish")
    first = write_csv(folder / "organizations.csv", ORGANIZATIONS)
    second = write_csv(folder / "activities.csv", ACTIVITIES)
    load_paths([first], folder / "before")
    shutil.copytree(folder / "before", folder / "after")
    load_paths([second], folder / "after")
    return folder / "before", second, content(folder / "after")


def test_a_build_that_contradicts_itself_is_not_published(published, tmp_path, monkeypatch):
    before, second, _ = published
    data_dir = tmp_path / "data"
    shutil.copytree(before, data_dir)
    old = pointer(data_dir)
    models = tmp_path / "models"
    shutil.copytree(ROOT / "etl" / "models", models)
    text = (models / "activities.sql").read_text("utf-8")
    broken = text.replace("area_code, activity_id", "area_code, activity_id LIMIT 1")
    (models / "activities.sql").write_text(broken, "utf-8")
    monkeypatch.setattr("etl.model.MODELS", models)
    document = load_paths([second], data_dir)
    assert "活动的行数" in document["error"] and "2 ≠ 1" in document["error"]
    assert pointer(data_dir) == old and document["build"] == old["build"]
    assert [path.name for path in (data_dir / "warehouse").iterdir() if path.name.startswith(".")] == []


def test_three_builds_are_kept_and_one_gone_back_to(tmp_path):
    def fill(number):
        def make(connection):
            connection.execute("ATTACH ':memory:' AS stage; ATTACH ':memory:' AS reference")
            connection.execute(f"CREATE TABLE t AS SELECT {number} AS n")
            return Built(f"2026010{number}T000000-{number * 11111111}", content_hash(connection))
        return make

    warehouse = Warehouse(tmp_path)
    for number in (1, 2, 3):
        warehouse.publish(fill(number), "lake")
    rollback(tmp_path, warehouse.builds()[0])
    assert ask(tmp_path, "SELECT n FROM t") == [(1,)]
    for number in (4, 5, 6):
        warehouse.publish(fill(number), "lake")
    assert [build[7] for build in warehouse.builds()] == ["1", "4", "5", "6"]
    assert ask(tmp_path, "SELECT n FROM t") == [(6,)]
    with pytest.raises(WrongCallError, match="没有名为“20260102T000000-22222222”的版本"):
        rollback(tmp_path, "20260102T000000-22222222")


def test_an_unchanged_lake_gives_the_same_build_and_a_deleted_warehouse_the_same_rows(published, tmp_path):
    before, _, _ = published
    data_dir = tmp_path / "data"
    shutil.copytree(before, data_dir)
    old, rows = pointer(data_dir), content(data_dir)
    assert build(data_dir)["build"] == old["build"]
    shutil.rmtree(data_dir / "warehouse")
    drawn = build(data_dir)["build"].split("-")[1]
    assert pointer(data_dir)["content"] == old["content"] and content(data_dir) == rows
    assert drawn != old["build"].split("-")[1] and drawn not in old["content"], "whoever sees it learns nothing of rows"


def test_only_one_run_at_a_time(tmp_path):
    file = write_csv(tmp_path / "organizations.csv", ORGANIZATIONS)
    with locked(tmp_path / "data"):
        run = etl(tmp_path / "data", "load", file, "--json")
    assert run.returncode == 75 and "另一个任务" in run.stdout
    assert Lake(tmp_path / "data").manifests() == []
