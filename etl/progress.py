"""The stages of a run by name: progress is told through them, and a test can end the process at any of them."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

Progress = Callable[[str, int, int], None]
"""Called with what is being done (Chinese), how much of it is done and how much there is."""


def silent(_what: str, _done: int, _total: int) -> None:
    """The progress of a run nobody watches."""


LEAST_SECONDS = 0.3  # between two lines about the same work


@contextmanager
def into_file(path: Path | None, shown: Progress = silent) -> Iterator[Progress]:
    """Progress that is shown as before and also appended to a file, one JSON line {at, what, done, total} now and then.

    The first line of every piece of work and its last are always written, those between at most every 0.3 seconds.
    """
    if path is None:
        yield shown
        return
    last: tuple[str, float] = ("", 0.0)
    with path.open("a", encoding="utf-8", buffering=1) as lines:

        def tell(what: str, done: int, total: int) -> None:
            nonlocal last
            shown(what, done, total)
            moment = time.monotonic()
            if what == last[0] and moment - last[1] < LEAST_SECONDS and done < total:
                return
            last = (what, moment)
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            lines.write(json.dumps({"at": at, "what": what, "done": done, "total": total}, ensure_ascii=False) + "\n")

        yield tell


def reached(stage: str) -> None:
    """Kills the process outright if the environment asks for a stop at this stage (the tests of sudden death do)."""
    if os.environ.get("WUSHE_STOP_AT") == stage:
        os.kill(os.getpid(), signal.SIGKILL)
