"""`python -m access token`: tokens for programs that ask the HTTP API, made, listed and ended."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from access import tokens
from access.store import now
from chinese_typer import ChineseCommand, make_app

token = make_app("令牌：让程序以某个账户的身份只读地取 HTTP 接口；新建、列出、作废。")

Name = Annotated[str, typer.Argument(metavar="账户名", help="令牌代表哪个账户：它看得到的，令牌也看得到。")]
Purpose = Annotated[str, typer.Option("--purpose", metavar="用途", help="做什么用，例如“夜间同步指标”。")]
Days = Annotated[int, typer.Option("--days", metavar="天数", min=1, max=tokens.LONGEST.days, help="有效几天。")]
AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档，供程序读取。")]
SHOWN_ONCE = "令牌只显示这一次；请求时写在 Authorization: Bearer 后面，只能用 GET 取 /api/v1/ 下的地址。"


@token.command("add", cls=ChineseCommand)
def add(name: Name, purpose: Purpose, days: Days = tokens.LASTS.days, as_json: AsJson = False) -> None:
    """新建一个令牌，显示它。"""
    made = tokens.add(name, purpose, timedelta(days=days))
    if as_json:
        _say(json.dumps({"account": name, "token": made}, ensure_ascii=False))
    else:
        _say(f"账户 {name} 的令牌：{made}")
        _say(SHOWN_ONCE)


@token.command("list", cls=ChineseCommand)
def list_tokens(
    name: Annotated[str | None, typer.Option("--account", metavar="账户名", help="只看这个账户的。")] = None,
    as_json: AsJson = False,
) -> None:
    """列出令牌；没有令牌本身。"""
    moment = now()
    found = [
        {
            "token": one.mark,
            "account": one.name,
            "purpose": one.purpose,
            "created": f"{one.created_at:%Y-%m-%d}",
            "expires": f"{one.expires_at:%Y-%m-%d}",
            "state": one.state(moment),
        }
        for one in tokens.listed(name)
    ]
    if as_json:
        _say(json.dumps({"tokens": found}, ensure_ascii=False))
        return
    if not found:
        _say("还没有令牌。")
        return
    table = Table("编号", "账户名", "用途", "新建", "到期", "状态")
    for one in found:
        table.add_row(*one.values())
    Console().print(table)


@token.command("revoke", cls=ChineseCommand)
def revoke(mark: Annotated[str, typer.Argument(metavar="编号", help="list 列出的编号。")]) -> None:
    """作废一个令牌：立即不能再用。"""
    tokens.revoke(mark)
    _say(f"令牌 {mark} 已作废。")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
