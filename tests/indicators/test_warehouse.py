"""The door: nothing published, a new build, a broken build, and what a locked-down connection refuses."""

import json
import shutil
import threading

import duckdb
import pytest

from indicators.cache import Cache
from indicators.warehouse import NoWarehouse, OutdatedWarehouse, ask, snapshot
from tests.indicators.toy import publish


def test_nothing_published_says_so(tmp_path, asking):
    asking(tmp_path)
    with pytest.raises(NoWarehouse, match="数据尚未发布"), snapshot():
        pass


def test_the_demonstration_stands_in_until_real_records_come(tmp_path, asking):
    publish(tmp_path / "data" / "demo", {"hubs": "hub_id | name\nh1 | 演示枢纽"})
    asking(tmp_path / "data")
    assert [row["name"] for row in ask("hub_names")] == ["演示枢纽"]
    publish(tmp_path / "data", {"hubs": "hub_id | name\nh1 | 真实枢纽"})
    assert [row["name"] for row in ask("hub_names")] == ["真实枢纽"]


def _second_build(folder, name: str) -> None:
    warehouse = folder / "warehouse"
    shutil.copy(warehouse / "toy.duckdb", warehouse / f"{name}.duckdb")
    connection = duckdb.connect(str(warehouse / f"{name}.duckdb"))
    connection.execute("UPDATE builds SET build = $build", {"build": name})
    connection.execute("UPDATE hubs SET name = $name", {"name": name})
    connection.close()
    fresh = warehouse / "CURRENT.json.new"
    fresh.write_text(json.dumps({"file": f"{name}.duckdb", "build": name}))
    fresh.replace(warehouse / "CURRENT.json")


def test_a_new_build_is_seen_and_a_running_request_keeps_the_old(tmp_path, asking):
    folder = publish(tmp_path / "data", {"hubs": "hub_id | name\nh1 | toy"})
    asking(folder)
    with snapshot() as before:
        _second_build(folder, "second")
        assert ask("hub_names")[0]["name"] == "toy"
        seen = []
        thread = threading.Thread(target=lambda: seen.append(ask("hub_names")[0]["name"]))
        thread.start()
        thread.join()
        assert seen == ["second"]
        assert before.cursor.execute("SELECT name FROM hubs").fetchone() == ("toy",)
    assert ask("hub_names")[0]["name"] == "second"


@pytest.mark.parametrize("damage", ["missing file", "no json", "wrong build"])
def test_a_broken_build_leaves_the_last_good_one(damage, tmp_path, asking):
    folder = publish(tmp_path / "data", {"hubs": "hub_id | name\nh1 | toy"})
    asking(folder)
    assert ask("hub_names")[0]["name"] == "toy"
    pointers = {
        "missing file": '{"file": "gone.duckdb", "build": "gone"}',
        "no json": "{",
        "wrong build": '{"file": "toy.duckdb", "build": "other"}',
    }
    (folder / "warehouse" / "CURRENT.json").write_text(pointers[damage])
    with snapshot() as now:
        assert now.build == "toy"


def test_a_broken_first_build_says_so(tmp_path, asking):
    folder = publish(tmp_path / "data", {})
    (folder / "warehouse" / "CURRENT.json").write_text('{"file": "gone.duckdb", "build": "gone"}')
    asking(folder)
    with pytest.raises(NoWarehouse, match="打不开"), snapshot():
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/leak.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "CREATE TABLE areas2(x INTEGER)",
        "SET enable_external_access = true",
        "SET threads = 64",
        "INSTALL httpfs",
        "SELECT * FROM secret_words",
    ],
)
def test_the_connection_is_locked_down(statement, toy):
    secret_words = [{"word": "秘密"}]
    with snapshot() as now, pytest.raises(duckdb.Error):
        now.cursor.execute(statement).fetchall()
    assert secret_words


def test_parameters_unknown_to_a_question_are_an_error(toy):
    with pytest.raises(TypeError, match="colour"):
        ask("hubs", colour="red")
    with pytest.raises(ValueError, match="no question"):
        ask("../ratio")


def test_cache_forgets_the_least_used():
    kept = Cache(limit=3)
    for key in "abc":
        kept.put(key, key)
    kept.get("a")
    kept.put("d", "d")
    assert [kept.get(key) for key in "abcd"] == ["a", None, "c", "d"]
    kept.put("e", "e", weight=9)
    assert kept.get("e") is None


def test_a_build_of_an_older_program_is_named_as_such(toy):
    with pytest.raises(OutdatedWarehouse, match="数据版本与程序版本不符"), snapshot() as now:
        now.rows("SELECT no_such_column FROM areas")
    with pytest.raises(OutdatedWarehouse), snapshot(), snapshot() as now:
        now.rows("SELECT 1 FROM no_such_table")
