"""The stages of a run by name: progress is told through them, and a test can end the process at any of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done (Chinese), how much of it is done and how much there is."""


def silent(_what: str, _done: int, _total: int) -> None:
    """The progress of a run nobody watches."""


def reached(stage: str) -> None:
    """Kills the process outright if the environment asks for a stop at this stage (the tests of sudden death do)."""
    if os.environ.get("WUSHE_STOP_AT") == stage:
        os.kill(os.getpid(), signal.SIGKILL)
