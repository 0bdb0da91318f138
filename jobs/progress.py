"""How far the ETL is: the end of progress.jsonl, understood."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

TAIL = 64_000
ROWS = 1000  # from so many on, what is counted are rows; below, files or tables

BUILDING = ("生成 ", "生成新数据")  # the ETL names each of its tables; a clerk needs no names of tables
OF_THE_FILE = ("读取", "检查 ", "写校验文件 ")  # what is told of the sender's own file; the rest is about all data


@dataclass(frozen=True)
class Progress:
    """What is being done, how much of it, how many a second and how many seconds are left (None: cannot be said)."""

    what: str
    done: int
    total: int
    rate: float | None = None
    left: float | None = None


def progress_of(path: Path, is_within: bool = False) -> Progress | None:
    """The progress told last; None when nothing was told yet.

    `is_within` says that the sender has a scope: of the building that follows it is told that it goes on and nothing
    else. By which steps and in how many portions follows from what others delivered.
    """
    lines = [line for line in map(_line, _tail(path)) if line]
    if not lines:
        return None
    last = lines[-1]
    if is_within and not last["what"].startswith(OF_THE_FILE):
        return Progress(BUILDING[1], 0, 0)
    same = [line for line in lines if line["what"] == last["what"]]
    rate = _rate(same[0], last) if last["total"] >= ROWS else None
    left = (last["total"] - last["done"]) / rate if rate else None
    what = BUILDING[1] if last["what"].startswith(BUILDING[0]) else last["what"]
    return Progress(what, last["done"], last["total"], rate, left)


def _rate(first: dict, last: dict) -> float | None:
    seconds = (datetime.fromisoformat(last["at"]) - datetime.fromisoformat(first["at"])).total_seconds()
    return (last["done"] - first["done"]) / seconds if seconds > 0 and last["done"] > first["done"] else None


def _tail(path: Path) -> list[str]:
    try:
        with path.open("rb") as lines:
            lines.seek(0, 2)
            lines.seek(max(0, lines.tell() - TAIL))
            return lines.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []


def _line(text: str) -> dict | None:
    """One line, or None for one that is only half there."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and {"at", "what", "done", "total"} <= line.keys() else None
