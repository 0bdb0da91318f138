"""Old lines leave the record for a file and are still bound to the rest; young ones stay."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from access import archive, audit, inquiry, store, trimming
from access.cli import main
from access.errors import AccessError
from access.inquiry import Wanted

FIRST = datetime(2026, 1, 10, 8, tzinfo=inquiry.HERE)
NOW = datetime(2026, 11, 22, 9, tzinfo=inquiry.HERE)


def write(monkeypatch, name: str, moment: datetime, action: str = "导出", **what: object) -> None:
    monkeypatch.setattr(audit, "now", lambda: moment)
    audit.record(name, "分析员", action, what)


@pytest.fixture
def record(data_dir, monkeypatch):
    """A line a day for ten days, and the clock ten months on."""
    for day in range(10):
        write(monkeypatch, f"p{day % 3}", FIRST + timedelta(days=day), type="志愿服务", rows=day)
    monkeypatch.setattr(audit, "now", lambda: NOW)
    monkeypatch.setattr(trimming, "now", lambda: NOW)
    return data_dir


def change(data_dir, *statements: str) -> None:
    with closing(sqlite3.connect(data_dir / store.FILE)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_what_is_trimmed_is_verified_and_found_as_before(record):
    before = audit.verify()
    done = trimming.trim((FIRST + timedelta(days=4)).date())
    assert done.lines == 4 and done.file.stat().st_mode & 0o077 == 0
    after = audit.verify()
    assert (after.broken, after.lines) == (None, before.lines + 1)
    assert [line.number for line in inquiry.archived(Wanted(name="p0"))] == [4, 1]
    assert [line.number for line in inquiry.lines(Wanted(), 20)] == [11, 10, 9, 8, 7, 6, 5]
    assert audit.latest(1)[0].what["file"] == done.file.name
    again = trimming.trim((FIRST + timedelta(days=8)).date())
    assert again.lines == 4 and audit.verify().lines == 12 and audit.verify().broken is None
    assert trimming.trim((FIRST + timedelta(days=8)).date()).lines == 0


def test_the_chain_goes_on_when_everything_was_archived(record):
    trimming.trim((FIRST + timedelta(days=30)).date())
    assert [line.number for line in inquiry.lines(Wanted(), 20)] == [11]
    assert audit.verify().lines == 11 and audit.verify().broken is None


def test_young_lines_stay(record):
    with pytest.raises(AccessError, match="不到 180 天"):
        trimming.trim((NOW - timedelta(days=100)).date())
    assert not archive.files() and audit.verify().lines == 10


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_changed_archived_line_is_named_with_its_file(record, number):
    file = trimming.trim((FIRST + timedelta(days=4)).date()).file
    lines = file.read_text("utf-8").splitlines()
    lines[number - 1] = lines[number - 1].replace("志愿服务", "社会组织")
    file.write_text("\n".join(lines) + "\n", "utf-8")
    assert (audit.verify().broken, audit.verify().where) == (number, file.name)
    lines[number - 1] = "{not json"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    assert (audit.verify().broken, audit.verify().where) == (number, file.name)


def test_a_lost_archive_and_a_changed_line_after_it_are_found(record):
    file = trimming.trim((FIRST + timedelta(days=4)).date()).file
    change(record, "DROP TRIGGER audit_stays", "UPDATE audit SET name = 'x' WHERE id = 7")
    assert (audit.verify().broken, audit.verify().where) == (7, "")
    file.unlink()
    assert audit.verify().broken == 1 and "归档文件" in audit.verify().words


def test_a_stop_between_file_and_record_leaves_nothing_double(record):
    with pytest.raises(RuntimeError, match="stopped"), pytest.MonkeyPatch.context() as patch:

        def stopped(*_given: object, **_more: object) -> None:
            raise RuntimeError("stopped")

        patch.setattr(audit, "note", stopped)
        trimming.trim((FIRST + timedelta(days=4)).date())
    assert len(list(archive.folder().iterdir())) == 1
    assert audit.verify() == audit.Verdict(10, audit.verify().last, None)
    trimming.trim((FIRST + timedelta(days=6)).date())
    assert len(list(archive.folder().iterdir())) == 1
    assert audit.verify().lines == 11 and audit.verify().broken is None


def test_who_exported_what_between_two_days_is_one_command(record, capsys, monkeypatch):
    write(monkeypatch, "p1", NOW, "登录", origin="10.1.1.1")
    assert main(["audit", "trim", "--before", "2026-01-14", "--json"]) == 0
    capsys.readouterr()
    asked = ["audit", "show", "--action", "导出", "--name", "p1", "--text", "志愿服务", "--json"]
    assert main([*asked, "--from", "2026-01-11", "--to", "2026-01-14"]) == 0
    found = json.loads(capsys.readouterr().out)["lines"]
    assert [(line["name"], line["number"], line["what"]["rows"]) for line in found] == [("p1", 5, 4), ("p1", 2, 1)]
    assert main(["audit", "show", "--from", "gestern"]) == 1 and "不是日期" in capsys.readouterr().err
    assert main(["audit", "show", "--text", "there is none"]) == 0 and "没有这样" in capsys.readouterr().out


def test_a_cut_off_end_is_found_by_the_noted_hash(record, capsys):
    last = audit.verify().last
    assert main(["audit", "verify", "--last", last]) == 0
    change(record, "DROP TRIGGER audit_is_kept", "DELETE FROM audit WHERE id = 10")
    assert main(["audit", "verify"]) == 0
    assert main(["audit", "verify", "--last", last]) == 1 and "末尾被删过" in capsys.readouterr().out
