"""What was done, by whom: lines that are only ever added, each bound to the one before by a hash."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from access.store import now, read, rows, writing, written

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
    """Whether the record is whole: how many lines, the hash of the last, and the first line that does not fit."""

    lines: int
    last: str
    broken: int | None


def note(
    connection: sqlite3.Connection, name: str, role: str, action: str, what: Mapping[str, object], result: str = DONE
) -> None:
    """Add a line inside a transaction: what was done and the line about it are kept together or not at all."""
    last = connection.execute("SELECT id, digest FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    number, previous = (last["id"] + 1, last["digest"]) if last else (1, START)
    told = json.dumps(dict(what), ensure_ascii=False, sort_keys=True, default=str)
    values = (number, written(now()), name, role, action, result, told, previous)
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, _digest(values)))


def record(name: str, role: str, action: str, what: Mapping[str, object], result: str = DONE) -> None:
    """Add a line of its own; AccessError when it cannot be written — then what it is about must not be done."""
    with writing() as connection:
        note(connection, name, role, action, what, result)


def verify() -> Verdict:
    """Go through all lines; a changed, removed or inserted one is named by its number."""
    previous, number = START, 0
    for row in rows("SELECT * FROM audit ORDER BY id"):
        number += 1
        values = tuple(row)[:-1]
        if row["id"] != number or row["previous"] != previous or row["digest"] != _digest(values):
            return Verdict(number - 1, previous, number)
        previous = row["digest"]
    return Verdict(number, previous, None)


def latest(most: int = 200, name: str | None = None, action: str | None = None) -> list[Line]:
    """The newest lines first, perhaps only those of one account or about one kind of thing."""
    found = rows(
        "SELECT * FROM audit WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR action = ?2) ORDER BY id DESC LIMIT ?3",
        name,
        action,
        most,
    )
    return [_line(row) for row in found]


def _digest(values: tuple) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def _line(row: sqlite3.Row) -> Line:
    return Line(
        row["id"], read(row["at"]), row["name"], row["role"], row["action"], row["result"], json.loads(row["what"])
    )
