"""Steps of a job that a person starts; each runs in a process that outlives the web server."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from threading import Thread

from jobs import keeping, store
from jobs.commands import ROOT, environment
from jobs.owners import bounds
from jobs.store import CANCELLED, CHECKING, FAILED, LOADING, UPLOADING, WAITING, Declaration, Job, StateError

NOTHING_SAID = {"waiting": "", "begun": "", "error": "", "hint": "", "can_retry": False, "attempts": 0}


def uploaded(job: Job, size: int) -> Job:
    """The file is complete: check it."""
    return _start(store.change(job.id, (UPLOADING,), state=CHECKING, step="check", size=size, **NOTHING_SAID))


def entered(job: Job, size: int) -> Job:
    """A form of ours wrote the file: load it at once; the load checks whatever a check does."""
    return _start(store.change(job.id, (UPLOADING,), state=LOADING, step="load", size=size, **NOTHING_SAID))


def withdrawal(job: Job) -> Job:
    """Withdraw the delivery the job names."""
    return _start(store.change(job.id, (UPLOADING,), state=LOADING, step="withdraw", **NOTHING_SAID))


def check_again(job: Job, declaration: Declaration) -> Job:
    """Check the file anew under another declaration."""
    told = asdict(declaration)
    if not job.path.is_file():  # it held personal numbers, or never came whole
        raise StateError(store.find(job.id))
    _forget_answer(job, "check")
    told |= {"within": bounds(job)}
    return _start(store.change(job.id, (WAITING, FAILED), state=CHECKING, step="check", **NOTHING_SAID, **told))


def confirm(job: Job, declaration: Declaration) -> Job:
    """Load the file under a declaration."""
    told = asdict(declaration)
    _forget_answer(job, "load")
    told |= {"within": bounds(job)}
    return _start(store.change(job.id, (WAITING,), state=LOADING, step="load", **NOTHING_SAID, **told))


def retry(job: Job) -> Job:
    """Do the failed step again; an answer of the ETL whose starter had died counts."""
    failed = store.find(job.id)
    if not failed.can_retry or not (failed.path.is_file() or (failed.folder / f"{failed.step}.answer").is_file()):
        raise StateError(failed)
    state = CHECKING if failed.step == "check" else LOADING
    return _start(store.change(job.id, (FAILED,), state=state, within=bounds(job), **NOTHING_SAID))


def cancel(job: Job) -> Job:
    """Give a job up and take its file away; StateError once its rows are being loaded."""
    open_states = (UPLOADING, CHECKING, WAITING, LOADING, FAILED)
    cancelled = store.change(job.id, open_states, if_not_loading=True, state=CANCELLED, **NOTHING_SAID)
    keeping.take_away(cancelled)
    return cancelled


def _forget_answer(job: Job, step: str) -> None:
    """An answer under a former declaration is no answer under a new one."""
    if store.find(job.id).state in (WAITING, FAILED):
        (job.folder / f"{step}.answer").unlink(missing_ok=True)


def _start(job: Job) -> Job:
    """Starts the runner in a session of its own, so that it survives the web process; older jobs lose their files."""
    apart = (
        {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    with (job.folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jobs.runner", str(job.folder)],
            cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **apart,
        )  # fmt: skip
    keeping.clear()
    Thread(target=process.wait, daemon=True).start()  # so that no ended child stays behind as a zombie
    return job
