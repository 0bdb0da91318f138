"""The files that wait in the inbox: which are complete, in which order they came, what their folder declares."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.normalise.areas import area_book, read_area
from etl.passing import is_passing

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

DONE, SENT_BACK = "已处理", "已退回"
STATUS_FILE = "状态.json"
_DIGITS = re.compile(r"\d{2,12}\Z", re.ASCII)
_CHINESE = re.compile("[\u4e00-\u9fff]")


class FolderError(Exception):
    """A folder in the inbox whose name says nothing; the message is Chinese."""


@dataclass(frozen=True)
class Waiting:
    """One file in the inbox as it was when looked at; `seen` changes whenever the file does."""

    path: Path
    folder: Path
    seen: str
    came: int


def waiting_files(inbox: Path) -> list[Waiting]:
    """Every file that may be a delivery, in the order they came; `folder` is the part of the path below the inbox."""
    found: list[Waiting] = []
    for folder, below, names in os.walk(inbox):
        place = Path(folder).relative_to(inbox)
        apart = {DONE, SENT_BACK} if place == Path() else set()
        below[:] = [name for name in below if name not in apart and not name.startswith(".")]
        found += [file for name in names if (file := _waiting(Path(folder) / name, place))]
    return sorted(found, key=lambda file: (file.came, str(file.path)))


def _waiting(path: Path, place: Path) -> Waiting | None:
    if is_passing(path) or path.name.lower() == STATUS_FILE or path.is_symlink():
        return None
    try:
        state = path.stat()
    except OSError:  # gone since the folder was listed
        return None
    seen = f"{state.st_dev}:{state.st_ino}:{state.st_size}:{state.st_mtime_ns}"
    return Waiting(path, place, seen, state.st_ctime_ns) if path.is_file() else None


def sweep(inbox: Path) -> None:
    """Clears away what a watch that died was writing: its half-made answers and its half-written status."""
    for leftover in [*inbox.rglob(".校验-*"), *inbox.rglob(".new-*")]:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)


class Settling:
    """Tells which files have stood still for some seconds, whatever the wall clock does meanwhile."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._since: dict[str, float] = {}

    def complete(self, files: Sequence[Waiting], moment: float) -> list[Waiting]:
        """Those of the files that have not changed for the time and that no program has open for writing."""
        self._since = {file.seen: self._since.get(file.seen, moment) for file in files}
        still = [file for file in files if moment - self._since[file.seen] >= self.seconds]
        return [file for file in still if not is_being_written(file.path)]


def is_being_written(path: Path) -> bool:
    """Whether some program on this machine has the file open for writing; False where the system cannot tell."""
    if fcntl is None or not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        with path.open("rb") as handle:
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as refused:
        return refused.errno == errno.EAGAIN
    return False


def declared(folder: Path, sources: Sequence[str]) -> tuple[str | None, str | None]:
    """The area code and the source that the folders declare; FolderError when one of them declares neither."""
    area = source = None
    for name in folder.parts:
        if name in sources:
            source = name
        else:
            area = _area(name, area, sources)
    return area, source


def _area(name: str, above: str | None, sources: Sequence[str]) -> str:
    known = f"请用区划代码、区域名称{f'或来源名称（{chr(12289).join(sources)}）' if sources else ''}作文件夹名"
    if not _DIGITS.match(name) and not _CHINESE.search(name):
        raise FolderError(f"文件夹“{name}”不是区域，也不是来源，里面的文件没有处理。{known}。")
    reading = read_area(name, area_book(), above)
    if reading.value is None:
        why = "；".join(finding.message for finding in reading.findings)
        raise FolderError(f"文件夹“{name}”不能对应到一个区域，里面的文件没有处理：{why}。{known}。")
    return reading.value
