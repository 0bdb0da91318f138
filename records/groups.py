"""The way to a page of rows: how many rows each value of the order has, so that only the values around it are sorted.

Sorting ten million rows to skip five million takes seconds; counting them by day or by organisation takes a twentieth
of one, is kept, and leaves some thousand rows to sort. Names are ordered by counting what points to them, so that they
are looked up once for each organisation and not once for each row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from indicators.cache import Cache
from indicators.warehouse import Snapshot
from records.catalog import rows_of
from records.query import Key, Query, where

NEAR = 5_000  # down to here the database finds the first rows of a plain column at once
FEW = 50_000  # rows that are sorted at once
MOST_VALUES = 100_000  # beyond that a column is no longer counted by its values
MOST_FIRST = 5_000  # up to here values are counted also for the first page
PIECES = 4_096  # into which the span of a number is cut
NUMBERS = ("DECIMAL", "BIGINT", "INTEGER")
_counted = Cache(limit=400_000)


@dataclass(frozen=True)
class Counting:
    """How a key is counted: the SQL whose values are counted; `pieces` when a value stands for a span of numbers."""

    value: str
    statement: str
    pieces: bool = False
    is_span: bool = False


@dataclass(frozen=True)
class Group:
    """Rows that are equal in one key: what stands there, and how many rows."""

    values: tuple
    rows: int


@dataclass
class Way:
    """Where a page lies: conditions that leave the rows around it, how many lie before those, and their order.

    `limit` is how many rows this way leads to; a page that begins in one large group and ends in the next takes two.
    """

    limit: int

    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, object] = field(default_factory=dict)
    skipped: int = 0
    order: list[tuple[str, str]] = field(default_factory=list)


def way_to(taken: Snapshot, query: Query, limit: int, offset: int, total: int) -> Way:
    """The way to the rows from `offset` on: exactly those that the whole order would put there."""
    way = Way(limit)
    for number, key in enumerate(query.keys):
        rest = query.keys[number:]
        is_near = offset - way.skipped <= NEAR and all(one.is_plain for one in rest)
        if (total <= FEW or is_near) and (number or not is_counted_first(taken, query)):
            break
        counting = _counting(taken, query, key, way)
        groups = _groups(taken, query, way, counting) if counting else []
        if not groups:
            break
        around, before = _around(groups, way.limit, offset - way.skipped)
        way.skipped += before
        if sum(group.rows for group in around) > FEW:
            around = around[:1]
            way.limit = min(way.limit, way.skipped + around[0].rows - offset)
        _narrow(way, counting, around, f"g{number}")
        rest = query.keys[number + 1 :]
        if len(around) > 1 or counting.pieces:
            way.order += _among_groups(key, counting, around, f"g{number}", way)
            break
        if around[0].rows <= FEW:
            break
    else:
        rest = []
    way.order += [part for key in rest for part in key.parts]
    return way


def total_of(taken: Snapshot, query: Query) -> int | None:
    """How many rows there are, where they are counted by their first key anyway; rows are then read once for both."""
    if not query.conditions or not is_counted_first(taken, query):
        return None
    way = Way(0)
    return sum(group.rows for group in _groups(taken, query, way, _counting(taken, query, query.keys[0], way)))


def is_counted_first(taken: Snapshot, query: Query) -> bool:
    """Whether rows are counted by the first key of their order also for a page near the beginning.

    Days and names are: what lies outside of the first ones is then not looked at. Tables are stored by their date, so
    that the first rows of all are found without counting.
    """
    if rows_of(taken, query.type) <= FEW or not query.keys:
        return False
    key, date = query.keys[0], query.type.columns.get(query.type.main_date or "")
    if not query.conditions and date is not None and key.value == date.expression:
        return False
    values = _known(taken, query, key)[0].get("approx_unique", MOST_VALUES + 1)
    return key.join is not None or values <= min(MOST_FIRST, MOST_VALUES)


def _around(groups: list[Group], limit: int, offset: int) -> tuple[list[Group], int]:
    """The groups that hold the wanted rows, and how many rows come before the first of them."""
    before, passed, found = 0, 0, []
    for group in groups:
        if passed + group.rows > offset or group is groups[-1]:
            found.append(group)
        else:
            before = passed + group.rows
        passed += group.rows
        if passed >= offset + limit:
            break
    return found, before


def _narrow(way: Way, counting: Counting, around: list[Group], name: str) -> None:
    """Leave the rows of these groups."""
    value, every = counting.value, [one for group in around for one in group.values]
    there = [one for one in every if one is not None]
    if counting.is_span and there:
        way.parameters |= {f"{name}a": min(there), f"{name}b": max(there)}
        among = f"{value} BETWEEN ${name}a AND ${name}b"
    else:
        way.parameters[name] = there
        among = f"list_contains(${name}, {value})" if there else f"${name} IS NULL"
    way.conditions.append(f"({among} OR {value} IS NULL)" if len(there) < len(every) else among)


def _among_groups(key: Key, counting: Counting, around: list[Group], name: str, way: Way) -> list[tuple[str, str]]:
    """What orders the rows of several groups by this key: itself, or for names the place of their group."""
    if key.join is None:
        return key.parts
    placed = [(one, place) for place, group in enumerate(around) for one in group.values if one is not None]
    way.parameters |= {f"{name}v": [one for one, _ in placed], f"{name}p": [place for _, place in placed]}
    nothing = next((place for place, group in enumerate(around) if None in group.values), len(around))
    place = f"list_extract(${name}p, list_position(${name}v, {counting.value}))" if placed else "NULL"
    return [(f"coalesce({place}, {nothing})", "ASC")]


def _groups(taken: Snapshot, query: Query, way: Way, counting: Counting) -> list[Group]:
    """The groups of a key in its order, with the number of their rows; asked once for each build."""
    given = {**query.parameters, **way.parameters}
    asked = (*taken.key, counting.statement, repr(given))
    found = _counted.get(asked)
    if found is None:
        rows = taken.cursor.execute(counting.statement, given).fetchall()
        same = [list(rows) for _, rows in groupby(rows, key=lambda row: row[2])]
        found = [Group(tuple(row[0] for row in some), sum(row[1] for row in some)) for some in same]
        _counted.put(asked, found, weight=len(rows) + 1)
    return found


def _counting(taken: Snapshot, query: Query, key: Key, way: Way) -> Counting | None:
    """How the values of a key are counted; None where there are too many of them."""
    if key.join:
        value = f'record."{key.join.column}"'
        names = key.join.named("counted.value")
        order = f"{key.name} COLLATE zh {key.direction} NULLS LAST, {key.name} {key.direction} NULLS LAST"
        return Counting(value, f"SELECT value, rows, {key.name} {_from(query, way, value)} {names} ORDER BY {order}")
    width = _width(taken, query, key)
    if width is None:
        return None
    value = f"CAST(floor({key.value} / {width!r}) AS BIGINT)" if width else key.value
    by = f"{key.by.format('value')} {key.direction} NULLS LAST, " if key.by else ""
    statement = f"SELECT value, rows, value {_from(query, way, value)} ORDER BY {by}value {key.direction} NULLS LAST"
    return Counting(value, statement, pieces=bool(width), is_span=key.is_plain)


def _from(query: Query, way: Way, value: str) -> str:
    counted = f'SELECT {value} AS value, count(*) AS rows FROM "{query.type.id}" AS record'
    return f"FROM ({counted} {where(query, way.conditions)} GROUP BY 1) AS counted"


def _width(taken: Snapshot, query: Query, key: Key) -> float | None:
    """How wide the pieces are into which a number of many values is cut; 0.0: count the values, None: neither."""
    known, kind = _known(taken, query, key)
    if known.get("approx_unique", MOST_VALUES + 1) <= MOST_VALUES:
        return 0.0
    if not kind.startswith(NUMBERS) or known.get("max") is None:
        return None
    return max((float(known["max"]) - float(known["min"])) / PIECES, 1e-6)


def _known(taken: Snapshot, query: Query, key: Key) -> tuple[dict, str]:
    """What the file knows of a column without reading it, and its type; nothing of what is computed."""
    if not key.value.startswith('record."'):
        return {}, ""
    asked = f'SELECT stats({key.value}), typeof({key.value}) FROM "{query.type.id}" AS record LIMIT 1'
    return taken.cursor.execute(asked).fetchone() or ({}, "")  # nobody's rows are known to be anything
