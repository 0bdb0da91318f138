"""`python -m jobs.runner FOLDER`: carries one job on from where it stands, whoever started it and whatever died before.

One job works at a time (the lock `.turn`); the ETL's own lock makes it wait for loads that others started.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

from jobs import store
from jobs.commands import ROOT, command_of, environment
from jobs.digest import digest
from jobs.keeping import take_away, take_scratch
from jobs.limits import JudgingTime, minutes_of, takes_turn
from jobs.locks import HeldError, held
from jobs.store import CHECKING, DONE, FAILED, HELD, LOADING, WAITING, Job, StateError, change
from jobs.witness import tell

BUSY, TOO_LONG, UNDERSTOOD = 75, 124, (0, 1)
LONGEST_WAIT = 3600.0  # for loads that others started
LONGEST_QUEUE = 12 * LONGEST_WAIT  # for the turn: as many checks as may wait before it, each as long as it may last
QUEUED = "排队中：前面还有别的文件在处理。"
PERSONAL = "文件里有身份证号或手机号，系统没有留下原件。"
PERSONAL_HINT = "请从您手上的表里删去这一列（或这些号码），再重新上传；其余内容不用改。"
SLOW_CHECK = "检查了 {minutes} 分钟还没有做完，已停止，原件已删去。没有改动任何数据。"
SLOW_LOAD = "读取和检查了 {minutes} 分钟还没有做完，已停止，原件已删去。已收下的工作表（如果有）随下一次装入发布。"
SLOW_HINT = "请把表格按年份或街道拆成几个文件，分别上传。一张小表也这样的，请交给系统管理员。"
OTHERS = "另一个任务正在处理数据，等它结束后自动继续。"
WAITS = "排队中，轮到后自动继续。"  # to a sender with a scope: for what is nobody's business


def run(job: Job) -> None:
    """Does the present step of a job to its end; returns at once when somebody already does."""
    try:
        with held(store.runner_lock(job.id), patience=5) as lock:
            now = store.find(job.id)
            if now.state not in (CHECKING, LOADING):
                return
            with held_turn(now):
                _work(now, lock.fileno())
    except (HeldError, StateError):
        return  # another process does it, or a person called it off


class held_turn:  # noqa: N801 - reads like the lock it is
    """The turn of one job among all jobs; says that it waits, and gives up when the job is called off."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __enter__(self) -> None:
        self.lock = held(store.jobs_folder() / ".turn")
        until = monotonic() + LONGEST_QUEUE
        while True:
            try:
                self.lock.__enter__()
                if takes_turn(self.job):
                    return
                self.lock.__exit__(None, None, None)
            except HeldError:
                if monotonic() > until:
                    raise
            _wait(self.job, QUEUED, 0.3)
            self.lock = held(store.jobs_folder() / ".turn")

    def __exit__(self, *told: object) -> None:
        self.lock.__exit__(*told)


def _wait(job: Job, words: str, seconds: float) -> None:
    """Says once for what the job waits; StateError when it was called off meanwhile."""
    now = store.find(job.id)
    if now.state not in (CHECKING, LOADING):
        raise StateError(now)
    words = WAITS if job.within else words
    if now.waiting != words or now.begun:
        change(job.id, (CHECKING, LOADING), waiting=words, begun="")
    sleep(seconds)


def _work(job: Job, lock: int) -> None:
    """Runs the ETL, again while others hold its lock, and writes what came of it.

    An ETL that ended after its runner had died left its answer: then that counts.
    """
    if "deliveries" in _document(job.folder / f"{job.step}.answer"):
        _settle(job, UNDERSTOOD[0])
        return
    until = monotonic() + LONGEST_WAIT
    pause = 0.5
    while True:
        job = change(job.id, (CHECKING, LOADING), waiting="", begun=store.now(), attempts=job.attempts + 1)
        code = _etl(job, lock)
        if code != BUSY or monotonic() > until:
            break
        _wait(job, OTHERS, pause)
        pause = min(pause * 1.5, 5.0)
    _settle(job, code)


def _etl(job: Job, lock: int) -> int:
    """One ETL process to its end; ended early if the person calls a check off, or if it judges for too long."""
    answer = job.folder / f"{job.step}.answer"
    (job.folder / "progress.jsonl").unlink(missing_ok=True)
    passed = {} if sys.platform == "win32" else {"pass_fds": (lock,)}
    take_scratch(job)  # of a process that was stopped
    environ = environment() | _scratch(job)
    try:
        with answer.open("wb") as out, (job.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                command_of(job), cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=log, **passed
            )
            judging = JudgingTime(job)
            while (code := _ended(process)) is None:
                if job.step == "check" and store.find(job.id).state != CHECKING:
                    _kill(process)
                    raise StateError(store.find(job.id))
                if judging.is_over():
                    _kill(process)
                    return TOO_LONG
    finally:
        take_scratch(job)
    return code


def _scratch(job: Job) -> dict[str, str]:
    """Where processes put what they need for a moment: beside the file, so that nothing outlives it elsewhere."""
    folder = job.folder / "tmp"
    folder.mkdir(exist_ok=True)
    return dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))


def _kill(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()


def _ended(process: subprocess.Popen) -> int | None:
    try:
        return process.wait(0.3)
    except subprocess.TimeoutExpired:
        return None


def _settle(job: Job, code: int) -> None:
    """The state that follows from the answer of the ETL."""
    answer = job.folder / f"{job.step}.answer"
    document = _document(answer)
    if code == TOO_LONG:
        _give_up(job)
        return
    if code not in UNDERSTOOD or "deliveries" not in document:
        told = digest(document, bool(job.within))
        tell(change(job.id, (CHECKING, LOADING), **_failure(code, told)), document)
        return
    is_personal = job.step == "check" and bool(document.get("personal"))
    if is_personal:
        job.path.unlink(missing_ok=True)  # before anything else: whoever dies now leaves no personal number behind
    told = digest(document, bool(job.within))
    store.write_json(job.folder / ("check.json" if job.step == "check" else "result.json"), told)
    answer.unlink()
    if is_personal:
        change(job.id, (CHECKING,), state=FAILED, begun="", error=PERSONAL, hint=PERSONAL_HINT, can_retry=False)
    elif job.step == "check":
        change(job.id, (CHECKING,), state=WAITING, begun="", error="", hint="", can_retry=False)
    elif document.get("error"):
        hint = "原来的数据照常可用。排除原因后请点“重试”。"
        failed = {"state": FAILED, "error": told["error"], "hint": hint, "can_retry": True}
        tell(change(job.id, (LOADING,), begun="", **failed), document)
    else:
        state = HELD if document.get("held") else DONE
        tell(change(job.id, (LOADING,), state=state, begun="", error="", hint="", can_retry=False), document)
        shutil.rmtree(job.folder / "file", ignore_errors=True)  # the lake keeps what was delivered


def _give_up(job: Job) -> None:
    """The words of a job that judged for too long; the same file again would last as long, so it is not kept."""
    error = (SLOW_CHECK if job.step == "check" else SLOW_LOAD).format(minutes=minutes_of(job))
    failed = {"state": FAILED, "error": error, "hint": SLOW_HINT, "can_retry": False}
    tell(change(job.id, (CHECKING, LOADING), begun="", waiting="", **failed), {})
    take_away(job)


def _document(answer: Path) -> dict:
    try:
        found = json.loads(answer.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _failure(code: int, document: dict) -> dict:
    """Why nothing came of it, in words."""
    if code == BUSY:
        error, hint = "另一个任务一直在处理数据，等了一小时没有轮到。", "请稍后点“重试”。"
    elif document.get("error"):
        error, hint = document["error"], document.get("hint") or "请核对后重试。"
    else:
        error = f"处理程序异常退出（代码 {code}），没有留下半份数据。"
        hint = "可能是文件损坏或内存不足。可以点“重试”；再次失败请把文件交给系统管理员。"
    return {"state": FAILED, "begun": "", "waiting": "", "error": error, "hint": hint, "can_retry": True}


def main(arguments: list[str]) -> int:
    """Runs the job of the folder."""
    folder = Path(arguments[0]).absolute()
    store.use(folder.parent.parent)
    run(store.find(folder.name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
