"""The one door to access.sqlite in the data folder: opened per request, safe with several server processes.

The file belongs to the account the server runs under and to nobody else; one that others may read is refused.
"""

from __future__ import annotations

from datetime import UTC, datetime

from access.errors import AccessError
from sqlite_file import SqliteFile

FILE = "access.sqlite"
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
CREATE TABLE IF NOT EXISTS session_places (
    digest TEXT PRIMARY KEY, origin TEXT NOT NULL, browser TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS places_follow AFTER DELETE ON sessions BEGIN
    DELETE FROM session_places WHERE digest = OLD.digest;
END;
CREATE TABLE IF NOT EXISTS tokens (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, purpose TEXT NOT NULL, created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL, revoked_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS used_attempts (attempt TEXT PRIMARY KEY, used_at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, action TEXT NOT NULL,
    result TEXT NOT NULL, what TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS audit_of_name ON audit (name, action, id);
CREATE TRIGGER IF NOT EXISTS audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""
_file = SqliteFile(
    FILE,
    SCHEMA,
    AccessError,
    damaged=("账户文件损坏了，读不出来。", f"请系统管理员从备份恢复数据目录里的 {FILE}。"),
    unwritable=("数据目录不能写入，没有保存。", "请系统管理员检查数据目录的权限。"),
    opened_to_others=(
        f"账户文件 {FILE} 别人也能读，不使用它。",
        f"请在数据目录里执行：chmod 600 {FILE}*，再试一次。",
    ),
)
use, in_folder, path, writing, rows = _file.use, _file.in_folder, _file.path, _file.writing, _file.rows


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as it is kept: texts of moments stand in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def read(text: str) -> datetime:
    """A moment that was kept."""
    return datetime.fromisoformat(text)
