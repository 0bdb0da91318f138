"""How much one person, and all together, may have in hand: jobs at work or waiting, bytes kept, minutes of a check.

What all jobs cost the machine follows from these numbers (docs/deploy.md).
"""

from __future__ import annotations

import json
from time import monotonic

from access import present
from jobs import store
from jobs.progress import progress_of
from jobs.store import CHECKING, FAILED, LOADING, UPLOADING, WAITING, Job
from settings import settings

MOST_OF_ONE = 8  # unfinished jobs of one person, so that nobody takes all the turns
MOST_WAITING = 24  # of all together: each is a process, at work or waiting for its turn
MOST_UNCONFIRMED = 100  # of one person: files that were checked and wait to be confirmed
LOAD_FACTOR = 2  # a load reads and judges what a check has judged: what the check was in time for must not fail there
JUDGING = ("读取 ", "检查 ")  # what the ETL tells of a load before it stores all and builds
TURNS = ".turns.json"  # beside the jobs: who had a turn when
LET_GO = (UPLOADING, CHECKING, WAITING, LOADING, FAILED)  # what the person can still give up, and so make room


class FullError(Exception):
    """There is no room for another job now; `message` and `hint` are Chinese."""

    def __init__(self, message: str, hint: str, is_disk: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.is_disk = is_disk


def require_turn(by: str) -> None:
    """FullError when this person, or all together, have as many unfinished jobs as they may."""
    waiting = [job.by for job in store.busy()]
    if by and waiting.count(by) >= MOST_OF_ONE:
        said = f"您有 {MOST_OF_ONE} 个文件在检查、装入或排队"
        raise FullError(said, "请等它们处理完，或放弃不需要的，再继续。")
    if len(waiting) >= MOST_WAITING:
        raise FullError("等待处理的文件太多", "请等前面的文件处理完再试。")


def takes_turn(job: Job) -> bool:
    """Whether the job may work now: whoever waits and had their last turn longest ago goes first, however many jobs
    others have waiting. Asked with the turn of all jobs in hand, which is noted for the job's person."""
    noted = store.jobs_folder() / TURNS
    try:
        last = json.loads(noted.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        last = {}
    waiting = {one.by for one in store.busy() if one.state in (CHECKING, LOADING) and not one.begun}
    is_next = all(last.get(job.by, "") <= last.get(by, "") for by in waiting)
    if is_next:
        store.write_json(noted, last | {job.by: store.now()})
    return is_next


def require_room(size: int) -> None:
    """FullError when the files kept for the asking person, and one of that size, are more than one person may have."""
    most = settings().upload_total_mb
    mine = store.listed(lambda whose: whose.by == present.name())
    own = [job for job in mine if job.state in LET_GO]
    kept = sum(map(_kept, own))
    if present.person() is not None and kept + size > most * 1_000_000:
        said = f"您上传后没有装入的文件一共不能超过 {most} MB，现在已有 {kept // 1_000_000} MB"
        raise FullError(said, "请先确认装入，或放弃不需要的导入，再上传。", is_disk=True)
    if sum(job.state == WAITING for job in own) >= MOST_UNCONFIRMED:
        said = f"您有 {MOST_UNCONFIRMED} 个文件检查完了，还没有确认装入"
        raise FullError(said, "请先确认装入，或放弃不需要的导入，再上传。")


def _kept(job: Job) -> int:
    """The bytes of an upload, of its marked-up copy and of what is written beside it."""
    sizes = []
    for name in store.FOLDERS:
        for path in (job.folder / name).rglob("*"):
            try:
                sizes.append(path.lstat().st_size)
            except FileNotFoundError:
                continue  # taken away at this moment
    return sum(sizes)


def minutes_of(job: Job) -> int:
    """How long the ETL may read and judge in this step."""
    return settings().check_minutes * (LOAD_FACTOR if job.step == "load" else 1)


class JudgingTime:
    """How long the ETL of a job reads and judges. The building that follows is everybody's, and lasts as it lasts."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.until: float | None = None

    def is_over(self) -> bool:
        """Whether it reads or judges still, and has done so for longer than it may."""
        if not self._is_judging():
            return False
        if self.until is None:
            self.until = monotonic() + 60 * minutes_of(self.job)
        return monotonic() >= self.until

    def _is_judging(self) -> bool:
        if self.job.step != "load":
            return self.job.step == "check"
        told = progress_of(self.job.folder / "progress.jsonl")
        return told is not None and told.what.startswith(JUDGING)
