"""One run at a time on a data folder."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
BUSY = "另一个任务正在处理这个数据目录，请等它结束后再试。"


class BusyError(Exception):
    """Another run holds the lock of the data folder."""


@contextmanager
def locked(folder: Path, message: str = BUSY) -> Iterator[None]:
    """Holds the folder's lock; BusyError at once if another run has it. The system frees it when the process dies.

    OSError when the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+") as handle:
        try:
            _take(handle)
        except OSError as taken:
            if taken.errno not in TAKEN:
                raise
            raise BusyError(message) from taken
        yield


def _take(handle: IO[str]) -> None:
    if fcntl:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
