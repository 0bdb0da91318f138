"""`python -m access`: accounts made, reset, disabled and listed; the record of what was done, checked."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from access import accounts, audit
from access.errors import AccessError
from access.roles import Role
from chinese_typer import ChineseCommand, make_app, words_for

DONE, FAILED, WRONG_CALL = 0, 1, 2

app = make_app("五社联动分析台：账户与审计。网页登录还没有启用：账户先备着，现在仍只能从本机打开。")
user = make_app("账户：新建、重设密码、停用、恢复、列出。")
record = make_app("审计记录：核对、查看。")
app.add_typer(user, name="user")
app.add_typer(record, name="audit")

NAME_HELP = "登录用的账户名，不要用姓名、身份证号和手机号。"
Name = Annotated[str, typer.Argument(metavar="账户名", help=NAME_HELP, show_default=False)]
RoleName = Annotated[str, typer.Option("--role", metavar="角色", help="、".join(role.value for role in Role) + "。")]
Area = Annotated[str | None, typer.Option("--area", metavar="区划代码", help="只看这个地区和它下面的；不写能看全部。")]
Hub = Annotated[str | None, typer.Option("--hub", metavar="枢纽编号", help="枢纽负责人归哪个枢纽。")]
AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档，供程序读取。")]
HAND_OVER = "请当面交给本人；第一次登录要马上改。这个密码只显示这一次。"


@user.command("add", cls=ChineseCommand)
def add(name: Name, role: RoleName, area: Area = None, hub: Hub = None, as_json: AsJson = False) -> None:
    """新建一个账户，显示它的第一个密码。"""
    _told({"account": name, "password": accounts.add(name, _role(role), area, hub)}, as_json)


@user.command("reset", cls=ChineseCommand)
def reset(name: Name, as_json: AsJson = False) -> None:
    """重设密码：显示新的第一个密码，结束这个账户的登录，解除锁定。"""
    _told({"account": name, "password": accounts.reset(name)}, as_json)


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


@user.command("list", cls=ChineseCommand)
def list_accounts(as_json: AsJson = False) -> None:
    """列出全部账户；没有密码。"""
    found = [_row(account) for account in accounts.listed()]
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


def _row(account: accounts.Account) -> dict[str, str]:
    person = account.person
    return {
        "account": person.name,
        "role": person.role.value,
        "scope": f"枢纽 {person.hub}" if person.hub else f"地区 {person.area}" if person.area else "全部",
        "state": "停用" if account.disabled_at else "可用",
        "password": "要改" if account.needs_new_password else f"{account.password_set_at:%Y-%m-%d} 设置",
    }


@record.command("verify", cls=ChineseCommand)
def verify(as_json: AsJson = False) -> None:
    """核对审计记录有没有被改动：每一条都和前一条的校验值连着。"""
    verdict = audit.verify()
    if as_json:
        told = {"lines": verdict.lines, "last": verdict.last, "broken": verdict.broken}
        _say(json.dumps(told, ensure_ascii=False))
    elif verdict.broken is None:
        _say(f"审计记录完整：{verdict.lines} 条，最后一条的校验值 {verdict.last}。请把它抄在别处，以后可以对照。")
    else:
        _say(f"审计记录第 {verdict.broken} 条对不上：这里被改过、删过或插过。之前的 {verdict.lines} 条完整。")
    raise typer.Exit(DONE if verdict.broken is None else FAILED)


@record.command("show", cls=ChineseCommand)
def show(
    most: Annotated[int, typer.Option("--most", metavar="条数", min=1, max=100_000, help="最多几条，新的在前。")] = 50,
    name: Annotated[str | None, typer.Option("--account", metavar="账户名", help="只看这个账户。")] = None,
    as_json: AsJson = False,
) -> None:
    """看最近的审计记录。"""
    found = audit.latest(most, name)
    if as_json:
        lines = [{**vars(line), "at": line.at.isoformat()} for line in found]
        _say(json.dumps({"lines": lines}, ensure_ascii=False))
        return
    for line in found:
        what = "，".join(f"{key}={value}" for key, value in line.what.items() if value is not None)
        at = f"{line.at:%Y-%m-%d %H:%M:%S}Z"
        _say(f"{line.number:>6}  {at}  {line.name or '—'}  {line.action}  {line.result}  {what}")


def _role(words: str) -> Role:
    try:
        return Role(words)
    except ValueError:
        known = "、".join(role.value for role in Role)
        raise AccessError(f"没有“{words[:20]}”这个角色。", f"有：{known}。") from None


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
    try:
        return app(arguments, standalone_mode=False) or DONE
    except AccessError as refusal:
        sys.stderr.write(f"{refusal.message}{refusal.hint}\n")
        return FAILED
    except typer.Exit as ended:
        return ended.exit_code
    except typer.Abort:
        sys.stderr.write("已中止。\n")
        return WRONG_CALL
    except Exception as fault:
        if not hasattr(fault, "format_message"):
            raise
        sys.stderr.write(f"{words_for(fault)}\n")
        return WRONG_CALL
