"""The command lines of the ETL that a job runs; the one place that knows them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jobs.store import Job, data_dir

ROOT = Path(__file__).resolve().parents[1]
ETL = [sys.executable, "-m", "etl"]


def command_of(job: Job) -> list[str]:
    """What the present step of the job runs."""
    return {"check": _check, "load": _load, "withdraw": _withdraw}[job.step](job)


def environment() -> dict[str, str]:
    """What every process of a job finds in its environment: what it does is recorded by us, under a person's name."""
    told = {"WUSHE_DATA_DIR": str(data_dir()), "WUSHE_RECORDED": "1"}
    return os.environ | told | {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}


def _check(job: Job) -> list[str]:
    marked = job.folder / "marked"
    marked.mkdir(exist_ok=True)
    declared = _given(source=job.source, area=job.area, out=str(marked))
    return [*ETL, "check", str(job.path), "--json", *_progress(job), *declared, *_bounds(job)]


def _load(job: Job) -> list[str]:
    declared = _given(source=job.source, area=job.area, **{"from": job.from_on, "to": job.to_on}, mode=job.mode)
    return [*ETL, "load", str(job.path), "--guard", "--json", *_progress(job), *declared, *_bounds(job)]


def _withdraw(job: Job) -> list[str]:
    return [*ETL, "withdraw", job.delivery, "--json", *_within(job)]


def _bounds(job: Job) -> list[str]:
    """Within what the rows have to lie, and what kind of record the sender may not bring."""
    return [*_within(job), *_given(**{"refuse-type": job.refused_types})]


def _within(job: Job) -> list[str]:
    kind, _, value = job.within.partition(":")
    return _given(**{f"within-{kind or 'area'}": value})


def _progress(job: Job) -> list[str]:
    return ["--progress-file", str(job.folder / "progress.jsonl")]


def _given(**options: str) -> list[str]:
    return [part for name, value in options.items() if value for part in (f"--{name}", value)]
