"""Conditions on what rows point to: the things that meet them are found first, so that rows only compare a code.

A name contains 协会: that is asked of some hundred organisations, not of ten million rows, and the codes that meet it
stand in the statement as one list, which the database compares where it reads, before anything is joined or sorted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from indicators.cache import Cache
from indicators.warehouse import Snapshot
from records.catalog import rows_of
from records.query import Pointing, Query

FEW = 50_000  # rows that are read at once whatever is asked of them
MOST_CODES = 20_000  # beyond that what a column points to is not listed
LONGEST = 500  # codes in one list; the things that do not meet a condition may be fewer
PLACE = re.compile(r"\$(p[0-9]+)\b")
_pointed = Cache(limit=200_000)
_met = Cache(limit=200_000)


def resolved(taken: Snapshot, query: Query) -> Query:
    """The same query with lists of codes in the place of conditions on other tables, where lists are quicker."""
    if not query.pointing or rows_of(taken, query.type) <= FEW:
        return query
    conditions, parameters = list(query.conditions), dict(query.parameters)
    for number, asked in enumerate(query.pointing):
        condition = _listed(taken, query, asked, f"c{number}", parameters)
        if condition:
            conditions = [one.replace(asked.condition, condition) for one in conditions]
    needed = set(PLACE.findall(" ".join(conditions)))
    kept = {name: value for name, value in parameters.items() if name in needed or not name.startswith("p")}
    return replace(query, conditions=conditions, parameters=kept, pointing=[])


def _listed(taken: Snapshot, query: Query, asked: Pointing, name: str, parameters: dict[str, object]) -> str:
    """The condition as a list bound to `name`; empty where a list would be too long."""
    few = _few(taken, asked, query.parameters)
    if few is not None:
        return _among(asked, few, name, parameters)
    every = _codes(taken, query.type.id, asked.column)
    if every is None:
        return ""
    met = _meeting(taken, asked, every, query.parameters)
    others = every - met
    if len(met) <= min(LONGEST, len(others)):
        return _among(asked, met, name, parameters)
    if len(others) <= LONGEST:
        parameters[name] = sorted(others)
        return f'(record."{asked.column}" IS NOT NULL AND NOT list_contains(${name}, record."{asked.column}"))'
    return ""


def _among(asked: Pointing, codes: frozenset[str], name: str, parameters: dict[str, object]) -> str:
    if not codes:
        return "FALSE"
    parameters[name] = sorted(codes)
    return f'list_contains(${name}, record."{asked.column}")'


def _few(taken: Snapshot, asked: Pointing, given: Mapping[str, object]) -> frozenset[str] | None:
    """The keys of the things that meet the condition where they are few: the rows need not be read to know them."""
    statement = f"{asked.chosen} LIMIT {LONGEST + 1}"
    found = _once(taken, asked, statement, {name: given[name] for name in PLACE.findall(asked.chosen)})
    return found if len(found) <= LONGEST else None


def _meeting(taken: Snapshot, asked: Pointing, every: frozenset[str], given: Mapping[str, object]) -> frozenset[str]:
    """Those of the codes whose things meet the condition."""
    bound = {name: given[name] for name in PLACE.findall(asked.chosen)}
    statement = f'{asked.chosen} AND "{asked.key}" IN (SELECT unnest($codes))'
    return _once(taken, asked, statement, {**bound, "codes": sorted(every)})


def _once(taken: Snapshot, asked: Pointing, statement: str, bound: dict[str, object]) -> frozenset[str]:
    """The codes a statement selects; asked once for each build."""
    key = (*taken.key, statement, asked.column, repr(bound))
    found = _met.get(key)
    if found is None:
        rows = taken.cursor.execute(statement, bound).fetchall()
        found = frozenset(code for (code,) in rows if code is not None)
        _met.put(key, found, weight=len(found) + 1)
    return found


def _codes(taken: Snapshot, table: str, column: str) -> frozenset[str] | None:
    """What a column of a table points to; None where that is too much to be listed."""
    key = (*taken.key, table, column)
    found = _pointed.get(key)
    if found is None:
        known = taken.cursor.execute(f'SELECT stats("{column}") FROM "{table}" LIMIT 1').fetchone()
        if known and known[0].get("approx_unique", MOST_CODES + 1) > MOST_CODES:
            return None
        rows = taken.cursor.execute(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
        found = frozenset(code for (code,) in rows.fetchall())
        _pointed.put(key, found, weight=len(found) + 1)
    return found
