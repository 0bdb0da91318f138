"""Sessions end when they should, and wrong passwords lock: over all processes, for the same few tries."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from access import accounts, audit, entering, store
from access.errors import AccessError
from access.roles import Role

ROOT = Path(__file__).resolve().parents[2]
GUESS = """
import sys
from access import entering, store
from access.errors import AccessError
store.use(sys.argv[1])
for _ in range(10):
    try:
        entering.enter("li.w", "Wrong-Guess-77")
    except AccessError as refusal:
        print(refusal.status)
"""


@pytest.fixture
def password():
    return accounts.add("li.w", Role.ANALYST)


def later(monkeypatch, span: timedelta) -> None:
    """The clock of the accounts stands so much after the real one."""
    moment = store.now() + span
    for module in (accounts, audit, entering):
        monkeypatch.setattr(module, "now", lambda: moment)


def refused(name: str, password: str) -> AccessError:
    with pytest.raises(AccessError) as refusal:
        entering.enter(name, password)
    return refusal.value


def test_logging_out_ends_the_session_for_good(password):
    session = entering.enter("li.w", password)
    assert entering.whose(session).name == "li.w"
    entering.leave(session)
    assert entering.whose(session) is None and entering.whose("") is None and entering.whose("x" * 43) is None


def test_a_session_ends_when_idle_and_at_the_latest_after_its_time(password, monkeypatch):
    session = entering.enter("li.w", password)
    later(monkeypatch, entering.IDLE - timedelta(minutes=1))
    assert entering.whose(session)
    later(monkeypatch, 2 * entering.IDLE - timedelta(minutes=3))
    assert entering.whose(session), "it was in use"
    later(monkeypatch, 3 * entering.IDLE)
    assert entering.whose(session) is None
    monkeypatch.undo()


def test_a_session_in_use_all_day_ends_too(password, monkeypatch):
    session = entering.enter("li.w", password)
    steps = [timedelta(minutes=20) * step for step in range(1, 40)]
    holds = []
    for step in steps:
        later(monkeypatch, step)
        holds.append(entering.whose(session) is not None)
    assert holds == [step < entering.ABSOLUTE for step in steps]
    monkeypatch.undo()


def test_a_wrong_name_and_a_wrong_password_are_told_alike(password):
    unknown, wrong = refused("nobody", "Wrong-Guess-77"), refused("li.w", "Wrong-Guess-77")
    assert (unknown.message, unknown.hint, unknown.status) == (wrong.message, wrong.hint, wrong.status)
    assert [line.name for line in audit.latest(2)] == ["li.w", entering.NOBODY]
    refused("Geheim-Wort-in-the-wrong-field-9", "x")
    assert "Geheim" not in str([(line.name, line.what) for line in audit.latest()])


def test_wrong_passwords_lock_for_a_while_even_with_the_right_one(password, monkeypatch):
    answers = [refused("li.w", "Wrong-Guess-77") for _ in range(entering.MOST_WRONG)]
    assert {answer.status for answer in answers} == {401} and "还可以试 4 次" in answers[0].hint
    assert "锁定" in answers[-1].hint
    assert refused("li.w", password).status == 429
    later(monkeypatch, entering.LOCKED_FOR + timedelta(seconds=1))
    assert entering.enter("li.w", password)
    monkeypatch.undo()


def test_four_processes_together_get_no_more_tries_than_one(password, data_dir):
    guessing = [
        subprocess.Popen([sys.executable, "-c", GUESS, str(data_dir)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = "".join(process.communicate()[0] for process in guessing).split()
    assert sorted(answers) == ["401"] * entering.MOST_WRONG + ["429"] * (40 - entering.MOST_WRONG)
    assert audit.verify().broken is None and audit.verify().lines == 41
