"""The sessions of one person: where they are still logged in, and ending them from another place. Holds no secrets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from access import audit
from access.entering import ABSOLUTE, IDLE
from access.errors import AccessError
from access.store import now, read, rows, writing


@dataclass(frozen=True)
class Device:
    """One session that still holds; `id` names it in a form and is worth nothing for coming in.

    `origin` is the address it began from and `browser` what it began in, in words; empty where that was not kept.
    """

    id: str
    began: datetime
    seen: datetime
    is_this: bool
    origin: str
    browser: str


def listed(name: str, secret: str | None = None) -> list[Device]:
    """The sessions of an account that still hold, the last used first; `secret` is that of the asking one."""
    own = _digest(secret) if secret else ""
    places = _places(name)
    found = [
        Device(
            _id(row["digest"]),
            read(row["created_at"]),
            read(row["seen_at"]),
            row["digest"] == own,
            *places.get(row["digest"], ("", "")),
        )
        for row in rows("SELECT * FROM sessions WHERE name = ? ORDER BY seen_at DESC, created_at DESC", name)
    ]
    moment = now()
    return [one for one in found if moment - one.began < ABSOLUTE and moment - one.seen < IDLE]


def _places(name: str) -> dict[str, tuple[str, str]]:
    """Address and browser of each session; a file of an older version of the program has none of them yet."""
    if not rows("SELECT 1 FROM sqlite_master WHERE name = 'session_places'"):
        return {}
    found = rows("SELECT p.* FROM session_places p JOIN sessions USING (digest) WHERE name = ?", name)
    return {row["digest"]: (row["origin"], row["browser"]) for row in found}


def end(name: str, device: str) -> None:
    """End one session of the account; AccessError when there is none of that id (any more)."""
    with writing() as connection:
        kept = connection.execute("SELECT digest FROM sessions WHERE name = ?", (name,)).fetchall()
        found = [row["digest"] for row in kept if _id(row["digest"]) == device]
        if not found:
            raise AccessError("这次登录已经结束。", "请刷新页面看现在的情况。", 404)
        connection.execute("DELETE FROM sessions WHERE digest = ?", (found[0],))
        audit.note(connection, name, "", "退出", {"device": device, "from": "另一个设备"})


def end_others(name: str, secret: str | None) -> int:
    """End every session of the account but the asking one; the answer is how many."""
    own = _digest(secret) if secret else ""
    with writing() as connection:
        ended = connection.execute("DELETE FROM sessions WHERE name = ? AND digest <> ?", (name, own)).rowcount
        audit.note(connection, name, "", "退出其他设备", {"sessions": ended})
    return ended


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _id(digest: str) -> str:
    return hashlib.sha256(f"device {digest}".encode()).hexdigest()[:16]
