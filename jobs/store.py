"""The folders of the jobs: made, read, changed one writer at a time, and cleared away when they are old."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from access import present
from access.roles import May
from indicators import scope
from jobs.locks import held, is_held
from jobs.names import safe_name
from jobs.whose import WhoseFolders
from settings import settings

UPLOADING, CHECKING, WAITING, LOADING = "上传中", "检查中", "待确认", "装入中"
DONE, HELD, FAILED, CANCELLED = "完成", "待批准", "失败", "已取消"
BUSY = (UPLOADING, CHECKING, LOADING)
ENDED = (DONE, HELD, FAILED, CANCELLED)
FOLDERS = ("file", "marked", "tmp")  # of a job: the upload, its marked-up copy, what processes write meanwhile
MARKER = "demonstration.json"
STARTING = timedelta(seconds=30)  # the runner must hold its lock by then
MOST_ENDED = 100  # jobs of one person that ended: the oldest goes, so that nobody's pile grows without bound
SILENT = timedelta(minutes=10)  # an upload that brought nothing for so long was given up
_ID = re.compile("[0-9a-f]{32}", re.ASCII)
STOPPED = "处理程序中途停止了（服务器重启、断电或内存不足），没有留下半份数据。"
STOPPED_HINT = "上传的文件还在，请点“重试”。"
CUT = "上传没有完成就中断了。"
CUT_HINT = "请重新选择文件上传。"


class NoJobError(Exception):
    """There is no such job."""


class StateError(Exception):
    """The job is in a state in which this cannot be done."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.state)
        self.job = job


@dataclass(frozen=True)
class Declaration:
    """What the sender says about a delivery; empty means that nothing is said."""

    area: str = ""
    from_on: str = ""
    to_on: str = ""
    mode: str = "增量"
    source: str = ""


class Whose(NamedTuple):
    """Whose a job is, as its record says; it never becomes somebody else's."""

    by: str
    within: str


@dataclass(frozen=True)
class Job:
    """One job as it stands. `step` is check, load or withdraw, `begun` when its ETL began, `waiting` what holds it up.

    `page` is where it was started (empty: 数据导入), `delivery` what is to be withdrawn. `by` is the login name of the
    person whose it is, `within` the key of the scope in which its rows have to lie, `refused_types` what records the
    person may not bring; all empty where there are no accounts.
    """

    id: str
    file: str
    state: str
    uploaded_at: str
    changed_at: str
    size: int = 0
    step: str = "check"
    waiting: str = ""
    begun: str = ""
    attempts: int = 0
    error: str = ""
    hint: str = ""
    can_retry: bool = False
    area: str = ""
    from_on: str = ""
    to_on: str = ""
    mode: str = "增量"
    source: str = ""
    page: str = ""
    delivery: str = ""
    by: str = ""
    within: str = ""
    refused_types: str = ""

    @property
    def folder(self) -> Path:
        return jobs_folder() / self.id

    @property
    def path(self) -> Path:
        """The uploaded file."""
        return self.folder / "file" / self.file

    @property
    def declaration(self) -> Declaration:
        return Declaration(self.area, self.from_on, self.to_on, self.mode, self.source)

    def document(self, name: str) -> dict | None:
        """What the ETL answered: name is check or result."""
        try:
            return json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def marked(self) -> Path | None:
        """The marked-up copy of the uploaded file, if there is one."""
        return next(iter(sorted((self.folder / "marked").glob("*.xlsx"))), None)


_chosen: dict[str, Path] = {}


def use(data_dir: Path | str | None) -> None:
    """Keep the jobs in another data folder from now on (the runner, tests); None returns to WUSHE_DATA_DIR."""
    _chosen.clear()
    if data_dir is not None:
        _chosen["data"] = Path(data_dir).absolute()


def data_dir() -> Path:
    """The data folder."""
    return _chosen.get("data") or settings().data_dir.expanduser().absolute()


def jobs_folder() -> Path:
    """Where the folders of the jobs lie."""
    return data_dir() / "jobs"


def is_demonstration() -> bool:
    """Whether the data folder itself is a demonstration, into which nothing may be loaded."""
    return (data_dir() / MARKER).exists()


def now() -> str:
    """This moment, as job.json keeps it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def create(name: str, page: str = "", delivery: str = "") -> Job:
    """A new job waiting for its file; the name is made harmless first."""
    clear_old()
    moment = now()
    job = Job(
        secrets.token_hex(16), safe_name(name), UPLOADING, moment, moment, page=page, delivery=delivery,
        by=present.name(), within=scope.current().key,
        refused_types="" if present.may(May.TARGETS) else "targets",
    )  # fmt: skip
    job.folder.mkdir(parents=True, mode=0o700)
    (job.folder / "file").mkdir()
    _write(job)
    return job


def find(job_id: str) -> Job:
    """The job as it stands; one whose process died reads as 失败. NoJobError when there is none."""
    return _judged(_read(job_id))


def listed(is_wanted: Callable[[Whose], bool] | None = None, within: str | None = None) -> list[Job]:
    """All jobs, the latest first; where it is said whose are wanted, no file of any other is opened. `within`: of those
    of one scope."""
    folder = jobs_folder()
    found = []
    for name in _names(folder) if is_wanted is None else _whose.names(folder, is_wanted, within):
        try:
            found.append(_judged(_kept(name)))
        except NoJobError:
            continue
    return sorted(found, key=lambda job: (job.uploaded_at, job.id), reverse=True)


def busy() -> list[Job]:
    """The jobs, whosever they are, that are at work or wait for their turn; nothing more is opened for the others."""
    found = []
    for name in _names(jobs_folder()):
        try:
            job = _kept(name)
            found += [_judged(job)] if job.state in BUSY else []
        except NoJobError:
            continue
    return [job for job in found if job.state in BUSY]


def change(job_id: str, allowed: Collection[str], if_not_loading: bool = False, **changes: object) -> Job:
    """Changes a job that is in one of the allowed states; StateError otherwise. One writer at a time.

    With `if_not_loading` a job whose load has begun is left alone too.
    """
    _read(job_id)
    with held(jobs_folder() / job_id / ".change", patience=10):
        job = find(job_id)
        if job.state not in allowed or (if_not_loading and job.state == LOADING and job.begun):
            raise StateError(job)
        changed = replace(job, **{"changed_at": now(), **changes})
        _write(changed)
        return changed


def remove(job: Job) -> None:
    """Takes the folder of a job away."""
    gone = jobs_folder() / f".gone-{job.id}"
    try:
        job.folder.rename(gone)
    except FileNotFoundError:
        return  # another process did so just now
    shutil.rmtree(gone, ignore_errors=True)


def clear_old() -> None:
    """Takes away what ended, or was never confirmed, more than WUSHE_JOB_DAYS ago, and of what ended all but the latest
    MOST_ENDED of each person. What waits for approval stays. Asked before the server's workers begin, it learns for all
    of them whose the jobs are."""
    last = datetime.now(UTC) - timedelta(days=settings().job_days)
    ended: Counter[str] = Counter()
    for job in listed(lambda _: True):
        ended[job.by] += job.state in ENDED
        is_old = job.state not in (CHECKING, LOADING) and datetime.fromisoformat(job.changed_at) < last
        is_too_many = job.state in ENDED and job.state != HELD and ended[job.by] > MOST_ENDED
        if is_old or (is_too_many and not is_held(runner_lock(job.id))):
            remove(job)
    for left in jobs_folder().glob(".gone-*"):
        shutil.rmtree(left, ignore_errors=True)


def runner_lock(job_id: str) -> Path:
    """Held by the process that works on the job, and by the ETL process it started."""
    return jobs_folder() / job_id / ".runner"


def write_json(path: Path, document: object) -> None:
    """Writes a file so that readers see the old or the new one, never a part."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with part.open("w", encoding="utf-8") as out:
        json.dump(document, out, ensure_ascii=False, default=str)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def _write(job: Job) -> None:
    write_json(job.folder / "job.json", asdict(job))


def _read(job_id: str) -> Job:
    if not _ID.fullmatch(job_id):
        raise NoJobError(job_id)
    try:
        kept = json.loads((jobs_folder() / job_id / "job.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise NoJobError(job_id) from missing
    names = {field.name for field in fields(Job)}
    return Job(**{key: value for key, value in kept.items() if key in names})


def _kept(job_id: str) -> Job:
    """The job as it was written, read once as long as its file stays."""
    path = os.path.join(jobs_folder(), job_id, "job.json")
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise NoJobError(job_id) from missing
    return _read_once(path, job_id, (status.st_ino, status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=5000)
def _read_once(_path: str, job_id: str, _stamp: tuple[int, ...]) -> Job:
    return _read(job_id)


def _names(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if _ID.fullmatch(name)] if folder.is_dir() else []


def _told(folder: Path) -> Whose | None:
    """Whose the job in a folder is; None while nobody has written it."""
    try:
        job = _read(folder.name)
    except NoJobError:
        return None
    return Whose(job.by, job.within)


_whose = WhoseFolders(_ID.fullmatch, _told)


def _judged(job: Job) -> Job:
    """The job, as 失败 if nobody works on it any more although it says so, as 完成 once a held load is decided."""
    if job.state == HELD:
        return job if _is_held_back(job) else replace(job, state=DONE)
    if job.state == UPLOADING:
        is_over = _silence(job) > SILENT
        return replace(job, state=FAILED, error=CUT, hint=CUT_HINT) if is_over else job
    if job.state not in BUSY or is_held(runner_lock(job.id)):
        return job
    if datetime.now(UTC) - datetime.fromisoformat(job.changed_at) < STARTING and not job.begun:
        return job
    again = _read(job.id)
    if again.state != job.state or again.changed_at != job.changed_at:
        return again  # it ended between two looks
    return replace(job, state=FAILED, waiting="", error=STOPPED, hint=STOPPED_HINT, can_retry=True)


def _is_held_back(job: Job) -> bool:
    """Whether what the job brought still waits for approval within its scope, where alone it is decided: a person does
    so in 待办, behind the job's back."""
    brought = {one["delivery"] for one in (job.document("result") or {"deliveries": []})["deliveries"]}
    waiting = (one for path in held_builds(data_dir()) for one in _held_back(path, job.within))
    return any(one["delivery"] in brought for one in waiting)


def held_builds(folder: Path) -> list[Path]:
    """The files of a data folder that say what is held back: one for each scope, and one for whoever sees all."""
    return sorted((folder / "warehouse").glob("HELD*.json"))


def _held_back(path: Path, within: str) -> list[dict]:
    """What is held back there, if it is of that scope."""
    try:
        held = json.loads(path.read_text("utf-8"))
        return held["deliveries"] if held.get("within", "") == within else []
    except (FileNotFoundError, ValueError, KeyError):
        return []


def _silence(job: Job) -> timedelta:
    """How long ago the upload brought something."""
    times = [path.stat().st_mtime for path in (job.folder / "file").glob("*")]
    last = datetime.fromtimestamp(max(times), UTC) if times else datetime.fromisoformat(job.changed_at)
    return datetime.now(UTC) - last
