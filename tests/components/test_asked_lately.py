"""What was asked in the last minutes: told by each process, outliving it, forgotten soon, and never a fault."""

import json
import os

import pytest

import asked_lately
from asked_lately import ASKED, FOLDER, LATELY, Question, Tally, put_away_old, told_lately
from drawn_ahead import asked_of

ABOUT = {"edition": "this one"}
ONE = Question("/density", "?year=2024", "分析员", "330102000000", None, True)
OTHER = Question("/tiers", "", "", None, None, False)


@pytest.fixture
def clock(monkeypatch):
    """Seconds that go on when told."""
    moment = [1_000_000.0]
    monkeypatch.setattr(asked_lately.time, "time", lambda: moment[0])
    return moment


def asked(folder) -> dict:
    return {question: times for told in told_lately(folder) for question, (times, _) in told.asked.items()}


def file_of(folder):
    return folder / FOLDER / ASKED / f"{os.getpid()}.json"


def write(tally, folder, clock):
    tally.write(folder, ABOUT)
    os.utime(file_of(folder), (clock[0], clock[0]))


def test_what_is_noted_is_told(tmp_path, clock):
    tally = Tally()
    for question in (ONE, ONE, OTHER):
        tally.note(question)
    write(tally, tmp_path, clock)
    assert asked(tmp_path) == {ONE: 2, OTHER: 1} and [told.about for told in told_lately(tmp_path)] == [ABOUT]


def test_it_is_written_now_and_then_only(clock):
    tally = Tally()
    assert [tally.note(ONE) for _ in range(3)] == [True, False, False]
    clock[0] += asked_lately.EVERY
    assert [tally.note(ONE) for _ in range(2)] == [True, False]


def test_what_nobody_asks_any_more_is_forgotten(tmp_path, clock):
    tally = Tally()
    tally.note(ONE)
    clock[0] += LATELY - 1
    tally.note(OTHER)
    write(tally, tmp_path, clock)
    assert set(asked(tmp_path)) == {ONE, OTHER}
    clock[0] += 2
    assert set(asked(tmp_path)) == {OTHER}
    write(tally, tmp_path, clock)
    assert ONE not in tally.asked


def test_a_process_that_tells_nothing_any_more_is_not_read_and_its_file_goes(tmp_path, clock):
    tally = Tally()
    tally.note(ONE)
    write(tally, tmp_path, clock)
    put_away_old(tmp_path)
    assert file_of(tmp_path).exists()
    clock[0] += LATELY + 1
    assert asked(tmp_path) == {}
    put_away_old(tmp_path)
    assert not file_of(tmp_path).exists()


def test_neither_many_nor_long_addresses_fill_it(clock, monkeypatch):
    monkeypatch.setattr(asked_lately, "MOST", 3)
    tally = Tally()
    tally.note(Question("/density", "?q=" + "x" * asked_lately.LONGEST, "", None, None, False))
    assert tally.asked == {}
    for number in range(5):
        tally.note(Question("/density", f"?year={number}", "", None, None, False))
    assert [question.search for question in tally.asked] == ["?year=2", "?year=3", "?year=4"]


def test_who_asks_for_many_addresses_crowds_out_nobody_else(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(asked_lately, "MOST", 6)
    tally = Tally()
    mine = [Question("/density", f"?x={number}", "枢纽负责人", None, "H1", True) for number in range(20)]
    others = [Question("/density", f"?year={number}", "民政官员", "330102", None, True) for number in range(2)]
    for question in (*others, *mine, *mine[-4:]):
        tally.note(question)
    assert list(tally.asked) == [*others, *mine[-4:]]
    write(tally, tmp_path, clock)
    assert [question.role for question in asked_of(tmp_path)[1]] == ["枢纽负责人", "民政官员"] * 2 + ["枢纽负责人"] * 2


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", '{"asked": []}', '{"about": {}, "asked": [[1]]}', '{"about": 3, "asked": []}', "\x00\xff",
     '{"about": {}, "asked": [["/", "", "", null, null, false, "many", "late"]]}',
     '{"about": {}, "asked": [[7, "", "", null, null, false, 1, 1e12]]}'],
)  # fmt: skip
def test_what_no_process_of_the_server_wrote_tells_nothing(tmp_path, text):
    file_of(tmp_path).parent.mkdir(parents=True)
    file_of(tmp_path).write_bytes(text.encode("latin1"))
    assert list(told_lately(tmp_path)) == []


def test_a_file_of_another_account_tells_nothing(tmp_path, clock, monkeypatch):
    tally = Tally()
    tally.note(ONE)
    write(tally, tmp_path, clock)
    monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    assert asked(tmp_path) == {}


def test_it_is_one_small_file_for_its_owner_alone(tmp_path, clock):
    tally = Tally()
    tally.note(ONE)
    for _ in range(2):
        write(tally, tmp_path, clock)
    assert [path.name for path in file_of(tmp_path).parent.iterdir()] == [file_of(tmp_path).name]
    assert json.loads(file_of(tmp_path).read_text("utf-8"))["asked"][0][:2] == ["/density", "?year=2024"]
