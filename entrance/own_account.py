"""The addresses of 我的账户: one's own password, sessions and tokens."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request

from access import accounts, devices, entering, present, tokens
from access.errors import AccessError
from access.roles import May
from entrance.forms import FieldError, answered, field, said, secret_field
from entrance.people import COOKIE, came_from, hand_over

blueprint = Blueprint("account", __name__, url_prefix="/account")
TOKEN_HINT = "请存到程序读得到、别人读不到的地方。关掉这个窗口就再也看不到了。"  # noqa: S105 - words, no secret


@blueprint.post("/password")
@answered
def password() -> Response:
    """A new password for whoever knows the present one; every other session of the account ends."""
    name, (origin, browser), fresh = present.name(), came_from(), secret_field("password")
    if fresh != secret_field("again"):
        raise FieldError("again", "两次写的新密码不一样。", "请再写一遍。")
    try:
        entering.prove(name, secret_field("current"), origin)
    except AccessError as refused:
        message = refused.message.replace(entering.WRONG, "现在的密码不对。")
        raise FieldError("current", message, refused.hint, 429 if refused.status == 429 else 400) from refused
    try:
        accounts.change_password(name, fresh)
    except AccessError as refused:
        raise FieldError("password", refused.message, refused.hint, refused.status) from refused
    answer = said("密码已改。别的设备上的登录都已结束。")
    return hand_over(answer, entering.begin(name, origin, browser))


@blueprint.post("/sessions/end")
@answered
def end_session() -> Response:
    """End one of one's sessions."""
    devices.end(present.name(), field("device"))
    return said("那个设备已退出。")


@blueprint.post("/sessions/end-others")
@answered
def end_other_sessions() -> Response:
    """End all of one's sessions but this one."""
    ended = devices.end_others(present.name(), request.cookies.get(COOKIE))
    return said(f"已退出其他 {ended} 个设备。")


@blueprint.post("/tokens/make")
@answered
def make_token() -> Response:
    """A token for a program, in the answer and nowhere else."""
    present.require_right(May.READ)
    purpose, days = field("purpose"), field("days")
    if not purpose:
        raise FieldError("purpose", "没有写用途。", "例如“每周取志愿服务汇总”。")
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= tokens.LONGEST.days):
        raise FieldError("days", "天数不对。", f"请写 1 到 {tokens.LONGEST.days}。")
    name = present.name()
    try:
        made = tokens.add(name, purpose, timedelta(days=int(days)), by=name)
    except AccessError as refused:
        raise FieldError("purpose", refused.message, refused.hint, refused.status) from refused
    example = f'curl -H "Authorization: Bearer {made}" "{request.host_url}api/v1/indicators"'
    return said("令牌已建好。", secret=made, title=f"令牌：{purpose}", hint=TOKEN_HINT, example=example)


@blueprint.post("/tokens/revoke")
@answered
def revoke_token() -> Response:
    """End one of one's own tokens."""
    name = present.name()
    tokens.revoke(field("token"), owner=name, by=name)
    return said("令牌已作废。")
