"""What a warehouse keeps for the next build in its schema `keep`, which no page reads.

`keep.deliveries` numbers the deliveries; `keep.rows_<type>` is one row per accepted row of an event type: a hash of its
key, of what it is judged together with, and its state. Hashes only ever widen what is judged anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import duckdb

from etl.content import Sums
from etl.corrections import Correction, meant_by, read_corrections
from etl.findings import rules
from etl.given import Given, keep_given
from etl.lake import Lake, Manifest
from etl.model import LATE, models_version
from etl.record import RecordType

EVENTS = {"activities": "held_on", "funding": "paid_on", "volunteer_hours": "served_on", "points": "happened_on"}
"""The types that grow with time, and the day by which their tables lie."""
JUDGED_TOGETHER = {"volunteer_hours": ("volunteer_id", "served_on"), "points": ("volunteer_id", "happened_on")}
"""Rows that wait because of others that agree in these columns (staging/double_hours.sql, double_points.sql)."""
NAMED = ("areas", "hubs", "organizations", "projects", "partners")
"""The types that others name, and their rows are told by words that builds keep."""
TOGETHER = {"projects": {"project_scores"}}
"""Types whose table is computed of the judged rows of others too."""
Decided = list[tuple[str, str, str, str]]


class NotPlainError(Exception):
    """The change is not one that can be built on the last build; the text says why, in Chinese."""


def manifest_state(manifest: Manifest, is_withdrawn: bool) -> str:
    """Changes whenever the delivery's rows, its declaration or its being withdrawn change."""
    told = manifest.model_dump_json() + str(is_withdrawn)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def inputs_version(corrections: Sequence[Correction], decided: Decided) -> str:
    """Changes with the corrections and with the decisions that builds apply."""
    return hashlib.sha256(repr((corrections, decided)).encode()).hexdigest()[:16]


def late_tables() -> list[str]:
    """The names of the tables of `stage` that are made of models."""
    found = [name.removeprefix("stage.") for name in rules()]
    return sorted([path.stem for path in LATE.glob("*.sql")] + found)


def start_keeping(connection: duckdb.DuckDBPyConnection, lake: Lake, corrections: Sequence[Correction]) -> None:
    """Fills `keep` after a full build, whose `stage` is still attached."""
    connection.execute(
        "CREATE SCHEMA keep; CREATE TABLE keep.facts(models VARCHAR, inputs VARCHAR); "
        "CREATE TABLE keep.deliveries(number INTEGER, delivery VARCHAR, type VARCHAR, state VARCHAR); "
        "CREATE TABLE keep.sums(name VARCHAR, rows BIGINT, total HUGEINT); "
        "CREATE TABLE keep.corrected(type VARCHAR, position INTEGER, delivery VARCHAR, row BIGINT)"
    )
    number_deliveries(connection, lake.manifests(), lake.ledger.withdrawn())
    for type_id in EVENTS:
        connection.execute(f"CREATE TABLE keep.rows_{type_id} AS {rows_sql(type_id)}")
        keep_corrected(connection, type_id, corrections)
    connection.execute("CREATE TABLE keep.counts AS FROM stage.row_counts")
    connection.execute("CREATE TABLE keep.pending AS SELECT * FROM stage.row_states WHERE state = 'pending'")
    for target in NAMED:
        connection.execute(f"CREATE TABLE keep.words_{target} AS {words_sql(target)}")
    for name in late_tables():
        connection.execute(f"CREATE TABLE keep.late_{name} AS FROM stage.{name}")


def number_deliveries(
    connection: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest], withdrawn: set[str]
) -> None:
    """Notes every delivery's state; those that are new get the next numbers."""
    known = dict(connection.execute("SELECT delivery, number FROM keep.deliveries").fetchall())
    following = max(known.values(), default=0)
    rows = []
    for manifest in manifests:
        if manifest.delivery not in known:
            following += 1
            known[manifest.delivery] = following
        state = manifest_state(manifest, manifest.delivery in withdrawn)
        rows.append((known[manifest.delivery], manifest.delivery, manifest.type, state))
    connection.execute("DELETE FROM keep.deliveries")
    for first in range(0, len(rows), 500):
        part = rows[first : first + 500]
        marks = ", ".join(["(?, ?, ?, ?)"] * len(part))
        connection.execute(f"INSERT INTO keep.deliveries VALUES {marks}", [value for row in part for value in row])


def together(type_id: str) -> str:
    """SQL of the hash by which rows are judged together; NULL where a row stands alone."""
    columns = JUDGED_TOGETHER.get(type_id)
    if not columns:
        return "CAST(NULL AS UBIGINT)"
    return f"CASE WHEN {columns[0]} IS NOT NULL THEN hash({', '.join(columns)}) END"


def rows_sql(type_id: str) -> str:
    """The rows of keep.rows_<type>, of the rows just judged."""
    return f"""
        SELECT hash(_key) AS key, {together(type_id)} AS together, number, judged._row AS row,
            CASE WHEN _state = 'live' THEN CASE WHEN waiting._row IS NULL THEN 'current' ELSE 'pending' END
                ELSE _state END AS state
        FROM stage.judged_{type_id} AS judged
        JOIN keep.deliveries ON deliveries.delivery = judged._delivery
        LEFT JOIN (SELECT _delivery, _row FROM stage.resolved_{type_id} WHERE _reason <> '') AS waiting
            ON waiting._delivery = judged._delivery AND waiting._row = judged._row
    """


def words_sql(target: str) -> str:
    """The words that mean something else than themselves."""
    return f"SELECT value, id FROM stage.names_{target} WHERE value IS DISTINCT FROM id"


def keep_corrected(connection: duckdb.DuckDBPyConnection, type_id: str, corrections: Sequence[Correction]) -> None:
    """Notes which live rows the corrections of an event type found."""
    connection.execute("DELETE FROM keep.corrected WHERE type = $type", {"type": type_id})
    for position, correction in enumerate(corrections, start=1):
        if correction.type != type_id:
            continue
        where, values = meant_by(correction)
        connection.execute(
            f"INSERT INTO keep.corrected SELECT $type, $position, _delivery, _row FROM stage.judged_{type_id} "
            f"WHERE _state = 'live' AND {where}",
            {"type": type_id, "position": position, **values},
        )


def keep_facts(
    connection: duckdb.DuckDBPyConnection, corrections: Sequence[Correction], decided: Decided, sums: Sums
) -> None:  # fmt: skip
    """Notes what the build was made by and with, and what its tables hold."""
    inputs, shipped = inputs_version(corrections, decided), len(read_corrections())
    keep_given(connection, Given(decided=decided, corrections=corrections[shipped:]))
    connection.execute("DELETE FROM keep.facts; DELETE FROM keep.sums")
    connection.execute("INSERT INTO keep.facts VALUES (?, ?)", [models_version(), inputs])
    told = [[name, rows, total] for name, (rows, total) in sums.items()]
    columns = [list(values) for values in zip(*told, strict=True)]
    connection.execute("INSERT INTO keep.sums SELECT unnest(?), unnest(?), unnest(?)", columns)


def read_sums(connection: duckdb.DuckDBPyConnection) -> Sums:
    """What the tables of the last build hold."""
    return {
        name: (rows, int(total))
        for name, rows, total in connection.execute("SELECT name, rows, total FROM keep.sums").fetchall()
    }


def models_of(connection: duckdb.DuckDBPyConnection) -> str:
    """The version of the models a build was made by; empty for one of a program that did not note it."""
    try:
        found = connection.execute("SELECT models FROM keep.facts").fetchone()
    except duckdb.CatalogException:
        return ""
    return found[0] if found else ""


def check_kept(connection: duckdb.DuckDBPyConnection, inputs: str) -> None:
    """NotPlainError unless the last build was made by the same models from the same corrections and decisions."""
    try:
        kept = connection.execute("SELECT models, inputs FROM keep.facts").fetchone()
    except duckdb.CatalogException as missing:
        raise NotPlainError("上一版本没有留下增量更新要用的记录") from missing
    if kept is None or kept[0] != models_version():
        raise NotPlainError("程序的数据表定义有变化")
    if kept[1] != inputs:
        raise NotPlainError("更正清单或人工决定有变化")


def references_of(record_type: RecordType) -> set[str]:
    """The types whose names a type's columns hold."""
    return {column.references for column in record_type.columns if column.references}
