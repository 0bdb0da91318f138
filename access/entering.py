"""Coming in and going out: the password, the lock after wrong ones, and sessions the server can end."""

from __future__ import annotations

import hashlib
import logging
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from access import accounts, audit, audited, passwords
from access.errors import AccessError
from access.lately import Lately
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
SIGNED_ON = "sso."
"""How the secret of a session begins whose person came in by the office's single sign-on."""
ONCE = timedelta(hours=1)
"""How long it is known that a way through the single sign-on was used; it is void long before."""
NOBODY = "（没有的账户）"
"""What people type into the field of the name may be a password: only names of accounts are written down."""


@dataclass(frozen=True)
class Session:
    """Somebody who came in, and is still in."""

    person: Person
    needs_new_password: bool


_lately = Lately()


def enter(name: str, password: str, origin: str = "", browser: str = "") -> str:
    """The secret of a new session; AccessError in the same words for a wrong name and a wrong password."""
    prove(name, password, origin)
    return begin(name, origin, browser)


def prove(name: str, password: str, origin: str = "") -> None:
    """AccessError unless it is the password of the account; one that has none is answered alike.

    A try is counted before the password is looked at, so that many processes together allow no more than one does.
    """
    name = name[: accounts.LONGEST_NAME + 1]
    _count_try(name, origin)
    if not passwords.is_right(password[: passwords.LONGEST + 1], accounts.password_of(name)):
        left = _tries_left(name)
        hint = f"还可以试 {left} 次。" if left else f"这个账户锁定 {_minutes(LOCKED_FOR)} 分钟。"
        audited.login_refused(_known(name), {"origin": origin, "tries_left": left})
        raise AccessError(WRONG, hint, 401)
    with writing() as connection:
        connection.execute("DELETE FROM failures WHERE name = ?", (name,))


def begin(name: str, origin: str = "", browser: str = "", attempt: str = "") -> str:
    """The secret of a new session for somebody who has proved who they are; it is kept nowhere else.

    `origin` is the address it began from and `browser` plain words (`browsers.words_of`): their owner sees both.
    `attempt` tells one way through the office's single sign-on from every other; each is good once.
    """
    secret = (SIGNED_ON if attempt else "") + secrets.token_urlsafe(32)
    moment = written(now())
    with writing() as connection:
        row = connection.execute("SELECT role, disabled_at FROM accounts WHERE name = ?", (name,)).fetchone()
        if row is None or row["disabled_at"]:
            raise AccessError(WRONG, "", 401)
        if attempt:
            _use_up(connection, attempt)
        connection.execute("DELETE FROM sessions WHERE created_at < ?", (written(now() - ABSOLUTE),))
        connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(secret), name, moment, moment))
        connection.execute("INSERT INTO session_places VALUES (?, ?, ?)", (_digest(secret), origin, browser))
        how = {"mode": "统一身份认证"} if attempt else {}
        audit.note(connection, name, row["role"], "登录", {"origin": origin, "browser": browser or None, **how})
    return secret


def _use_up(connection: sqlite3.Connection, attempt: str) -> None:
    """AccessError when somebody came in with it already."""
    connection.execute("DELETE FROM used_attempts WHERE used_at < ?", (written(now() - ONCE),))
    try:
        connection.execute("INSERT INTO used_attempts VALUES (?, ?)", (attempt, written(now())))
    except sqlite3.IntegrityError as again:
        raise AccessError("这次统一身份认证的登录已经用过。", "请重新登录。", 401) from again


def _count_try(name: str, origin: str) -> None:
    moment = now()
    with writing() as connection:
        row = connection.execute("SELECT * FROM failures WHERE name = ?", (name,)).fetchone()
        until = read(row["locked_until"]) if row and row["locked_until"] else None
        if until and moment < until:
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
        audited.login_refused(_known(name), {"origin": origin, "locked": True})
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
    found = session(secret)
    return found.person if found else None


def session(secret: str | None) -> Session | None:
    """The session of a secret, if it still holds; being asked keeps it from growing idle."""
    row = _row(secret)
    moment = now()
    if row is None or row["disabled_at"] or not _holds(row, moment):
        return None
    if moment - read(row["seen_at"]) > SEEN_EVERY:
        _write_seen(row, moment)
    by_password = not (secret or "").startswith(SIGNED_ON)
    old = by_password and (row["must_change"] or passwords.has_expired(read(row["password_set_at"]), moment))
    return Session(Person(row["name"], Role(row["role"]), row["area"], row["hub"]), bool(old))


def grew_old(secret: str) -> str:
    """Why the session of a secret has ended: "idle", "long", or empty when it was ended by somebody."""
    row = _row(secret)
    if row is None or row["disabled_at"] or _holds(row, now()):
        return ""
    return "long" if now() - read(row["created_at"]) >= ABSOLUTE else "idle"


def _row(secret: str | None) -> sqlite3.Row | None:
    """The session as it is kept, with its account; read anew only when the file has changed."""
    if not secret:
        return None
    digest = _digest(secret)
    found = _lately.get(
        digest,
        lambda: rows(
            "SELECT s.*, a.role, a.area, a.hub, a.disabled_at, a.must_change, a.password_set_at"
            " FROM sessions s JOIN accounts a USING (name) WHERE s.digest = ?",
            digest,
        ),
    )
    return found[0] if found else None


def _write_seen(row: sqlite3.Row, moment: datetime) -> None:
    """Note that a session is in use; where nothing can be written it is left to grow idle, and still answers."""
    try:
        with writing() as connection:
            connection.execute("UPDATE sessions SET seen_at = ? WHERE digest = ?", (written(moment), row["digest"]))
    except AccessError as reason:
        logging.getLogger("wushe").warning("没有记下登录仍在使用：%s", reason.message)


def _holds(row: sqlite3.Row, moment: datetime) -> bool:
    return moment - read(row["created_at"]) < ABSOLUTE and moment - read(row["seen_at"]) < IDLE


def leave(secret: str) -> None:
    """End a session: its secret is worth nothing from now on."""
    with writing() as connection:
        row = connection.execute(
            "DELETE FROM sessions WHERE digest = ? RETURNING name", (_digest(secret),)
        ).fetchone()
        if row:
            audit.note(connection, row["name"], _role_of(connection, row["name"]), "退出", {})


def leave_everywhere(name: str) -> int:
    """End every session of an account, on all devices; how many there were."""
    with writing() as connection:
        ended = connection.execute("DELETE FROM sessions WHERE name = ?", (name,)).rowcount
        audit.note(connection, name, _role_of(connection, name), "退出", {"sessions": ended})
    return ended


def _role_of(connection: sqlite3.Connection, name: str) -> str:
    row = connection.execute("SELECT role FROM accounts WHERE name = ?", (name,)).fetchone()
    return row["role"] if row else ""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
