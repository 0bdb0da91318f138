"""Which finished pages were asked for in the last minutes: told by the processes of the server, read before publishing.

Each process writes its own small file beside the builds, at most every few seconds; it outlives the process. What is
told is the kind of person (role and scope), never who it was. `components/kept_answers.py` notes, `etl/ahead.py` counts
and `drawn_ahead.py` draws.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = "kept"
"""The folder of the warehouse for what is drawn from a build; one folder per build, and the one of this file."""
ASKED = "asked"
LATELY = 600
"""So many seconds back is lately."""
EVERY = 5
MOST, LONGEST = 1000, 1000


@dataclass(frozen=True)
class Question:
    """An address and the kind of person who asked for it; `role` is empty and `is_required` False without accounts."""

    path: str
    search: str
    role: str
    area: str | None
    hub: str | None
    is_required: bool

    @property
    def kind(self) -> tuple[str, str | None, str | None, bool]:
        """Who is answered alike."""
        return self.role, self.area, self.hub, self.is_required


class Told(NamedTuple):
    """What one process of the server told: what it rests on, and how often each question was asked, last when."""

    about: dict[str, str]
    asked: dict[Question, tuple[int, float]]


class Tally:
    """What this process was asked; safe between threads."""

    def __init__(self) -> None:
        self.asked: dict[Question, tuple[int, float]] = {}
        self.kinds: Counter[tuple] = Counter()
        self.written = 0.0
        self.lock = threading.Lock()

    def note(self, question: Question) -> bool:
        """Count it; whether it is time to write down what was counted."""
        now = time.time()
        if len(question.path) + len(question.search) > LONGEST:
            return False
        with self.lock:
            times, _ = self.asked.pop(question, (0, now))
            self.kinds[question.kind] += not times
            self.asked[question] = (times + 1, now)
            if len(self.asked) > MOST:
                self._forget_one()
            if abs(now - self.written) < EVERY:
                return False
            self.written = now
            return True

    def _forget_one(self) -> None:
        """The oldest question of the kind of person who asked the most of them: nobody crowds out others'."""
        ((most, _),) = self.kinds.most_common(1)
        self.asked.pop(next(question for question in self.asked if question.kind == most))
        self.kinds[most] -= 1

    def write(self, warehouse: Path, about: dict[str, str]) -> None:
        """Write down what was asked lately, in one step; OSError where the disk refuses."""
        since = time.time() - LATELY
        with self.lock:
            self.asked = {one: told for one, told in self.asked.items() if told[1] > since}
            self.kinds = Counter(question.kind for question in self.asked)
            rows = [[*astuple(one), *told] for one, told in self.asked.items()]
        folder = own_folder(own_folder(warehouse / FOLDER) / ASKED)
        fresh = folder / f".new-{os.getpid()}"
        try:
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump({"about": about, "asked": rows}, file, ensure_ascii=False)
            os.replace(fresh, folder / f"{os.getpid()}.json")
        finally:
            fresh.unlink(missing_ok=True)


def own_folder(folder: Path) -> Path:
    """The folder, made for its owner alone if it is not there; the one it lies in has to be."""
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def told_lately(warehouse: Path, now: float | None = None) -> Iterator[Told]:
    """What the processes of the server told in the last minutes; a file that cannot be read tells nothing.

    Nor does one of another account of the machine: what we draw, a server that runs under that account cannot read.
    """
    moment = time.time() if now is None else now
    for path in sorted((warehouse / FOLDER / ASKED).glob("[0-9]*.json")):
        try:
            status = path.stat()
            is_ours = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
            if is_ours and abs(moment - status.st_mtime) < LATELY:
                yield _told(json.loads(path.read_text("utf-8")), moment - LATELY)
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            continue


def _told(read: dict[str, Any], since: float) -> Told:
    """Some fault or other for what no process of the server wrote."""
    asked = {}
    for path, search, role, area, hub, is_required, times, last in read["asked"]:
        if not all(isinstance(one, str) for one in (path, search, role, area or "", hub or "")):
            raise TypeError(path)
        if float(last) > since:
            asked[Question(path, search, role, area, hub, bool(is_required))] = (int(times), float(last))
    return Told({str(key): str(value) for key, value in read["about"].items()}, asked)


def put_away_old(warehouse: Path) -> None:
    """Files of processes that have told nothing for a while go."""
    for path in (warehouse / FOLDER / ASKED).glob("[0-9]*.json"):
        try:
            if time.time() - path.stat().st_mtime > LATELY:
                path.unlink()
        except OSError:
            continue  # gone already, or not ours: it tells nothing
