"""Numbers of records as a scope is shown them: without the marks behind which they are kept apart (etl/apart.py).

Whether a number has a mark depends on the rows of others, so whoever has a scope is shown none for that reason. Two
records inside that bear one number are told apart by who sent them: the same whether others use the number or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import duckdb

NUMBERED = {
    "activity_id": "activities", "funding_id": "funding", "record_id": "volunteer_hours", "entry_id": "points",
    "training_id": "trainings", "demand_id": "demands", "facility_id": "facilities", "honour_id": "honours",
    "improvement_id": "improvements", "project_id": "projects", "partner_id": "partners",
}  # fmt: skip
"""The columns that number records, and the tables of these."""
MEANT = {"parent_id": "funding_id", "previous_id": "project_id", "id_a": "activity_id", "id_b": "activity_id"}
"""Further columns that hold such a number: which one."""
NUMBERS = (*NUMBERED, *MEANT)
MARK, CLOSES = "⟪[^⟫]*⟫", "⟫"
TWICE = "scope_numbers"
"""The table, beside the views of a scope, of the numbers that several records inside bear."""

_TOLD_APART = """
    WITH rows AS (SELECT DISTINCT {column} AS stored, _delivery FROM {table} WHERE {where}),
    marked AS (
        SELECT stored, regexp_replace(stored, '{mark}', '') AS bare FROM rows WHERE suffix(stored, '{closes}')
    ),
    alike AS (
        SELECT stored, bare, _delivery FROM rows JOIN marked USING (stored)
        UNION SELECT rows.stored, bare, rows._delivery FROM rows JOIN marked ON rows.stored = bare
    ),
    told AS (
        SELECT stored, bare, CASE
            WHEN suffix(stored, '{closes}') THEN stored
            WHEN within <> '' THEN bare || '⟪' || regexp_replace(within, '^[a-z]+:', '') || '⟫'
            ELSE bare END AS shown
        FROM alike
        LEFT JOIN (SELECT DISTINCT delivery, within FROM {deliveries}) ON delivery = _delivery
        QUALIFY count(DISTINCT stored) OVER (PARTITION BY bare) > 1
    )
    SELECT stored, max(shown) FROM told WHERE shown <> bare GROUP BY ALL ORDER BY ALL
"""


def borne_twice(
    cursor: duckdb.DuckDBPyConnection, tables: Mapping[str, set[str]], name_of: Callable[[str], str],
    where: Callable[[str], str],
) -> tuple[tuple[str, str, str], ...]:  # fmt: skip
    """(column, number in the file, number shown) of records inside that bear a number with others inside.

    `name_of` names a table of the file, `where` is the condition of its rows inside.
    """
    found: list[tuple[str, str, str]] = []
    if "within" not in tables.get("deliveries", ()):
        return ()
    for column, table in NUMBERED.items():
        if not {column, "_delivery"} <= tables.get(table, set()):
            continue
        pieces = {"column": column, "table": name_of(table), "where": f"({where(table)})"}
        is_any = "SELECT 1 FROM {table} WHERE {where} AND suffix({column}, '⟫') LIMIT 1".format(**pieces)
        if cursor.execute(is_any).fetchall():
            pieces |= {"mark": MARK, "closes": CLOSES, "deliveries": name_of("deliveries")}
            found += [(column, *row) for row in cursor.execute(_TOLD_APART.format(**pieces)).fetchall()]
    return tuple(found)


def shown(column: str, twice: Iterable[tuple[str, str, str]]) -> str:
    """The SQL of a column of numbers as the scope is shown it."""
    quoted = f'"{column}"'
    bare = f"CASE WHEN suffix({quoted}, '{CLOSES}') THEN {spoken(quoted)} ELSE {quoted} END"
    meant = MEANT.get(column, column)
    if not any(one == meant for one, *_ in twice):
        return bare
    return f"coalesce((SELECT shown FROM {TWICE} WHERE meant = '{meant}' AND stored = {quoted}), {bare})"


def spoken(sql: str) -> str:
    """The SQL of words about records in which their numbers stand without marks."""
    return f"regexp_replace({sql}, '{MARK}', '', 'g')"
