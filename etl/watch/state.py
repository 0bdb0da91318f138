"""inbox/状态.json: the last round, what was done and what failed, for people; what is being tried, for the watch."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from etl.disk import replace_text
from etl.ledger import now

REMEMBERED = 200
OF_ITS_OWN = 3
"""A load that dies while the watch lives weighs so much more than a try that ended with the watch, or the machine."""


class State:
    """Written anew in one step after every change; a damaged file is started afresh, for the lake knows what is in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        stored = self._stored()
        self.tries: dict[str, int] = _numbers(stored.get("tries"))
        self.done: list[dict] = _entries(stored.get("done"))
        self.failed: dict[str, dict] = {}
        self.rounds = {"began": None, "ended": None, "waiting": 0}

    def _stored(self) -> dict:
        try:
            stored = json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def begin(self, present: Iterable[str], waiting: int) -> None:
        """A round begins; what is no longer in the inbox is not being tried any more."""
        kept = set(present)
        self.tries = {seen: count for seen, count in self.tries.items() if seen in kept}
        self.failed = {seen: entry for seen, entry in self.failed.items() if seen in kept}
        self.rounds = {"began": now(), "ended": None, "waiting": waiting}

    def end(self, waiting: int) -> None:
        self.rounds |= {"ended": now(), "waiting": waiting}
        self.write()

    def trying(self, seen: str) -> int:
        """What counts against the file, this try included; on the disk before the work starts."""
        self.tries[seen] = self.tries.get(seen, 0) + 1
        self.write()
        return self.tries[seen]

    def answered(self, seen: str, entry: dict) -> None:
        self.tries.pop(seen, None)
        self.failed.pop(seen, None)
        self.done = [*self.done, entry][-REMEMBERED:]
        self.write()

    def gave_up(self, seen: str, entry: dict, died: bool) -> None:
        """The file stays where it is; only a program that died over it counts against it."""
        if died:
            self.tries[seen] = self.tries.get(seen, 0) + OF_ITS_OWN
        else:
            self.tries.pop(seen, None)
        self.failed[seen] = entry
        self.write()

    def as_dict(self) -> dict:
        return {"round": self.rounds, "done": self.done, "failed": [*self.failed.values()], "tries": self.tries}

    def write(self) -> None:
        replace_text(self.path, json.dumps(self.as_dict(), ensure_ascii=False, indent=1))


def _numbers(stored: object) -> dict[str, int]:
    pairs = stored.items() if isinstance(stored, dict) else ()
    return {key: count for key, count in pairs if isinstance(count, int)}


def _entries(stored: object) -> list[dict]:
    return [entry for entry in stored if isinstance(entry, dict)] if isinstance(stored, list) else []
