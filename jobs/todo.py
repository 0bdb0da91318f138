"""What waits for a person's decision, and deciding it: asked of the ETL, which alone knows and does it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from time import monotonic, sleep

from access import present
from access.roles import May
from indicators import scope
from indicators.warehouse import ask
from jobs.commands import ETL, ROOT, environment
from jobs.digest import without_others
from jobs.locks import HeldError, held, is_held
from jobs.store import data_dir, held_builds

PATIENCE = 60.0  # seconds for the list
AT_ONCE = 15.0  # seconds a person waits for the outcome of a decision before the page says that it goes on
TASK = re.compile(r"[a-z]-[0-9a-f]{12}", re.ASCII)
DECISIONS = "decisions.jsonl"
UNSIGNED = "未署名（网页）"  # else the account of the server would be on record as the person who decided


NOT_HERE = "没有这个待办。"
DOUBTFUL, PENDING, MEANS = "疑似重复", "待核", "对应到"  # as the ETL calls them


class TodoError(Exception):
    """The list or a decision could not be had; the words are Chinese."""


@dataclass(frozen=True)
class Outcome:
    """How a decision stands: still being carried out, or what the ETL answered."""

    is_running: bool
    document: dict


_listed: dict[tuple, dict] = {}
MOST_KEPT = 16
"""For so many scopes the list is kept as it stands; the ETL tells no more pairs that look alike than a page needs."""
_one_at_a_time = Lock()


def is_demonstration() -> bool:
    """Whether there are no real records yet, so that the demonstration is shown: nothing to decide there."""
    return not (data_dir() / "warehouse" / "CURRENT.json").is_file()


def tasks() -> list[dict]:
    """Every open task of the data that are shown (docs/deliveries.md); TodoError when the ETL does not answer.

    Whoever has an area sees what concerns rows inside alone. What reaches further is not theirs to decide: a build that
    waits is published for everybody, and what a written word means holds in every delivery.
    """
    found = _listing()["tasks"]
    if scope.current().is_everything:
        return found
    wanted = {key for task in found for key in _concerned(task)}
    seen = {(row["kind"], row["id"]) for row in ask("records_in_sight", ids=sorted(key for _, key in wanted))}
    return [_within(task) for task in found if task["kind"] in (PENDING, DOUBTFUL) and set(_concerned(task)) <= seen]


def left_out() -> int:
    """How many pairs that look alike are open besides those among the tasks: those less alike, of the same scope."""
    return 0 if scope.current().hub else _listing()["more"]


def _concerned(task: dict) -> list[tuple[str, str]]:
    """What has to be inside for a task to be: the two of a pair, else the delivery whose rows wait."""
    if task["kind"] == DOUBTFUL:
        return [(task["type"], one["id"]) for one in task["pair"]]
    return [("deliveries", task["delivery"] or "")]


def _within(task: dict) -> dict:
    """As a scope is shown it: the files of a pair may hold rows of others, those of rows that wait are in sight."""
    options = [option for option in task["options"] if option["action"] != MEANS]
    told = {"delivery": task["delivery"] if task["kind"] == PENDING else None}
    return task | {"options": options, "about": without_others(task["about"]), **told}


def _listing() -> dict:
    """{tasks, more} as the ETL tells it of the area of whoever asks."""
    area = scope.current().area or ""
    with _one_at_a_time:
        state = _state()
        if any(former != state for former, _ in _listed) or len(_listed) >= MOST_KEPT:
            _listed.clear()
        if (state, area) not in _listed:
            _listed[state, area] = _ask_for_tasks(area)
        return _listed[state, area]


def decided(most: int = 30) -> list[dict]:
    """The latest decisions, newest first, as the ETL wrote them down; their own for whoever has a scope."""
    path = _shown() / DECISIONS
    if not path.exists():
        return []
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:  # the line a process died in
            continue
        is_decision = isinstance(entry, dict) and entry.get("event") == "decided"
        if is_decision and (scope.current().is_everything or entry.get("by") == present.name()):
            found.append(entry)
    return found[::-1][:most]


def decide(task: str, action: str, value: str = "", note: str = "", by: str = "") -> Outcome:
    """Has the ETL record and carry out a decision in a process of its own; waits a little for the outcome.

    The person who came in is on record, whatever name was typed. AccessError for whoever may not decide.
    """
    present.require_right(May.DECIDE)
    by = present.name() or by
    if is_demonstration():
        raise TodoError("演示数据不能作决定。请先装入真实记录。")
    if not TASK.fullmatch(task) or not _is_mine_to_decide(task, action):
        raise TodoError(NOT_HERE)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    command = [*ETL, "decide", task, action, "--json"]
    command += [part for name, given in (("value", value), ("note", note), ("by", by or UNSIGNED)) if given
                for part in (f"--{name}={given}",)]  # fmt: skip
    try:
        _start(task, command)
        (folder / f"{task}.by").write_text(by, "utf-8")
    except HeldError as busy:
        raise TodoError("这个待办正在处理，请稍候刷新。") from busy
    until = monotonic() + AT_ONCE
    while monotonic() < until and is_held(_lock(task)):
        sleep(0.1)
    return outcome(task)


def _is_mine_to_decide(task: str, action: str) -> bool:
    """Whoever sees everything decides everything; who has a scope what is on their own list, as it stands there."""
    if scope.current().is_everything:
        return True
    actions = [option["action"] for one in tasks() if one["task"] == task for option in one["options"]]
    return action in actions


def _is_mine_to_know(task: str) -> bool:
    """Whether the asking person sees everything, or made the last decision on the task."""
    by = _folder() / f"{task}.by"
    return scope.current().is_everything or (by.is_file() and by.read_text("utf-8") == present.name())


def outcome(task: str) -> Outcome:
    """How the last decision on a task stands; nothing known when there was none, or none of this person's."""
    if not TASK.fullmatch(task) or not _is_mine_to_know(task):
        return Outcome(False, {})
    if is_held(_lock(task)):
        return Outcome(True, {})
    try:
        found = json.loads((_folder() / f"{task}.answer").read_text("utf-8"))
    except FileNotFoundError:
        return Outcome(False, {})
    except ValueError:
        found = {"error": "处理程序中途停止了，决定可能没有生效。", "hint": "请看待办是否还在，再决定一次。"}
    return Outcome(False, found if isinstance(found, dict) else {})


def _start(task: str, command: list[str]) -> None:
    """Starts the ETL in a session of its own; it holds the task's lock until it ends, whoever asked."""
    apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {}
    with held(_lock(task)) as lock, (_folder() / f"{task}.answer").open("wb") as answer:
        kept = {} if sys.platform == "win32" else {"pass_fds": (lock.fileno(),), "start_new_session": True}
        with (_folder() / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=answer, stderr=log,
                **apart, **kept,
            )  # fmt: skip
    Thread(target=process.wait, daemon=True).start()


def _ask_for_tasks(area: str) -> dict:
    command = [*ETL, "tasks", "--json", *(["--within-area", area] if area else [])]
    asked = environment() | {"WUSHE_DATA_DIR": str(_shown())}
    try:
        run = subprocess.run(command, cwd=ROOT, env=asked, capture_output=True, timeout=PATIENCE, check=False)
        found = json.loads(run.stdout)
        return {"tasks": found["tasks"], "more": found["more"]}
    except (ValueError, KeyError, subprocess.TimeoutExpired) as fault:
        raise TodoError("没有取到待办清单。请在服务器上运行 python -m etl tasks 看原因。") from fault


def _shown() -> Path:
    """The data folder whose records are shown."""
    return data_dir() / "demo" if is_demonstration() and (data_dir() / "demo").is_dir() else data_dir()


def _state() -> tuple:
    """Changes when anything changes from which the list follows."""
    places = (_shown() / DECISIONS, _shown() / "warehouse/CURRENT.json", *held_builds(_shown()))
    return tuple(map(_stamp, places))


def _stamp(path: Path) -> tuple:
    try:
        status = path.stat()
    except FileNotFoundError:
        return ()
    return str(path), status.st_ino, status.st_mtime_ns, status.st_size


def _folder() -> Path:
    return data_dir() / "jobs" / "decisions"


def _lock(task: str) -> Path:
    return _folder() / f".{task}.lock"
