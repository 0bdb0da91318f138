"""A backup is made while the product runs: the lake under its lock, SQLite files as one moment, nothing half written.

Everything in the data folder is kept but what can be made anew or passes: exports, uploads, the inbox, older builds.
The published build is kept, because the lake alone does not say what is held back or was rolled back.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from access import accounts, audit, store
from access.errors import AccessError
from access.terminal import at_terminal
from backup.archive import MANIFEST, NAME, PATTERN, BackupError, Hashed, Manifest
from etl.disk import disk_words, sync
from etl.held import ALL_HELD, all_held
from etl.lock import BusyError, locked
from etl.publish import Warehouse

PASSING = {"demo", "exports", "inbox", "jobs", "warehouse/kept"}
SQLITE = ".sqlite"
BESIDE = ("-wal", "-shm", "-journal")
OWN_EYES = 0o600
STEP = 0.2


def make(data_dir: Path, folder: Path, keep: int | None = None, patience: float = 3600) -> tuple[Path, Manifest]:
    """Write a backup of the data folder into `folder`, under a name of this moment; BackupError when it cannot be done.

    Of older backups there only the newest `keep` stay, counting this one. Somebody else's load is waited for.
    """
    if not data_dir.is_dir():
        raise BackupError(f"没有数据目录 {data_dir}。", "请用 WUSHE_DATA_DIR 指出数据目录。")
    if folder.absolute().is_relative_to(data_dir.absolute()):
        raise BackupError("备份不能放在数据目录里面。", "请放到另一块磁盘上。")
    target = folder / NAME.format(moment=datetime.now())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".wushe-", dir=folder) as scratch:
            part = Path(scratch) / target.name
            with _still(data_dir, patience):
                manifest = _write(data_dir, part)
            sync(part)
            _note(data_dir, target)
            part.replace(target)
            sync(folder)
    except (OSError, sqlite3.Error) as reason:
        raise BackupError(*disk_words(reason)) from reason
    except AccessError as refusal:
        raise BackupError(refusal.message, refusal.hint) from refusal
    if keep:
        for old in sorted(folder.glob(PATTERN))[:-keep]:
            old.unlink()
    return target, manifest


def _note(data_dir: Path, target: Path) -> None:
    """Say so in the record of what was done; where there are accounts, no copy is made that nobody can read of."""
    with store.in_folder(data_dir):
        if accounts.any_exist():
            audit.record(at_terminal(), "", "备份", {"file": target.name})


@contextmanager
def _still(data_dir: Path, patience: float) -> Iterator[None]:
    """Nobody loads, builds or decides meanwhile."""
    until = time.monotonic() + patience
    while True:
        try:
            with locked(data_dir):
                yield
                return
        except BusyError as busy:
            if time.monotonic() >= until:
                raise BackupError("装入一直没有结束，没有备份。", "请等它结束后再执行一次。") from busy
        time.sleep(STEP)


def _write(data_dir: Path, part: Path) -> Manifest:
    pointer = Warehouse(data_dir).current() or {}
    made_at = datetime.now().astimezone().isoformat(timespec="seconds")
    manifest = Manifest(made_at, pointer.get("build", ""), pointer.get("content", ""))
    seen: dict[tuple[int, int], str] = {}
    with (
        os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, OWN_EYES), "wb") as out,
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=3) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for path in _files(data_dir, pointer):
            name, identity = path.relative_to(data_dir).as_posix(), (path.stat().st_dev, path.stat().st_ino)
            if identity in seen:
                manifest.links[name] = seen[identity]
            else:
                seen[identity] = name
                manifest.files[name] = _add(archive, name, path, part.parent)
        _add_manifest(archive, manifest, part.parent)
    return manifest


def _files(data_dir: Path, pointer: dict) -> Iterator[Path]:
    """Every file to keep, in an order that does not change."""
    warehouse = {
        "CURRENT.json",
        pointer.get("file"),
        *(path.name for path in (data_dir / "warehouse").glob(ALL_HELD)),
        *(held["file"] for held in all_held(data_dir / "warehouse")),
    }
    for folder, below, names in os.walk(data_dir):
        inner = Path(folder).relative_to(data_dir)
        below[:] = sorted(name for name in below if name[0] != "." and (inner / name).as_posix() not in PASSING)
        for name in sorted(names):
            if name[0] == "." or name.endswith(BESIDE) or (inner.parts[:1] == ("warehouse",) and name not in warehouse):
                continue
            yield Path(folder) / name


def _add(archive: tarfile.TarFile, name: str, path: Path, scratch: Path) -> str:
    if path.suffix == SQLITE:
        path = _one_moment(path, scratch / path.name)
    with path.open("rb") as source:
        hashed = Hashed(source)
        archive.addfile(_member(name, path), hashed)
    if path.parent == scratch:
        path.unlink()
    return hashed.digest()


def _member(name: str, path: Path) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = path.stat().st_size, int(path.stat().st_mtime), OWN_EYES
    return member


def _one_moment(path: Path, copy: Path) -> Path:
    """The SQLite file as it is at one moment, with what its log still holds."""
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest, scratch: Path) -> None:
    path = scratch / MANIFEST
    path.write_bytes(manifest.written())
    _add(archive, MANIFEST, path, scratch)
