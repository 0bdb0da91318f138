"""All jobs with their state: what is going on, what waits for a person, what became of earlier files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dash import html

from components.data_table import Column, data_table
from components.imports_words import job_href, moment_words, size_words, state_mark
from components.words import answer, box
from jobs import store
from jobs.store import Job
from settings import settings

SHOWN = 50
NOTHING = "没有可装入的行"
COLUMNS = (
    Column("file", "文件", text=True),
    Column("state", "状态", text=True),
    Column("outcome", "结果", text=True),
    Column("size", "大小", text=True),
    Column("uploaded", "上传时间", text=True),
)


def jobs_sentence(jobs: Sequence[Job]) -> html.P:
    """The sentence the page opens with: what to do, and what waits."""
    states = Counter(NOTHING if job.state == store.WAITING and not _usable(job) else job.state for job in jobs)
    busy = sum(states[state] for state in store.BUSY)
    waits = [
        f"{count} 份{words}"
        for count, words in (
            (states[store.WAITING], "检查完毕、等待确认"),
            (busy, "正在处理"),
            (states[store.HELD], "变动较大、等待批准"),
            (states[NOTHING], "没有可以装入的行、要改好再传"),
            (states[store.FAILED], "没有成功"),
        )
        if count
    ]
    now = f"现在有 {'，'.join(waits)}。" if waits else "现在没有等待处理的文件。"
    return answer("上传表格，先看检查结果，确认后才装入；", now)


def _usable(job: Job) -> int:
    """How many rows of a checked file could be loaded; of one without an answer, as if there were some."""
    document = job.document("check")
    return sum(one["accepted"] for one in document["deliveries"]) if document else 1


def jobs_table(jobs: Sequence[Job], current: str = "") -> html.Section:
    """The jobs, the latest first."""
    days = settings().job_days
    foot = (
        f"没有确认的文件 {settings().upload_days} 天后从服务器删去（没有检查完的，下次处理别的文件或启动时就删），"
        f"任务本身 {days} 天后从这里清除；已装入的数据不受影响。"
    )
    if not jobs:
        empty = html.P("还没有上传过文件。上传后，每个文件在这里有一行，随时可以回来接着处理。", className="subtitle")
        return box("以前的导入", "每个文件一行", empty, foot=foot, span=12)
    rows = [
        {
            "file": job.file,
            "href": job_href(job),
            "own": job.id == current,
            "state": state_mark(job.state),
            "outcome": outcome(job),
            "size": size_words(job.size),
            "uploaded": moment_words(job.uploaded_at),
        }
        for job in jobs[:SHOWN]
    ]
    words = f"共 {len(jobs)} 份" + (f"，列出最近 {SHOWN} 份" if len(jobs) > SHOWN else "")
    return box("以前的导入", words, data_table(COLUMNS, rows, "以前的导入"), foot=foot, span=12)


def outcome(job: Job) -> str:
    """What came of a job so far, in a few words."""
    if job.state in (store.CHECKING, store.LOADING):
        return job.waiting or "正在处理"
    if job.error:
        return job.error if len(job.error) <= 40 else f"{job.error[:39]}…"
    if job.step == "withdraw" and job.state == store.DONE:
        return "已撤回"
    name = "check" if job.state == store.WAITING else "result" if job.state in (store.DONE, store.HELD) else ""
    document = job.document(name) if name else None
    if not document:
        return ""
    accepted, rejected, duplicates = (
        sum(one[key] for one in document["deliveries"]) for key in ("accepted", "rejected", "duplicates")
    )
    if name == "check" and not accepted:
        return "没有可以装入的行"
    verb = "可装入" if name == "check" else "收下" if document.get("held") else "装入"
    parts = [f"{verb} {accepted:,} 行"]
    parts += [f"退回 {rejected:,} 行"] if rejected else []
    parts += [f"重复 {duplicates:,} 行"] if duplicates else []
    return "，".join(parts)


def watched(jobs: Sequence[Job], current: Job | None) -> html.Span:
    """Tells assets/imports.js what is drawn, so that it asks the server only while something still changes."""
    unfinished = [job for job in jobs if job.state in store.BUSY]
    drawn = ",".join(f"{job.id}:{job.state}:{bool(job.begun)}:{job.waiting}" for job in unfinished)
    one = current.id if current and current.state in store.BUSY else ""
    return html.Span(hidden=True, **{"data-import-watch": drawn, "data-job": one})
