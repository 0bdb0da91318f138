"""Of an event type, only the rows are judged anew that the change can have reached: stage.touched_<type>.

They are the rows of new and changed deliveries, those that wait, those that point to something that changed, and every
row with the key of one of them or judged together with it, until nothing more is reached.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from etl.decisions import apply_meanings
from etl.increment.kept import Decided, together
from etl.lake import Lake, Manifest
from etl.model import Model
from etl.record import RecordType
from etl.stage import keyed_sql, read_arrivals

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
    connection.execute(f"CREATE TABLE stage.touched_{type_id}(number INTEGER, row BIGINT, delivery VARCHAR)")
    connection.execute("CREATE OR REPLACE TABLE stage.whole(delivery VARCHAR)")
    for manifest in whole:
        connection.execute("INSERT INTO stage.whole VALUES (?)", [manifest.delivery])
    reached = _rows(type_id, "delivery IN (FROM stage.whole)")
    if not whole and not _first_reached(connection, model, type_id):
        return False
    connection.execute(f"INSERT INTO stage.touched_{type_id} {reached}")
    read_arrivals(connection, lake, record_type, whole)
    _first_reached(connection, model, type_id)
    while True:
        _read_touched(connection, lake, record_type, manifests)
        if not _widen(connection, record_type, decided):
            return True


def _rows(type_id: str, where: str) -> str:
    """Rows of the last build that meet a condition and are not yet among the touched."""
    return (
        f"SELECT rows.number, rows.row, deliveries.delivery FROM keep.rows_{type_id} AS rows "
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
    """Brings the touched rows that were not read yet from the lake."""
    table = f"stage.arrivals_{record_type.id}"
    read_arrivals(connection, lake, record_type, [])
    connection.execute(
        "CREATE OR REPLACE TABLE stage.unread AS SELECT delivery AS of_delivery, row AS of_row "
        f"FROM stage.touched_{record_type.id} AS touched "
        f"ANTI JOIN {table} AS arrived ON arrived._delivery = touched.delivery AND arrived._row = touched.row "
        "WHERE delivery NOT IN (FROM stage.whole)"
    )
    wanted = {name for (name,) in connection.execute("SELECT DISTINCT of_delivery FROM stage.unread").fetchall()}
    asked = "JOIN stage.unread ON of_delivery = manifests.delivery AND of_row = arrived._row"
    if wanted:
        read_arrivals(connection, lake, record_type, [m for m in manifests if m.delivery in wanted], asked)


def _widen(connection: duckdb.DuckDBPyConnection, record_type: RecordType, decided: Decided) -> int:
    """Adds the rows that share a key with the touched, before or now, or are judged together with them."""
    type_id = record_type.id
    connection.execute("DROP TABLE IF EXISTS stage.trial")
    trial = f"stage.arrivals_{type_id}"
    if decided:
        connection.execute(f"CREATE TABLE stage.trial AS FROM {trial}")
        trial = "stage.trial"
        apply_meanings(connection, trial, decided, record_type)
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.reached AS "
        f"SELECT hash(_key) AS key, {together(type_id)} AS together FROM ({keyed_sql(record_type, trial)}) "
        f"UNION ALL SELECT key, together FROM keep.rows_{type_id} "
        f"SEMI JOIN stage.touched_{type_id} USING (number, row)"
    )
    found = _add(connection, type_id, "rows.key IN (SELECT key FROM stage.reached)")
    found += _add(
        connection, type_id, "rows.together IN (SELECT together FROM stage.reached WHERE together IS NOT NULL)"
    )
    if type_id == "funding":
        ids = (
            f"SELECT funding_id FROM {trial} "
            "UNION SELECT funding_id FROM main.funding AS former SEMI JOIN stage.touched_funding AS touched "
            "ON touched.delivery = former._delivery AND touched.row = former._row"
        )
        children = f"SELECT _delivery, _row FROM main.funding WHERE parent_id IN ({ids})"
        found += _add(connection, type_id, f"(deliveries.delivery, rows.row) IN ({children})")
    return found
