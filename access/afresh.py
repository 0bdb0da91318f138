"""After a backup was put back: what was ended since it was made must not come alive again."""

from __future__ import annotations

from access import audit
from access.store import now, writing, written
from access.terminal import at_terminal


def begin(archive: str, by: str | None = None) -> None:
    """End every session and revoke every token: some were ended after the backup was made. Leaves a line about it."""
    with writing() as connection:
        sessions = connection.execute("DELETE FROM sessions").rowcount
        ended = "UPDATE tokens SET revoked_at = ? WHERE revoked_at IS NULL"
        tokens = connection.execute(ended, (written(now()),)).rowcount
        told = {"file": archive, "sessions": sessions, "tokens": tokens}
        audit.note(connection, by or at_terminal(), "", "恢复备份", told)
