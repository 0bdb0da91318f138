"""A backup is put back only where nothing is in its way, only when it is whole, and nobody is logged in afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from access import accounts, afresh, audit, store
from access.audit import Verdict
from access.errors import AccessError
from backup.archive import BLOCK, BackupError, Manifest, read
from backup.making import OWN_EYES
from etl.disk import disk_words, sync

SHIPPED = ("reference", "sample")
"""Files of the program where the data folder lies inside it; those that are there stay."""


def restore(archive: Path, data_dir: Path) -> tuple[Manifest, Verdict | None]:
    """Put a backup into a data folder; what it held, and whether the record of what was done is whole (None: none).

    BackupError, and nothing put there, when the backup is damaged or a file of it is there already.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".restore-", dir=data_dir) as scratch:
            fresh = Path(scratch)
            manifest = read(archive, lambda name, content: _keep(fresh / name, content))
            for name, target in manifest.links.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                os.link(fresh / target, fresh / name)
            names = [*manifest.files, *manifest.links]
            _refuse_overwriting(names, data_dir)
            _put(names, fresh, data_dir)
    except OSError as reason:
        raise BackupError(*disk_words(reason)) from reason
    return manifest, _begin_afresh(archive, data_dir)


def _keep(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, OWN_EYES), "wb") as out:
        shutil.copyfileobj(content, out, BLOCK)
    sync(path)


def _refuse_overwriting(names: Iterable[str], data_dir: Path) -> None:
    there = [name for name in names if (data_dir / name).exists() and not name.startswith(SHIPPED)]
    if there:
        hint = "请恢复到空的目录；要换掉现有的数据，请先把它整个移到别处。"
        raise BackupError(f"数据目录 {data_dir} 里已经有 {there[0]} 等 {len(there)} 个文件，没有恢复。", hint)


def _put(names: Iterable[str], fresh: Path, data_dir: Path) -> None:
    """Move the files in, the pointer to the published build last: until then nothing is served."""
    for name in sorted(names, key=lambda name: (name.endswith("CURRENT.json"), name)):
        target = data_dir / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).replace(target)
    for folder in {(data_dir / name).parent for name in names}:
        sync(folder)


def _begin_afresh(archive: Path, data_dir: Path) -> Verdict | None:
    try:
        with store.in_folder(data_dir):
            if not accounts.any_exist():
                return None
            verdict = audit.verify()
            if verdict.broken is None:
                afresh.begin(archive.name)
            return verdict
    except AccessError as refusal:
        raise BackupError(refusal.message, refusal.hint) from refusal
