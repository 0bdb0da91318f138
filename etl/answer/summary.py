"""The first sheet 校验结果: what was found, counts that add up, commonest problems, what was not read, what next."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from etl.answer.findings import Entry, Message
from etl.errors import HINT, REFUSED, WARNING
from etl.extract import RawTable
from etl.normalise.dates import SHANGHAI
from etl.own_sheets import MARK_COLUMN, RESULT_SHEET
from etl.record import record_types

MOST_PROBLEMS = 10
PLACES_SHOWN = 3
_SAME = re.compile(r"同样的提示共(\d+)行，只列出前(\d+)行[：:]")
_COUNTS = ("rows_read", "accepted", "rejected", "duplicates", "skipped")
_NOT_READ = frozenset({"B019", "B020", "B040", "B041"})


@dataclass(frozen=True)
class Cell:
    """One cell of the first sheet; `to` = (sheet, row, column) makes it a link."""

    value: str | int
    style: str = ""
    to: tuple[str, int, int] | None = None


Line = list[Cell]
Place = Callable[[str, int | None, str], tuple[str, int, int] | None]
"""(delivered sheet, row, heading) → sheet, row and column in the marked-up copy; None where there is no such cell."""


@dataclass
class Problem:
    """One kind of problem of one sheet, with how often and where it was found."""

    sheet: str
    column: str
    severity: str
    message: str
    count: int = 0
    rows: list[int | None] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """What the first sheet tells of."""

    file: str
    entries: Sequence[Entry]
    tables: Sequence[RawTable]
    is_check: bool
    notes: Sequence[str] = ()
    """What the reader of this copy must know about the copy itself."""
    is_whole: bool = True
    """Whether the copy holds every row, so that it can be mended and sent back instead of the file."""


def summary_lines(answer: Answer, place: Place) -> list[Line]:
    """The first sheet, line by line."""
    lines: list[Line] = [
        [Cell(RESULT_SHEET, "title")],
        [Cell("文件", "label"), Cell(answer.file)],
        [Cell("检查时间", "label"), Cell(datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M（北京时间）"))],
        [Cell("结论", "label"), Cell(_verdict(answer), "strong")],
        *([Cell("接下来" if n == 0 else "", "label"), Cell(said)] for n, said in enumerate(_next_steps(answer))),
        [],
    ]  # fmt: skip
    lines += _count_lines(answer)
    lines += _problem_lines(answer, place)
    lines += _remark_lines(answer)
    lines += _unread_lines(answer)
    return lines + _legend_lines(answer)


def _sums(entries: Sequence[Entry]) -> Counter:
    return Counter({name: sum(entry[name] for entry in entries) for name in _COUNTS})


def _verdict(answer: Answer) -> str:
    sums = _sums(answer.entries)
    if answer.entries and all(entry["status"] == "duplicate" for entry in answer.entries):
        return "与以前报送的内容完全相同，没有重复计算"
    if answer.entries and all(entry["status"] == "loaded" and not entry["rows_read"] for entry in answer.entries):
        return "按零报送登记：没有数据行，不用再报"
    if not sums["accepted"] and not sums["duplicates"]:
        return "整份退回，一行也没有收下"
    taken = "可以接收" if answer.is_check else "已经接收"
    if sums["rejected"] or any(entry["status"] == "rejected" for entry in answer.entries):
        return f"部分退回：{taken}{sums['accepted']}行，退回{sums['rejected']}行"
    warned = any(message["severity"] == WARNING for entry in answer.entries for message in entry["messages"])
    return f"全部{taken}，共{sums['accepted']}行" + ("；有几处请核对" if warned else "，没有发现问题")


def _next_steps(answer: Answer) -> list[str]:
    sums = _sums(answer.entries)
    refused_whole = [e for e in answer.entries if e["status"] == "rejected" and not e["rows_read"]]
    steps = []
    if refused_whole and not answer.tables:
        steps.append("按下面写的原因处理文件，然后重新报送。")
    elif refused_whole:
        steps.append("有的工作表整张没有收，原因见下；改好后重新报送。")
    if sums["rejected"]:
        steps.append(f"找到标“拒收”的单元格（深红底白字）或“{MARK_COLUMN}”一列写着“退回”的行，按批注改正。")
    if any(m["severity"] == WARNING for e in answer.entries for m in e["messages"]):
        steps.append("标“警告”的（黄底）已照收，请核对；确实无误的不必改。")
    if steps and answer.tables:
        where = "可以直接在本文件里改，保存后" if answer.is_whole else "请按“原行号”在原文件里改，再"
        steps.append(f"{where}报送整份文件；已经收下的行不会重复计算。")
    if not steps:
        steps.append("没有要改的。" + ("这次只是检查，还没有入库，请正式报送。" if answer.is_check else ""))
    elif answer.is_check:
        steps.append("这次只是检查，没有入库任何内容。")
    return steps


def _count_lines(answer: Answer) -> list[Line]:
    taken = "可接收" if answer.is_check else "接收"
    names = ["工作表", "记录类型", "结果", "读入", taken, "退回", "重复", "跳过"]
    has_pending = any(entry.get("pending") for entry in answer.entries)
    names += ["其中待核"] if has_pending else []
    lines: list[Line] = [[Cell("各表行数", "heading")], [Cell(name, "head") for name in names]]
    for entry in answer.entries:
        counts = [Cell(entry[name], "left") for name in _COUNTS]
        counts += [Cell(entry["pending"], "left")] if has_pending else []
        where = Cell(entry["sheet"] or "（整份文件）")
        lines.append([where, Cell(_type_name(entry)), Cell(_fate(entry, answer)), *counts])
    sums = _sums(answer.entries)
    if len(answer.entries) > 1:
        lines.append([Cell("合计", "strong"), Cell(""), Cell(""), *(Cell(sums[name], "strong") for name in _COUNTS)])
    read, accepted, rejected, repeated = (sums[name] for name in _COUNTS[:4])
    said = f"读入{read} = {taken}{accepted} + 退回{rejected} + 重复{repeated}；跳过的标题、空行、合计、说明等不算读入。"
    return [*lines, [Cell(said, "small")], []]


def _type_name(entry: Entry) -> str:
    known = record_types().get(str(entry["type"]))
    return known.name if known else "没有认出"


def _fate(entry: Entry, answer: Answer) -> str:
    if entry["status"] == "duplicate":
        return "重复报送"
    if entry["status"] == "rejected":
        return "整张退回"
    return ("部分" if entry["rejected"] else "全部") + ("可以接收" if answer.is_check else "已接收")


def commonest(entries: Sequence[Entry]) -> list[Problem]:
    """Kinds of problems, the gravest first and the most frequent of those before others."""
    kinds: dict[tuple, Problem] = {}
    capped: dict[tuple, int] = {}
    for entry in entries:
        for message in entry["messages"]:
            key = _kind_of(entry, message)
            if same := _SAME.match(str(message["message"])):
                capped[key] = int(same.group(1))
                continue
            first = Problem(entry["sheet"], message["column"], _severity(message), str(message["message"]))
            kind = kinds.setdefault(key, first)
            if message["row"] is not None or not kind.count:
                kind.count += 1
                kind.rows.append(message["row"])
    for key, count in capped.items():
        kinds[key].count = max(kinds[key].count, count)
    order = {REFUSED: 0, WARNING: 1, HINT: 2}
    return sorted(kinds.values(), key=lambda kind: (order[kind.severity], -kind.count))


def _kind_of(entry: Entry, message: Message) -> tuple:
    """What two findings share to be one kind of problem; remarks on a whole sheet are told apart by their words."""
    about = message["message"] if message["row"] is None and not _SAME.match(str(message["message"])) else ""
    return (entry["sheet"], message["rule"], message["column"], message["severity"], about)


def _severity(message: Message) -> str:
    return str(message["severity"]) if message["severity"] in (REFUSED, WARNING) else HINT


def _problem_lines(answer: Answer, place: Place) -> list[Line]:
    kinds = commonest(answer.entries)
    if not kinds:
        return []
    heads = ["级别", "工作表", "列", "有几处", "第一处", "第二处", "第三处", "问题和改法（以第一处为例）"]
    title = "发现的问题" if len(kinds) <= MOST_PROBLEMS else f"最常见的{MOST_PROBLEMS}种问题（共{len(kinds)}种）"
    lines: list[Line] = [[Cell(title, "heading")], [Cell(name, "head") for name in heads]]
    for kind in kinds[:MOST_PROBLEMS]:
        places = [_link(kind, row, place) for row in kind.rows[:PLACES_SHOWN]]
        places += [Cell("")] * (PLACES_SHOWN - len(places))
        lines.append([Cell(kind.severity, kind.severity), Cell(kind.sheet), Cell(kind.column or "（整行或整表）"),
                      Cell(kind.count, "left"), *places, Cell(kind.message, "wrap")])  # fmt: skip
    return [*lines, []]


def _link(kind: Problem, row: int | None, place: Place) -> Cell:
    to = place(kind.sheet, row, kind.column)
    said = f"第{row}行" if row is not None else "整表"
    return Cell(said, "link" if to else "", to)


def _remark_lines(answer: Answer) -> list[Line]:
    if not answer.notes:
        return []
    return [[Cell("关于这份文件", "heading")], *([Cell(note, "small")] for note in answer.notes), []]


def _unread_lines(answer: Answer) -> list[Line]:
    """Sheets, columns and rows that were not used, so that nobody believes they were."""
    said = [f"{_named(entry)}{message['message']}" + (f"（{message['column']}）" if message["column"] else "")
            for entry in answer.entries for message in entry["messages"]
            if message["row"] is None and message["rule"] in _NOT_READ]  # fmt: skip
    said = list(dict.fromkeys(said))
    for table in answer.tables:
        rows: dict[str, list[int]] = defaultdict(list)
        for number, reason in table.skipped:
            rows[reason].append(number)
        at = f"工作表“{table.sheet}”" if table.sheet else ""
        said += [f"{at}跳过{reason}{len(numbers)}行：{_numbers(numbers)}" for reason, numbers in rows.items()]
    if not said:
        return []
    return [[Cell("没有读取的内容", "heading")], *([Cell(text, "small")] for text in said[:60]), []]


def _named(entry: Entry) -> str:
    return f"工作表“{entry['sheet']}”：" if entry["sheet"] else ""


def _numbers(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:8])
    return f"第{shown}行" + ("等" if len(numbers) > 8 else "")


def _legend_lines(answer: Answer) -> list[Line]:
    if not answer.tables:
        return []
    return [
        [Cell("标记的意思", "heading")],
        [Cell(REFUSED, REFUSED), Cell("深红底白字：这一格有错，整行没有收，请改正后重报")],
        [Cell(WARNING, WARNING), Cell("黄底：已照收，请核对")],
        [Cell(HINT, HINT), Cell("蓝底：供参考，不必改")],
        [Cell("把鼠标停在有颜色的单元格上，可以看到说明；每行最右边的“校验标记”一列写着同样的话，可以筛选。", "small")],
    ]
