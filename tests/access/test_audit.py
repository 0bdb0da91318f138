"""The record of what was done only grows, and whoever changes it from outside is found out."""

import sqlite3
from contextlib import closing

import pytest

from access import accounts, audit, store
from access.roles import Role


@pytest.fixture
def file(data_dir):
    for name in ("one", "two", "three", "four"):
        accounts.add(name, Role.ANALYST)
    assert audit.verify() == audit.Verdict(4, audit.verify().last, None)
    return data_dir / store.FILE


def change(file, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("statement", ["UPDATE audit SET name = 'x'", "DELETE FROM audit"])
def test_lines_are_not_changed_or_removed_by_mistake(file, statement):
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        change(file, statement)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET what = replace(what, 'two', 'six') WHERE id = 2", 2),
        ("UPDATE audit SET at = '2020-01-01T00:00:00.000+00:00' WHERE id = 3", 3),
        ("DELETE FROM audit WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 1", 1),
        ("INSERT INTO audit SELECT 9, at, name, role, action, result, what, previous, digest FROM audit LIMIT 1", 5),
    ],
)
def test_a_line_tampered_with_is_named(file, statement, broken):
    change(file, "DROP TRIGGER audit_stays", "DROP TRIGGER audit_is_kept", statement)
    assert audit.verify().broken == broken


def test_what_cannot_be_recorded_is_not_done(file, monkeypatch):
    def fails(*_given: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(audit, "note", fails)
    with pytest.raises(Exception, match="磁盘空间不足"):
        accounts.add("five", Role.ANALYST)
    assert accounts.find("five") is None


def test_the_lines_of_one_account_are_found_without_those_of_others(file):
    plan = store.rows("EXPLAIN QUERY PLAN SELECT * FROM audit WHERE TRUE AND name = ? AND action = ? ORDER BY id DESC",
                      "one", "拒绝")  # fmt: skip
    said = " ".join(row["detail"] for row in plan)
    assert "audit_of_name" in said and "SCAN" not in said and "B-TREE" not in said
