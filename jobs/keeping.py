"""How long uploaded files stay on disk: one that was never judged goes at the next occasion, one that nobody confirms
after a few days. `python -m jobs.keeping` clears them by hand or from a timer.

Until a check has ended nobody knows whether a file holds personal numbers, and while nobody confirms it also columns
that are never loaded lie there. What became of the job stays to be read.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
from datetime import UTC, datetime, timedelta

from jobs import store
from jobs.store import CANCELLED, CUT, FAILED, FOLDERS, WAITING, Job, NoJobError, StateError, change
from settings import settings

NOT_JUDGED = "检查没有做完就停止了，没有检查过的文件不留在服务器上，原件已删去。"
NOT_JUDGED_HINT = "请重新选择文件上传。"
NOT_CONFIRMED = "{days} 天没有继续处理，原件和校验副本已删去。"
NOT_CONFIRMED_HINT = "需要装入时请重新上传。"


def clear() -> int:
    """Takes away every file that need not be there any more; how many jobs it was. Never fails for what it finds."""
    gone = 0
    try:
        store.clear_old()
        jobs = store.listed()
    except OSError as reason:
        _say("导入任务的目录", reason)
        return gone
    for job in jobs:
        try:
            gone += _cleared(job)
        except (StateError, NoJobError):
            continue  # somebody went on with it just now
        except OSError as reason:
            _say(f"任务 {job.id} 的文件", reason)
    return gone


def _say(what: str, reason: OSError) -> None:
    logging.getLogger("wushe").warning("%s没有清理：%s", what, reason)


def take_away(job: Job) -> None:
    """Removes the uploaded file, its marked-up copy and what a stopped process left of them; the folders stay."""
    for name in FOLDERS:
        for path in (job.folder / name).glob("*"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def take_scratch(job: Job) -> None:
    """Removes what processes of the job wrote beside the file while they worked."""
    shutil.rmtree(job.folder / "tmp", ignore_errors=True)
    for path in (job.folder / "marked").glob(".*"):
        shutil.rmtree(path, ignore_errors=True)


def _cleared(job: Job) -> bool:
    if job.state == CANCELLED and _has_file(job):
        take_away(job)
        return True
    if job.state == FAILED and job.step == "check" and _has_file(job) and not _is_judged(job):
        _give_up(job, job.error if job.error == CUT else NOT_JUDGED, NOT_JUDGED_HINT)
        return True
    days = settings().upload_days
    is_late = datetime.now(UTC) - datetime.fromisoformat(job.changed_at) > timedelta(days=days)
    if is_late and job.state in (WAITING, FAILED) and job.path.is_file():
        _give_up(job, NOT_CONFIRMED.format(days=days), NOT_CONFIRMED_HINT)
        return True
    return False


def _give_up(job: Job, error: str, hint: str) -> None:
    """First the words, then the file: whoever dies in between leaves it for the next time."""
    step = "check" if job.document("check") else job.step
    change(job.id, (job.state,), state=FAILED, step=step, begun="", waiting="", error=error, hint=hint, can_retry=False)
    take_away(job)


def _has_file(job: Job) -> bool:
    return any(next((job.folder / name).glob("*"), None) for name in FOLDERS)


def _is_judged(job: Job) -> bool:
    """Whether a check of these very bytes ended: then what held personal numbers has gone, and the rest may wait."""
    if job.document("check") is not None:
        return True
    try:
        answer = json.loads((job.folder / "check.answer").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    is_whole = isinstance(answer, dict) and "deliveries" in answer
    return is_whole and not (answer.get("personal") and job.path.is_file())


def main() -> int:
    """Clears the data folder of WUSHE_DATA_DIR and says how many uploads lost their file."""
    sys.stdout.write(f"清理了 {clear()} 份上传的文件。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
