"""The lake's diary: one JSON line per thing that happened, and which deliveries are withdrawn."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.progress import reached


class Ledger:
    """Append-only; a line cut short by sudden death is passed over when reading and closed off before writing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, event: str, **facts: object) -> None:
        """Adds one line and waits until it is on the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"at": now(), "event": event, **facts}, ensure_ascii=False, default=str)
        with self.path.open("ab+") as ledger:
            if ledger.tell() and not self._ends_with_newline():
                ledger.write(b"\n")
            ledger.write(line.encode() + b"\n")
            ledger.flush()
            os.fsync(ledger.fileno())
        reached("ledger-written")

    def _ends_with_newline(self) -> bool:
        with self.path.open("rb") as ledger:
            ledger.seek(-1, os.SEEK_END)
            return ledger.read(1) == b"\n"

    def events(self) -> list[dict]:
        """Every whole line, oldest first."""
        if not self.path.exists():
            return []
        found = []
        for line in self.path.read_text("utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:  # the line the process died in
                continue
            if isinstance(entry, dict) and isinstance(entry.get("event"), str):
                found.append(entry)
        return found

    def withdrawn(self) -> set[str]:
        """The deliveries that are withdrawn at present."""
        out: set[str] = set()
        for entry in self.events():
            if entry["event"] == "withdrawn":
                out.add(entry["delivery"])
            elif entry["event"] == "restored":
                out.discard(entry["delivery"])
        return out


def after(earlier: str) -> str:
    """This moment, or the first one after `earlier` when the clock went backwards since."""
    present = now()
    if not earlier or present > earlier:
        return present
    return (datetime.fromisoformat(earlier) + timedelta(microseconds=1)).isoformat(timespec="microseconds")


def now() -> str:
    """This moment in UTC as ISO text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
