"""Whether the file of accounts has changed: what every request asks is read anew only then."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from access.store import FILE, path

FRESH = 0.2
"""A file that changed less than so many seconds ago may change once more without showing it in its times."""
MOST_KEPT = 2000


def state() -> tuple[tuple[int, int, int], ...] | None:
    """What tells a changed file of accounts from an unchanged one; None while there is none."""
    try:
        found = [path().stat()]
    except FileNotFoundError:
        return None
    try:
        beside = path().with_name(f"{FILE}-wal").stat()
    except FileNotFoundError:
        beside = None
    if beside is not None and beside.st_size:
        found.append(beside)
    return tuple((one.st_ino, one.st_mtime_ns, one.st_size) for one in found)


class Lately:
    """What was read lately, as long as the file of accounts has not changed since: asked with every request."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[tuple, list[sqlite3.Row]]] = {}

    def get(self, key: str, read_anew: Callable[[], list[sqlite3.Row]]) -> list[sqlite3.Row]:
        """What is kept under the key, or read anew; never older than the last change of the file."""
        before = state()
        if before is None:
            return []
        held = self.kept.get(key)
        if held is not None and held[0] == before:
            return held[1]
        found = read_anew()
        if time.time_ns() - max(one[1] for one in before) > FRESH * 1e9:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = (before, found)
        return found
