"""A delivery that changes or goes while it is read: what is stored, hashed and judged is of the same bytes."""

import hashlib

import pytest

from etl import intake, originals
from etl.lake import Lake
from etl.run import load_paths
from tests.etl.little_tables import ORGANIZATIONS, write_csv
from tests.survival.dying import all_is_whole

pytestmark = pytest.mark.usefixtures("small_reference")

OTHER = ORGANIZATIONS.replace("一队", "甲队")


def changes(what: str, path):
    """What happens to the file under our hands."""
    if what == "改写":
        write_csv(path, OTHER)
    elif what == "追加":
        with path.open("a", encoding="utf-8") as handle:
            handle.write("T4,四队,志愿团队,备案,330102011000,2015-03-01\n")
    elif what == "替换":
        fresh = write_csv(path.with_name("另存.csv"), OTHER)
        fresh.replace(path)
    elif what == "删除":
        path.unlink()


@pytest.mark.parametrize("what", ["改写", "追加", "替换", "删除"])
@pytest.mark.parametrize("moment", ["读取之前", "读取之后", "保存原件时"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, what, moment):
    path = write_csv(tmp_path / "组织.csv", ORGANIZATIONS)
    _interfere(monkeypatch, moment, lambda: changes(what, path))
    document = load_paths([path], tmp_path / "data")
    (entry,) = document["deliveries"]
    assert entry["status"] == "rejected" and entry["accepted"] == 0
    assert [message["rule"] for message in entry["messages"]] == ["改动"]
    assert ("移走或删除" if what == "删除" else "被改动") in entry["messages"][0]["message"]
    lake = Lake(tmp_path / "data")
    assert lake.manifests() == [] and [*lake.files.glob("*")] == []
    monkeypatch.undo()


def _interfere(monkeypatch, moment: str, act) -> None:
    holder, name = (originals, "holds_personal") if moment == "保存原件时" else (intake, "read_tables")
    plain = getattr(holder, name)

    def interrupted(*arguments, **options):
        if moment == "读取之前":
            act()
        found = plain(*arguments, **options)
        if moment != "读取之前":
            act()
        return found

    monkeypatch.setattr(holder, name, interrupted)


def test_a_file_that_changed_and_changed_back_is_refused_too(tmp_path, monkeypatch):
    """The hash before and after is the same, and yet other bytes were read in between."""
    path = write_csv(tmp_path / "组织.csv", ORGANIZATIONS)
    was, plain = path.read_bytes(), intake.read_tables

    def interrupted(*arguments, **options):
        write_csv(path, OTHER)
        found = plain(*arguments, **options)
        path.write_bytes(was)
        return found

    monkeypatch.setattr(intake, "read_tables", interrupted)
    (entry,) = load_paths([path], tmp_path / "data")["deliveries"]
    assert [message["rule"] for message in entry["messages"]] == ["改动"]


def test_sent_again_when_it_stands_still_it_is_taken(tmp_path, monkeypatch):
    path = write_csv(tmp_path / "组织.csv", ORGANIZATIONS)
    with monkeypatch.context() as patch:
        _interfere(patch, "读取之后", lambda: changes("追加", path))
        assert load_paths([path], tmp_path / "data")["build"] is None
    (entry,) = load_paths([path], tmp_path / "data")["deliveries"]
    assert (entry["status"], entry["accepted"]) == ("loaded", 4)
    (manifest,) = Lake(tmp_path / "data").manifests()
    (kept,) = Lake(tmp_path / "data").files.iterdir()
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == manifest.sha256 == kept.stem
    all_is_whole(tmp_path / "data")
