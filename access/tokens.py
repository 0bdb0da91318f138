"""Tokens for programs that ask the HTTP API in somebody's name: made for a purpose and a time, shown once, revocable.

A token sees and may what its owner sees and may, reading only; it ends with the account, and rests while the account
has a first password that its owner has not changed yet.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from access import audit
from access.entering import Session
from access.errors import AccessError
from access.lately import Lately
from access.roles import Person, Role
from access.store import now, read, rows, writing, written
from access.terminal import at_terminal

LEAD = "wushe_"
"""What every token begins with, so that one that was left lying about is recognised."""
LONGEST_PURPOSE = 80
LASTS, LONGEST = timedelta(days=90), timedelta(days=365)
MOST = 20
"""So many tokens of one account may be in force at a time."""
MARK = 12
"""So many letters of the hash tell tokens apart in lists."""
_lately = Lately()


@dataclass(frozen=True)
class Token:
    """A token as it is kept; `mark` names it, the token itself is kept nowhere."""

    mark: str
    name: str
    purpose: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def is_in_force(self, moment: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and moment < self.expires_at

    def state(self, moment: datetime) -> str:
        """Whether it is in force, in a word."""
        if self.revoked_at:
            return "已作废"
        return "有效" if moment < self.expires_at else "已过期"


def add(name: str, purpose: str, lasts: timedelta = LASTS, by: str | None = None) -> str:
    """A new token of an account; the answer is the token, which is shown once and kept nowhere."""
    purpose = " ".join(purpose.split())
    if not 1 <= len(purpose) <= LONGEST_PURPOSE:
        raise AccessError("没有写令牌的用途。", f"请用 1 到 {LONGEST_PURPOSE} 个字说明，例如“夜间同步指标”。")
    if not timedelta(0) < lasts <= LONGEST:
        raise AccessError("令牌的有效期不对。", f"请写 1 到 {LONGEST.days} 天。")
    token = LEAD + secrets.token_urlsafe(32)
    moment = now()
    with writing() as connection:
        account = connection.execute("SELECT role, disabled_at FROM accounts WHERE name = ?", (name,)).fetchone()
        if account is None or account["disabled_at"]:
            raise AccessError(f"没有可用的账户 {name[:40]}。", "python -m access user list 列出全部账户。", 404)
        held = "SELECT count(*) FROM tokens WHERE name = ? AND revoked_at IS NULL AND expires_at > ?"
        if connection.execute(held, (name, written(moment))).fetchone()[0] >= MOST:
            raise AccessError(f"这个账户已经有 {MOST} 个有效的令牌。", "请先作废不用的。", 409)
        values = (_digest(token), name, purpose, written(moment), written(moment + lasts))
        connection.execute(
            "INSERT INTO tokens (digest, name, purpose, created_at, expires_at) VALUES (?, ?, ?, ?, ?)", values
        )
        told = {"account": name, "token": values[0][:MARK], "purpose": purpose, "days": lasts.days}
        audit.note(connection, by or at_terminal(), "", "新建令牌", told)
    return token


def listed(name: str | None = None) -> list[Token]:
    """Every token, or those of one account; the newest first."""
    found = rows("SELECT * FROM tokens WHERE ?1 IS NULL OR name = ?1 ORDER BY created_at DESC, digest", name)
    return [_token(row) for row in found]


def revoke(mark: str, owner: str | None = None, by: str | None = None) -> None:
    """End a token by its mark, from now on; with an owner only one of theirs is found."""
    with writing() as connection:
        found = connection.execute(
            "SELECT digest, name, purpose FROM tokens WHERE substr(digest, 1, ?) = ? AND (? IS NULL OR name = ?)",
            (MARK, mark, owner, owner),
        ).fetchall()
        if len(found) != 1:
            raise AccessError("没有这个令牌。", "python -m access token list 列出全部令牌。", 404)
        row = found[0]
        connection.execute(
            "UPDATE tokens SET revoked_at = ? WHERE digest = ? AND revoked_at IS NULL", (written(now()), row["digest"])
        )
        told = {"account": row["name"], "token": mark, "purpose": row["purpose"]}
        audit.note(connection, by or at_terminal(), "", "作废令牌", told)


def session(token: str) -> Session | None:
    """Whoever the token speaks for, if it is in force."""
    digest = _digest(token)
    found = _lately.get(
        digest,
        lambda: rows(
            "SELECT t.expires_at, t.revoked_at, a.name, a.role, a.area, a.hub, a.disabled_at, a.must_change"
            " FROM tokens t JOIN accounts a USING (name) WHERE t.digest = ?",
            digest,
        ),
    )
    row = found[0] if found else None
    if row is None or row["revoked_at"] or row["disabled_at"] or now() >= read(row["expires_at"]):
        return None
    return Session(Person(row["name"], Role(row["role"]), row["area"], row["hub"]), bool(row["must_change"]))


def _token(row: sqlite3.Row) -> Token:
    revoked = read(row["revoked_at"]) if row["revoked_at"] else None
    created, expires = read(row["created_at"]), read(row["expires_at"])
    return Token(row["digest"][:MARK], row["name"], row["purpose"], created, expires, revoked)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
