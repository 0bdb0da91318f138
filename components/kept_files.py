"""Finished bodies as files beside their build: drawn by one process of a server, found by all and by those begun anew.

A file is found under a hash of the whole key and of the program that drew it, and begins with a hash of that name and
of what it holds: what is torn, damaged or put under another name is drawn anew, and so is everything where the disk
refuses. Whether files are kept is said at the start of a server (`share`); elsewhere nothing is written.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import get_ident

from asked_lately import FOLDER, own_folder
from components.edition import edition
from components.kept_key import text_of

try:
    import fcntl
except ImportError:  # Windows: whoever asks at the same moment draws as well
    fcntl = None

MOST_FILES, MOST_BYTES = 2000, 100_000_000
"""Of one build; then the longest unused go, until a quarter of the room is free."""
LOOK_EVERY = 50
LARGEST = 10_000_000
PATIENCE, STEP = 20.0, 0.02
SILENCE = 60
DRAWING = ".drawing"
LOG = logging.getLogger("wushe")


@dataclass
class _Sharing:
    """Whether this process keeps files, how many it has written, and when it last complained."""

    is_on: bool = False
    written: int = 0
    complained: float = -SILENCE


_sharing = _Sharing()


def share(is_on: bool = True) -> None:
    """From now on this process keeps finished bodies as files, and looks for those of others."""
    _sharing.is_on = is_on
    if is_on:
        edition()  # of the program as it is now, not as it will be after an update beneath a running server


def is_shared() -> bool:
    """Whether files are kept."""
    return _sharing.is_on


def read(key: Hashable) -> bytes | None:
    """What is kept under the key; None when there is nothing whole."""
    path = _path(key)
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
    except OSError:
        return None
    if content[:32] != _proof(path, content[32:]):
        return None
    with suppress(OSError):
        os.utime(path)  # the longest unused go first
    return content[32:]


def write(key: Hashable, content: bytes) -> None:
    """Keep it for all processes, in one step; where the disk refuses it is not kept and the log says so.

    Nothing is kept of a build whose file has gone: nobody would put it away.
    """
    path = _path(key)
    if path is None or len(content) > LARGEST - 32 or not os.path.exists(key[0]):
        return
    fresh = path.with_name(f".new-{os.getpid()}-{get_ident()}")
    try:
        _make_folder(path)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_proof(path, content) + content)
        os.replace(fresh, path)
        _sharing.written += 1
        if _sharing.written % LOOK_EVERY == 0:
            make_room(path.parent)
    except OSError as reason:
        complain(reason)
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def complain(reason: OSError) -> None:
    """Say in the log, once a minute, that nothing can be kept; pages are answered all the same."""
    if time.monotonic() - _sharing.complained >= SILENCE:
        _sharing.complained = time.monotonic()
        LOG.warning("画好的页面没有留下，每次现画：%s", reason)


@contextmanager
def alone(key: Hashable) -> Iterator[None]:
    """Whoever else wants the same body waits outside for it, in every process, but not for long."""
    path = _path(key)
    handle = _opened(path) if path is not None and fcntl and os.path.exists(key[0]) else None
    if handle is None:
        yield
        return
    is_ours = _taken(handle)
    try:
        yield
    finally:
        if is_ours:
            with suppress(OSError):
                path.with_suffix(DRAWING).unlink(missing_ok=True)
        os.close(handle)


def make_room(folder: Path) -> None:
    """Forget the longest unused files of a build when there are too many."""
    found = []
    for entry in os.scandir(folder):
        with suppress(OSError):
            found.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
    count, size = len(found), sum(one[1] for one in found)
    if count <= MOST_FILES and size <= MOST_BYTES:
        return
    for _, weight, path in sorted(found):
        if count <= MOST_FILES * 3 // 4 and size <= MOST_BYTES * 3 // 4:
            return
        with suppress(OSError):
            os.unlink(path)
        count, size = count - 1, size - weight


def _path(key: Hashable) -> Path | None:
    """Where a key's body lies; a key begins with the path of the file of its build and the build's name."""
    if not _sharing.is_on:
        return None
    file, build, *rest = key
    try:
        told = text_of((edition(), os.environ.get("WUSHE_REFERENCE_DIR", ""), build, *rest))
    except TypeError as reason:
        LOG.error("画好的页面不能给别的进程用：%s", reason)
        return None
    return Path(file).parent / FOLDER / build / sha256(told.encode()).hexdigest()


def _make_folder(path: Path) -> None:
    own_folder(path.parent.parent)
    own_folder(path.parent)


def _proof(path: Path, content: bytes) -> bytes:
    return sha256(path.name.encode() + content).digest()


def _opened(path: Path) -> int | None:
    try:
        _make_folder(path)
        return os.open(path.with_suffix(DRAWING), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as reason:
        complain(reason)
        return None


def _taken(handle: int) -> bool:
    """Whether we may draw, and nobody else does; after waiting in vain we do all the same."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            if time.monotonic() >= until:
                return False
        time.sleep(STEP)
