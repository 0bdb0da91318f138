"""What the ETL said about a file, as tables: counts that add up, the commonest problems, the first findings."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.imports_words import type_name
from components.words import box
from jobs.store import Job

REFUSED = "拒收"
SUMS = ("rows_read", "accepted", "rejected", "duplicates")
CHECKED = {"loaded": "可以装入", "rejected": "退回", "duplicate": "以前装过"}
LOADED = {"loaded": "已装入", "rejected": "已退回", "duplicate": "以前装过"}


def totals(document: dict) -> dict[str, int]:
    """The sums over all tables of the file; a number that is not told (jobs/digest.py) counts nothing."""
    keys = (*SUMS, "pending", "superseded", "skipped", "warnings")
    return {key: sum(entry.get(key, 0) for entry in document["deliveries"]) for key in keys}


def counts_table(document: dict, is_loaded: bool = False) -> html.Section:
    """One row per table and kind of record; read = accepted + sent back + duplicates."""
    entries, sums = document["deliveries"], totals(document)
    columns = [
        Column("sheet", "表", text=True),
        Column("type", "记录", text=True),
        Column("status", "结果", text=True),
        Column("rows_read", "读入", "行"),
        Column("accepted", "接收", "行"),
        Column("rejected", "退回", "行"),
        Column("duplicates", "重复", "行"),
    ]
    more = (("pending", "其中待核"), ("superseded", "其中被更新"), ("skipped", "跳过"), ("warnings", "警告"))
    columns += [Column(key, title, "处" if key == "warnings" else "行") for key, title in more if sums[key]]
    columns += [Column("said", "说明", text=True)] if any(entry["said"] for entry in entries) else []
    words = {**LOADED, "loaded": "已收下"} if document.get("held") else LOADED if is_loaded else CHECKED
    rows = [
        {
            **entry,
            "sheet": entry["sheet"] or "（整个文件）",
            "type": type_name(entry["type"]) if entry["type"] else "没有认出",
            "status": words.get(entry["status"], entry["status"]),
            "said": html.Span(entry["said"], className="import-long"),
        }
        for entry in entries
    ]
    total = {"sheet": "合计", "type": " ", "status": " ", "said": " ", **sums} if len(entries) > 1 else None
    equation = (
        f"读入 {sums['rows_read']:,} = 接收 {sums['accepted']:,} + 退回 {sums['rejected']:,} + "
        f"重复 {sums['duplicates']:,}"
    )
    foot = "跳过的是标题、合计、空行等不是记录的行。重复的是文件里或以前报送中已有的相同内容，不会算两次。"
    table = data_table(columns, rows, "每张表的行数", total)
    return box("每张表读到了什么", equation, table, foot=foot, span=12)


def problems_table(document: dict) -> list[Component]:
    """The ten commonest problems with their first example."""
    problems = document["problems"]
    if not problems:
        return []
    columns = [
        Column("message", "问题与改法", text=True),
        Column("times", "次数", "次"),
        Column("verdict", "处理", text=True),
        Column("column", "列", text=True),
        Column("example", "例子", text=True),
    ]
    rows = [
        {
            "message": html.Span(one["message"], className="import-long"),
            "times": one["times"],
            "verdict": verdict(one["severity"]),
            "column": one["column"],
            "example": html.Span(_example(one), className="import-long"),
        }
        for one in problems
    ]
    kinds = document["kinds_of_problems"]
    words = f"共 {kinds} 种" + (f"，列出最常见的 {len(problems)} 种" if kinds > len(problems) else "")
    foot = "“退回”的行不会装入，改好再传；“警告”的行照常装入，请核对。"
    return [box("最常见的问题", words, data_table(columns, rows, "最常见的问题"), foot=foot, span=12)]


def _example(one: dict) -> str:
    sheet = f"“{one['sheet']}”" if one["sheet"] else ""
    row = f"第 {one['row']} 行" if one["row"] else ""
    found = f"：{one['found']}" if one["found"] else ""
    return f"{sheet}{row}{found}"


def verdict(severity: str) -> str:
    """What happens to a row with such a finding."""
    return {REFUSED: "退回"}.get(severity, severity)


def findings_table(document: dict, job: Job) -> list[Component]:
    """The first findings, row by row, and where all of them are."""
    findings = document["findings"]
    if not findings:
        return []
    has_sheets = any(one["sheet"] for one in findings)
    columns = [
        Column("place", "行", text=True),
        *([Column("sheet", "表", text=True)] if has_sheets else []),
        Column("column", "列", text=True),
        Column("found", "原来写的", text=True),
        Column("verdict", "处理", text=True),
        Column("message", "说明", text=True),
    ]
    rows = [
        {
            **one,
            "place": str(one["row"]) if one["row"] else "整张表",
            "found": html.Span(one["found"] or "", className="import-long"),
            "verdict": verdict(one["severity"]),
            "message": html.Span(one["message"], className="import-long"),
        }
        for one in findings
    ]
    total = document["findings_total"]
    words = f"共 {total:,} 处" + (f"，这里列出前 {len(findings)} 处" if total > len(findings) else "")
    has_copy = job.marked() is not None
    foot = "行号、列名与您的文件一致。" + ("全部问题都标在校验后的副本里。" if has_copy else "")
    return [box("逐处说明", words, data_table(columns, rows, "逐处说明"), foot=foot, span=12)]


def nothing_found(entries: Sequence[dict]) -> bool:
    """Whether no row of the file can be loaded."""
    return not any(entry["accepted"] for entry in entries)
