"""What became of every build, comparing with the lake, going back, and a program that is newer than the warehouse."""

import json

import duckdb
import pytest

from etl.cli import main
from etl.lake import Lake
from etl.run import WrongCallError, build, load_paths, rollback, set_withdrawn
from etl.status import status
from tests.etl.little_tables import ACTIVITIES, ORGANIZATIONS, ask, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")


@pytest.fixture
def data_dir(tmp_path):
    load_paths([write_csv(tmp_path / "organizations.csv", ORGANIZATIONS)], tmp_path / "data")
    return tmp_path / "data"


def test_history_tells_what_came_in_what_went_and_what_was_gone_back_to(data_dir, tmp_path):
    activities = load_paths([write_csv(tmp_path / "activities.csv", ACTIVITIES)], data_dir)["deliveries"][0]
    set_withdrawn(data_dir, activities["delivery"], True)
    first = status(data_dir)["history"][-1]["build"]
    rollback(data_dir, first)
    told = status(data_dir)["history"]
    assert [(entry["event"], [(d["file"], d["what"]) for d in entry["deliveries"]]) for entry in told] == [
        ("回退", []),
        ("发布", [("activities.csv", "撤回")]),
        ("发布", [("activities.csv", "装入")]),
        ("发布", [("organizations.csv", "装入")]),
    ]
    assert told[0]["build"] == first and told[2]["rows"]["activities"] == 2 and told[1]["rows"]["activities"] == 0
    assert told[1]["made"] == "增量" and told[3]["made"] == "全量" and told[1]["rules_version"]


def test_the_warehouse_tells_its_own_history(data_dir, tmp_path):
    load_paths([write_csv(tmp_path / "activities.csv", ACTIVITIES)], data_dir)
    told = "SELECT build, event, rows ->> 'organizations', deliveries ->> '$[0].file' FROM build_history"
    found = ask(data_dir, told)
    builds = [entry["build"] for entry in reversed(status(data_dir)["history"])]
    assert found == [(builds[0], "发布", "3", "organizations.csv"), (builds[1], "发布", "3", "activities.csv")]


def test_a_publication_that_was_not_noted_is_noted_by_the_next_run(data_dir, tmp_path):
    ledger = Lake(data_dir).ledger.path
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    ledger.write_text("".join(line for line in lines if '"published"' not in line), "utf-8")
    load_paths([write_csv(tmp_path / "activities.csv", ACTIVITIES)], data_dir)
    assert [[d["file"] for d in entry["deliveries"]] for entry in status(data_dir)["history"]] == [
        ["activities.csv"], ["organizations.csv"],
    ]  # fmt: skip


def test_after_going_back_the_next_load_publishes_everything_anew(data_dir, tmp_path):
    first = pointer(data_dir)["build"]
    load_paths([write_csv(tmp_path / "activities.csv", ACTIVITIES)], data_dir)
    rollback(data_dir, first)
    assert ask(data_dir, "SELECT count(*) FROM activities") == [(0,)]
    load_paths([write_csv(tmp_path / "more.csv", ACTIVITIES.replace("A1 ", "A7 "))], data_dir)
    assert ask(data_dir, "SELECT count(*) FROM activities") == [(3,)]
    assert build(data_dir, check_only=True)["same"]
    with pytest.raises(WrongCallError, match="没有名为“x”的版本。可以回退到："):
        rollback(data_dir, "x")


def test_a_damaged_build_cannot_be_gone_back_to_and_the_present_one_stays(data_dir, tmp_path):
    first = pointer(data_dir)["build"]
    load_paths([write_csv(tmp_path / "activities.csv", ACTIVITIES)], data_dir)
    present, damaged = pointer(data_dir), data_dir / "warehouse" / f"{first}.duckdb"
    damaged.write_bytes(damaged.read_bytes()[:5000])
    with pytest.raises(WrongCallError, match="已损坏，不能回退到它"):
        rollback(data_dir, first)
    assert pointer(data_dir) == present


def test_verify_says_that_one_went_back_on_purpose(data_dir, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(data_dir))
    first = pointer(data_dir)["build"]
    load_paths([write_csv(tmp_path / "activities.csv", ACTIVITIES)], data_dir)
    rollback(data_dir, first)
    assert main(["build", "--verify"]) == 1
    assert "现行版本是退回去的旧版本" in capsys.readouterr().out.replace("\n", "")


def test_how_many_builds_are_kept_can_be_set(data_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("WUSHE_KEPT_BUILDS", "2")
    for number in range(3):
        load_paths([write_csv(tmp_path / f"{number}.csv", ACTIVITIES.replace("A1 ", f"B{number} "))], data_dir)
    assert len(status(data_dir)["builds"]) == 2


def test_verify_finds_the_published_build_equal_or_says_what_differs(data_dir, monkeypatch, capsys):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(data_dir))
    assert main(["build", "--verify"]) == 0
    assert "完全一致" in capsys.readouterr().out
    path = data_dir / "warehouse" / pointer(data_dir)["file"]
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE organizations SET name = '改过' WHERE org_id = 'T1'; DROP TABLE workforce")
    before = pointer(data_dir)
    assert main(["build", "--verify", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [(d["table"], d["what"], d.get("only_published")) for d in document["differences"]] == [
        ("organizations", "行不同", 1), ("workforce", "列不同", None),
    ]  # fmt: skip
    assert pointer(data_dir) == before
    assert [p.name for p in (data_dir / "warehouse").iterdir() if p.name.startswith(".build")] == []


def test_a_build_of_other_models_is_made_anew_by_the_next_load_of_anything(data_dir, tmp_path, monkeypatch):
    old = pointer(data_dir)
    monkeypatch.setattr("etl.model.MODELS", _other_models(tmp_path))
    load_paths([tmp_path / "organizations.csv"], data_dir)
    assert pointer(data_dir)["models"] != old["models"]
    assert ask(data_dir, "SELECT kind FROM fields_told") == [("新表",)]


def _other_models(folder):
    import shutil

    from etl.model import MODELS

    shutil.copytree(MODELS, folder / "models")
    (folder / "models" / "fields_told.sql").write_text("SELECT '新表' AS kind\nORDER BY kind\n", "utf-8")
    return folder / "models"
