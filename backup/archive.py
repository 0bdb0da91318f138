"""The file a backup is: a tar packed with gzip, whose last member tells every other by name and checksum."""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

MANIFEST = "MANIFEST.json"
NAME = "wushe-{moment:%Y%m%dT%H%M%S}.tar.gz"
PATTERN = "wushe-????????T??????.tar.gz"
BLOCK = 1 << 20


class BackupError(Exception):
    """A backup that cannot be made, read or put back; `message` and `hint` are Chinese."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}{hint}")
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: checksums by path, further names of a file already told, and what was published then."""

    made_at: str
    build: str
    content: str
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


class Hashed:
    """A file being read, and the checksum of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._source.read(size)
        self._sum.update(block)
        return block

    def digest(self) -> str:
        """The checksum of everything read so far."""
        return self._sum.hexdigest()


def read(archive: Path, keep: Callable[[str, IO[bytes]], None] | None = None) -> Manifest:
    """Read a whole backup, perhaps keeping each file; BackupError unless every byte is what its manifest says.

    `keep` gets a path inside the data folder and must read the file to its end.
    """
    found: dict[str, str] = {}
    manifest = None
    try:
        with gzip.open(archive) as packed, tarfile.open(fileobj=packed, mode="r|") as members:
            for member in members:
                content = members.extractfile(member) if member.isreg() and manifest is None else None
                if content is None:
                    raise BackupError(f"备份里有不认识的内容：{member.name[:80]}。")
                if member.name == MANIFEST:
                    manifest = Manifest(**json.load(content))
                else:
                    found[member.name] = _kept(_inside(member.name), Hashed(content), keep)
            while packed.read(BLOCK):  # to the end, where the checksum of the whole stands
                continue
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, TypeError) as reason:
        raise _in_words(archive, reason) from reason
    if manifest is None:
        raise BackupError("备份不完整：没有写到末尾。", "请换一份备份。")
    wrong = sorted(name for name in found.keys() | manifest.files.keys() if found.get(name) != manifest.files.get(name))
    if wrong or any(_inside(name) and target not in found for name, target in manifest.links.items()):
        raise BackupError(f"备份的内容与清单不符：{'、'.join(wrong[:3]) or '链接'}。", "请换一份备份。")
    return manifest


def _kept(name: str, content: Hashed, keep: Callable[[str, IO[bytes]], None] | None) -> str:
    if keep is None:
        while content.read(BLOCK):
            continue
    else:
        keep(name, content)
    return content.digest()


def _inside(name: str) -> str:
    """The name, if it stays inside the folder it is put into."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or str(path) != name:
        raise BackupError(f"备份里有指向别处的路径：{name[:80]}。", "这不是本系统做的备份，不使用它。")
    return name


def _in_words(archive: Path, reason: Exception) -> BackupError:
    if isinstance(reason, FileNotFoundError):
        return BackupError(f"没有文件 {archive}。", "请核对路径。")
    if isinstance(reason, PermissionError):
        return BackupError(f"没有权限读写 {reason.filename or archive}。", "请用系统管理员或 wushe 用户执行。")
    if getattr(reason, "errno", None) == 28:
        return BackupError("磁盘空间不足。", "请腾出空间后再执行一次。")
    return BackupError(f"备份 {archive.name} 损坏了，读不完。", "请换一份备份。")
