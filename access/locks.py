"""Accounts that are locked after wrong passwords: which, until when, and lifting it before its time."""

from __future__ import annotations

from datetime import datetime

from access import accounts, audit
from access.errors import AccessError
from access.store import now, read, rows, writing, written
from access.terminal import at_terminal


def locked() -> dict[str, datetime]:
    """The accounts that are locked now, each with the moment its lock ends; names that are no accounts are left out."""
    found = rows(
        "SELECT f.name, f.locked_until FROM failures f JOIN accounts USING (name) WHERE f.locked_until > ?",
        written(now()),
    )
    return {row["name"]: read(row["locked_until"]) for row in found}


def lift(name: str, by: str | None = None) -> None:
    """The account may be tried again at once; AccessError when there is no such account, or nothing to lift."""
    if accounts.find(name) is None:
        hint = "请核对账户名；“账户管理”页和 python -m access user list 列出全部账户。"
        raise AccessError(f"没有账户 {name[:40]}。", hint, 404)
    with writing() as connection:
        lifted = connection.execute(
            "DELETE FROM failures WHERE name = ? AND locked_until > ?", (name, written(now()))
        ).rowcount
        if not lifted:
            raise AccessError(f"账户 {name} 没有锁定。", "锁定到时自己解除；登不进去请核对账户名，或重设密码。", 409)
        audit.note(connection, by or at_terminal(), "", "解除锁定", {"account": name})
