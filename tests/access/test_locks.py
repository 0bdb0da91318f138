"""Accounts locked after wrong passwords are told, and lifted before their time."""

import json
from datetime import timedelta

import pytest

from access import accounts, audit, entering, locks, store
from access.cli import main
from access.errors import AccessError
from access.roles import Role


def try_wrongly(name: str) -> None:
    for _ in range(entering.MOST_WRONG):
        with pytest.raises(AccessError):
            entering.enter(name, "Wrong-Guess-77")


@pytest.fixture
def locked() -> str:
    """The password of li.w, whose account is locked now."""
    password = accounts.add("li.w", Role.ANALYST)
    try_wrongly("li.w")
    with pytest.raises(AccessError, match="锁定"):
        entering.enter("li.w", password)
    return password


def test_a_locked_account_is_told_with_the_end_of_its_lock(locked, monkeypatch):
    try_wrongly("nobody")
    (name, until), *others = locks.locked().items()
    assert name == "li.w" and not others, "names that are no accounts are no accounts here either"
    assert store.now() < until <= store.now() + entering.LOCKED_FOR
    monkeypatch.setattr(locks, "now", lambda: until + timedelta(seconds=1))
    assert locks.locked() == {}


def test_lifting_a_lock_lets_the_person_in_at_once_and_is_written(locked):
    locks.lift("li.w", by="root1")
    assert entering.enter("li.w", locked) and locks.locked() == {}
    line = audit.latest(5, action="解除锁定")[0]
    assert (line.name, line.what) == ("root1", {"account": "li.w"})


@pytest.mark.parametrize(("name", "words"), [("li.w", "没有锁定"), ("nobody", "没有账户")])
def test_there_must_be_something_to_lift(name, words):
    accounts.add("li.w", Role.ANALYST)
    before = audit.verify().lines
    with pytest.raises(AccessError, match=words):
        locks.lift(name)
    assert audit.verify().lines == before


def test_the_command_line_tells_and_lifts_it(locked, capsys):
    assert main(["user", "list", "--json"]) == 0
    state = json.loads(capsys.readouterr().out)["accounts"][0]["state"]
    assert state.startswith("已锁定（到 ") and len(state) == len("已锁定（到 14:05）")
    assert main(["user", "unlock", "li.w"]) == 0 and "已解除锁定" in capsys.readouterr().out
    assert main(["user", "unlock", "li.w"]) == 1 and "没有锁定" in capsys.readouterr().err
    assert main(["user", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accounts"][0]["state"] == "可用"
