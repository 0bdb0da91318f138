"""The one door to views.sqlite: opened per request, safe with several server processes, in words when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from settings import settings
from views.errors import ViewError

FILE = "views.sqlite"
KEPT_DELETED = timedelta(days=30)
WAITING = 5  # seconds a writer waits for another process
SCHEMA = """
CREATE TABLE IF NOT EXISTS views (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, day TEXT NOT NULL, words TEXT NOT NULL, area TEXT NOT NULL, created_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;
"""
_chosen: dict[str, Path] = {}


def use(data_dir: Path | str | None) -> None:
    """Keep views in another data folder from now on (tests); None returns to WUSHE_DATA_DIR."""
    _chosen.clear()
    if data_dir is not None:
        _chosen["data"] = Path(data_dir)


def now() -> str:
    """This moment, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def forget_old(connection: sqlite3.Connection, table: str) -> None:
    """Remove for good what was deleted more than thirty days ago; the name of the table is one of ours."""
    limit = (datetime.now(UTC) - KEPT_DELETED).isoformat(timespec="milliseconds")
    connection.execute(f"DELETE FROM {table} WHERE deleted_at < ?", (limit,))


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """One transaction that changes something; ViewError when the folder cannot be written or the disk is full."""
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(_path(), timeout=WAITING, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(SCHEMA)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
    except (sqlite3.Error, OSError) as reason:
        raise _in_words(reason) from reason


def rows(sql: str, *values: object) -> list[sqlite3.Row]:
    """What a query finds; nothing as long as nothing was ever kept. Reads in a folder that cannot be written too."""
    if not _path().is_file():
        return []
    try:
        return _read("mode=ro", sql, values)
    except sqlite3.Error:
        try:
            return _read("mode=ro&immutable=1", sql, values)  # without the right to make the files WAL needs
        except sqlite3.Error as reason:
            raise _in_words(reason) from reason


def _read(how: str, sql: str, values: tuple) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"{_path().absolute().as_uri()}?{how}", uri=True, timeout=WAITING)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(sql, values).fetchall()


def _path() -> Path:
    return (_chosen.get("data") or settings().data_dir.expanduser().absolute()) / FILE


def _in_words(reason: Exception) -> ViewError:
    words = str(reason)
    if "full" in words or getattr(reason, "errno", None) == 28:
        return ViewError("磁盘空间不足，没有保存。", "请系统管理员清理磁盘后再试。", 507)
    if "locked" in words or "busy" in words:
        return ViewError("正有别人在保存，没有轮到。", "请过几秒再试一次。", 503)
    if "malformed" in words or "not a database" in words:
        hint = f"请系统管理员把数据目录里的 {FILE} 移走，或从备份恢复。"
        return ViewError("保存视图的文件损坏了，读不出来。", hint, 500)
    return ViewError(
        "数据目录不能写入，没有保存。", "请系统管理员检查数据目录的权限；在此之前可以直接复制地址栏里的地址。", 507
    )
