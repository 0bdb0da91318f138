"""`python -m access`: accounts made, changed, reset, disabled and listed."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from access import accounts, bounds, erasing, idle, locks
from access.audit_cli import record
from access.errors import AccessError
from access.inquiry import HERE
from access.roles import Person, Role
from access.token_cli import token
from chinese_typer import FAILED, ChineseCommand, make_app, run

app = make_app("五社联动分析台：账户与审计。没有账户时只有本机能打开，不用登录；有了账户，人人都要登录。")
user = make_app("账户：新建、更改、重设密码、停用、恢复、解除锁定、列出。")
app.add_typer(user, name="user")
app.add_typer(record, name="audit")
app.add_typer(token, name="token")

NAME_HELP = "登录用的账户名，不要用姓名、身份证号和手机号。"
Name = Annotated[str, typer.Argument(metavar="账户名", help=NAME_HELP, show_default=False)]
RoleName = Annotated[str, typer.Option("--role", metavar="角色", help="、".join(role.value for role in Role) + "。")]
Area = Annotated[str | None, typer.Option("--area", metavar="区划代码", help="只看这个地区和它下面的；不写能看全部。")]
Hub = Annotated[str | None, typer.Option("--hub", metavar="枢纽编号", help="枢纽负责人归哪个枢纽。")]
HUB_MAY_COME = "枢纽名录里还没有这个编号也照样用（名录以后才报送）。"
HubMayCome = Annotated[bool, typer.Option(bounds.FORCED, help=HUB_MAY_COME)]
AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档，供程序读取。")]
WHOLE = "all"
HAND_OVER = "请当面交给本人；第一次登录要马上改。这个密码只显示这一次。"


@user.command("add", cls=ChineseCommand)
def add(
    name: Name, role: RoleName, area: Area = None, hub: Hub = None, hub_may_come: HubMayCome = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """新建一个账户，显示它的第一个密码。地区、枢纽要在区划和已发布的数据里。"""
    chosen = _role(role)
    accounts.refuse_scope(chosen, area, hub)
    _warn(bounds.refuse_unknown(area, hub, hub_may_come))
    _told({"account": name, "password": accounts.add(name, chosen, area, hub)}, as_json)


@user.command("change", cls=ChineseCommand)
def change(
    name: Name, role: RoleName = "", area: Area = None, hub: Hub = None, hub_may_come: HubMayCome = False
) -> None:
    """更改角色或范围：只写角色，范围不变；写了范围，就是新的范围（--area all 为全部）。登录立即结束，令牌立即作废。"""
    account = accounts.find(name)
    if account is None:
        raise AccessError(f"没有账户 {name[:40]}。", "python -m access user list 列出全部账户。", 404)
    now = account.person
    kept = area is None and hub is None
    where = (now.area, now.hub) if kept else (None if area == WHOLE else area, hub)
    chosen = _role(role) if role else now.role
    accounts.refuse_scope(chosen, *where)
    _warn("" if kept else bounds.refuse_unknown(*where, hub_may_come))
    ended = accounts.change(name, chosen, *where)
    _say(f"账户 {name} 已更改。" + (f"{ended} 个令牌已作废。" if ended else ""))


@user.command("reset", cls=ChineseCommand)
def reset(name: Name, as_json: AsJson = False) -> None:
    """重设密码：显示新的第一个密码，结束这个账户的登录，解除锁定。"""
    _told({"account": name, "password": accounts.reset(name)}, as_json)


@user.command("sso", cls=ChineseCommand)
def sso(name: Name) -> None:
    """这个账户以后只用统一身份认证登录：密码作废，正在进行的登录结束。reset 重设密码就恢复密码登录。"""
    accounts.take_password(name)
    _say(f"账户 {name} 以后只能用统一身份认证登录；要恢复密码登录，请用 reset。")


@user.command("disable", cls=ChineseCommand)
def disable(name: Name) -> None:
    """停用账户：正在进行的登录立即结束。"""
    accounts.disable(name)
    _say(f"账户 {name} 已停用。")


@user.command("enable", cls=ChineseCommand)
def enable(name: Name) -> None:
    """恢复停用的账户。"""
    accounts.enable(name)
    _say(f"账户 {name} 已恢复。")


@user.command("unlock", cls=ChineseCommand)
def unlock(name: Name) -> None:
    """解除锁定：连续输错密码锁住的账户，不等到时就能再试。"""
    locks.lift(name)
    _say(f"账户 {name} 已解除锁定。")


@user.command("list", cls=ChineseCommand)
def list_accounts(as_json: AsJson = False) -> None:
    """列出全部账户；没有密码。"""
    unused, locked = idle.unused(), locks.locked()
    found = [
        _row(account, account.person.name in unused, locked.get(account.person.name)) for account in accounts.listed()
    ]
    if as_json:
        _say(json.dumps({"accounts": found}, ensure_ascii=False))
        return
    if not found:
        _say("还没有账户。")
        return
    table = Table("账户名", "角色", "范围", "状态", "密码")
    for one in found:
        table.add_row(one["account"], one["role"], one["scope"], one["state"], one["password"])
    Console().print(table)


@app.command("erase", cls=ChineseCommand)
def erase_volunteer(
    number: Annotated[str, typer.Argument(metavar="志愿者编号", help="写 - 则从标准输入读，不留在命令历史里。",
                                          show_default=False)],
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """删除一名志愿者的全部记录：数据湖、原件、各个版本、上传和校验文件；不能撤销。"""
    done = erasing.erase(sys.stdin.readline().strip() if number == "-" else number)
    if as_json:
        _say(json.dumps(done, ensure_ascii=False))
    else:
        files = f"重写 {len(done['rewritten'])} 个文件，删去 {len(done['removed'])} 个文件"
        _say(f"已删除个人 {done['rows']} 行，{files}。")
        for name in done["left"]:
            _say(f"请人处理：{name} 里还有这个编号，它不是系统保存的副本，没有自动改动。")
    if done["left"]:
        raise typer.Exit(FAILED)


def _row(account: accounts.Account, is_unused: bool, until: datetime | None) -> dict[str, str]:
    person = account.person
    return {
        "account": person.name,
        "role": person.role.value,
        "scope": _scope(person),
        "state": _state(account, is_unused, until),
        "password": _password(account),
    }


def _state(account: accounts.Account, is_unused: bool, until: datetime | None) -> str:
    if account.disabled_at:
        return "停用"
    if until:
        return f"已锁定（到 {until.astimezone(HERE):%H:%M}）"
    return f"{idle.AFTER.days} 天没有登录" if is_unused else "可用"


def _password(account: accounts.Account) -> str:
    if not account.has_password:
        return "没有，用统一身份认证"
    return "要改" if account.needs_new_password else f"{account.password_set_at:%Y-%m-%d} 设置"


def _scope(person: Person) -> str:
    if person.role is Role.ADMINISTRATOR:
        return "不看记录"
    return f"枢纽 {person.hub}" if person.hub else f"地区 {person.area}" if person.area else "全部"


def _role(words: str) -> Role:
    try:
        return Role(words)
    except ValueError:
        known = "、".join(role.value for role in Role)
        raise AccessError(f"没有“{words[:20]}”这个角色。", f"有：{known}。") from None


def _warn(words: str) -> None:
    if words:
        sys.stderr.write(f"{words}\n")


def _told(made: dict[str, str], as_json: bool) -> None:
    if as_json:
        _say(json.dumps(made, ensure_ascii=False))
    else:
        _say(f"账户 {made['account']} 的密码：{made['password']}")
        _say(HAND_OVER)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the answer is its exit code: 0 done, 1 refused, 2 wrong call."""
    return run(app, arguments, {AccessError: FAILED})
