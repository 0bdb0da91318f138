"""Of an event type, only the rows are judged anew that the change can have reached: stage.touched_<type>.

They are the rows of new and changed deliveries, those that wait, those that point to something that changed, every row
with the key of one of these, and the live rows judged together with any of them. No further: whether a row is live
follows from those with its key alone, and these are all there. Were the rows of a day followed to their keys and those
to other days, somebody could send a chain that everybody's builds follow link by link.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from etl.decisions import apply_meanings
from etl.increment.kept import JUDGED_TOGETHER, Decided, together
from etl.keyed import keyed_sql
from etl.lake import Lake, Manifest
from etl.model import Model
from etl.record import RecordType
from etl.stage import read_arrivals

ID_COLUMNS = {"organizations": "org_id", "hubs": "hub_id", "activities": "activity_id"}


def read_slice(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    model: Model,
    record_type: RecordType,
    manifests: Sequence[Manifest],
    whole: Sequence[Manifest],
    decided: Decided,
) -> bool:
    """stage.arrivals_<type>: the rows of `whole` (new or changed deliveries) and every other row the change reaches.

    False when it reaches none.
    """
    type_id = record_type.id
    connection.execute(
        f"CREATE TABLE stage.touched_{type_id}"
        "(number INTEGER, row BIGINT, delivery VARCHAR, key UBIGINT, together UBIGINT)"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE stage.whole AS SELECT unnest(CAST($names AS VARCHAR[])) AS delivery",
        {"names": [manifest.delivery for manifest in whole]},
    )
    reached = _rows(type_id, "delivery IN (FROM stage.whole)")
    if not whole and not _first_reached(connection, model, type_id):
        return False
    connection.execute(f"INSERT INTO stage.touched_{type_id} {reached}")
    read_arrivals(connection, lake, record_type, whole)
    _first_reached(connection, model, type_id)
    _read_same_keys(connection, lake, record_type, manifests, decided)
    if _add_judged_with(connection, type_id):
        _read_touched(connection, lake, record_type, manifests)
    return True


def has_touched(connection: duckdb.DuckDBPyConnection, type_id: str) -> bool:
    """Whether the change reaches rows of the last build."""
    return connection.execute(f"SELECT 1 FROM stage.touched_{type_id} LIMIT 1").fetchone() is not None


def _rows(type_id: str, where: str) -> str:
    """Rows of the last build that meet a condition and are not yet among the touched."""
    return (
        f"SELECT rows.number, rows.row, deliveries.delivery, rows.key, rows.together FROM keep.rows_{type_id} AS rows "
        "JOIN keep.deliveries USING (number) "
        f"ANTI JOIN stage.touched_{type_id} AS touched ON touched.number = rows.number AND touched.row = rows.row "
        f"WHERE {where}"
    )


def _add(connection: duckdb.DuckDBPyConnection, type_id: str, where: str) -> int:
    """Adds rows of the last build to the touched; how many."""
    (count,) = connection.execute(f"INSERT INTO stage.touched_{type_id} {_rows(type_id, where)}").fetchone()
    return count


def _first_reached(connection: duckdb.DuckDBPyConnection, model: Model, type_id: str) -> int:
    """Rows that wait, that a correction changed, or that point to something that is no longer what it was."""
    found = _add(connection, type_id, "rows.state = 'pending'")
    corrected = f"SELECT delivery, row FROM keep.corrected WHERE type = '{type_id}'"
    if connection.execute(f"{corrected} LIMIT 1").fetchone():
        found += _add(connection, type_id, f"(deliveries.delivery, rows.row) IN ({corrected})")
    for target, column in ID_COLUMNS.items():
        if target in model.reads and _has(connection, f"changed_{target}"):
            pointing = f"SELECT _delivery, _row FROM main.{type_id} SEMI JOIN stage.changed_{target} USING ({column})"
            found += _add(connection, type_id, f"(deliveries.delivery, rows.row) IN ({pointing})")
    return found


def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'stage' AND table_name = $table"
    return connection.execute(found, {"table": table}).fetchone() is not None


def _read_touched(
    connection: duckdb.DuckDBPyConnection, lake: Lake, record_type: RecordType, manifests: Sequence[Manifest]
) -> None:
    """Brings the touched rows that were not read yet from the lake: stage.unread."""
    read_arrivals(connection, lake, record_type, [])
    connection.execute(
        "CREATE OR REPLACE TABLE stage.unread(of_delivery VARCHAR, of_row BIGINT, key UBIGINT, together UBIGINT)"
    )
    if not has_touched(connection, record_type.id):
        return
    connection.execute(
        "INSERT INTO stage.unread SELECT delivery, row, key, together "
        f"FROM stage.touched_{record_type.id} AS touched ANTI JOIN stage.arrivals_{record_type.id} AS arrived "
        "ON arrived._delivery = touched.delivery AND arrived._row = touched.row "
        "WHERE delivery NOT IN (FROM stage.whole)"
    )
    wanted = {name for (name,) in connection.execute("SELECT DISTINCT of_delivery FROM stage.unread").fetchall()}
    asked = "JOIN stage.unread ON of_delivery = manifests.delivery AND of_row = arrived._row"
    if wanted:
        read_arrivals(connection, lake, record_type, [m for m in manifests if m.delivery in wanted], asked)


def _read_same_keys(
    connection: duckdb.DuckDBPyConnection, lake: Lake, record_type: RecordType, manifests: Sequence[Manifest],
    decided: Decided,
) -> None:  # fmt: skip
    """Brings the touched rows and those that share a key with them."""
    arrived, touched = f"stage.arrivals_{record_type.id}", f"stage.touched_{record_type.id}"
    while True:
        _read_touched(connection, lake, record_type, manifests)
        if not _add_same_keys(connection, record_type, decided, arrived, touched):
            return
        arrived = (  # only what this round brought can reach further
            f"(SELECT rows.* FROM stage.arrivals_{record_type.id} AS rows "
            "SEMI JOIN stage.unread ON of_delivery = rows._delivery AND of_row = rows._row)"
        )
        touched = "stage.unread"


def _add_same_keys(
    connection: duckdb.DuckDBPyConnection, record_type: RecordType, decided: Decided, arrived: str, touched: str
) -> int:
    """Adds the rows that share a key with `arrived` or `touched`, before or now."""
    connection.execute("DROP TABLE IF EXISTS stage.trial")
    if decided:
        connection.execute(f"CREATE TABLE stage.trial AS FROM {arrived}")
        arrived = "stage.trial"
        apply_meanings(connection, arrived, decided, record_type)
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.reached AS SELECT hash(_key) AS key FROM ({keyed_sql(record_type, arrived)}) "
        f"UNION ALL SELECT key FROM {touched}"
    )
    return _add(connection, record_type.id, "rows.key IN (SELECT key FROM stage.reached)")


def _add_judged_with(connection: duckdb.DuckDBPyConnection, type_id: str) -> int:
    """Adds the live rows whose judgement rests on the touched ones, as they were or are; of payments those that name
    one of them as where they come from."""
    arrived, touched = f"stage.arrivals_{type_id}", f"stage.touched_{type_id}"
    if type_id in JUDGED_TOGETHER:
        reached = f"SELECT {together(type_id)} AS together FROM {arrived} UNION SELECT together FROM {touched}"
        days = f"SELECT together FROM ({reached}) WHERE together IS NOT NULL"
        return _add(connection, type_id, f"rows.together IN ({days}) AND rows.state IN ('current', 'pending')")
    if type_id == "funding":
        ids = (
            f"SELECT funding_id FROM {arrived} UNION SELECT funding_id FROM main.funding AS former "
            f"SEMI JOIN {touched} AS touched ON touched.delivery = former._delivery AND touched.row = former._row"
        )
        children = f"SELECT _delivery, _row FROM main.funding WHERE parent_id IN ({ids})"
        return _add(connection, type_id, f"(deliveries.delivery, rows.row) IN ({children})")
    return 0
