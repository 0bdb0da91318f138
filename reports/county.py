"""Many reports in one go: each in one of a few processes, all of the same build, one failing alone."""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import ChoiceError, NoWarehouse, UnknownIndicator
from indicators.scope import Scope, current
from indicators.warehouse import opened_apart, snapshot
from reports.files import FORMATS, ReportError, file_bytes, file_name, put
from reports.orders import Order

MOST_PROCESSES = 4
WORTH_PROCESSES = 4  # reports from which on starting processes takes less time than it saves
LIMITS = {"memory_limit": "600MB", "threads": "1"}
LOST = "生成这份报告的进程意外中止（可能内存不足）。"
_held = ExitStack()


@dataclass(frozen=True)
class Made:
    """What became of one report: its files, or why there are none."""

    order: Order
    subject: str
    files: tuple[Path, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Task:
    """One report to be written: `mark` goes into the names of its files where another report is called the same."""

    order: Order
    subject: str
    endings: tuple[str, ...]
    folder: Path
    mark: str = ""


def tasks(orders: Sequence[tuple[Order, str]], endings: Sequence[str], folder: Path) -> list[Task]:
    """Tasks whose files never take each other's names."""
    times = Counter(name for _, name in orders)
    return [
        Task(order, name, tuple(endings), folder, order.key if times[name] > 1 else "") for order, name in orders
    ]


def make_all(wanted: Sequence[Task], told: Callable[[Made], None], processes: int = 0) -> list[Made]:
    """Write every report and tell of each as it is done; in the order asked for. Files are whole or not there."""
    with snapshot() as taken:
        most = processes or min(MOST_PROCESSES, os.cpu_count() or 1)
        if min(most, len(wanted)) < 2 or (not processes and len(wanted) < WORTH_PROCESSES):
            return [_told(make(task), told) for task in wanted]
        return list(_spread(wanted, told, taken.path, min(most, len(wanted))))


def make(task: Task) -> Made:
    """Write the files of one report; what goes wrong is told in words and under a number in the log."""
    try:
        report = task.order.make()
        files = []
        for ending in task.endings:
            name = file_name(report, ending)
            marked = name.replace(report.subject, f"{report.subject}（{task.mark}）", 1) if task.mark else name
            files.append(put(task.folder, marked, file_bytes(report, FORMATS[ending])))
        return Made(task.order, task.subject, tuple(files))
    except (ChoiceError, UnknownIndicator, NoWarehouse, ReportError) as reason:
        return Made(task.order, task.subject, error=f"{reason.message}{reason.hint}")
    except OSError as reason:
        return Made(task.order, task.subject, error=f"文件没有写成：{reason.strerror or reason}。请检查文件夹和磁盘。")
    except Exception as reason:  # one that fails takes no other of the county along
        logging.getLogger("wushe").error("报告没有生成：%s %s", task.order.kind, task.order.key, exc_info=reason)
        return Made(task.order, task.subject, error=f"程序出错（{type(reason).__name__}），详情见上面的记录。")


def _spread(wanted: Sequence[Task], told: Callable[[Made], None], path: Path, processes: int) -> Iterator[Made]:
    apart = multiprocessing.get_context("spawn")  # DuckDB's threads do not survive a fork
    with ProcessPoolExecutor(processes, mp_context=apart, initializer=_open, initargs=(path, current())) as pool:
        begun = {pool.submit(make, task): place for place, task in enumerate(wanted)}
        try:
            done = {begun[one]: _told(_result(one, wanted[begun[one]]), told) for one in as_completed(begun)}
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    yield from (done[place] for place in range(len(wanted)))


def _result(future: Future, task: Task) -> Made:
    try:
        return future.result()
    except BrokenProcessPool:
        return Made(task.order, task.subject, error=LOST)


def _open(path: Path, scope: Scope) -> None:
    """What a process does first: open the build once, so that all reports are of the same one even if it is pruned."""
    _held.enter_context(opened_apart(path, LIMITS, scope))


def _told(made: Made, told: Callable[[Made], None]) -> Made:
    told(made)
    return made
