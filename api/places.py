"""Places at which files are made and sent: few at once in one process, and fewer wait, so that pages have threads."""

from __future__ import annotations

from contextlib import ExitStack
from threading import BoundedSemaphore, Semaphore

from api.answers import ApiError
from exports.child import BUSY
from settings import settings

PATIENCE = 60  # seconds to wait for a place
AT_ONCE = max(1, settings().threads // 2)
MAKING = BoundedSemaphore(AT_ONCE)
WAITING = Semaphore(max(0, settings().threads - AT_ONCE - 1))  # whoever waits keeps a thread too; one stays free


def place() -> ExitStack:
    """A place, given back when it is closed; 503 in words when as many wait as may, or none became free in time."""
    if not MAKING.acquire(blocking=False):
        if not WAITING.acquire(blocking=False):
            raise ApiError(503, *BUSY)
        try:
            if not MAKING.acquire(timeout=PATIENCE):
                raise ApiError(503, *BUSY)
        finally:
            WAITING.release()
    held = ExitStack()
    held.callback(MAKING.release)
    return held
