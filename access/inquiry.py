"""What the record says: whose, which action, what came of it, from when to when; the newest first, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from access import archive, audit
from access.audit import Line, line_of
from access.errors import AccessError
from access.store import read, rows, written

HERE = timezone(timedelta(hours=8))
"""Days of the record are days in China."""
PIECE = 5000
DAY = len("2026-06-30")


@dataclass(frozen=True)
class Wanted:
    """Which lines are asked for; what is empty narrows nothing. `until` is no longer among them."""

    name: str = ""
    action: str = ""
    result: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> tuple[str, list[object]]:
        """The same as SQL with its values."""
        asked = [("name = ?", self.name), ("action = ?", self.action), ("result = ?", self.result)]
        asked += [("at >= ?", written(self.since) if self.since else "")]
        asked += [("at < ?", written(self.until) if self.until else ""), ("instr(what, ?) > 0", _as_kept(self.text))]
        used = [(sql, value) for sql, value in asked if value]
        return " AND ".join(["TRUE", *(sql for sql, _ in used)]), [value for _, value in used]

    def has(self, line: Line) -> bool:
        """Whether an archived line is among them."""
        same = all(
            not asked or asked == found
            for asked, found in ((self.name, line.name), (self.action, line.action), (self.result, line.result))
        )
        late = (self.since is None or line.at >= self.since) and (self.until is None or line.at < self.until)
        return same and late and self.text in json.dumps(line.what, ensure_ascii=False)


def _as_kept(text: str) -> str:
    """Words as they stand inside the kept JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def lines(wanted: Wanted, most: int, offset: int = 0) -> list[Line]:
    """So many of the wanted lines of the record, the newest first."""
    where, values = wanted.conditions()
    sql = f"SELECT * FROM audit WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?"
    return [line_of(tuple(row)) for row in rows(sql, *values, most, offset)]


def count(wanted: Wanted) -> int:
    """How many lines of the record are wanted."""
    where, values = wanted.conditions()
    found = rows(f"SELECT count(*) AS lines FROM audit WHERE {where}", *values)
    return found[0]["lines"] if found else 0


def every(wanted: Wanted, above: int) -> Iterator[Line]:
    """Every wanted line of the record with a number below `above`, the newest first, a piece at a time."""
    where, values = wanted.conditions()
    sql = f"SELECT * FROM audit WHERE {where} AND id < ? ORDER BY id DESC LIMIT ?"
    while found := [line_of(tuple(row)) for row in rows(sql, *values, above, PIECE)]:
        yield from found
        above = found[-1].number


def archived(wanted: Wanted) -> list[Line]:
    """The wanted lines among those that were archived, the newest first."""
    first = rows("SELECT min(id) AS first FROM audit")
    before = first[0]["first"] if first else None
    found = [line_of(values) for _, values in archive.lines(before) if values is not None]
    return [line for line in reversed(found) if wanted.has(line)]


def names() -> list[str]:
    """Everybody the record speaks of."""
    return [row["name"] for row in rows("SELECT DISTINCT name FROM audit ORDER BY name")]


def actions() -> list[str]:
    """Every kind of thing that was done."""
    return [row["action"] for row in rows("SELECT DISTINCT action FROM audit ORDER BY action")]


def next_number() -> int:
    """The number the next line will have: every line there is now has a smaller one."""
    found = rows("SELECT max(id) AS last FROM audit")
    return (found[0]["last"] or 0) + 1 if found else 1


def first_at() -> datetime | None:
    """Since when lines are kept in the record itself."""
    found = rows("SELECT at FROM audit ORDER BY id LIMIT 1")
    return read(found[0]["at"]) if found else None


def last_logins() -> dict[str, datetime]:
    """When each account came in last, as far as the record goes back."""
    found = rows("SELECT name, max(at) AS at FROM audit WHERE action = '登录' AND result = ? GROUP BY name", audit.DONE)
    return {row["name"]: read(row["at"]) for row in found}


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """The lines that choices of an address mean; AccessError for a day or a time that is none.

    `from` and `to` are days or moments; a time of day may stand apart, under `from_time` and `to_time`.
    """
    since, until = since_of(moment_asked(given, "from")), until_of(moment_asked(given, "to"))
    name, action, result, text = (given.get(key, "") for key in ("name", "action", "result", "text"))
    return Wanted(name, action, result, text, since, until)


def moment_asked(given: Mapping[str, str], key: str) -> str:
    """The day of an address with the time that stands apart from it: 2026-06-30T14:00; AccessError without a day."""
    day, clock = given.get(key, ""), given.get(f"{key}_time", "")
    if not clock:
        return day
    if not day:
        raise AccessError(f"只写了时刻“{clock[:20]}”，没有写日期。", "请先选日期，再选时刻。")
    return f"{day[:DAY]}T{clock}"


def start_of(day: date) -> datetime:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), HERE)


def since_of(text: str) -> datetime | None:
    """A day, or a day and a time, as the first moment that is wanted."""
    return _moment(text)[0] if text else None


def until_of(text: str) -> datetime | None:
    """A day (all of it), or a day and a time, as the first moment that is not wanted any more."""
    if not text:
        return None
    moment, is_day = _moment(text)
    return moment + timedelta(days=1) if is_day else moment


def _moment(text: str) -> tuple[datetime, bool]:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or not 2000 <= moment.year <= 2200:
        raise AccessError(f"“{text[:40]}”不是日期。", "请写成 2026-06-30，或 2026-06-30T14:00 的样子。")
    return (moment if moment.tzinfo else moment.replace(tzinfo=HERE)), len(text) <= DAY
