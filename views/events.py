"""Events that explain a bend in a line: national ones from data/reference/events.csv, and people's own."""

from __future__ import annotations

import csv
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from access import present
from views.database import forget_most, forget_old, now, owner_of, rows, writing
from views.errors import ViewError
from views.owners import changes_event, noted_by, sees_event

FILE = Path(__file__).parents[1] / "data" / "reference" / "events.csv"
LONGEST = 60
LOWEST = 100_000_000  # the least number that is drawn for an event
MOST_OWN = 500
NO_EVENT = ViewError("没有这个事件。", "可能已被删除，请刷新页面。", 404)


@dataclass(frozen=True)
class Event:
    """One day on which something happened, at or below which area ("" is everywhere), and who says so.

    `id` is None for the events of data/reference/events.csv, which nobody changes in the browser.
    """

    day: date
    words: str
    area: str
    source: str
    id: int | None = None
    owner: str = ""

    @property
    def is_own(self) -> bool:
        """Whether somebody here added it."""
        return self.id is not None

    @property
    def may_change(self) -> bool:
        """Whether the asking person may change or delete it."""
        return self.is_own and changes_event(self.owner, self.area)


@cache
def reference_events() -> tuple[Event, ...]:
    """The dated, sourced events of data/reference/events.csv, oldest first."""
    with FILE.open(encoding="utf-8") as file:
        found = [
            Event(date.fromisoformat(row["day"]), row["words"], row["area"], row["source"])
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(found, key=lambda event: event.day))


def own_events() -> list[Event]:
    """The events people added as far as the asking person sees them, oldest first."""
    return _seen("")


def _seen(more: str, *values: str) -> list[Event]:
    """Those the asking person sees; of somebody with a hub no other is read, whose number its time would tell."""
    if (owner := noted_by()) is not None:
        more, values = f"AND owner = ? {more}", (owner, *values)
    found = rows(f"SELECT * FROM events WHERE deleted_at IS NULL {more} ORDER BY day, created_at, id", *values)
    return [_own(row) for row in found if sees_event(owner_of(row), row["area"])]


def events_for(area_lineage: Sequence[str | None], first_day: date, last_day: date) -> list[Event]:
    """What happened from the first to the last day and concerns an area, oldest first.

    `area_lineage` are the codes of the area and of everything above it, in any order; empty for the whole of the data,
    which only what happened everywhere concerns.
    """
    codes = {"", *(code for code in area_lineage if code)}
    known = [event for event in reference_events() if event.area in codes and first_day <= event.day <= last_day]
    within = f"AND area IN ({', '.join('?' * len(codes))}) AND day BETWEEN ? AND ?"
    own = _seen(within, *codes, first_day.isoformat(), last_day.isoformat())
    return sorted([*known, *own], key=lambda event: event.day)


def add_event(day: str, words: str, area: str = "") -> int:
    """Keep an event; its id, that of the one already kept where day, words and area are the same.

    ViewError for a day or words that cannot be read. The area's code is taken as it is.
    """
    happened, said = _day(day), _words(words)
    with writing() as connection:
        same = connection.execute(
            "SELECT id FROM events WHERE deleted_at IS NULL AND day = ? AND words = ? AND area = ? AND owner = ?",
            (happened.isoformat(), said, area, present.name()),
        ).fetchone()
        if same is not None:
            return int(same["id"])
        _refuse_too_many(connection, present.name())
        number = _free_number(connection)
        connection.execute(
            "INSERT INTO events (id, day, words, area, created_at, owner) VALUES (?, ?, ?, ?, ?, ?)",
            (number, happened.isoformat(), said, area, now(), present.name()),
        )
        return number


def _refuse_too_many(connection: sqlite3.Connection, owner: str) -> None:
    own = "SELECT count(*) FROM events WHERE owner = ? AND deleted_at IS NULL"
    if connection.execute(own, (owner,)).fetchone()[0] >= MOST_OWN:
        raise ViewError(f"已经有 {MOST_OWN} 个事件，不能再加。", "请先删除不用的。", 409)


def _free_number(connection: sqlite3.Connection) -> int:
    """A drawn number: counted on over everybody, it would tell how many events others added in between."""
    while True:
        drawn = LOWEST + secrets.randbelow(9 * LOWEST)
        if connection.execute("SELECT 1 FROM events WHERE id = ?", (drawn,)).fetchone() is None:
            return drawn


def change_event(event_id: int, day: str, words: str) -> None:
    """Give an event another day or other words; it stays where it is. ViewError for what cannot be read."""
    happened, said = _day(day), _words(words)
    with writing() as connection:
        _refuse_foreign(connection, event_id)
        changed = "UPDATE events SET day = ?, words = ? WHERE id = ? AND deleted_at IS NULL"
        if not connection.execute(changed, (happened.isoformat(), said, event_id)).rowcount:
            raise NO_EVENT


def delete_event(event_id: int) -> None:
    """Take an event away; `restore_event` brings it back for a while, the last hundred of one person."""
    with writing() as connection:
        found = _refuse_foreign(connection, event_id)
        forget_old(connection, "events", owner_of(found))
        if not connection.execute("UPDATE events SET deleted_at = ? WHERE id = ?", (now(), event_id)).rowcount:
            raise NO_EVENT
        forget_most(connection, "events", owner_of(found))


def restore_event(event_id: int) -> None:
    """Bring a deleted event back, where whose it is has room for one more."""
    with writing() as connection:
        found = _refuse_foreign(connection, event_id)
        if found["deleted_at"] is not None:
            _refuse_too_many(connection, owner_of(found))
        if not connection.execute("UPDATE events SET deleted_at = NULL WHERE id = ?", (event_id,)).rowcount:
            raise NO_EVENT


def event_named(event_id: int) -> Event | None:
    """An event people added, deleted or not; None for one the asking person does not see."""
    found = rows("SELECT * FROM events WHERE id = ?", event_id)
    return _own(found[0]) if found and sees_event(owner_of(found[0]), found[0]["area"]) else None


def _refuse_foreign(connection: sqlite3.Connection, event_id: int) -> sqlite3.Row:
    """What the asking person may not change is changed no more than what never was, in the same words."""
    row = connection.execute("SELECT owner, area, deleted_at FROM events WHERE id = ?", (event_id,)).fetchone()
    if row is None or not changes_event(owner_of(row), row["area"]):
        raise NO_EVENT
    return row


def _own(row: sqlite3.Row) -> Event:
    day = date.fromisoformat(row["day"])
    return Event(day, row["words"], row["area"], "本系统里自己加的", row["id"], owner_of(row))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise ViewError(f"“{text[:40]}”不是日期。", "日期请写成 2024-12-31 的样子。")
    return day


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > LONGEST or not words.isprintable():
        raise ViewError("没有写发生了什么，或写得太长。", f"请用不超过 {LONGEST} 个字写明，例如：凯益荟开园。")
    return words
