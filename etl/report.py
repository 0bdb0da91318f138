"""What the command line prints: tables and sentences for people on a terminal, one JSON document for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from etl.errors import REFUSED
from etl.progress import Progress, silent
from etl.record import record_types
from etl.verify import in_words

SHOWN_MESSAGES = 30
COUNTED_FROM = 1000
"""From so many on what is counted are rows, and the pace is worth telling."""
LOAD_COUNTS = {"rows_read": "读入", "accepted": "接收", "rejected": "退回", "duplicates": "重复", "pending": "待核",
               "superseded": "被更新", "skipped": "跳过"}  # fmt: skip
STATUS_COUNTS = {"accepted": "接收", "rejected": "退回", "pending": "待核", "superseded": "被更新"}
STATUS_WORDS = {"loaded": "已入库", "rejected": "已退回", "duplicate": "重复报送", "withdrawn": "已撤回"}


CHECKED_WORDS = STATUS_WORDS | {"loaded": "可以入库"}


class Pace:
    """How fast the work at hand goes and how long it will still take, in words."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._what = ""
        self._begun = (0.0, 0)

    def told(self, what: str, done: int, total: int) -> str:
        """“120,000 / 500,000　8,000/秒　还需 48 秒”; without pace and remaining time for a handful of steps."""
        now = self._clock()
        if what != self._what or done < self._begun[1]:
            self._what, self._begun = what, (now, done)
        seconds, since = now - self._begun[0], done - self._begun[1]
        count = f"{done:,} / {total:,}" if total else ""
        if total < COUNTED_FROM or seconds <= 0 or since <= 0:
            return count
        rate = since / seconds
        return f"{count}　{rate:,.0f}/秒　还需 {_duration((total - done) / rate)}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


@contextmanager
def progress(is_quiet: bool) -> Iterator[Progress]:
    """A bar on the error stream while the work lasts; nothing when a program reads the output."""
    if is_quiet:
        yield silent
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"),
               TimeElapsedColumn())  # fmt: skip
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("准备", total=None, count="")
        pace = Pace()

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=escape(what), completed=done, total=total, count=pace.told(what, done, total))

        yield tell


def show(document: dict, as_json: bool, tell: Callable[[Console, dict], None]) -> None:
    """The document as JSON on one stream, or told by `tell`."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
    else:
        tell(Console(highlight=False), document)


def refusal(message: str, hint: str, as_json: bool) -> None:
    """A call that cannot be carried out."""
    if as_json:
        sys.stdout.write(json.dumps({"error": message, "hint": hint}, ensure_ascii=False) + "\n")
    else:
        Console(stderr=True, highlight=False).print(f"[red]错误[/] {escape(message)}{escape(hint)}")


def load_result(console: Console, document: dict) -> None:
    """One line per delivery, the messages below, the build last."""
    title = "报送结果" + ("（只检查，没有入库）" if document.get("dry_run") else "")
    words = CHECKED_WORDS if document.get("dry_run") else STATUS_WORDS
    console.print(_delivery_table(document["deliveries"], LOAD_COUNTS, title, words=words))
    for entry in document["deliveries"]:
        _messages(console, entry)
    build_result(console, document)


def check_result(console: Console, document: dict) -> None:
    """What `load` would say, then where the marked-up copies lie."""
    load_result(console, document)
    for path in document["marked"].values():
        console.print(escape(f"标出问题的副本：{path}"))


def templates_result(console: Console, document: dict) -> None:
    for template in document["templates"]:
        console.print(escape(f"{template['name']}：{template['path']}"))


def _delivery_table(
    entries: list[dict], counts: dict[str, str], title: str = "", with_id: bool = False,
    words: Mapping[str, str] = STATUS_WORDS,
) -> Table:  # fmt: skip
    """What was delivered and how many rows of it met which fate; a fate none of them met has no column."""
    names = {name: record_type.name for name, record_type in record_types().items()}
    shown = {key: heading for key, heading in counts.items() if key == "accepted" or any(e[key] for e in entries)}
    table = Table(title=title, box=SIMPLE, pad_edge=False)
    if with_id:
        table.add_column("编号", no_wrap=True)
    table.add_column("文件", overflow="fold", min_width=14)
    table.add_column("记录", no_wrap=True)
    table.add_column("结果", no_wrap=True)
    for heading in shown.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for entry in entries:
        sheet = f"·{entry['sheet']}" if entry["sheet"] else ""
        table.add_row(
            *([entry["delivery"]] if with_id else []), escape(entry["file"] + sheet), names.get(entry["type"], "—"),
            words[entry["status"]], *(f"{entry[key]:,}" for key in shown),
        )  # fmt: skip
    return table


def _messages(console: Console, entry: dict) -> None:
    messages = entry["messages"]
    if not messages:
        return
    sheet = f" 工作表“{entry['sheet']}”" if entry["sheet"] else ""
    console.print(f"[bold]《{escape(entry['file'])}》{escape(sheet)}[/]")
    for message in messages[:SHOWN_MESSAGES]:
        colour = "red" if message["severity"] == REFUSED else "yellow"
        place = f"第{message['row']}行 " if message["row"] else ""
        cell = f"“{message['column']}”" if message["column"] else ""
        found = f"：{message['found']} ——" if message["found"] and (place or cell) else ""
        text = escape(f"{place}{cell}{found} {message['message']}")
        console.print(f"  [{colour}]{message['severity']}[/] {text}")
    if len(messages) > SHOWN_MESSAGES:
        console.print(f"  ……另有 {len(messages) - SHOWN_MESSAGES} 条，加 --json 可以看全。")


def watch_teller(as_json: bool, once: bool) -> Callable[[dict], None]:
    """Tells of every file of the inbox as it is dealt with: a sentence, or one line of JSON."""

    def tell(said: dict) -> None:
        if as_json:
            if not once:
                print(json.dumps(said, ensure_ascii=False), flush=True)  # noqa: T201
            return
        counts = "，".join(f"{heading} {said[key]:,}" for key, heading in LOAD_COUNTS.items() if said.get(key))
        held = "（变动较大，等人批准后发布）" if said.get("held") else ""
        what = f"{counts or said['why']}{held}" + (f"；校验副本：{said['answer']}" if said.get("answer") else "")
        text = escape(f"{said['at'][:19]} 《{said['name']}》{said['result']}：{what}")
        Console(highlight=False).print(text, soft_wrap=True)

    return tell


def build_result(console: Console, document: dict) -> None:
    for note in document.get("notes", []):
        console.print(f"[yellow]注意[/] {escape(note)}")
    if "error" in document:
        console.print(f"[red]错误[/] {escape(document['error'])}")
    if document.get("held"):
        count = len(document["held"]["changes"])
        console.print(f"[yellow]没有发布[/] 有 {count} 个已发布的数字变动超过 20%，等人决定（见 tasks）。")
    if document.get("build"):
        console.print(f"现在提供的版本：[bold]{document['build']}[/]")
    else:
        console.print("还没有可以提供的版本。")


def erase_result(console: Console, document: dict) -> None:
    console.print(f"已删除个人 {document['rows']} 行，涉及 {document['deliveries_changed']} 份报送。")
    for words, names in (("重写", document["rewritten"]), ("删去", document["removed"])):
        for name in names:
            console.print(f"{words} {escape(name)}")
    for name in document["left"]:
        console.print(f"[yellow]请人处理[/] {escape(name)}：里面还有这个编号，它不是系统保存的副本，没有自动改动。")
    build_result(console, document)


def verify_result(console: Console, document: dict) -> None:
    console.print(f"[{'green' if document['same'] else 'red'}]{escape(in_words(document))}[/]")


def withdraw_result(console: Console, document: dict) -> None:
    state = STATUS_WORDS["withdrawn"] if document["status"] == "withdrawn" else "已恢复"
    unchanged = "" if document["changed"] else "（原来就是这样，没有改动）"
    console.print(f"报送 {document['delivery']}《{escape(document['file'])}》{state}{unchanged}。")
    build_result(console, document)


def tasks_result(console: Console, document: dict) -> None:
    """One paragraph per task: what it is about, what can be done."""
    for task in document["tasks"]:
        console.print(f"[bold]{task['task']}[/] {task['kind']}  {escape(task['about'])}")
        for option in task["options"]:
            values = "、".join(f"{known['value']} {known['label']}" for known in option["values"])
            console.print(escape(f"    {option['action']}：{option['label']}{f'（{values}）' if values else ''}"))
        if task["decision"]:
            told = task["decision"]
            console.print(escape(f"    已决定：{told['action']}，{told['by']}，{told['at'][:10]}。{told['note']}"))
    more = f"另有 {document['more']} 对疑似重复没有列出，先列最像的。" if document["more"] else ""
    console.print(f"共 {len(document['tasks']) + document['more']} 项待办。{more}")


def decide_result(console: Console, document: dict) -> None:
    console.print(escape(f"{document['about']} → {document['action']} {document['value'] or ''}"))
    if document["advice"]:
        console.print(escape(document["advice"]))
    build_result(console, document)


def demo_result(console: Console, document: dict) -> None:
    read = sum(entry["rows_read"] for entry in document["deliveries"])
    console.print(f"演示数据：{len(document['deliveries'])} 份报送，{read:,} 行，在 {escape(document['data_dir'])}。")
    for difference in document["differences"]:
        console.print(f"[red]与预期不符[/] {escape(difference)}")
    build_result(console, document)


def status_result(console: Console, document: dict) -> None:
    for part in (document, document["demo"]):
        if part:
            _status(console, part)


def _status(console: Console, part: dict) -> None:
    console.rule(("演示数据 " if part["is_demonstration"] else "真实数据 ") + escape(part["data_dir"]))
    if part["fault"]:
        console.print(f"[red]错误[/] {escape(part['fault'])}")
        return
    if not part["build"]:
        console.print("还没有发布过。")
        return
    console.print(f"版本 [bold]{part['build']}[/]，发布于 {part['published_at']}，数据截至 {part['data_date']}。")
    if part["rolled_back"]:
        console.print("[yellow]注意[/] 现在是回退到的旧版本。")
    if part["held"]:
        count = len(part["held"]["changes"])
        console.print(f"[yellow]注意[/] 版本 {part['held']['build']} 没有发布：{count} 个数字变动超过 20%，见 tasks。")
    elif part["unpublished"] and not part["rolled_back"]:
        console.print("[yellow]注意[/] 数据湖里有还没发布的报送，请执行 build。")
    names = {name: record_type.name for name, record_type in record_types().items()}
    console.print("、".join(f"{names[name]} {count:,}" for name, count in part["rows"].items()))
    console.print(f"报送 {len(part['deliveries'])} 份，退回 {part['rejected']:,} 行，待核 {part['pending']:,} 行。")
    console.print(_delivery_table(part["deliveries"], STATUS_COUNTS, with_id=True))
    console.print(f"可回退的版本：{'、'.join(part['builds'])}")


def trial_result(console: Console, document: dict) -> None:
    """The first rows of every record type, then what was not understood."""
    name, file = escape(document["name"]), escape(document["file"])
    console.print(f"映射 [bold]{escape(document['source'])}[/]（{name}），文件《{file}》")
    for record in [*document["constants"], *document["records"]]:
        console.print(
            f"\n[bold]{escape(record['name'])}[/]：读入 {record['rows_read']:,}，接收 {record['accepted']:,}，"
            f"退回 {record['rejected']:,}，重复 {record['duplicates']:,}，跳过 {record['skipped']:,}"
        )
        for row in record["first_rows"]:
            cells = "  ".join(f"{name}={value}" for name, value in row.items() if name != "row")
            console.print(escape(f"  第{row['row']}行  {cells}"))
        _messages(console, {"file": document["file"], "sheet": record["sheet"], "messages": record["messages"]})
    if document["columns_unused"]:
        console.print(escape(f"\n没有使用的列：{'、'.join(document['columns_unused'])}"))
    for entry in document["not_understood"]:
        console.print(escape(f"没有看懂：列“{entry['column']}”的值“{entry['value']}”（{entry['times']} 次）"))


def sources_result(console: Console, document: dict) -> None:
    console.print("\n".join(document["sources"]) or "还没有映射文件。")
