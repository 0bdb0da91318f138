"""The one door to views.sqlite: opened per request, safe with several server processes, in words when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlite_file import SqliteFile
from views.errors import ViewError

FILE = "views.sqlite"
KEPT_DELETED = timedelta(days=30)
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
        yield connection


def owner_of(row: sqlite3.Row) -> str:
    """The login name of the person a row belongs to; empty for what was kept before there were accounts."""
    return row["owner"] if "owner" in row.keys() else ""  # noqa: SIM118 - a row is no dictionary


def now() -> str:
    """This moment, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def forget_old(connection: sqlite3.Connection, table: str) -> None:
    """Remove for good what was deleted more than thirty days ago; the name of the table is one of ours."""
    limit = (datetime.now(UTC) - KEPT_DELETED).isoformat(timespec="milliseconds")
    connection.execute(f"DELETE FROM {table} WHERE deleted_at < ?", (limit,))
