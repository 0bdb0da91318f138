"""The addresses of 账户管理: accounts made, changed, ended. Forms that assets/accounts.js sends, answered with JSON."""

from __future__ import annotations

from flask import Blueprint, Response

from access import accounts, locks, present
from access.bounds import FORCED
from access.errors import AccessError
from access.roles import Role
from entrance.forms import answered, field, said
from indicators.known import near_area, near_hub

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")
PAGE = "/accounts"
HAND_OVER = "请当面交给本人；第一次登录要马上改。关掉这个窗口就再也看不到了。"


@blueprint.post("/add")
@answered
def add() -> Response:
    """A new account; its first password is in the answer and nowhere else."""
    name, role, area, hub = field("account").lower(), *_role_and_scope()
    password = accounts.add(name, role, area, hub, by=present.name())
    return said(
        f"已新建账户 {name}。", to=f"{PAGE}?q={name}", secret=password, title=f"{name} 的第一个密码", hint=HAND_OVER
    )


@blueprint.post("/change")
@answered
def change() -> Response:
    """Another role and scope; whatever the account was doing ends."""
    name = field("account")
    ended = accounts.change(name, *_role_and_scope(), by=present.name())
    words = f"账户 {name} 的角色与范围已改。" + (f"{ended} 个令牌已作废。" if ended else "")
    return said(words, to=f"{PAGE}?q={name}")


@blueprint.post("/reset")
@answered
def reset() -> Response:
    """A new first password, in the answer and nowhere else."""
    name = field("account")
    _refuse_self(name)
    password = accounts.reset(name, by=present.name())
    return said(f"账户 {name} 的密码已重设。", secret=password, title=f"{name} 的新密码", hint=HAND_OVER)


@blueprint.post("/disable")
@answered
def disable() -> Response:
    """The account may not come in any more."""
    name = field("account")
    accounts.disable(name, by=present.name())
    return said(f"账户 {name} 已停用。")


@blueprint.post("/enable")
@answered
def enable() -> Response:
    """A disabled account may come in again."""
    name = field("account")
    accounts.enable(name, by=present.name())
    return said(f"账户 {name} 已恢复。")


@blueprint.post("/unlock")
@answered
def unlock() -> Response:
    """An account that is locked after wrong passwords may be tried again."""
    name = field("account")
    locks.lift(name, by=present.name())
    return said(f"账户 {name} 已解除锁定，可以再试。")


def _refuse_self(name: str) -> None:
    if name == present.name():
        raise AccessError("自己的密码请在“我的账户”里改。", "", 409)


def _role_and_scope() -> tuple[Role, str | None, str | None]:
    """Role, area and hub of a form; AccessError for an area or a hub that the published data do not know."""
    words = field("role")
    role = next((one for one in Role if one.value == words), None)
    if role is None:
        raise AccessError("还没有选角色。", "请先在上面选好角色。")
    area, hub = field("area") or None, field("hub") or None
    if role is Role.ADMINISTRATOR and (area or hub):
        raise AccessError("管理员不看记录，没有地区和枢纽。", "请去掉地区和枢纽。")
    if area and (near := near_area(area)) is not None:
        raise AccessError(f"没有代码为“{area[:40]}”的地区。", f"{near}请在“能看的地区”里按名称或代码查找。")
    if hub and (near := near_hub(hub)) is not None:
        hint = f"{near}请在“枢纽”里按名称查找；名录还没有报送的，请在服务器上用命令行加 {FORCED} 新建。"
        raise AccessError(f"没有编号为“{hub[:40]}”的枢纽。", hint)
    return role, area, hub
