"""Frozen reports on the disk: `frozen/<number>/` beside the warehouse, each with its content, its files and a record.

`frozen/databases/` holds the builds they were made of, so that pruning and later deliveries do not touch them.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from indicators.warehouse import Snapshot
from jobs.locks import HeldError, held
from jobs.whose import WhoseFolders
from reports.files import ReportError

FOLDER, DATABASES, RECORD, CONTENT, FILES = "frozen", "databases", "record.json", "content.json", "files"
LOWEST = 100_000_000  # the least number that is drawn
MOST_OF_ONE, MOST_BUILDS = 20, 300  # builds that the frozen reports of one person, and of all, may keep
MOST_REPORTS = 500  # of one person
PATIENCE = 20  # seconds to wait until somebody else has frozen
FULL_HINT = "请直接下载报告自己保存，或请系统管理员把 frozen/ 里不再要的定稿移走。"
GONE = ReportError("没有这份定稿。", "请在“已定稿”里查看编号。", 404)


@dataclass(frozen=True)
class FrozenFile:
    """One file of a frozen report with the checksum it had when it was frozen."""

    ending: str
    name: str
    sha256: str
    size: int


class Whose(NamedTuple):
    """What a frozen report is about and who may read it follows from this, which never changes."""

    kind: str
    key: str
    within: str
    smallest: int


@dataclass(frozen=True)
class Frozen:
    """The record of one frozen report. `version` counts the times this subject, year and choices were
    frozen, as far as whoever froze it may read the others.

    `account` is the login name of who froze it, `within` the key of the scope it was made in; both empty where there
    are no accounts. `smallest` is how many volunteers a figure rests on at least; 0 where everything is told.
    """

    id: str
    kind: str
    key: str
    year: int
    choices: Mapping[str, str]
    version: int
    subject: str
    period: str
    choices_in_words: str
    at: str
    by: str
    why: str
    build: str
    database_sha256: str
    data_date: str
    is_demonstration: bool
    address: str
    fingerprint: str
    files: tuple[FrozenFile, ...] = field(default=())
    account: str = ""
    within: str = ""
    smallest: int = 0

    def is_about(self, kind: str, key: str, year: int, choices: Mapping[str, str]) -> bool:
        """Whether it is a version of the same report."""
        return (self.kind, self.key, self.year, dict(self.choices)) == (kind, key, year, dict(choices))

    def file(self, ending: str) -> FrozenFile:
        """The file of that kind; ReportError when it was frozen without one."""
        for one in self.files:
            if one.ending == ending:
                return one
        raise ReportError(f"这份定稿没有 {ending} 文件。", f"有：{'、'.join(one.ending for one in self.files)}。", 404)


def folder_of(taken: Snapshot) -> Path:
    """Where reports on these data are frozen: real ones and those of the demonstration never lie together."""
    return taken.path.parent.parent / FOLDER


def names(folder: Path, is_wanted: Callable[[Whose], bool] | None = None, within: str | None = None) -> list[str]:
    """The numbers of all frozen reports, as their folders are called; where it is said which are wanted, of those that
    can be read, and no record of any other is opened. `within`: of those made in one scope."""
    if is_wanted is not None:
        return _whose.names(folder, is_wanted, within)
    return sorted(one.name for one in folder.glob("[0-9]*") if one.is_dir())


def listed(
    folder: Path, is_wanted: Callable[[Whose], bool] | None = None, within: str | None = None
) -> list[Frozen]:
    """Every frozen report that can be read, or those wanted, the newest first; `damaged` names the others."""
    found = [record_of(folder, one) for one in signature(folder, is_wanted, within)]
    return sorted(
        (one for one in found if one is not None), key=lambda one: (one.at, one.version, int(one.id)), reverse=True
    )


def signature(
    folder: Path, is_wanted: Callable[[Whose], bool] | None = None, within: str | None = None
) -> tuple:
    """What changes whenever a frozen report comes, goes or is damaged: every record with its size and time."""
    found = []
    for name in names(folder, is_wanted, within):
        try:
            status = (folder / name / RECORD).stat()
            found.append((name, status.st_ino, status.st_mtime_ns, status.st_size))
        except OSError:
            found.append((name,))
    return tuple(found)


def record_of(folder: Path, signed: tuple) -> Frozen | None:
    """The report of one entry of `signature`, read once as long as its record stays; None where it is damaged."""
    try:
        return _read_once(folder, signed)
    except LookupError:
        return None


def damaged(folder: Path) -> list[str]:
    """The numbers of frozen reports whose record cannot be read."""
    return [one[0] for one in signature(folder) if record_of(folder, one) is None]


def found(folder: Path, number: str) -> Frozen:
    """The frozen report of a number; zeros in front may be left out."""
    name = folder_name(number)
    if not (folder / name).is_dir():
        raise GONE
    record = _record(folder / name / RECORD)
    if record is None:
        raise ReportError(f"第 {name} 号定稿的记录损坏了，读不出来。", "请从备份恢复它的文件夹。", 500)
    return record


def folder_name(number: str) -> str:
    """How the folder of a number is called; zeros in front may be left out. GONE for what is no number."""
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise GONE
    return f"{int(number):04d}"


def content_text(folder: Path, one: Frozen) -> str:
    """What a frozen report says, as it was kept."""
    try:
        return (folder / one.id / CONTENT).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ReportError("定稿的内容不见了或损坏了。", "请从备份恢复它的文件夹。", 500) from fault


def kept_bytes(folder: Path, one: Frozen, file: FrozenFile) -> bytes | None:
    """A kept file; None when it is gone or is no longer, byte for byte, what was frozen."""
    path = folder / one.id / FILES / file.name
    if not path.is_file() or sum_of(path) != file.sha256:
        return None
    return path.read_bytes()


def database(folder: Path, build: str) -> Path:
    """Where the build of frozen reports lies."""
    return folder / DATABASES / f"{build}.duckdb"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one freezes at a time, so that no two get the same number or version."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with held(folder / ".lock", PATIENCE):
            yield
    except HeldError as busy:
        raise ReportError("正有别人在定稿，没有轮到。", "请过几秒再试一次。", 503) from busy


def keep(folder: Path, one: Frozen, content: str, files: Mapping[str, bytes]) -> Frozen:
    """Put a frozen report on the disk under a free number; only whole ever. Asks for `alone`.

    The number is drawn: counted on over everybody, it would tell whoever has a scope how often others froze.
    """
    making = folder / f".making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    numbered = Frozen(**{**_fields(one), "id": _free_number(folder)})
    try:
        (making / FILES).mkdir(parents=True)
        _write(making / CONTENT, content.encode("utf-8"))
        for name, content_of_file in files.items():
            _write(making / FILES / name, content_of_file)
        text = json.dumps(asdict(numbered), ensure_ascii=False, indent=1)
        _write(making / RECORD, text.encode("utf-8"))
        making.rename(folder / numbered.id)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return numbered


def require_room(folder: Path, build: str, account: str) -> None:
    """ReportError when this person, or all together, have frozen as much as may be kept. Asks for `alone`.

    Whether others froze reports of this very build makes no difference, so that nobody finds that out by trying.
    """
    every = listed(folder)
    own = [one for one in every if account and one.account == account]
    builds = {one.build for one in own}
    if len(own) >= MOST_REPORTS:
        raise ReportError(f"您已有 {MOST_REPORTS} 份定稿，没有再添。", FULL_HINT, 507)
    if build in builds:
        return
    if len(builds) >= MOST_OF_ONE:
        raise ReportError(f"您的定稿已用到 {MOST_OF_ONE} 个数据版本，每个都要留一份数据库，没有再添。", FULL_HINT, 507)
    if len({one.build for one in every}) >= MOST_BUILDS:
        raise ReportError(f"全部定稿已用到 {MOST_BUILDS} 个数据版本，每个都要留一份数据库，没有再添。", FULL_HINT, 507)


def drop_unnamed(folder: Path) -> None:
    """Takes away the builds that no report names; none while a record cannot be read. Asks for `alone`."""
    named = {one.build for one in listed(folder)}
    for path in [] if damaged(folder) else (folder / DATABASES).glob("*.duckdb"):
        if path.stem not in named:
            path.unlink(missing_ok=True)


def keep_database(folder: Path, taken: Snapshot) -> str:
    """Keep the build beside the frozen reports, without a second copy where the disk can; its checksum."""
    target = database(folder, taken.build)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        fresh = target.with_name(f".new-{os.getpid()}.duckdb")
        fresh.unlink(missing_ok=True)
        try:
            _link(taken.path, fresh)
            os.replace(fresh, target)
        except FileNotFoundError as gone:
            raise ReportError("数据刚刚更新过，没有定稿。", "请刷新页面，看过新的数字再定稿。", 409) from gone
        finally:
            fresh.unlink(missing_ok=True)
    return sum_of(target)


def sum_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _free_number(folder: Path) -> str:
    """A number of nine digits that no report has, and none had that was taken away as far as anybody can tell."""
    while True:
        drawn = str(LOWEST + secrets.randbelow(9 * LOWEST))
        if not (folder / drawn).exists():
            return drawn


def _link(source: Path, target: Path) -> None:
    """A second name for the same file, which a published build never changes; a copy where that cannot be."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o444)


def _record(path: Path) -> Frozen | None:
    try:
        read = json.loads(path.read_text("utf-8"))
        known = {one.name for one in fields(Frozen)}
        files = tuple(FrozenFile(**one) for one in read["files"])
        return Frozen(**{name: value for name, value in read.items() if name in known} | {"files": files})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


@lru_cache(maxsize=5000)
def _read_once(folder: Path, signed: tuple) -> Frozen:
    """LookupError, which is not kept, where it is damaged."""
    record = _record(folder / signed[0] / RECORD)
    if record is None:
        raise LookupError(signed[0])
    return record


def _told(folder: Path) -> Whose | None:
    one = _record(folder / RECORD)
    return one and Whose(one.kind, one.key, one.within, one.smallest)


_whose = WhoseFolders(lambda name: name[0].isdigit(), _told)


def _fields(one: Frozen) -> dict:
    return {known.name: getattr(one, known.name) for known in fields(one)}
