"""Accounts: made, found, changed, disabled. Names are login names; no names of people are asked for."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from access import audit, mark, passwords
from access.errors import AccessError
from access.lately import Lately
from access.roles import Person, Role
from access.store import now, read, rows, writing, written
from access.terminal import at_terminal

LONGEST_NAME = 32
AREA = re.compile(r"[0-9]{12}|(?=.*[A-Za-z])[0-9A-Za-z_.-]{2,40}", re.ASCII)  # other countries' trees have letters
HUB = re.compile(r"[\w.:()（）·-]{1,64}")
NAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")


@dataclass(frozen=True)
class Account:
    """One account as it stands."""

    person: Person
    password_set_at: datetime
    must_change: bool
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool = True
    """False: comes in by the single sign-on of the office alone."""

    @property
    def needs_new_password(self) -> bool:
        """Whether nothing else may be done before the password is changed."""
        if not self.has_password:
            return False
        return self.must_change or passwords.has_expired(self.password_set_at, now())


def add(name: str, role: Role, area: str | None = None, hub: str | None = None, by: str | None = None) -> str:
    """Make an account; the answer is its first password, which is kept nowhere else and must be changed at once."""
    if not NAME.fullmatch(name):
        hint = "3 到 32 个字符：小写字母开头，可以有数字、点、下划线和连字符。"
        raise AccessError(f"账户名“{name[:40]}”不能用。", hint)
    refuse_scope(role, area, hub)
    password = passwords.made_up(name)
    moment = written(now())
    values = (name, role.value, area, hub, passwords.kept(password), moment, moment)
    with writing() as connection:
        if connection.execute("SELECT 1 FROM accounts WHERE name = ?", (name,)).fetchone():
            raise AccessError(f"已经有账户 {name}。", "停用的账户也占着名字；请换一个名字，或恢复原来的账户。", 409)
        connection.execute(
            "INSERT INTO accounts (name, role, area, hub, password, password_set_at, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        told = {"account": name, "role": role.value, "area": area, "hub": hub}
        audit.note(connection, by or at_terminal(), "", "新建账户", told)
    mark.put()
    return password


def refuse_scope(role: Role, area: str | None, hub: str | None) -> None:
    """AccessError for an area and a hub that cannot be one, or that do not go with the role."""
    if area and not AREA.fullmatch(area):
        raise AccessError(f"“{area[:40]}”不是区划代码。", "请写 12 位数字，例如 330114000000。")
    if hub and not HUB.fullmatch(hub):
        raise AccessError(f"“{hub[:40]}”不能是枢纽编号。", "请写枢纽名录里的编号，不写名称。")
    if area and hub:
        raise AccessError("一个账户只能归一个地区或一个枢纽。", "请只写其中一个。")
    if role is Role.HUB_LEADER and not hub:
        raise AccessError("枢纽负责人要写明是哪个枢纽。", "请选一个枢纽（命令行里用 --hub 写编号）。")
    if role is not Role.HUB_LEADER and hub and role is not Role.CLERK:
        raise AccessError(f"{role.value}不归枢纽，归地区。", "请改选地区（命令行里用 --area），或不选（能看全部）。")


def find(name: str) -> Account | None:
    """The account of that login name, disabled ones too."""
    found = rows("SELECT * FROM accounts WHERE name = ?", name)
    return _account(found[0]) if found else None


def listed() -> list[Account]:
    """Every account by name."""
    return [_account(row) for row in rows("SELECT * FROM accounts ORDER BY name")]


_lately = Lately()


def any_exist() -> bool:
    """Whether accounts have been set up: then nothing is shown to anybody who has not come in."""
    return bool(_lately.get("any", lambda: rows("SELECT 1 FROM accounts LIMIT 1")))


def password_of(name: str) -> str | None:
    """The password as it is kept, of an account that may come in."""
    found = rows("SELECT password FROM accounts WHERE name = ? AND disabled_at IS NULL", name)
    return found[0]["password"] if found else None


def reset(name: str, by: str | None = None) -> str:
    """A new first password for an account; ends its sessions and lifts a lock."""
    password = passwords.made_up(name)
    with writing() as connection:
        _require(connection, name)
        _set_password(connection, name, password, must_change=True)
        connection.execute("DELETE FROM sessions WHERE name = ?", (name,))
        connection.execute("DELETE FROM failures WHERE name = ?", (name,))
        audit.note(connection, by or at_terminal(), "", "重设密码", {"account": name})
    return password


def take_password(name: str, by: str | None = None) -> None:
    """From now on the account comes in by the office's single sign-on alone, until its password is reset."""
    with writing() as connection:
        _refuse_last_password(connection, _require(connection, name))
        values = (passwords.NONE, written(now()), name)
        connection.execute(
            "UPDATE accounts SET password = ?, password_set_at = ?, must_change = 0 WHERE name = ?", values
        )
        connection.execute("DELETE FROM sessions WHERE name = ?", (name,))
        audit.note(connection, by or at_terminal(), "", "更改账户", {"account": name, "mode": "只用统一身份认证登录"})


def _refuse_last_password(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Some administrator has to be able to come in while the single sign-on is down."""
    others = connection.execute(
        "SELECT 1 FROM accounts WHERE role = ? AND disabled_at IS NULL AND name <> ? AND password <> ? LIMIT 1",
        (Role.ADMINISTRATOR.value, row["name"], passwords.NONE),
    ).fetchone()
    if row["role"] == Role.ADMINISTRATOR.value and not others:
        hint = "统一身份认证出了故障时要有人进得来；请先让另一位管理员有密码。"
        raise AccessError("这是最后一个能用密码登录的管理员。", hint, 409)


def change_password(name: str, password: str) -> None:
    """The person's own new password; AccessError with the rules it breaks. Ends every session of the account."""
    former = rows(
        "SELECT password FROM (SELECT password, set_at FROM former_passwords WHERE name = ? ORDER BY id DESC LIMIT ?)"
        " UNION ALL SELECT password FROM accounts WHERE name = ?",
        name,
        passwords.NOT_AGAIN - 1,
        name,
    )
    passwords.refuse_weak(password, name, [row["password"] for row in former])
    with writing() as connection:
        row = _require(connection, name)
        _set_password(connection, name, password, must_change=False)
        connection.execute("DELETE FROM sessions WHERE name = ?", (name,))
        audit.note(connection, name, row["role"], "修改密码", {"account": name})


def _refuse_self_and_last(connection: sqlite3.Connection, row: sqlite3.Row, by: str | None) -> None:
    """Nobody takes accounts away from themselves, and somebody has to stay who keeps them."""
    if row["name"] == by:
        raise AccessError("不能停用自己，也不能改掉自己的角色。", "请另一位管理员来办。", 409)
    others = connection.execute(
        "SELECT 1 FROM accounts WHERE role = ? AND disabled_at IS NULL AND name <> ? LIMIT 1",
        (Role.ADMINISTRATOR.value, row["name"]),
    ).fetchone()
    if row["role"] == Role.ADMINISTRATOR.value and not row["disabled_at"] and not others:
        raise AccessError("这是最后一个管理员。", "请先新建另一个管理员，再停用或改这个账户。", 409)


def _end_everything(connection: sqlite3.Connection, name: str) -> int:
    """Sessions and tokens of an account end now; how many tokens were in force until now."""
    connection.execute("DELETE FROM sessions WHERE name = ?", (name,))
    moment = written(now())
    in_force = "SELECT count(*) FROM tokens WHERE name = ? AND revoked_at IS NULL AND expires_at > ?"
    tokens = connection.execute(in_force, (name, moment)).fetchone()[0]
    connection.execute("UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", (moment, name))
    return tokens


def disable(name: str, by: str | None = None) -> None:
    """The account may not come in any more; its sessions and tokens end now."""
    with writing() as connection:
        _refuse_self_and_last(connection, _require(connection, name), by)
        connection.execute("UPDATE accounts SET disabled_at = ? WHERE name = ?", (written(now()), name))
        _end_everything(connection, name)
        audit.note(connection, by or at_terminal(), "", "停用账户", {"account": name})


def enable(name: str, by: str | None = None) -> None:
    """A disabled account may come in again."""
    with writing() as connection:
        _require(connection, name)
        connection.execute("UPDATE accounts SET disabled_at = NULL WHERE name = ?", (name,))
        audit.note(connection, by or at_terminal(), "", "恢复账户", {"account": name})


def change(name: str, role: Role, area: str | None, hub: str | None, by: str | None = None) -> int:
    """Another role or scope for an account; its sessions and tokens end now. How many tokens were in force until now.

    A token that went on would see what its owner never meant it to see.
    """
    refuse_scope(role, area, hub)
    with writing() as connection:
        former = _require(connection, name)
        if role.value != former["role"]:
            _refuse_self_and_last(connection, former, by)
        values = (role.value, area, hub, name)
        connection.execute("UPDATE accounts SET role = ?, area = ?, hub = ? WHERE name = ?", values)
        ended = _end_everything(connection, name)
        before = {key: former[key] for key in ("role", "area", "hub")}
        after = {"role": role.value, "area": area, "hub": hub}
        told = {"account": name, "before": before, **after, **({"ended_tokens": ended} if ended else {})}
        audit.note(connection, by or at_terminal(), "", "更改账户", told)
    return ended


def _set_password(connection: sqlite3.Connection, name: str, password: str, must_change: bool) -> None:
    moment = written(now())
    connection.execute(
        "INSERT INTO former_passwords (name, password, set_at) SELECT name, password, ? FROM accounts WHERE name = ?",
        (moment, name),
    )
    connection.execute(
        "UPDATE accounts SET password = ?, password_set_at = ?, must_change = ? WHERE name = ?",
        (passwords.kept(password), moment, int(must_change), name),
    )


def _require(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
    row = connection.execute("SELECT * FROM accounts WHERE name = ?", (name,)).fetchone()
    if row is None:
        hint = "请核对账户名；“账户管理”页和 python -m access user list 列出全部账户。"
        raise AccessError(f"没有账户 {name[:40]}。", hint, 404)
    return row


def _account(row: sqlite3.Row) -> Account:
    return Account(
        person=Person(row["name"], Role(row["role"]), row["area"], row["hub"]),
        password_set_at=read(row["password_set_at"]),
        must_change=bool(row["must_change"]),
        created_at=read(row["created_at"]),
        disabled_at=read(row["disabled_at"]) if row["disabled_at"] else None,
        has_password=row["password"] != passwords.NONE,
    )
