"""One run at a time on a data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


class BusyError(Exception):
    """Another run holds the lock of the data folder."""


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Holds the folder's lock; BusyError at once if another run has it. The system frees it when the process dies."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / ".lock").open("a+") as handle:
        try:
            _take(handle)
        except OSError as taken:
            raise BusyError("另一个任务正在处理这个数据目录，请等它结束后再试。") from taken
        yield


def _take(handle: IO[str]) -> None:
    if fcntl:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
