"""A data folder for jobs, a table a clerk might send, and waiting for what happens in other processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs import starting, store
from jobs.locks import is_held
from jobs.store import Job

HEAD = "组织编号,组织名称,组织类型,登记状态,区域代码,备案日期"
ROWS = [f"KX-{n:03},凯旋第{n}社,志愿团队,备案,330102011000,2015-03-{n % 28 + 1:02}" for n in range(1, 21)]
BAD = ["KX-090,坏日期社,志愿团队,备案,330102011000,2016-02-30", "KX-091,,志愿团队,备案,330102011000,2016-02-03"]


@pytest.fixture
def data(fresh_dir):
    """A fresh data folder in which the jobs of this process live."""
    store.use(fresh_dir)
    yield fresh_dir
    store.use(None)


def table(rows: list[str]) -> bytes:
    """A table of organisations as a clerk saves it."""
    return "\n".join([HEAD, *rows]).encode("utf-8-sig")


def arrived(content: bytes, name: str = "名录.csv") -> Job:
    """A job whose file has arrived, not started yet."""
    job = store.create(name)
    job.path.write_bytes(content)
    return job


def uploaded(content: bytes, name: str = "名录.csv") -> Job:
    """A job whose check runs."""
    return starting.uploaded(arrived(content, name), len(content))


def until(job: Job, meets: Callable[[Job], bool]) -> Job:
    """The job once it is as wanted; fails after two minutes."""
    for _ in range(1200):
        found = store.find(job.id)
        if meets(found):
            return found
        time.sleep(0.1)
    log = Path(found.folder / "log.txt")
    raise AssertionError(f"{found}\n{log.read_text('utf-8')[-2000:] if log.exists() else ''}")


def rested(job: Job) -> Job:
    """The job once nobody works on it: its state is final and its runner has put everything away."""
    return until(job, lambda found: found.state not in store.BUSY and not is_held(store.runner_lock(found.id)))
