"""The one door to views.sqlite: opened per request, safe with several server processes, in words when it fails."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlite_file import SqliteFile
from views.errors import ViewError

FILE = "views.sqlite"
KEPT_DELETED = timedelta(days=30)
MOST_DELETED = 100
SCHEMA = """
CREATE TABLE IF NOT EXISTS views (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT,
    owner TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, day TEXT NOT NULL, words TEXT NOT NULL, area TEXT NOT NULL, created_at TEXT NOT NULL,
    deleted_at TEXT, owner TEXT NOT NULL DEFAULT ''
) STRICT;
"""
OWNED = ("views", "events")
INDEXES = (
    "CREATE INDEX IF NOT EXISTS views_of_owner ON views (owner, deleted_at, created_at DESC, code)",
    "CREATE INDEX IF NOT EXISTS events_of_owner ON events (owner, deleted_at)",
)
"""Made after a file of before there were accounts has got its owners."""
_file = SqliteFile(
    FILE,
    SCHEMA,
    ViewError,
    damaged=("保存视图的文件损坏了，读不出来。", f"请系统管理员把数据目录里的 {FILE} 移走，或从备份恢复。"),
    unwritable=("数据目录不能写入，没有保存。", "请系统管理员检查数据目录的权限；在此之前可以直接复制地址栏里的地址。"),
    reads_unwritable=True,
)
use, rows = _file.use, _file.rows


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """One transaction that changes something; a file of before there were accounts learns whose things are whose."""
    with _file.writing() as connection:
        for table in OWNED:
            if all(column["name"] != "owner" for column in connection.execute(f"PRAGMA table_info({table})")):
                connection.execute(f"ALTER TABLE {table} ADD COLUMN owner TEXT NOT NULL DEFAULT ''")
        for index in INDEXES:
            connection.execute(index)
        yield connection


def owned_by(owners: Sequence[str] | None) -> tuple[str, tuple[str, ...]]:
    """The condition that a row belongs to one of these, and its values; None is everybody."""
    return ("TRUE", ()) if owners is None else (f"owner IN ({', '.join('?' * len(owners))})", tuple(owners))


def owned_rows(sql: str, owners: Sequence[str] | None, *values: object) -> list[sqlite3.Row]:
    """What a query finds of these owners; their condition comes first in it, as {owned}."""
    condition, names = owned_by(owners)
    try:
        return rows(sql.format(owned=condition), *names, *values)
    except ViewError as error:
        if "no such column: owner" not in str(error.__cause__):
            raise
    every = rows(sql.format(owned="TRUE"), *values)  # nothing was changed yet since there are accounts
    return [row for row in every if owners is None or owner_of(row) in owners]


def owner_of(row: sqlite3.Row) -> str:
    """The login name of the person a row belongs to; empty for what was kept before there were accounts."""
    return row["owner"] if "owner" in row.keys() else ""  # noqa: SIM118 - a row is no dictionary


def now() -> str:
    """This moment, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def forget_old(connection: sqlite3.Connection, table: str, owner: str) -> None:
    """Remove for good what one person deleted more than thirty days ago; the name of the table is one of ours. Those of
    others are left to `forget_everybodys`: how many there are would be told by the time it takes."""
    connection.execute(f"DELETE FROM {table} WHERE owner = ? AND deleted_at < ?", (owner, _limit()))


def forget_everybodys() -> None:
    """The same of everybody, in no request of anybody: when a process begins to serve."""
    if not _file.path().is_file():
        return
    try:
        with writing() as connection:
            for table in OWNED:
                connection.execute(f"DELETE FROM {table} WHERE deleted_at < ?", (_limit(),))
    except ViewError as reason:  # read only, damaged, busy: told when somebody saves; the pages do not need it
        logging.getLogger("wushe").warning("从前删除的视图、事件没有清理：%s", reason.message)


def _limit() -> str:
    return (datetime.now(UTC) - KEPT_DELETED).isoformat(timespec="milliseconds")


def forget_most(connection: sqlite3.Connection, table: str, owner: str) -> None:
    """Of what one person deleted only the last hundred may come back; the name of the table is one of ours."""
    newest_first = f"SELECT rowid FROM {table} WHERE owner = ? AND deleted_at IS NOT NULL ORDER BY deleted_at DESC"
    connection.execute(
        f"DELETE FROM {table} WHERE rowid IN ({newest_first}, rowid DESC LIMIT -1 OFFSET ?)", (owner, MOST_DELETED)
    )
