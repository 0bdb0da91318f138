"""`python -m access audit`: the record of what was done, looked through, checked, put away."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Annotated

import typer

from access import audit, inquiry, trimming
from access.audit import Line
from access.errors import AccessError
from access.inquiry import Wanted
from chinese_typer import ChineseCommand, make_app

DONE, FAILED = 0, 1
record = make_app("审计记录：核对、查看、归档。")

AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档，供程序读取。")]
Most = Annotated[int, typer.Option("--most", metavar="条数", min=1, max=1_000_000, help="最多几条，新的在前。")]
AccountName = Annotated[str, typer.Option("--name", "--account", metavar="账户名", help="只看这个账户。")]
Action = Annotated[str, typer.Option("--action", metavar="动作", help="只看这种动作，如 导出、登录、装入。")]
Result = Annotated[str, typer.Option("--result", metavar="结果", help=f"只看{audit.DONE}的或{audit.REFUSED}的。")]
Text = Annotated[str, typer.Option("--text", metavar="文字", help="只看内容里有这些字的，如 志愿服务、330114。")]
Since = Annotated[str, typer.Option("--from", metavar="起", help="从这天或这时起（北京时间），如 2026-06-30。")]
Until = Annotated[str, typer.Option("--to", metavar="止", help="到这天为止（含），或到这一时刻。")]


@record.command("verify", cls=ChineseCommand)
def verify(
    last: Annotated[str, typer.Option("--last", metavar="校验值", help="以前抄下的校验值：核对那一条还在不在。")] = "",
    as_json: AsJson = False,
) -> None:
    """核对审计记录（连同归档）有没有被改动：每一条都和前一条的校验值连着。"""
    verdict = audit.verify()
    is_there = not last or audit.has(last)
    if as_json:
        told = {"lines": verdict.lines, "last": verdict.last, "broken": verdict.broken, "where": verdict.where}
        _say(json.dumps(told | ({"noted_is_there": is_there} if last else {}), ensure_ascii=False))
    else:
        _say(verdict.words)
        if last:
            _say("抄下的那一条还在。" if is_there else "抄下的那一条不在了：记录的末尾被删过，或整份换过。")
    raise typer.Exit(DONE if verdict.broken is None and is_there else FAILED)


@record.command("show", cls=ChineseCommand)
def show(
    most: Most = 50,
    name: AccountName = "",
    action: Action = "",
    result: Result = "",
    text: Text = "",
    since: Since = "",
    until: Until = "",
    as_json: AsJson = False,
) -> None:
    """看审计记录，连同归档的：谁在什么时候做了什么。"""
    wanted = Wanted(name, action, result, text, inquiry.since_of(since), inquiry.until_of(until))
    found = inquiry.lines(wanted, most)
    if len(found) < most:
        found += inquiry.archived(wanted)[: most - len(found)]
    if as_json:
        _say(json.dumps({"lines": [vars(line) | {"at": line.at.isoformat()} for line in found]}, ensure_ascii=False))
        return
    for line in found:
        _say(_words(line))
    if not found:
        _say("没有这样的记录。")


def _words(line: Line) -> str:
    what = "，".join(f"{key}={value}" for key, value in line.what.items() if value is not None)
    at = f"{line.at.astimezone(inquiry.HERE):%Y-%m-%d %H:%M:%S}"
    return f"{line.number:>6}  {at}  {line.name or '—'}  {line.role or '—'}  {line.action}  {line.result}  {what}"


@record.command("trim", cls=ChineseCommand)
def trim(
    before: Annotated[str, typer.Option("--before", metavar="日期", help="这天以前的移到归档文件；至少要过 180 天。")],
    as_json: AsJson = False,
) -> None:
    """归档：把很早以前的记录移到数据目录的 audit-archive 里，校验值仍连着，verify 和 show 照样看得到。"""
    try:
        day = date.fromisoformat(before)
    except ValueError:
        raise AccessError(f"“{before[:40]}”不是日期。", "请写成 2026-06-30 的样子。") from None
    done = trimming.trim(day)
    if as_json:
        _say(json.dumps({"lines": done.lines, "file": str(done.file) if done.file else None}, ensure_ascii=False))
    elif done.file:
        _say(f"已归档 {done.lines} 条：{done.file}。请把这个文件备份到别的机器；它和审计记录一起才能核对。")
    else:
        _say("没有这么早的记录，什么都没有动。")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
