"""A measurement in a process of its own: how long it took, how much processor time and memory it needed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of processor time; `peak` bytes in memory at once, children included."""

    seconds: float
    processor: float
    peak: int
    told: dict

    def line(self, name: str) -> str:
        """A row of the table."""
        return f"| {name} | {self.seconds:.1f} | {self.processor:.1f} | {self.peak / 2**20:,.0f} |"


def measure(module: str, function: str, *arguments: str) -> Cost:
    """The cost of `function(*arguments)` of the module, called in a fresh process; it answers a dict, whose `seconds`
    and `processor`, where it has them, are told in the place of those of the whole process."""
    code = f"import json; from {module} import {function}; print(json.dumps({function}(*{list(arguments)!r})))"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    peak = _watch(child.pid)
    out, _ = child.communicate()
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        raise RuntimeError(f"{function} failed: {child.returncode}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = json.loads(out.strip().splitlines()[-1])
    return Cost(told.get("seconds", seconds), told.get("processor", processor), peak(), told)


def _watch(process: int) -> Callable[[], int]:
    """Looks at the memory of the process and its children ten times a second; the answer is the peak."""
    highest = [0]

    def look() -> None:
        while True:
            found = sum(_resident(pid) for pid in [process, *_children(process)])
            if not found:
                return
            highest[0] = max(highest[0], found)
            time.sleep(0.1)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()

    def peak() -> int:
        watcher.join()
        return highest[0]

    return peak


def _resident(process: int) -> int:
    """Memory it holds, what it shares with others and mapped files among it."""
    try:
        words = Path(f"/proc/{process}/statm").read_text().split()
    except OSError:
        return 0
    return int(words[1]) * _PAGE


def _children(process: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            direct = [int(word) for word in path.read_text().split()]
        except OSError:
            continue
        found += [pid for child in direct for pid in [child, *_children(child)]]
    return found
