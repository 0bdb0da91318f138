"""What the disk refuses, in words for the person at the machine; and bringing files safely onto it."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

from etl.normalise.personal import mask_personal

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PARQUET = ".parquet"
FICLONE = 0x40049409
LOG = logging.getLogger("wushe.etl")
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL_WORDS = ("No space left", "File too large", "Disk quota exceeded", "not enough space")
_FORBIDDEN_WORDS = ("Permission denied", "Read-only file system", "Operation not permitted")


class DiskError(Exception):
    """The disk refused; `message` and `hint` are Chinese."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}{hint}")
        self.message = message
        self.hint = hint


def disk_words(fault: Exception) -> tuple[str, str]:
    """What happened and what to do, for an OSError or an input/output error of DuckDB or Arrow."""
    number, text = getattr(fault, "errno", None), str(fault)
    place = getattr(fault, "filename", None)
    where = f"（{mask_personal(str(place))}）" if place else ""
    if number in FULL or any(words in text for words in _FULL_WORDS):
        return f"磁盘空间不足{where}。", "请腾出空间后再执行一次，原来的数据照常可用。"
    if number in FORBIDDEN or any(words in text for words in _FORBIDDEN_WORDS):
        return f"没有写入权限{where}。", "请检查数据目录的所有者和权限，以及磁盘是否为只读，原来的数据照常可用。"
    if PARQUET in text or isinstance(fault, pa.ArrowException):
        return "数据湖里有文件已损坏。", "请执行 build，由保存的原件重新读入，已发布的版本照常可用。"
    if isinstance(fault, duckdb.OutOfMemoryException):
        return "内存不足。", "请关闭其他程序或换到内存更大的机器后再执行一次，原来的数据照常可用。"
    if number == errno.ENOENT:
        return f"文件或文件夹不见了{where}。", "请核对路径后再执行一次。"
    first = text.strip().splitlines()[0] if text.strip() else type(fault).__name__
    return f"磁盘读写出错：{first}。", "请检查磁盘后再执行一次，原来的数据照常可用。"


def is_disk_fault(fault: Exception) -> bool:
    """Whether it is the disk (or the memory) that refused, and not a mistake of ours."""
    kinds = (OSError, pa.ArrowException, duckdb.IOException, duckdb.OutOfMemoryException)
    return isinstance(fault, kinds) or any(words in str(fault) for words in (*_FULL_WORDS, *_FORBIDDEN_WORDS, PARQUET))


def sync(path: Path) -> None:
    """Waits until the file or folder is on the disk (Windows cannot sync folders)."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """The file holds the old text or the new, never a part of it; nothing is left behind when the disk refuses."""
    with fresh_file(path) as fresh:
        fresh.write_text(text, "utf-8")


@contextmanager
def fresh_file(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it takes the place of `path` in one step when the block ends well."""
    fresh = path.with_name(f".new-{os.getpid()}-{path.name}")
    try:
        yield fresh
        sync(fresh)
        os.replace(fresh, path)
        sync(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def copy_file(path: Path, target: Path) -> None:
    """A copy that costs nothing where the file system can share blocks (XFS, Btrfs), else one pass in the kernel."""
    with path.open("rb") as source, target.open("wb") as copy:
        try:
            fcntl.ioctl(copy.fileno(), FICLONE, source.fileno())
            return
        except (OSError, AttributeError):
            LOG.debug("%s 不能共享数据块，逐块复制", target.parent)
    shutil.copyfile(path, target)


def file_hash(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
