"""Saved views: a name for an address of this product, with a short link; the newest first."""

from __future__ import annotations

import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from access import present
from views.database import forget_most, forget_old, now, owned_by, owned_rows, owner_of, rows, writing
from views.errors import ViewError
from views.owners import is_mine, my_owners

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is mistaken for another when it is read aloud
LENGTH = 7
CODE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")
LONGEST_NAME = 100
LONGEST_ADDRESS = 4000
MOST = 2000
NOT_SHARED = ("panel",)
NO_VIEW = ViewError("没有这个视图。", "可能已被删除，或链接少了几个字符；请在“我的视图”里查看。", 404)


@dataclass(frozen=True)
class View:
    """One saved view. `address` is a path of this product with its choices, percent-encoded."""

    code: str
    name: str
    address: str
    created_at: datetime
    is_deleted: bool = False

    @property
    def link(self) -> str:
        """Its short address."""
        return f"/v/{self.code}"


def save(name: str, address: str) -> View:
    """Keep a view of the asking person; the same name for the same address is the one already kept.

    Raises ViewError for a name or address that cannot be kept, and for a name that means another address already.
    """
    said, kept = _name(name), _address(address)
    with writing() as connection:
        same = next(iter(_own(connection, "AND name = ?", said)), None)
        if same is not None and same["address"] == kept:
            return _view(same)
        if same is not None:
            raise ViewError(f"已经有叫“{said}”的视图，指的是另一组条件。", "请换一个名字。", 409)
        _refuse_too_many(connection)
        code = _free_code(connection)
        connection.execute(
            "INSERT INTO views (code, name, address, created_at, owner) VALUES (?, ?, ?, ?, ?)",
            (code, said, kept, now(), present.name()),
        )
        return _view(connection.execute("SELECT * FROM views WHERE code = ?", (code,)).fetchone())


def listed(most: int = MOST) -> list[View]:
    """The views of the asking person, newest first."""
    newest = "SELECT * FROM views WHERE {owned} AND deleted_at IS NULL ORDER BY created_at DESC, code LIMIT ?"
    return [_view(row) for row in owned_rows(newest, my_owners(), most)]


def find(code: str) -> View | None:
    """The view of a short link, whoever kept it, deleted or not; None when there never was one."""
    found = _kept(code)
    return _view(found[0]) if found else None


def find_own(code: str) -> View | None:
    """The view of a short link if it is the asking person's, deleted or not: only they are told its name."""
    found = _kept(code)
    return _view(found[0]) if found and is_mine(owner_of(found[0])) else None


def _kept(code: str) -> list[sqlite3.Row]:
    return rows("SELECT * FROM views WHERE code = ?", code) if CODE.fullmatch(code) else []


def rename(code: str, name: str) -> View:
    """Give a view another name; its short link stays."""
    said = _name(name)
    with writing() as connection:
        _refuse_foreign(connection, code)
        if _own(connection, "AND name = ? AND code <> ?", said, code):
            raise ViewError(f"已经有叫“{said}”的视图。", "请换一个名字。", 409)
        return _changed(connection, "UPDATE views SET name = ? WHERE code = ? AND deleted_at IS NULL", said, code)


def delete(code: str) -> View:
    """Take a view away; its link no longer leads anywhere until `restore`: thirty days, the last hundred."""
    with writing() as connection:
        found = _refuse_foreign(connection, code)
        forget_old(connection, "views", owner_of(found))
        deleted = _changed(connection, "UPDATE views SET deleted_at = ? WHERE code = ?", now(), code)
        forget_most(connection, "views", owner_of(found))
        return deleted


def restore(code: str) -> View:
    """Bring a deleted view back under its old link, where there is room for one more."""
    with writing() as connection:
        if _refuse_foreign(connection, code)["deleted_at"] is not None:
            _refuse_too_many(connection)
        return _changed(connection, "UPDATE views SET deleted_at = NULL WHERE code = ?", code)


def _own(connection: sqlite3.Connection, more: str, *values: str, what: str = "*") -> list[sqlite3.Row]:
    owned, names = owned_by(my_owners())
    sql = f"SELECT {what} FROM views WHERE {owned} AND deleted_at IS NULL {more}"
    return connection.execute(sql, (*names, *values)).fetchall()


def _refuse_too_many(connection: sqlite3.Connection) -> None:
    if _own(connection, "", what="count(*)")[0][0] >= MOST:
        raise ViewError(f"已经有 {MOST} 个视图，不能再加。", "请先在“我的视图”里删除不用的。", 409)


def _refuse_foreign(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    """A view of somebody else is changed no more than one that never was, in the same words."""
    found = connection.execute("SELECT owner, deleted_at FROM views WHERE code = ?", (code,)).fetchone()
    if found is None or not is_mine(owner_of(found)):
        raise NO_VIEW
    return found


def _changed(connection: sqlite3.Connection, sql: str, *values: str) -> View:
    if not connection.execute(sql, values).rowcount:
        raise NO_VIEW
    return _view(connection.execute("SELECT * FROM views WHERE code = ?", (values[-1],)).fetchone())


def _free_code(connection: sqlite3.Connection) -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if connection.execute("SELECT 1 FROM views WHERE code = ?", (code,)).fetchone() is None:
            return code


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ViewError("没有写名字，或名字太长。", f"请给视图起一个不超过 {LONGEST_NAME} 个字的名字。")
    return name


def _address(text: str) -> str:
    """A path with choices, as the browser sends it; no other site, no opened panel."""
    if len(text) > LONGEST_ADDRESS:
        raise ViewError("这一页的条件太多，地址太长，不能保存。", "请减少几个条件再保存。")
    parts = urlsplit(text) if re.fullmatch(r"/(?![/\\])[!-~]*", text) else None
    if parts is None or parts.scheme or parts.netloc or "\\" in text:
        raise ViewError("要保存的不是本系统的地址。", "请在要保存的页面上点“视图”。")
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0] not in NOT_SHARED]
    return f"{parts.path}?{'&'.join(kept)}" if kept else parts.path


def _view(row: sqlite3.Row) -> View:
    created = datetime.fromisoformat(row["created_at"])
    return View(row["code"], row["name"], row["address"], created, row["deleted_at"] is not None)
