"""What an administrator and a person do with accounts: end them, end sessions elsewhere, find unused ones."""

import os
import pwd
import sqlite3
from datetime import timedelta

import pytest

from access import accounts, afresh, audit, audited, devices, entering, idle, locks, present, store, tokens
from access.errors import AccessError
from access.roles import Person, Role

GOOD = "Luohan-Song-2031"


@pytest.fixture
def person():
    """The gate's part: somebody asks, and people have to come in."""
    present.require()
    token = present.set_person(Person("li.w", Role.ANALYST))
    yield
    present.forget(token)
    present.require(False)


def test_the_last_administrator_stays_and_nobody_ends_themselves():
    accounts.add("root1", Role.ADMINISTRATOR)
    with pytest.raises(AccessError, match="最后一个管理员"):
        accounts.disable("root1")
    accounts.add("root2", Role.ADMINISTRATOR)
    with pytest.raises(AccessError, match="不能停用自己"):
        accounts.disable("root1", "root1")
    accounts.disable("root1", "root2")
    with pytest.raises(AccessError, match="最后一个管理员"):
        accounts.disable("root2")
    assert accounts.find("root1").disabled_at and accounts.find("root2").disabled_at is None


def test_what_is_done_at_the_servers_command_line_is_written_with_the_name_of_the_systems_user(monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody-else")
    accounts.add("root1", Role.ADMINISTRATOR)
    token = tokens.add("root1", "夜间同步指标")
    accounts.reset("root1")
    afresh.begin("备份.tar.gz")
    with store.writing() as connection:
        connection.execute("INSERT INTO failures VALUES ('root1', 5, '2999-01-01', '2026-01-01')")
    locks.lift("root1")
    own = f"命令行（{pwd.getpwuid(os.getuid()).pw_name}）"
    assert token and {line.name for line in audit.latest(9)} == {own}
    accounts.reset("root1", "chief")
    assert audit.latest(1)[0].name == "chief"


def test_a_person_sees_and_ends_their_other_sessions_and_nobody_elses():
    password = accounts.add("li.w", Role.ANALYST)
    other = entering.enter("wang", accounts.add("wang", Role.ANALYST))
    one, two, three = (entering.enter("li.w", password) for _ in range(3))
    listed = devices.listed("li.w", two)
    assert [device.is_this for device in listed].count(True) == 1 and len(listed) == 3
    assert not any(secret in str(listed) for secret in (one, two, three))
    with pytest.raises(AccessError, match="已经结束"):
        devices.end("li.w", devices.listed("wang")[0].id)
    first = next(device for device in devices.listed("li.w", one) if device.is_this)
    devices.end("li.w", first.id)
    assert entering.whose(one) is None and entering.whose(three)
    assert devices.end_others("li.w", two) == 1
    assert entering.whose(two) and entering.whose(three) is None and entering.whose(other)
    assert [line.action for line in audit.latest(2)] == ["退出其他设备", "退出"]


def test_a_session_is_known_by_its_address_and_browser_and_one_of_before_by_neither():
    password = accounts.add("li.w", Role.ANALYST)
    first, second = (entering.enter("li.w", password, *place) for place in (("10.1.2.3", "Edge · Windows"), ()))
    known = {(one.origin, one.browser) for one in devices.listed("li.w")}
    assert known == {("10.1.2.3", "Edge · Windows"), ("", "")}
    assert audit.latest(5, action="登录")[-1].what == {"origin": "10.1.2.3", "browser": "Edge · Windows"}
    entering.leave(first)
    assert len(store.rows("SELECT * FROM session_places")) == 1, "nothing of a session stays when it ends"
    with sqlite3.connect(store.path()) as connection:  # as an older version of the program left it
        connection.execute("DROP TRIGGER places_follow")
        connection.execute("DROP TABLE session_places")
    connection.close()
    assert [(one.origin, one.browser) for one in devices.listed("li.w")] == [("", "")]
    assert entering.whose(second) and entering.enter("li.w", password, "10.9.9.9")


def test_accounts_nobody_uses_are_told(monkeypatch):
    password = accounts.add("li.w", Role.ANALYST)
    accounts.add("never", Role.ANALYST)
    moment = store.now() + timedelta(days=60)
    for module in (audit, entering):
        monkeypatch.setattr(module, "now", lambda: moment)
    entering.enter("li.w", password)
    monkeypatch.setattr(idle, "now", lambda: store.now() + timedelta(days=89))
    assert idle.unused() == set()
    monkeypatch.setattr(idle, "now", lambda: store.now() + timedelta(days=91))
    assert idle.unused() == {"never"}
    monkeypatch.setattr(idle, "now", lambda: store.now() + timedelta(days=151))
    assert idle.unused() == {"never", "li.w"}


def test_what_a_person_does_is_written_with_their_name(person):
    audited.note("导出", {"rows": 3})
    assert [(line.name, line.role, line.action, line.what) for line in audit.latest()] == [
        ("li.w", "分析员", "导出", {"rows": 3})
    ]


def test_one_person_on_one_machine_leaves_no_record(data_dir):
    audited.note("导出", {"rows": 3})
    audited.refused({"address": "/"})
    assert list(data_dir.iterdir()) == []


def test_a_flood_of_refusals_is_one_number(person, monkeypatch):
    start = store.now().replace(second=0, microsecond=0)
    monkeypatch.setattr(audited, "_counts", audited._Counts())
    monkeypatch.setattr(audited, "now", lambda: start)
    for _ in range(audited.SINGLE + 500):
        audited.refused({"address": "/api"})
    assert audit.verify().lines == audited.SINGLE
    monkeypatch.setattr(audited, "now", lambda: start + timedelta(minutes=1))
    audited.refused({"address": "/api"})
    assert [line.what.get("times") for line in audit.latest(3)] == [None, 500, None]
    assert audit.verify().lines == audited.SINGLE + 2 and audit.verify().broken is None


def test_what_cannot_be_written_is_said(person, data_dir):
    accounts.add("other", Role.ANALYST)
    store.path().write_bytes(b"no database at all" * 100)
    with pytest.raises(AccessError, match="损坏"):
        audited.note("导出", {})


def test_a_flood_of_wrong_names_is_one_number_too(monkeypatch):
    accounts.add("li.w", Role.ANALYST)
    before = audit.verify().lines
    monkeypatch.setattr(audited, "_counts", audited._Counts())
    for number in range(audited.SINGLE + 30):
        with pytest.raises(AccessError):
            entering.enter(f"nobody{number}", "Wrong-Guess-77")
    assert audit.verify().lines <= before + 2 * audited.SINGLE + 1 < before + audited.SINGLE + 30
