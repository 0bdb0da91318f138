"""A delivered file as it was when its reading began: what is stored, hashed and judged must be of the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from etl.errors import DeliveryError

CHANGED = "改动"
"""The rule of the refusal of a file that changed while it was read: it is complete when nobody writes to it."""


class Witness:
    """Knows a file's SHA-256 and notices when the file is changed, replaced or deleted afterwards.

    A change that keeps the size is told by the file's times, which no program can set back (`st_ctime`).
    """

    def __init__(self, path: Path) -> None:
        """OSError when the file cannot be read."""
        self.path = path
        self._state = _state(path)
        with path.open("rb") as handle:
            self.sha256 = hashlib.file_digest(handle, "sha256").hexdigest()

    def fault(self) -> DeliveryError | None:
        """Why nothing of what was read may be kept, if the file is no longer what it was."""
        try:
            now = _state(self.path)
        except OSError:
            return DeliveryError("文件在读取时被移走或删除，没有入库。", "请把文件放好后重新报送。", CHANGED)
        return _changed() if now != self._state else None

    def confirm(self) -> None:
        """DeliveryError if the file is no longer what it was."""
        fault = self.fault()
        if fault:
            raise fault


def _changed() -> DeliveryError:
    said = "文件在读取时被改动，没有入库。"
    return DeliveryError(said, "请等文件保存或复制完毕，关闭正在编辑它的程序，再重新报送。", CHANGED)


def _state(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
