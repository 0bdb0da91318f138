"""Old lines leave the record for a file: never younger ones than the law lets go, and never without the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from access import archive, audit, inquiry
from access.errors import AccessError
from access.store import now, writing, written
from access.terminal import at_terminal

KEPT = timedelta(days=180)
"""网络安全法: records of what was done are kept for at least six months."""
STAYS = "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END"


@dataclass(frozen=True)
class Trimmed:
    """What was taken out: how many lines, and the file they are in; none when nothing was that old."""

    lines: int
    file: Path | None


def trim(before: date, by: str | None = None) -> Trimmed:
    """Take the lines from before that day (Chinese time) out of the record into a file of the archive.

    The file is on the disk before a line is taken out; a stop in between leaves both, and the next trim begins anew.
    """
    start = inquiry.start_of(before)
    if now() - start < KEPT:
        oldest = (now() - KEPT).astimezone(inquiry.HERE).date()
        raise AccessError(f"{before} 离今天不到 {KEPT.days} 天，不能归档。", f"最晚可以写 {oldest}。")
    with writing() as connection:
        young = connection.execute("SELECT min(id) AS id FROM audit WHERE at >= ?", (written(start),)).fetchone()["id"]
        old = connection.execute("SELECT * FROM audit WHERE id < ? ORDER BY id", (young or 2**62,))
        found = [tuple(row) for row in old]
        if not found:
            return Trimmed(0, None)
        for leftover in archive.files():
            if archive.first_of(leftover) >= found[0][0]:
                leftover.unlink()
        file = archive.write(found)
        connection.execute("DROP TRIGGER audit_is_kept")
        connection.execute("DELETE FROM audit WHERE id <= ?", (found[-1][0],))
        connection.execute(STAYS)
        told = {"before": before, "lines": len(found), "file": file.name, "last": found[-1][8]}
        audit.note(connection, by or at_terminal(), "", "归档审计记录", told, after=(found[-1][0], found[-1][8]))
    return Trimmed(len(found), file)
