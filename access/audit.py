"""What was done, by whom: lines that are only ever added, each bound to the one before by a hash."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from access import archive
from access.store import now, read, rows, writing, written

PIECE = 5000  # lines that are read at a time
START = "0" * 64
DONE, REFUSED = "完成", "拒绝"


@dataclass(frozen=True)
class Line:
    """One line of the record."""

    number: int
    at: datetime
    name: str
    role: str
    action: str
    result: str
    what: dict


@dataclass(frozen=True)
class Verdict:
    """Whether the record is whole: how many lines, the hash of the last, and the first line that does not fit.

    `where` names the archived file the broken line stands in, or should; empty for the record itself.
    """

    lines: int
    last: str
    broken: int | None
    where: str = ""

    @property
    def words(self) -> str:
        """The verdict for a person."""
        if self.broken is None:
            return f"审计记录完整：{self.lines} 条，最后一条的校验值 {self.last}。请把它抄在别处，以后可以对照。"
        place = f"（归档文件 {self.where}）" if self.where else ""
        whole = f"之前的 {self.lines} 条完整。" if self.lines else ""
        return f"审计记录第 {self.broken} 条{place}对不上：这里被改过、删过或插过，或者缺了归档文件。{whole}"


def note(
    connection: sqlite3.Connection,
    name: str,
    role: str,
    action: str,
    what: Mapping[str, object],
    result: str = DONE,
    after: tuple[int, str] = (0, START),
) -> None:
    """Add a line inside a transaction: what was done and the line about it are kept together or not at all.

    `after` are number and hash of the last line where all others were archived.
    """
    last = connection.execute("SELECT id, digest FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    number, previous = (last["id"] + 1, last["digest"]) if last else (after[0] + 1, after[1])
    told = json.dumps(dict(what), ensure_ascii=False, sort_keys=True, default=str)
    values = (number, written(now()), name, role or _role_of(connection, name), action, result, told, previous)
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, digest_of(values)))


def _role_of(connection: sqlite3.Connection, name: str) -> str:
    found = connection.execute("SELECT role FROM accounts WHERE name = ?", (name,)).fetchone()
    return found["role"] if found else ""


def record(name: str, role: str, action: str, what: Mapping[str, object], result: str = DONE) -> None:
    """Add a line of its own; AccessError when it cannot be written — then what it is about must not be done."""
    with writing() as connection:
        note(connection, name, role, action, what, result)


def verify() -> Verdict:
    """Go through all lines, archived ones first; a changed, removed or inserted one is named by its number."""
    previous, number = START, 0
    for where, values in _chain():
        number += 1
        if values is None or values[0] != number or values[7] != previous or values[8] != digest_of(values[:8]):
            return Verdict(number - 1, previous, number, where)
        previous = values[8]
    return Verdict(number, previous, None)


def _chain() -> Iterator[tuple[str, tuple | None]]:
    """Every line there is in the order of its number; None for an archived one that cannot be read."""
    first = rows("SELECT min(id) AS first FROM audit")
    yield from archive.lines(before=first[0]["first"] if first else None)
    for row in _kept():
        yield "", tuple(row)


def _kept() -> Iterator[sqlite3.Row]:
    """The lines that are not archived, a piece at a time: the record may be long."""
    last = 0
    while found := rows("SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?", last, PIECE):
        yield from found
        last = found[-1]["id"]


def has(digest: str) -> bool:
    """Whether a line of that hash is there, archived or not: whoever noted the last one finds out what was cut off."""
    return any(values is not None and values[8] == digest for _, values in _chain())


def latest(most: int = 200, name: str | None = None, action: str | None = None) -> list[Line]:
    """The newest lines first, perhaps only those of one account or about one kind of thing."""
    found = rows(
        "SELECT * FROM audit WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR action = ?2) ORDER BY id DESC LIMIT ?3",
        name,
        action,
        most,
    )
    return [line_of(tuple(row)) for row in found]


def digest_of(values: tuple) -> str:
    """What binds a line to the one before: its hash over everything in it, the hash of that one included."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def line_of(values: tuple) -> Line:
    """A line as it was kept."""
    number, at, name, role, action, result, what, *_ = values
    return Line(number, read(at), name, role, action, result, json.loads(what))
