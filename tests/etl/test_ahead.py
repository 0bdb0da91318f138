"""Before a build is shown its pages are drawn, if anybody waits for them; whatever becomes of it, it is published."""

import os
import shutil
import sys

import pytest

from asked_lately import ASKED, FOLDER, Question, Tally
from etl import ahead
from etl.publish import Warehouse
from etl.run import load_paths, rollback, set_withdrawn
from tests.etl.little_tables import ACTIVITIES, ORGANIZATIONS, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")
ABOUT = {"edition": "none that there is"}


@pytest.fixture(scope="module")
def published(tmp_path_factory, small_reference):
    """One file loaded."""
    folder = tmp_path_factory.mktemp("ahead")
    load_paths([write_csv(folder / "organizations.csv", ORGANIZATIONS)], folder / "data")
    return folder / "data"


@pytest.fixture
def data_dir(published, tmp_path):
    return shutil.copytree(published, tmp_path / "data")


@pytest.fixture
def second(tmp_path):
    return write_csv(tmp_path / "activities.csv", ACTIVITIES)


def ask(data_dir, many: int) -> None:
    """So many questions were asked of a server lately."""
    tally = Tally()
    for number in range(many):
        tally.note(Question("/density", f"?year={1990 + number}", "", None, None, False))
    tally.write(data_dir / "warehouse", ABOUT)


def told(document) -> list[str]:
    return [note for note in document["notes"] if "画好" in note]


def command(monkeypatch, script: str) -> None:
    """Instead of the application this is started."""
    monkeypatch.setattr(ahead, "command", lambda _file: [sys.executable, "-c", script])


def test_where_few_ask_nothing_is_started(data_dir, second, monkeypatch):
    ask(data_dir, ahead.LEAST - 1)
    monkeypatch.setattr(ahead.subprocess, "run", lambda *_a, **_m: pytest.fail("started"))
    document = load_paths([second], data_dir)
    assert document["build"] == pointer(data_dir)["build"] and told(document) == []


def test_the_first_build_waits_for_nobody(tmp_path, second, monkeypatch):
    ask_first = tmp_path / "new"
    (ask_first / "warehouse").mkdir(parents=True)
    ask(ask_first, ahead.LEAST)
    monkeypatch.setattr(ahead.subprocess, "run", lambda *_a, **_m: pytest.fail("started"))
    assert "error" not in load_paths([write_csv(tmp_path / "o.csv", ORGANIZATIONS)], ask_first)


def test_what_was_drawn_is_told(data_dir, second, monkeypatch):
    ask(data_dir, ahead.LEAST)
    command(monkeypatch, "print('{\"asked\": 30, \"drawn\": 29, \"seconds\": 3.4}')")
    assert told(load_paths([second], data_dir)) == ["最近常看的 30 个页面，预先画好 29 个，用了 3 秒"]


def test_it_is_drawn_from_a_finished_file_before_the_pointer_names_it(data_dir, second, monkeypatch, tmp_path):
    ask(data_dir, ahead.LEAST)
    before, seen = pointer(data_dir)["build"], []

    def look(file):
        seen.append((file.is_file(), pointer(data_dir)["build"]))
        return [sys.executable, "-c", "print('{}')"]

    monkeypatch.setattr(ahead, "command", look)
    load_paths([second], data_dir)
    rollback(data_dir, before)
    after = pointer(data_dir)["order"][-1]
    assert seen == [(True, before), (True, after)]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import sys; sys.exit('那里坏了')", "那里坏了"),
        ("import os; os._exit(3)", "退出码 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "退出码"),
        ("print('not what was asked for')", "没有预先画好"),
        ("print('[]')", "没有预先画好"),
        ("print('{}')", "没有预先画好"),
        ("print('{\"asked\": 1, \"drawn\": 1, \"seconds\": \"soon\"}')", "没有预先画好"),
        ("import time; time.sleep(60)", "1 秒没有结束"),
    ],
)
def test_a_failure_prevents_nothing_and_is_told(data_dir, second, monkeypatch, script, words):
    ask(data_dir, ahead.LEAST)
    command(monkeypatch, script)
    monkeypatch.setattr(ahead, "SECONDS", 0)
    monkeypatch.setattr(ahead, "GRACE", 1)
    before = pointer(data_dir)["build"]
    document = load_paths([second], data_dir)
    assert document["build"] == pointer(data_dir)["build"] != before and "error" not in document
    assert len(told(document)) == 1 and words in told(document)[0] and "发布不受影响" in told(document)[0]


def test_another_program_than_the_one_that_was_asked_draws_nothing(data_dir, second):
    ask(data_dir, ahead.LEAST)
    (said,) = told(load_paths([second], data_dir))
    assert f"最近常看的 {ahead.LEAST} 个页面，预先画好 0 个" in said
    assert [path.name for path in (data_dir / "warehouse" / FOLDER).iterdir()] == [ASKED]


def test_what_was_drawn_of_other_builds_goes_and_what_was_asked_stays(data_dir, second):
    kept = data_dir / "warehouse" / FOLDER
    ask(data_dir, 1)
    for name in (pointer(data_dir)["build"], "20200101T000000-00000000"):
        (kept / name).mkdir()
        (kept / name / "body").write_bytes(b"x")
    document = load_paths([second], data_dir)
    assert [path.name for path in kept.iterdir()] == [ASKED]
    (kept / document["build"]).mkdir()
    set_withdrawn(data_dir, document["deliveries"][0]["delivery"], True)
    assert [path.name for path in kept.iterdir()] == [ASKED]


def test_the_folder_of_the_present_build_stays(data_dir):
    present = data_dir / "warehouse" / FOLDER / pointer(data_dir)["build"]
    present.mkdir(parents=True)
    rollback(data_dir, present.name)
    assert present.is_dir()
    Warehouse(data_dir).sweep()
    assert present.is_dir()


@pytest.mark.skipif(os.name != "posix" or not os.geteuid(), reason="管理员什么都能删")
def test_what_cannot_be_removed_is_left(data_dir, second):
    locked = data_dir / "warehouse" / FOLDER / "20200101T000000-00000000"
    locked.mkdir(parents=True)
    (locked / "body").write_bytes(b"x")
    locked.chmod(0o500)
    assert "error" not in load_paths([second], data_dir)
    locked.chmod(0o700)


def test_what_hinders_looking_hinders_no_publishing(data_dir, second):
    (data_dir / "warehouse" / FOLDER).write_text("a file where the folder should be")
    assert "error" not in load_paths([second], data_dir)
