"""Coming in and going out: the password, the lock after wrong ones, and sessions the server can end."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from datetime import datetime, timedelta

from access import accounts, audit, passwords
from access.errors import AccessError
from access.roles import Person, Role
from access.store import now, read, rows, writing, written

MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How often it is written that a session is still in use."""
FORGOTTEN = timedelta(days=1)
"""Wrong tries of so long ago are no longer counted; they are not kept either."""
WRONG = "账户名或密码不对。"
NOBODY = "（没有的账户）"
"""What people type into the field of the name may be a password: only names of accounts are written down."""


def enter(name: str, password: str, origin: str = "") -> str:
    """The secret of a new session; AccessError in the same words for a wrong name and a wrong password.

    A try is counted before the password is looked at, so that many processes together allow no more than one does.
    """
    name = name[: accounts.LONGEST_NAME + 1]
    _count_try(name, origin)
    if not passwords.is_right(password[: passwords.LONGEST + 1], accounts.password_of(name)):
        left = _tries_left(name)
        hint = f"还可以试 {left} 次。" if left else f"这个账户锁定 {_minutes(LOCKED_FOR)} 分钟。"
        audit.record(_known(name), "", "登录", {"origin": origin, "tries_left": left}, audit.REFUSED)
        raise AccessError(WRONG, hint, 401)
    secret = secrets.token_urlsafe(32)
    moment = written(now())
    with writing() as connection:
        row = connection.execute("SELECT role, disabled_at FROM accounts WHERE name = ?", (name,)).fetchone()
        if row is None or row["disabled_at"]:
            raise AccessError(WRONG, "", 401)
        connection.execute("DELETE FROM failures WHERE name = ?", (name,))
        connection.execute("DELETE FROM sessions WHERE created_at < ?", (written(now() - ABSOLUTE),))
        connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(secret), name, moment, moment))
        audit.note(connection, name, row["role"], "登录", {"origin": origin})
    return secret


def _count_try(name: str, origin: str) -> None:
    moment = now()
    with writing() as connection:
        row = connection.execute("SELECT * FROM failures WHERE name = ?", (name,)).fetchone()
        until = read(row["locked_until"]) if row and row["locked_until"] else None
        if until and moment < until:
            audit.note(connection, _known(name), "", "登录", {"origin": origin, "locked": True}, audit.REFUSED)
            refused = until
        else:
            refused = None
            connection.execute("DELETE FROM failures WHERE last_at < ?", (written(moment - FORGOTTEN),))
            times = 1 if until or row is None else row["times"] + 1
            locked = written(moment + LOCKED_FOR) if times >= MOST_WRONG else None
            connection.execute(
                "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", (name, times, locked, written(moment))
            )
    if refused:
        raise AccessError("输错次数太多，账户暂时锁定。", f"请在 {_minutes(refused - moment)} 分钟后再试。", 429)


def _known(name: str) -> str:
    return name if accounts.find(name) else NOBODY


def _tries_left(name: str) -> int:
    found = rows("SELECT times FROM failures WHERE name = ?", name)
    return max(0, MOST_WRONG - found[0]["times"]) if found else MOST_WRONG


def _minutes(span: timedelta) -> int:
    return max(1, -(-int(span.total_seconds()) // 60))


def whose(secret: str | None) -> Person | None:
    """Whose session it is, if it still holds; being asked keeps it from growing idle."""
    if not secret:
        return None
    found = rows(
        "SELECT s.*, a.role, a.area, a.hub FROM sessions s JOIN accounts a USING (name)"
        " WHERE s.digest = ? AND a.disabled_at IS NULL",
        _digest(secret),
    )
    if not found or not _holds(found[0], now()):
        return None
    row = found[0]
    if now() - read(row["seen_at"]) > SEEN_EVERY:
        with writing() as connection:
            connection.execute(
                "UPDATE sessions SET seen_at = ? WHERE digest = ?", (written(now()), row["digest"])
            )
    return Person(row["name"], Role(row["role"]), row["area"], row["hub"])


def _holds(row: sqlite3.Row, moment: datetime) -> bool:
    return moment - read(row["created_at"]) < ABSOLUTE and moment - read(row["seen_at"]) < IDLE


def leave(secret: str) -> None:
    """End a session: its secret is worth nothing from now on."""
    with writing() as connection:
        row = connection.execute(
            "DELETE FROM sessions WHERE digest = ? RETURNING name", (_digest(secret),)
        ).fetchone()
        if row:
            audit.note(connection, row["name"], "", "退出", {})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
