"""Locks that the system frees by itself when their holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

STEP = 0.02


class HeldError(Exception):
    """Somebody else holds the lock."""


@contextmanager
def held(path: Path, patience: float = 0.0) -> Iterator[IO[str]]:
    """Holds the lock file; HeldError when another holder does not let go within `patience` seconds."""
    with path.open("a+") as handle:
        _take(handle, monotonic() + patience)
        try:
            yield handle
        finally:
            _free(handle)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock at this moment."""
    if not path.exists():
        return False
    try:
        with held(path):
            return False
    except HeldError:
        return True


def _take(handle: IO[str], until: float) -> None:
    while True:
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            return
        except OSError as taken:
            if monotonic() >= until:
                raise HeldError(handle.name) from taken
        sleep(STEP)


def _free(handle: IO[str]) -> None:
    if fcntl is None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
