"""The checks of a record type: SQL that is true for a bad row, asked of all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import pyarrow as pa

from etl.record import Check, RecordType

ARROW_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "choice": pa.string(),
    "date": pa.date32(),
    "year": pa.int32(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 3),
    "money": pa.decimal128(18, 2),
    "boolean": pa.bool_(),
}


def broken_checks(
    record_type: RecordType, checks: Sequence[Check], rows: Sequence[dict[str, object]], today: date
) -> list[tuple[int, Check]]:
    """Position of the row and the check it breaks, in the order of the rows."""
    if not checks or not rows:
        return []
    arrays = [pa.array([row[c.id] for row in rows], ARROW_TYPES[c.kind]) for c in record_type.columns]
    table = pa.table([*arrays, pa.array(range(len(rows)))], names=[*record_type.column_ids(), "_order"])
    conditions = ", ".join(f"coalesce({check.bad}, false) AS bad_{n}" for n, check in enumerate(checks))
    some_bad = " OR ".join(f"bad_{n}" for n in range(len(checks)))
    sql = f"SELECT * FROM (SELECT _order, {conditions} FROM delivered) WHERE {some_bad} ORDER BY _order"
    with duckdb.connect() as connection:
        connection.register("delivered", table)
        params = {"today": today} if "$today" in sql else None
        found = connection.execute(sql, params).fetchall()
    return [(order, checks[n]) for order, *bad in found for n, is_bad in enumerate(bad) if is_bad]
