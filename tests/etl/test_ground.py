"""The areas of the country, written once and copied into each build: the same build as one that writes them itself."""

import shutil

import duckdb
import pytest

from etl import ground, run
from etl.ground import lay_ground
from etl.lake import Lake
from etl.run import build, load_paths
from etl.tree import SHIPPED_REFERENCE
from tests.etl.little_tables import ACTIVITIES, ORGANIZATIONS, STREET, ask, pointer, write_csv

EXTRA = """
    area_code     | level | name     | parent_code
    330102011901  | 6     | 新村小区 | 330102011001
"""


@pytest.fixture
def own_reference(tmp_path, small_reference, monkeypatch):
    """A copy of the small reference data beside which nothing lies yet."""
    folder = tmp_path / "product" / "reference"
    shutil.copytree(small_reference, folder)
    monkeypatch.setenv("WUSHE_REFERENCE_DIR", str(folder))
    return folder


def kept(reference):
    return sorted(reference.parent.glob(".areas-*.duckdb"))


def loaded(tmp_path, name, *tables):
    files = [write_csv(tmp_path / name / f"{number}.csv", table) for number, table in enumerate(tables)]
    data_dir = tmp_path / name / "data"
    document = load_paths(files, data_dir, area=STREET, to="2015-12-31")
    assert "error" not in document
    return data_dir


def test_a_build_on_it_is_the_build_without_it(tmp_path, own_reference, monkeypatch):
    with_it = loaded(tmp_path, "with", ORGANIZATIONS, ACTIVITIES)
    assert len(kept(own_reference)) == 1
    monkeypatch.setattr(run, "lay_ground", lambda _path, lake: False)
    without = loaded(tmp_path, "without", ORGANIZATIONS, ACTIVITIES)
    areas = "SELECT * FROM areas"
    assert ask(with_it, "DESCRIBE areas") == ask(without, "DESCRIBE areas")
    assert ask(with_it, areas) == ask(without, areas) and ask(with_it, f"{areas} WHERE has_data")
    found = build(with_it, check_only=True)  # rebuilds without it, and compares row by row
    assert found["same"] and not found["differences"]


def test_a_second_build_goes_on_from_it(tmp_path, own_reference):
    data_dir = loaded(tmp_path, "one", ORGANIZATIONS)
    load_paths([write_csv(tmp_path / "more.csv", ACTIVITIES)], data_dir, area=STREET)
    assert pointer(data_dir)["made"] == "增量"
    assert build(data_dir, check_only=True)["same"]


def test_a_damaged_one_is_noticed_and_made_anew(tmp_path, own_reference):
    first = loaded(tmp_path, "one", ORGANIZATIONS)
    (path,) = kept(own_reference)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    second = loaded(tmp_path, "two", ORGANIZATIONS)
    assert ask(second, "SELECT * FROM areas") == ask(first, "SELECT * FROM areas") and kept(own_reference) == []
    loaded(tmp_path, "three", ORGANIZATIONS)
    assert len(kept(own_reference)) == 1


def test_other_versions_go_and_a_folder_that_takes_nothing_is_left_alone(tmp_path, own_reference, monkeypatch):
    old = own_reference.parent / ".areas-000000000000-0000000000000000.duckdb"
    old.write_bytes(b"")
    assert lay_ground(tmp_path / "fresh.duckdb", Lake(tmp_path)) and not old.exists()
    with duckdb.connect(str(tmp_path / "fresh.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM areas WHERE has_data").fetchone() == (0,)
    kept(own_reference)[0].unlink()
    monkeypatch.setattr(ground.os, "access", lambda *_: False)
    assert not lay_ground(tmp_path / "other.duckdb", Lake(tmp_path)) and not (tmp_path / "other.duckdb").exists()


def test_delivered_areas_are_written_among_the_others(tmp_path, own_reference):
    data_dir = loaded(tmp_path, "extra", EXTRA, ORGANIZATIONS)
    assert ask(data_dir, "SELECT count(*) FROM areas WHERE is_extra") == [(1,)]
    assert kept(own_reference) == []


def test_the_shipped_areas_are_those_of_the_tree(tmp_path, monkeypatch):
    monkeypatch.delenv("WUSHE_REFERENCE_DIR", raising=False)
    assert lay_ground(tmp_path / "fresh.duckdb", Lake(tmp_path))
    tree = next(iter(SHIPPED_REFERENCE.parent.glob(".tree-*.parquet")))
    columns = "area_code, level, name, parent_code, path, l1, l2, l3, l4, l5, l6, kind, is_extra, is_canonical"
    with duckdb.connect(str(tmp_path / "fresh.duckdb"), read_only=True) as connection:
        differing = connection.execute(
            f"SELECT count(*) FROM (SELECT {columns} FROM areas EXCEPT ALL SELECT {columns} FROM read_parquet($tree))",
            {"tree": str(tree)},
        ).fetchone()
        assert differing == (0,) and connection.execute("SELECT count(*) FROM areas").fetchone()[0] > 600_000
