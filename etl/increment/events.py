"""An event type in an increment: the reached rows are judged and computed by the same SQL as in a full build, and
take the place of what they were."""

from __future__ import annotations

import duckdb

from etl.increment.kept import EVENTS, keep_corrected, rows_sql
from etl.increment.slices import ID_COLUMNS, has_touched, read_slice
from etl.increment.step import Step
from etl.increment.tables import Changed, append, extend, find_difference, rewrite_tail
from etl.model import Model
from etl.record import RecordType
from etl.stage import stage_type


def update_event(step: Step, model: Model, record_type: RecordType) -> dict[str, list[tuple[str, str]]]:
    """Brings the fact of an event type and what is kept of its rows up to date.

    What became of the type's corrections, by the type; nothing when the change does not reach the type.
    """
    connection, type_id, changed = step.connection, record_type.id, step.changed
    whole = [manifest for manifest in step.whole if manifest.type == type_id]
    sent = step.of_type(type_id)
    if not read_slice(connection, step.lake, model, record_type, sent, whole, step.decided):
        return {}
    if type_id == "funding":
        connection.execute(
            "INSERT INTO stage.known_funding SELECT funding_id FROM main.funding AS former "
            "ANTI JOIN stage.touched_funding AS touched "
            "ON touched.delivery = former._delivery AND touched.row = former._row"
        )
    if type_id == "activities":
        connection.execute("DROP VIEW stage.names_activities")
    outcome = stage_type(connection, record_type, step.corrections, step.decided)
    if type_id == "activities":
        connection.execute("DROP TABLE stage.names_activities")
        name_activities(connection)
    connection.execute(
        f"CREATE VIEW stage.rejudged_{type_id} AS SELECT delivery, row FROM stage.main.touched_{type_id} "
        f"UNION ALL SELECT _delivery, _row FROM stage.main.judged_{type_id}"
    )
    _keep_rows(connection, type_id)
    keep_corrected(connection, type_id, step.corrections)
    _update_fact(connection, model, changed)
    changed.names.add(f"stage.events_{type_id}")
    return {type_id: [(result, found) for _, result, found in outcome]}


def name_activities(connection: duckdb.DuckDBPyConnection) -> None:
    """An activity is called by its number alone (staging/names_activities.sql), whether it was judged anew or not."""
    (name,) = connection.execute("SELECT current_database()").fetchone()
    connection.execute(
        "CREATE VIEW stage.names_activities AS SELECT activity_id AS value, activity_id AS id, hub_id "
        f'FROM "{name}".main.activities'
    )


def _keep_rows(connection: duckdb.DuckDBPyConnection, type_id: str) -> None:
    """keep.rows_<type> and keep.counts as they are with the rows judged anew."""
    connection.execute(f"CREATE OR REPLACE TABLE stage.judged_rows AS {rows_sql(type_id)}")
    connection.execute(
        "CREATE OR REPLACE TABLE stage.moved_counts AS "
        "SELECT number, state, count(*) AS rows FROM stage.judged_rows GROUP BY ALL"
    )
    if has_touched(connection, type_id):
        connection.execute(
            f"INSERT INTO stage.moved_counts SELECT number, rows.state, -count(*) FROM keep.rows_{type_id} AS rows "
            f"SEMI JOIN stage.touched_{type_id} USING (number, row) GROUP BY ALL"
        )
        connection.execute(
            f"DELETE FROM keep.rows_{type_id} AS rows USING stage.touched_{type_id} AS touched "
            "WHERE rows.number = touched.number AND rows.row = touched.row"
        )
    connection.execute(
        f"INSERT INTO keep.counts SELECT delivery, '{type_id}', moved.state, moved.rows "
        "FROM stage.moved_counts AS moved JOIN keep.deliveries USING (number)"
    )
    connection.execute(f"INSERT INTO keep.rows_{type_id} FROM stage.judged_rows")


def _update_fact(connection: duckdb.DuckDBPyConnection, model: Model, changed: Changed) -> None:
    name = model.name
    is_new = not has_touched(connection, name)
    if is_new and changed.appends and extend(connection, model, EVENTS[name], changed):
        return
    connection.execute(f"CREATE TABLE stage.fresh_{name} AS {model.sql}")
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.former AS SELECT former.* FROM main.{name} AS former "
        f"SEMI JOIN stage.touched_{name} AS touched "
        "ON touched.delivery = former._delivery AND touched.row = former._row"
    )
    if not find_difference(connection, name, f"fresh_{name}"):
        return
    if changed.appends:
        append(connection, model, EVENTS[name], changed)
    else:
        rewrite_tail(connection, model, EVENTS[name], "month", changed, identity="_delivery, _row")
    if name in ID_COLUMNS:
        column = ID_COLUMNS[name]
        connection.execute(f"CREATE TABLE stage.changed_{name} AS SELECT DISTINCT {column} FROM stage.gone_{name}")
