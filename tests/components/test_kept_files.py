"""Bodies kept as files: found by every process of the program that drew them, never another's, and never in the way."""

import errno
import logging
import os
import shutil
import stat
import subprocess
import sys
import threading
import zlib
from datetime import date, datetime
from pathlib import Path

import pytest

import app
from access.roles import Role
from asked_lately import ASKED, FOLDER, Tally
from components import kept_answers, kept_files, router
from components.kept_key import text_of
from components.page import all_pages, find, state_of
from indicators import warehouse
from indicators.warehouse import snapshot
from tests.scoped_pages.drawing import somebody
from views import database
from views.events import add_event

ROOT = Path(app.__file__).parent
DENSITY = {"path": "/density", "search": "?year=2024"}
KEPT = [page.path for page in all_pages() if page.rests_on]


@pytest.fixture
def shared(demonstration, demo_dir, tmp_path, monkeypatch):
    """The demonstration in a folder of its own, kept as files; gives the folder of its warehouse."""
    source, folder = demo_dir / "demo" / "warehouse", tmp_path / "data" / "warehouse"
    folder.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_file():
            os.link(path, folder / path.name)
    database.use(tmp_path)
    warehouse.use(tmp_path / "data")
    monkeypatch.setattr(kept_answers, "_tally", Tally())
    kept_answers.forget()
    kept_files.share()
    yield folder
    kept_files.share(False)
    kept_answers.forget()
    warehouse.use(None)
    database.use(None)


def bodies(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / FOLDER).glob("[0-9]*/*") if path.is_file())


def anew(asked=DENSITY) -> str:
    """What another process of the server says, that has drawn nothing itself."""
    kept_answers.forget()
    return router.kept_answer(asked)


def never_drawn(monkeypatch):
    monkeypatch.setattr(router, "body", lambda *_: pytest.fail("drawn again"))


def key_of(path: str, search: str = ""):
    page = find(path)
    with snapshot() as now:
        return kept_answers.key_of(page, state_of(page, path, search), now)


def test_what_one_process_drew_no_other_draws(shared, monkeypatch):
    first = router.kept_answer(DENSITY)
    never_drawn(monkeypatch)
    assert anew() == first


def test_files_and_folders_are_for_their_owner_alone_whatever_the_umask(shared):
    before = os.umask(0)
    try:
        router.kept_answer(DENSITY)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (shared / FOLDER).rglob("*") if path.is_file()}
    assert modes == {0o600} and len(bodies(shared)) == 1 and list((shared / FOLDER / ASKED).iterdir())
    assert {stat.S_IMODE(p.stat().st_mode) for p in (shared / FOLDER, *(shared / FOLDER).iterdir())} == {0o700}


def test_where_nobody_said_so_nothing_is_written(shared):
    kept_files.share(False)
    router.kept_answer(DENSITY)
    assert not (shared / FOLDER).exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-7]),
        lambda path: path.write_bytes(path.read_bytes()[:200] + b"\0" * 50 + path.read_bytes()[250:]),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["empty", "torn", "overwritten", "a folder"],
)
def test_what_is_damaged_is_drawn_anew(shared, damage):
    first = router.kept_answer(DENSITY)
    (path,) = bodies(shared)
    damage(path)
    assert anew() == first


def test_a_file_under_the_name_of_another_is_not_read(shared):
    router.kept_answer(DENSITY)
    (one,) = bodies(shared)
    right = anew({"path": "/tiers", "search": "?year=2024"})
    (other,) = set(bodies(shared)) - {one}
    shutil.copy(one, other)
    assert anew({"path": "/tiers", "search": "?year=2024"}) == right


def test_a_disk_that_refuses_makes_no_page_fail_and_is_told_once(shared, monkeypatch, caplog):
    first = router.kept_answer(DENSITY)
    shutil.rmtree(shared / FOLDER)
    monkeypatch.setattr(kept_files._sharing, "complained", -kept_files.SILENCE)
    monkeypatch.setattr(kept_answers._tally, "written", 0.0)

    def refuse(*_arguments, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("mkdir", "open"):
        with monkeypatch.context() as full, caplog.at_level(logging.WARNING):
            full.setattr(os, name, refuse)
            assert anew() == first
    told = [record for record in caplog.records if "没有留下" in record.message]
    assert len(told) == 1 and "No space left" in told[0].message


def test_the_longest_unused_go_when_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_files, "MOST_FILES", 8)
    for number in range(9):
        (tmp_path / str(number)).write_bytes(b"x")
        os.utime(tmp_path / str(number), (number, number))
    kept_files.make_room(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3", "4", "5", "6", "7", "8"]
    monkeypatch.setattr(kept_files, "MOST_BYTES", 4)
    kept_files.make_room(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["6", "7", "8"]


def test_room_is_made_while_bodies_are_written(shared, monkeypatch):
    monkeypatch.setattr(kept_files, "MOST_FILES", 4)
    monkeypatch.setattr(kept_files, "LOOK_EVERY", 1)
    with snapshot() as now:
        for number in range(12):
            kept_files.write((*now.key, number), b"body")
    assert 3 <= len(bodies(shared)) <= 4


def test_nothing_is_kept_of_a_build_whose_file_has_gone(shared):
    with snapshot() as now:
        gone = (str(shared / "20200101T000000-00000000.duckdb"), *now.key[1:])
    kept_files.write(gone, b"body")
    with kept_files.alone(gone):
        pass
    assert not (shared / FOLDER).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 flock，同时问的各画各的")
def test_two_who_ask_at_once_have_it_drawn_once(shared, monkeypatch):
    drawn, both, found = [], threading.Barrier(2, timeout=60), []
    real = router.body

    def slow(page, state):
        drawn.append(page.path)
        return real(page, state)

    def ask():
        both.wait()
        found.append(router.kept_answer(DENSITY))

    monkeypatch.setattr(router, "body", slow)
    monkeypatch.setattr(kept_files, "PATIENCE", 120)
    people = [threading.Thread(target=ask) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert drawn == ["/density"] and len(set(found)) == 1
    assert [path.suffix for path in bodies(shared)] == [""]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 flock，同时问的各画各的")
def test_nobody_waits_for_ever_for_somebody_who_draws(shared, monkeypatch):
    monkeypatch.setattr(kept_files, "PATIENCE", 0.05)
    with kept_files.alone(key_of("/density", "?year=2024")):
        assert router.kept_answer(DENSITY)


def test_each_kind_of_person_has_files_of_its_own(shared, monkeypatch):
    people = [{}, {"role": Role.ANALYST}, {"area": "330102011000"}, {"role": Role.HUB_LEADER, "hub": "H330102011000"}]
    asked = {"path": "/hubs", "search": "?year=2024"}
    alone, seen = [], set()
    for person in people:
        with somebody(**person):
            alone.append(anew(asked))
        mine = set(bodies(shared)) - seen
        assert len(mine) == 1
        seen |= mine
    never_drawn(monkeypatch)
    for person, expected in zip(people, alone, strict=True):
        with somebody(**person):
            assert anew(asked) == expected


def test_another_program_or_another_build_finds_nothing(shared, monkeypatch):
    router.kept_answer(DENSITY)
    key = key_of("/density", "?year=2024")
    assert kept_files.read(key)
    assert kept_files.read((key[0], "20990101T000000-00000000", *key[2:])) is None
    monkeypatch.setattr(kept_files, "edition", lambda: "another program")
    assert kept_files.read(key) is None


def test_the_text_of_a_key_is_the_same_in_every_process(shared, tmp_path):
    add_event("2021-07-01", "一件事")
    keys = {path: text_of(key_of(path, "?area=330102000000&year=2024")[1:]) for path in KEPT}
    assert "一件事" in keys["/density"] and len(set(keys.values())) == len(KEPT)
    script = (
        "import app, json\nfrom tests.components.test_kept_files import KEPT, key_of, text_of\n"
        "print(json.dumps({one: text_of(key_of(one, '?area=330102000000&year=2024')[1:]) for one in KEPT}))"
    )
    views = {"WUSHE_DATA_DIR": str(tmp_path / "data")}
    shutil.copy(tmp_path / database.FILE, tmp_path / "data" / database.FILE)
    for seed in ("1", "2"):
        environment = os.environ | views | {"PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr[-2000:]
        assert eval(run.stdout) == keys


def test_what_may_read_differently_elsewhere_has_no_text(shared, caplog):
    for part in ({1, 2}, frozenset("ab"), object(), 1.5, b"x", ["a"]):
        with pytest.raises(TypeError):
            text_of((1, (2, part)))
    with snapshot() as now, caplog.at_level(logging.ERROR):
        key = (*now.key, frozenset("ab"))
        kept_files.write(key, b"body")
        assert kept_files.read(key) is None and "不能给别的进程用" in caplog.text
    assert bodies(shared) == []


def test_keys_that_differ_have_texts_that_differ():
    day = date(2024, 1, 2)
    parts = [None, True, False, 0, 1, "", "1", "None", ("a", "b"), ("a", ("b",)), ("tuple", "a"), (), "[]", day]
    parts += [datetime(2024, 1, 2), ("date", "2024-01-02"), Role.ANALYST, "ANALYST", "分析员", ("Role", "ANALYST")]
    assert len({text_of(part) for part in parts}) == len(parts)


def test_what_is_kept_is_the_body_and_nothing_of_the_person(shared):
    with somebody():
        router.kept_answer(DENSITY)
    (path,) = bodies(shared)
    told = (shared / FOLDER / ASKED / f"{os.getpid()}.json").read_text("utf-8")
    assert "liming" not in zlib.decompress(path.read_bytes()[32:]).decode() and "liming" not in told
    assert "民政官员" in told
