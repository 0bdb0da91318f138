"""Round after round over the inbox: every complete file goes through `load` in a process of its own, one at a time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from etl.disk import disk_words
from etl.errors import REFUSED, Problem
from etl.intake import safe_name
from etl.lake import Lake
from etl.ledger import now
from etl.lock import locked
from etl.progress import reached
from etl.run import WrongCallError, is_demonstration
from etl.source_loading import source_names
from etl.watch.inbox import STATUS_FILE, FolderError, Settling, Waiting, declared, sweep, waiting_files
from etl.watch.putting_away import first_reading, put_away
from etl.watch.state import State
from etl.witness import CHANGED

ROOT = Path(__file__).resolve().parents[2]
BUSY_CODE = 75
BUSY_SECONDS = 1.0
MOST_TRIES = 10
LONGEST_PAUSE = 3600.0
COUNTS = ("rows_read", "accepted", "rejected", "duplicates", "pending", "warnings")
ONE_WATCH = "另一个 watch 正在处理这个收件箱。"
DIED = "处理这个文件时程序意外中止，下一轮再试。"
GIVEN_UP = "处理这个文件时程序多次意外中止，不再自动重试。请拆成几个小文件后重新报送，仍不行请联系管理员。"
Tell = Callable[[dict], None]


class Watch:
    """Looks after `inbox/` of one data folder until told to stop; `tell` hears of every file that was dealt with."""

    def __init__(self, data_dir: Path, interval: float = 30.0, settle: float = 10.0, tell: Tell = lambda _: None):
        if is_demonstration(data_dir):
            raise WrongCallError("这是演示数据的目录，收件箱不在这里。", "请用 WUSHE_DATA_DIR 指定另一个目录。")
        self.data_dir = data_dir.resolve()
        self.inbox = self.data_dir / "inbox"
        self.interval, self.tell = interval, tell
        self.settling = Settling(settle)
        self.stop = threading.Event()
        self.pauses: dict[str, tuple[float, float]] = {}
        self.state: State | None = None

    def run(self, once: bool) -> dict:
        """Rounds until stopped, or a single one; the state at the end. BusyError if another watch is at work."""
        with locked(self.inbox, ONE_WATCH):
            self.state = State(self.inbox / STATUS_FILE)
            self._listen()
            sweep(self.inbox)
            if once and (files := waiting_files(self.inbox)):
                self.settling.complete(files, time.monotonic())
                self.stop.wait(self.settling.seconds)
            while not self.stop.is_set():
                self.round()
                if once:
                    break
                self.stop.wait(self.interval)
            return self.state.as_dict()

    def _listen(self) -> None:
        for name in ("SIGTERM", "SIGINT"):
            signal.signal(getattr(signal, name), lambda *_: self.stop.set())
        if hasattr(signal, "SIGIO"):  # the lease that tells who writes to a file may be broken by a signal
            signal.signal(signal.SIGIO, signal.SIG_IGN)

    def round(self) -> None:
        """Deals with every file that is complete now, one after the other."""
        files = waiting_files(self.inbox)
        self.state.begin({file.seen for file in files}, len(files))
        for file in self.settling.complete(files, time.monotonic()):
            if self.stop.is_set():
                break
            if self._pause_of(file) <= time.monotonic():
                self._deal_with(file)
        self.state.end(len(waiting_files(self.inbox)))

    def _deal_with(self, file: Waiting) -> None:
        try:
            self._load_and_answer(file)
        except FolderError as fault:
            self._failed(file, str(fault))
        except OSError as fault:
            self._failed(file, "".join(disk_words(fault)))

    def _load_and_answer(self, file: Waiting) -> None:
        area, source = declared(file.folder, source_names(self.data_dir))
        tries = self.state.trying(file.seen)
        reached("try-recorded")
        if tries > MOST_TRIES:
            self._answer(file, [_given_up(file)], {})
            return
        code, document = self._load(file, area, source)
        if code is None:
            self.state.tries.pop(file.seen, None)  # told to stop before it began
        elif code < 0 or document is None:
            self._failed(file, DIED, died=True)
        elif "error" in document or _was_changing(document):
            self._failed(file, document.get("error") or document["deliveries"][0]["messages"][0]["message"])
        else:
            reached("loaded")
            entries = document["deliveries"]
            if tries > 1:
                entries = [first_reading(Lake(self.data_dir), entry) for entry in entries]
            self._answer(file, entries, document)

    def _load(self, file: Waiting, area: str | None, source: str | None) -> tuple[int | None, dict | None]:
        """The exit code and document of `load`; waits while another run holds the folder; (None, None) when stopped."""
        options = [*(["--area", area] if area else []), *(["--source", source] if source else [])]
        command = [sys.executable, "-m", "etl", "load", str(file.path), "--json", "--guard", *options]
        environment = os.environ | {"WUSHE_DATA_DIR": str(self.data_dir)}
        while not self.stop.is_set():
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, start_new_session=True,
                                  check=False)  # fmt: skip
            if done.returncode != BUSY_CODE:
                return done.returncode, _document(done.stdout)
            self.stop.wait(BUSY_SECONDS)
        return None, None

    def _answer(self, file: Waiting, entries: list[dict], document: dict) -> None:
        away = put_away(self.inbox, file, entries, Lake(self.data_dir))
        counts = {name: sum(entry.get(name, 0) for entry in entries) for name in COUNTS}
        place = {"file": _below(away.file, self.inbox), "answer": _below(away.answer, self.inbox)}
        why = next((message["message"] for entry in entries for message in entry["messages"]), "")
        said = {"at": now(), "name": safe_name(file.path), "result": away.result, **place, **counts, "why": why,
                "build": document.get("build"), "held": bool(document.get("held"))}  # fmt: skip
        self.pauses.pop(file.seen, None)
        self.state.answered(file.seen, said)
        reached("state-written")
        self.tell(said)

    def _failed(self, file: Waiting, why: str, died: bool = False) -> None:
        """The file stays and is tried again, at growing intervals; a file that kills the program only a few times."""
        pause = min(2 * self.pauses.get(file.seen, (0.0, self.interval / 2))[1], LONGEST_PAUSE)
        self.pauses[file.seen] = (time.monotonic() + pause, pause)
        said = {"at": now(), "name": safe_name(file.path), "result": "没有完成", "why": why}
        self.state.gave_up(file.seen, said, died)
        self.tell(said)

    def _pause_of(self, file: Waiting) -> float:
        return self.pauses.get(file.seen, (0.0, 0.0))[0]


def _document(output: bytes) -> dict | None:
    try:
        return json.loads(output)
    except ValueError:
        return None


def _was_changing(document: dict) -> bool:
    return any(message["rule"] == CHANGED for entry in document["deliveries"] for message in entry["messages"])


def _given_up(file: Waiting) -> dict:
    problem = Problem(None, "", "", "中止", REFUSED, GIVEN_UP).as_dict()
    counts = dict.fromkeys((*COUNTS, "skipped", "superseded"), 0)
    return {"delivery": None, "file": safe_name(file.path), "sheet": "", "type": None, "status": "rejected", **counts,
            "messages": [problem]}  # fmt: skip


def _below(path: Path | None, inbox: Path) -> str | None:
    return path.relative_to(inbox).as_posix() if path else None
