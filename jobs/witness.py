"""What became of a load or a withdrawal, in the record of what was done: written by the process that carried it out."""

from __future__ import annotations

import logging

from access import audit
from access.audited import FAILED
from access.errors import AccessError
from jobs.store import FAILED as NOT_DONE
from jobs.store import Job

STEPS = {"load": "装入的结果", "withdraw": "撤回的结果"}
COUNTS = ("accepted", "rejected")


def tell(job: Job, document: dict) -> None:
    """Add the line of a job that belongs to a person; the load is done: a line that cannot be written stops nothing."""
    if not job.by or job.step not in STEPS:
        return
    deliveries = document.get("deliveries", [])
    sums = {key: sum(entry.get(key) or 0 for entry in deliveries) for key in COUNTS}
    told = {"job": job.id, "file": job.file, "state": job.state, "error": job.error, "accepted": sums["accepted"]}
    named = "、".join(one["delivery"] for one in deliveries if one.get("delivery"))
    told |= {"refused": sums["rejected"], "delivery": named}
    result = FAILED if job.state == NOT_DONE else audit.DONE
    try:
        audit.record(job.by, "", STEPS[job.step], told, result)
    except AccessError as reason:
        logging.getLogger("wushe").error("任务 %s 的结果没有记入审计记录：%s", job.id, reason.message)
