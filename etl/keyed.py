"""By its key a row is told to be the same record as another: of rows with one key the latest delivery's holds."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from etl.record import RecordType
from etl.tree import STAGING

NAMES = {
    "areas": "区划", "hubs": "枢纽", "organizations": "组织", "activities": "活动", "projects": "项目",
    "partners": "社会资源", "indicators": "指标",
}  # fmt: skip
"""What the columns of other types may point to; the indicators are no records but stand in their definitions."""
OF_PEOPLE = ("volunteer_hours", "points")
"""Types of which no row of a scope takes the place of one that others sent (told_by_others.sql)."""
TOLD_BY_OTHERS = (STAGING / "told_by_others.sql").read_text("utf-8")


def references(record_type: RecordType) -> list[tuple[str, str]]:
    """(column, type it points to) for every column whose values are looked up; types find their own rows themselves."""
    if record_type.id == "areas":
        return []
    return [
        (c.id, c.references) for c in record_type.columns if c.references in NAMES and c.references != record_type.id
    ]


def joins_of(record_type: RecordType, rows: str, only: Sequence[str] | None = None) -> str:
    """The joins that look up the references of `rows`, or those of the columns `only`, as named_<column>."""
    return "\n".join(
        f'LEFT JOIN stage.names_{target} AS "named_{column}" ON "named_{column}".value = {rows}."{column}"'
        for column, target in references(record_type)
        if only is None or column in only
    )


def keyed_sql(record_type: RecordType, table: str) -> str:
    """The rows of `table`, arrivals of the type, each with its key: references resolved, values joined.

    Names are looked up only for rows whose key holds a reference.
    """
    looked_up = {column for column, _ in references(record_type)}
    named = [column for columns in record_type.key for column in columns if column in looked_up]
    if not named:
        return plainly_keyed_sql(record_type, table)
    joins, plain = joins_of(record_type, "arrived", named), _plain(record_type)
    if not plain:
        return _keyed(record_type, table, joins, named)
    is_plain = " OR ".join(f'arrived."{column}" IS NOT NULL' for column in plain)
    others = _keyed(record_type, table, f"{joins} WHERE {needs_names(record_type)}", named)
    return f"{_keyed(record_type, table, f'WHERE {is_plain}', [])} UNION ALL {others}"


def plainly_keyed_sql(record_type: RecordType, table: str) -> str:
    """The rows of `table` with their keys, where none of them `needs_names`."""
    return _keyed(record_type, table, "", [])


def needs_names(record_type: RecordType) -> str:
    """The condition of rows (`arrived`) whose key holds a reference, which must be looked up."""
    looked_up = {column for column, _ in references(record_type)}
    if looked_up.isdisjoint(column for columns in record_type.key for column in columns):
        return "FALSE"
    return " AND ".join(f'arrived."{column}" IS NULL' for column in _plain(record_type)) or "TRUE"


def _plain(record_type: RecordType) -> list[str]:
    """The columns of which one that is filled gives a key without references, whatever else the row holds."""
    looked_up = {column for column, _ in references(record_type)}
    found: list[str] = []
    for columns in record_type.key:
        if not looked_up.isdisjoint(columns):
            break
        found.append(columns[0])
    return found


def _keyed(record_type: RecordType, table: str, narrowed: str, named: Sequence[str]) -> str:
    resolved = {column: f'coalesce("named_{column}".id, arrived."{column}")' for column in named}
    keys = []
    for number, columns in enumerate(record_type.key):
        parts = ", ".join(f"coalesce(CAST({resolved.get(c, f'arrived.{c}')} AS VARCHAR), '')" for c in columns)
        keys.append(f"WHEN arrived.\"{columns[0]}\" IS NOT NULL THEN concat_ws(chr(31), '{number}', {parts})")
    return f"""
        SELECT arrived.*, CASE {" ".join(keys)}
            ELSE concat_ws(chr(31), 'row', _delivery, CAST(_row AS VARCHAR)) END AS _key
        FROM {table} AS arrived
        {narrowed}
    """


def judge(connection: duckdb.DuckDBPyConnection, record_type: RecordType) -> None:
    """stage.judged_<type>: one row per accepted row, its key and whether it is live, superseded or withdrawn; or waits,
    because others sent it.

    Only rows whose key another may share (by its hash) are put in the order of their arrival; where there are none,
    and no name must be looked up, nothing is copied.
    """
    type_id = record_type.id
    arrived = f"stage.arrivals_{type_id}"
    keyed = f"({keyed_sql(record_type, arrived)}) AS keyed"
    connection.execute(
        f"CREATE TABLE stage.repeated_{type_id} AS "
        f"SELECT hash(_key) AS key FROM {keyed} WHERE NOT _withdrawn GROUP BY ALL HAVING count(*) > 1"
    )
    is_alone = "CASE WHEN _withdrawn THEN 'withdrawn' ELSE 'live' END AS _state"
    others = f"stage.repeated_{type_id} AS repeated ON repeated.key = hash(keyed._key)"
    if _finds_none(connection, f"SELECT key FROM stage.repeated_{type_id}") and _finds_none(
        connection, f"SELECT _row FROM {arrived} AS arrived WHERE {needs_names(record_type)}"
    ):
        plain = plainly_keyed_sql(record_type, arrived)
        connection.execute(f"CREATE VIEW stage.judged_{type_id} AS SELECT keyed.*, {is_alone} FROM ({plain}) AS keyed")
        return
    shared = f"SELECT keyed.* FROM {keyed} SEMI JOIN {others}"
    latest = TOLD_BY_OTHERS.format(rows=shared, type=type_id) if type_id in OF_PEOPLE else _latest_sql(shared)
    connection.execute(
        f"CREATE TABLE stage.judged_{type_id} AS "
        f"SELECT keyed.*, {is_alone} FROM {keyed} ANTI JOIN {others} UNION ALL SELECT * FROM ({latest})"
    )


def _latest_sql(shared: str) -> str:
    """The rows `shared`, whose key others have: the latest of a key is live."""
    return f"""
        SELECT *, CASE
            WHEN _withdrawn THEN 'withdrawn'
            WHEN row_number() OVER (PARTITION BY _withdrawn, _key ORDER BY _sequence DESC, _row DESC) = 1 THEN 'live'
            ELSE 'superseded' END AS _state
        FROM ({shared})
    """


def _finds_none(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    return not connection.execute(f"{rows} LIMIT 1").fetchall()
