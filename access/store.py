"""The one door to access.sqlite in the data folder: opened per request, safe with several server processes.

The file belongs to the account the server runs under and to nobody else; one that others may read is refused.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from access.errors import AccessError
from settings import settings

FILE = "access.sqlite"
WAITING = 5  # seconds a writer waits for another process
OWN_EYES = 0o600
SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, area TEXT, hub TEXT, password TEXT NOT NULL,
    password_set_at TEXT NOT NULL, must_change INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL, disabled_at TEXT,
    CHECK (area IS NULL OR hub IS NULL)
) STRICT;
CREATE TABLE IF NOT EXISTS former_passwords (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, password TEXT NOT NULL, set_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS failures (
    name TEXT PRIMARY KEY, times INTEGER NOT NULL, locked_until TEXT, last_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL, seen_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, purpose TEXT NOT NULL, created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL, revoked_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, action TEXT NOT NULL,
    result TEXT NOT NULL, what TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""
_chosen: dict[str, Path] = {}


def use(data_dir: Path | str | None) -> None:
    """Keep accounts in another data folder from now on (tests); None returns to WUSHE_DATA_DIR."""
    _chosen.clear()
    if data_dir is not None:
        _chosen["data"] = Path(data_dir)


def path() -> Path:
    """Where the accounts are kept."""
    return (_chosen.get("data") or settings().data_dir.expanduser().absolute()) / FILE


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as it is kept: texts of moments stand in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def read(text: str) -> datetime:
    """A moment that was kept."""
    return datetime.fromisoformat(text)


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """One transaction that changes something, alone among all processes; AccessError when it cannot be written."""
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        _make_private()
        with closing(sqlite3.connect(path(), timeout=WAITING, isolation_level=None)) as connection:
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
    """What a query finds; nothing as long as no account was ever made."""
    if not path().is_file():
        return []
    _refuse_open_file()
    try:
        address = f"{path().absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=WAITING)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, values).fetchall()
    except sqlite3.Error as reason:
        raise _in_words(reason) from reason


def _make_private() -> None:
    """Make the file before anything is in it, readable by its owner alone; refuse one that others may read."""
    if not path().exists():
        os.close(os.open(path(), os.O_CREAT | os.O_WRONLY, OWN_EYES))
    _refuse_open_file()


def _refuse_open_file() -> None:
    if os.name == "posix" and stat.S_IMODE(path().stat().st_mode) & 0o077:
        raise AccessError(
            f"账户文件 {FILE} 别人也能读，不使用它。", f"请在数据目录里执行：chmod 600 {FILE}*，再试一次。", 500
        )


def _in_words(reason: Exception) -> AccessError:
    words = str(reason)
    if "full" in words or getattr(reason, "errno", None) == 28:
        return AccessError("磁盘空间不足，没有保存。", "请系统管理员清理磁盘后再试。", 507)
    if "locked" in words or "busy" in words:
        return AccessError("正有别人在保存，没有轮到。", "请过几秒再试一次。", 503)
    if "malformed" in words or "not a database" in words:
        return AccessError("账户文件损坏了，读不出来。", f"请系统管理员从备份恢复数据目录里的 {FILE}。", 500)
    return AccessError("数据目录不能写入，没有保存。", "请系统管理员检查数据目录的权限。", 507)
