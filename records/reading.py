"""Rows out of the warehouse: how many, and one page of them however far down it lies."""

from __future__ import annotations

from indicators.cache import Cache
from indicators.warehouse import Snapshot
from records.catalog import RecordType
from records.groups import Way, total_of, way_to
from records.named import named_rows
from records.pointing import resolved
from records.query import Query, narrowed, ordered, parse, where, year_of

_counted = Cache(limit=2_000)


def count(taken: Snapshot, query: Query) -> int:
    """How many rows there are; the same question of the same build is asked once."""
    query = resolved(taken, query)
    statement = f"SELECT count(*) {narrowed(query)}"
    key = (*taken.key, statement, repr(query.parameters))
    found = _counted.get(key)
    if found is None:
        found = total_of(taken, query)
        if found is None:
            found = taken.cursor.execute(statement, query.parameters).fetchall()[0][0]
        _counted.put(key, found)
    return found


def years(taken: Snapshot, found: RecordType) -> list[int]:
    """The years of a record type in which there are rows, the latest first; none for what has no time."""
    if found.main_date is None:
        return []
    key = (*taken.key, found.id, "years")
    known = _counted.get(key)
    if known is None:
        query = parse(taken, found, {})
        statement = f"SELECT DISTINCT {year_of(found.columns[found.main_date])} {narrowed(query)}"
        rows = taken.cursor.execute(statement, query.parameters).fetchall()
        known = sorted((int(year) for (year,) in rows if year is not None), reverse=True)
        _counted.put(key, known)
    return known


def page(taken: Snapshot, query: Query, limit: int, offset: int) -> list[tuple]:
    """Some of the rows in their order, as tuples in the order of `query.columns`."""
    query = resolved(taken, query)
    total = count(taken, query)
    numbers: list[int] = []
    while len(numbers) < min(limit, total - offset):
        start = offset + len(numbers)
        way = way_to(taken, query, limit - len(numbers), start, total)
        numbers += _numbers(taken, query, way, start - way.skipped)
    return named_rows(taken, query, numbers) if numbers else []


def _numbers(taken: Snapshot, query: Query, way: Way, offset: int) -> list[int]:
    """Which rows of the table the page shows, in their order: nothing else of them is read yet."""
    needed = {value for value, _ in way.order}
    places = " ".join(clause for place, clause in query.order_joins.items() if place in needed)
    order = f"ORDER BY {ordered(way.order)}" if way.order else ""
    statement = (
        f'SELECT record.rowid FROM "{query.type.id}" AS record {places} {where(query, way.conditions)} '
        f"{order} LIMIT {int(way.limit)} OFFSET {int(offset)}"
    )
    found = taken.cursor.execute(statement, {**query.parameters, **way.parameters}).fetchall()
    return [number for (number,) in found]
