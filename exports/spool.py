"""The spool: one folder for each file being made, what its maker was told, how far it is; old ones are taken away."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from access import present
from indicators import scope
from jobs.locks import is_held
from jobs.store import data_dir
from settings import settings

QUEUED, WRITING, DONE, FAILED, CANCELLED = "排队中", "写入中", "完成", "失败", "已取消"
UNFINISHED = (QUEUED, WRITING)
KEPT = 3600.0  # seconds that a file waits for whoever asked for it
STARTING = 60.0  # seconds within which its maker must have begun
MOST_FINISHED, MOST_BYTES = 50, 2_000_000_000  # files of one person that stay when another is made, and their bytes
AT_ONCE = 2
SPARE = 200_000_000  # bytes that a file must leave free on the disk
STOPPED = "导出程序中途停止了（服务器重启或内存不足），没有留下半份文件。"
_ID = re.compile("[0-9a-f]{32}", re.ASCII)


class NoExportError(Exception):
    """There is no such export, or not any more."""


@dataclass(frozen=True)
class Order:
    """What the maker of a file is told. `choices` are those of the address; `name` is what the file is called.

    `words` are the filters in words.
    `by` is the login name of the person whose file it is, `within` the key of the scope it was asked for in; both empty
    where there are no accounts.
    """

    database: str
    type: str
    kind: str
    choices: dict[str, list[str]]
    rows: int
    by_id: bool
    name: str
    patience: float = KEPT / 2
    by: str = field(default_factory=present.name)
    within: str = field(default_factory=lambda: scope.current().key)
    words: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the asking person ordered it, and may still see all that is in it."""
        is_known = present.person() is not None or not present.is_required()
        return is_known and (self.by, self.within) == (present.name(), scope.current().key)


@dataclass(frozen=True)
class Status:
    """How an export stands; `process` is the number of its maker, `is_busy` that no place became free in time.

    `size` is the number of bytes of a finished file.
    """

    state: str = QUEUED
    rows: int = 0
    size: int = 0
    error: str = ""
    hint: str = ""
    process: int = 0
    is_busy: bool = False


@dataclass(frozen=True)
class Export:
    """One file being made or made."""

    id: str
    order: Order
    status: Status = field(default_factory=Status)

    @property
    def folder(self) -> Path:
        return spool_folder() / self.id

    @property
    def path(self) -> Path:
        """The file, whole only when the state says so."""
        return self.folder / "file"

    @property
    def lock(self) -> Path:
        """Held by the maker for as long as it lives."""
        return self.folder / ".maker"


_chosen: dict[str, Path] = {}


def use(folder: Path | str | None) -> None:
    """Spool into another folder from now on (tests, the maker of a file); None returns to the settings."""
    _chosen.clear()
    if folder is not None:
        _chosen["spool"] = Path(folder).absolute()


def spool_folder() -> Path:
    """Where the folders of the exports lie: WUSHE_SPOOL_DIR, else `exports` in the data folder."""
    configured = settings().spool_dir
    return _chosen.get("spool") or (configured.expanduser().absolute() if configured else data_dir() / "exports")


def slots() -> list[Path]:
    """The locks of the places at which files are made at the same time, over all processes."""
    return [spool_folder() / f".slot-{number}" for number in range(AT_ONCE)]


def has_room() -> bool:
    """Whether the disk has room for another file, at the latest without the old ones."""
    spool_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(spool_folder()).free > SPARE:
        return True
    sweep()
    return shutil.disk_usage(spool_folder()).free > SPARE


def create(order: Order) -> Export:
    """A new export that nobody makes yet; of the finished ones of the same person the latest stay. Those of others are
    not looked at: how many there are would be told by the time it takes."""
    sweep(_mark(order.by))
    _let_go(order.by)
    made = Export(_mark(order.by) + secrets.token_hex(12), order)
    made.folder.mkdir(parents=True, mode=0o700)
    try:
        _unended().mkdir(exist_ok=True, mode=0o700)
        (_unended() / made.id).touch()
        _write(made.folder / "order.json", asdict(order))
        tell(made, made.status)
    except BaseException:
        remove(made)  # a full disk leaves nothing half-begun
        raise
    return made


def find(export_id: str) -> Export:
    """The export as it stands; one whose maker died reads as 失败. NoExportError when there is none."""
    found = _read(export_id)
    if found.status.state not in UNFINISHED or is_held(found.lock) or _is_starting(found):
        return found
    again = _read(export_id)
    if again.status.state not in UNFINISHED:
        return again  # it ended between two looks
    return replace(again, status=replace(again.status, state=FAILED, error=STOPPED, hint="请重新导出。"))


def unfinished(by: str | None = None) -> int:
    """How many files are being made or wait for their turn; those of one person, where one is named. What has ended is
    not opened: how much of it others have would be told by the time it takes."""
    mark, count = "" if by is None else _mark(by), 0
    for entry in sorted(_unended().glob(f"{mark}*")):
        try:
            found = find(entry.name)
        except NoExportError:
            if _age(entry) > STARTING:  # called off, swept, or cut short
                entry.unlink(missing_ok=True)
            continue
        if found.status.state in UNFINISHED:
            count += by is None or found.order.by == by
        else:
            entry.unlink(missing_ok=True)  # its maker died
    return count


def tell(export: Export, status: Status) -> None:
    """How the export stands from now on."""
    _write(export.folder / "status.json", asdict(status))
    if status.state not in UNFINISHED:
        (_unended() / export.id).unlink(missing_ok=True)


def remove(export: Export) -> None:
    """Take everything of an export away."""
    shutil.rmtree(export.folder, ignore_errors=True)
    (_unended() / export.id).unlink(missing_ok=True)


def _unended() -> Path:
    """A folder with an empty file for every export that has been ordered and not told to have ended."""
    return spool_folder() / ".unended"


def sweep(mark: str = "") -> None:
    """Take away files that nobody fetched for an hour, and what makers that died left behind; of one person or all."""
    folder = spool_folder()
    for name in os.listdir(folder) if folder.is_dir() else ():
        path = folder / name
        is_export = name.startswith(mark) and name != _unended().name and path.is_dir()
        if is_export and _age(path) > KEPT and not is_held(path / ".maker"):
            shutil.rmtree(path, ignore_errors=True)


def _let_go(by: str) -> None:
    """Take away what one person has had for longest, as far as it is too much. Whoever is fetching a file gets all of
    it: an open one loses its name and nothing else, or (on Windows) cannot be taken away."""
    own = [one for one in _listed(_mark(by)) if one.order.by == by and one.status.state not in UNFINISHED]
    left = MOST_BYTES
    for number, one in enumerate(sorted(own, key=lambda one: _age(one.folder)), start=1):
        with suppress(FileNotFoundError):
            left -= one.path.stat().st_size
        if number >= MOST_FINISHED or (left < 0 and number > 1):  # the latest stays, however large
            with suppress(OSError):
                one.path.unlink(missing_ok=True)
                remove(one)


def _mark(by: str) -> str:
    """How the names of the folders of one person begin, so that nobody reads through those of all."""
    return hashlib.sha256(by.encode()).hexdigest()[:8]


def _listed(mark: str = "") -> list[Export]:
    """All exports, or those whose names begin like this."""
    folder = spool_folder()
    found = []
    for name in sorted(one for one in os.listdir(folder) if one.startswith(mark)) if folder.is_dir() else []:
        try:
            found.append(find(name))
        except NoExportError:
            continue
    return found


def _read(export_id: str) -> Export:
    if not _ID.fullmatch(export_id):
        raise NoExportError(export_id)
    folder = spool_folder() / export_id
    try:
        order = json.loads((folder / "order.json").read_text("utf-8"))
        status = json.loads((folder / "status.json").read_text("utf-8"))
        return Export(export_id, Order(**order), Status(**status))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError) as missing:
        raise NoExportError(export_id) from missing  # not there, or cut short when the machine stopped


def _is_starting(export: Export) -> bool:
    return export.status.state == QUEUED and not export.status.process and _age(export.folder) < STARTING


def _age(path: Path) -> float:
    try:
        return time.time() - max(one.stat().st_mtime for one in (path, *path.glob("status.json")))
    except FileNotFoundError:
        return 0.0


def _write(path: Path, document: dict) -> None:
    """Readers see the old or the new words, never a part."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    part.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
