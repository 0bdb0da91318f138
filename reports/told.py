"""What the commands of reports print: a bar with the time left, tables and sentences; JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from components.views_list import day_words
from reports.county import Made
from reports.frozen.described import described
from reports.frozen.freezing import Reproduced
from reports.frozen.store import Frozen

MOST_DIFFERENCES = 30
KINDS = {"hub": "枢纽", "area": "地区"}


@contextmanager
def bar(total: int, is_quiet: bool) -> Iterator[Callable[[str], None]]:
    """Tell of one more that is done; a bar with done, total and the time left on the error stream."""
    if is_quiet:
        yield lambda _words: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TextColumn("还需"), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("准备", total=total)
        yield lambda words: shown.update(task, description=escape(words), advance=1)


def as_document(document: dict) -> None:
    """One JSON document on the output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")


def refusal(message: str, hint: str, as_json: bool) -> None:
    """A call that cannot be carried out."""
    if as_json:
        as_document({"error": message, "hint": hint})
    else:
        Console(stderr=True, highlight=False).print(f"[red]错误[/] {escape(message)}{escape(hint)}", soft_wrap=True)


def made_document(done: Sequence[Made], closed: Sequence[str] = ()) -> dict:
    """The reports that were written and those that were not."""
    reports = [
        {"kind": one.order.kind, "key": one.order.key, "year": one.order.year, "subject": one.subject,
         "files": [str(path) for path in one.files], "error": one.error or None}
        for one in done
    ]  # fmt: skip
    return {"reports": reports, "not_open": list(closed)}


def made_result(done: Sequence[Made], closed: Sequence[str] = ()) -> None:
    """One line per file of a single report; of many a sentence and what failed."""
    console = Console(highlight=False)
    files = [path for one in done for path in one.files]
    if len(done) == 1:
        for path in files:
            console.print(escape(str(path)), soft_wrap=True)
    elif files:
        written = sum(not one.error for one in done)
        console.print(escape(f"{written} 份报告、{len(files)} 个文件写在 {files[0].parent}。"), soft_wrap=True)
    if closed:
        console.print(escape(f"年末没有运行、略过的枢纽 {len(closed)} 个：{'、'.join(closed)}。"), soft_wrap=True)
    for one in done:
        if one.error:
            console.print(f"[red]没有写成[/] {escape(f'{one.subject}：{one.error}')}", soft_wrap=True)


def frozen_result(one: Frozen, is_new: bool) -> None:
    """What was frozen under which number."""
    words = (
        f"已定稿：第 {one.id} 号，{one.subject} {one.period}，第 {one.version} 版，数据版本 {one.build}。"
        if is_new
        else f"内容与第 {one.id} 号（第 {one.version} 版）相同，没有再定稿。"
    )
    Console(highlight=False).print(escape(words), soft_wrap=True)


def list_result(found: Sequence[Frozen], damaged: Sequence[str]) -> None:
    """The frozen reports, the newest first."""
    console = Console(highlight=False)
    table = Table(box=SIMPLE, pad_edge=False)
    for heading in ("编号", "对象", "期间", "版", "定稿时间", "谁", "说明", "数据版本"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("编号", "期间", "版"))
    for one in found:
        when = day_words(datetime.fromisoformat(one.at))
        mark = "（演示数据）" if one.is_demonstration else ""
        table.add_row(one.id, escape(one.subject + mark), one.period, str(one.version), when, escape(one.by),
                      escape(one.why), one.build)  # fmt: skip
    console.print(table if found else "还没有定稿。")
    for number in damaged:
        console.print(f"[red]损坏[/] 第 {number} 号定稿的记录读不出来，请从备份恢复。")


def reproduced_document(done: Reproduced, files: Sequence[str]) -> dict:
    """What became of producing a frozen report again."""
    again = done.recalculated
    return {
        "frozen": described(done.frozen),
        "files": list(files),
        "rewritten_same": dict(done.rewritten),
        "recalculated_same": None if again is None else not again,
        "why_not_recalculated": done.why_not or None,
        "differences": [one.in_words() for one in again or ()],
    }


def reproduced_result(done: Reproduced, files: Sequence[str]) -> None:
    """The files, then whether the kept content and build still give the same."""
    console = Console(highlight=False)
    for path in files:
        console.print(escape(path), soft_wrap=True)
    console.print(f"以上与定稿时逐字节相同（第 {done.frozen.id} 号，第 {done.frozen.version} 版）。")
    changed = [ending for ending, same in done.rewritten.items() if not same]
    if changed:
        console.print(f"由留存的内容重写 {'、'.join(changed)} 与当时不同：程序或模板更新过，给出的是留存的文件。")
    else:
        console.print("由留存的内容重写，结果逐字节相同。")
    if done.recalculated is None:
        console.print(f"[yellow]注意[/] 没有由留存的数据库重算：{escape(done.why_not)}", soft_wrap=True)
    elif not done.recalculated:
        console.print("由留存的数据库重算，每个数都相同。")
    else:
        console.print(f"[yellow]注意[/] 由留存的数据库重算，有 {len(done.recalculated)} 处不同（程序的算法更新过）：")
        for one in done.recalculated[:MOST_DIFFERENCES]:
            console.print(escape(f"  {one.in_words()}"), soft_wrap=True)
