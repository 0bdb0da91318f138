"""`python -m exports.child FOLDER`: makes one file of the spool in a process of its own, with limits of its own."""

from __future__ import annotations

import errno
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from exports import spool
from exports.records import Heading, RowsMissingError, Task, write
from exports.spool import FAILED, WRITING, Export, NoExportError, Status
from exports.who import made_for
from indicators import scope
from indicators.inside import scope_of
from indicators.warehouse import NoWarehouse, Snapshot, opened_apart
from jobs.locks import HeldError, held
from records.catalog import FilterError, record_type
from records.query import parse

LIMITS = {"memory_limit": "600MB", "threads": "2"}
TOLD_EVERY = 0.25  # seconds between two words about progress
STEP = 0.1
POLITENESS = 5  # pages are answered first
FULL = ("磁盘空间不足，文件没有写完", "请缩小筛选范围，或请系统管理员清理磁盘后再试。")
BUSY = ("正在生成的文件太多", "请过一两分钟再试。")
CHANGED = ("导出的行数与所说的不符，没有给出文件", "请刷新页面后重新导出；再次出现请告诉系统管理员。")
FAULT = ("导出程序出错，没有留下半份文件", "请重新导出；再次出现请告诉系统管理员。")


def make(export: Export) -> None:
    """Write the file of an export when its turn comes; whatever goes wrong is told in words."""
    with held(export.lock, patience=5):
        spool.tell(export, Status(process=os.getpid()))
        made_for(export.order.by)
        try:
            with _turn(export.order.patience):
                _write(export)
        except HeldError:
            _fail(export, BUSY, is_busy=True)
        except (FilterError, NoWarehouse) as reason:
            _fail(export, (reason.message.rstrip("。"), reason.hint))
        except RowsMissingError:
            _fail(export, CHANGED)
        except Exception as reason:
            _fail(export, FULL if is_full_disk(reason) else FAULT)
            if not is_full_disk(reason):
                raise


@contextmanager
def _turn(patience: float) -> Iterator[None]:
    """One of the places at which files are made; HeldError when none became free in time."""
    until = time.monotonic() + patience
    while True:
        for slot in spool.slots():
            try:
                lock = held(slot)
                lock.__enter__()
            except HeldError:
                continue
            try:
                yield
                return
            finally:
                lock.__exit__(None, None, None)
        if time.monotonic() > until:
            raise HeldError("slots")
        time.sleep(STEP)


def _write(export: Export) -> None:
    order, aside = export.order, export.folder / "aside"
    aside.mkdir()
    teller = _Teller(export)
    limits = LIMITS | {"temp_directory": str(aside)}
    asked = scope.within(scope_of(order.within))
    with asked, opened_apart(Path(order.database), limits) as taken, export.path.open("wb") as out:
        write(order.kind, _task(taken, export, teller), out)
        out.flush()
        os.fsync(out.fileno())
    spool.tell(export, Status(spool.DONE, order.rows, export.path.stat().st_size, process=os.getpid()))


def _task(taken: Snapshot, export: Export, teller: _Teller) -> Task:
    order = export.order
    query = parse(taken, record_type(taken, order.type), order.choices)
    return Task(taken, query, Heading(order.rows, order.by_id), teller, str(export.folder / "aside"))


class _Teller:
    """Tells how many rows are done, a few times a second."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.status = Status(WRITING, process=os.getpid())
        self.last = time.monotonic()
        spool.tell(export, self.status)

    def __call__(self, rows: int) -> None:
        if time.monotonic() - self.last >= TOLD_EVERY:
            self.last = time.monotonic()
            spool.tell(self.export, replace(self.status, rows=rows))


def _fail(export: Export, words: tuple[str, str], is_busy: bool = False) -> None:
    export.path.unlink(missing_ok=True)
    spool.tell(export, Status(FAILED, error=words[0], hint=words[1], process=os.getpid(), is_busy=is_busy))


def is_full_disk(reason: BaseException) -> bool:
    """Whether there was no room: for the file itself, or for what the database keeps aside."""
    if isinstance(reason, OSError):
        return reason.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    words = str(reason).lower()
    return any(part in words for part in ("no space left", "disk quota", "max_temp_directory_size", "file too large"))


def main(arguments: list[str]) -> int:
    """Makes the file of the folder."""
    folder = Path(arguments[0]).absolute()
    spool.use(folder.parent)
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    try:
        make(spool.find(folder.name))
    except (NoExportError, FileNotFoundError):
        return 0  # called off meanwhile
    except Exception:
        logging.getLogger("wushe").exception("导出失败：%s", folder.name)
        return 1
    finally:
        spool.sweep()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
