"""The types that do not grow with time, as a build on the last one stages them."""

from __future__ import annotations

import duckdb

from etl.increment.events import name_activities
from etl.increment.kept import EVENTS, NAMED, TOGETHER, NotPlainError, references_of
from etl.increment.step import Step
from etl.increment.tables import warehouse_of
from etl.record import RecordType
from etl.stage import read_arrivals, stage_type, staging_order

WORDS_FOR = {
    "areas": "area_code", "hubs": "hub_id", "organizations": "org_id", "projects": "project_id",
    "partners": "partner_id",
}  # fmt: skip


def stage_registers(step: Step, types: dict[str, RecordType]) -> dict[str, list[tuple[str, str]]]:
    """Stages what does not grow with time: anew where something was delivered, else as the last build has it.

    What became of the corrections of the types that were staged.
    """
    connection = step.connection
    _stage_places(connection)
    delivered = {manifest.type for manifest in step.whole} - set(EVENTS)
    anew: set[str] = set()
    outcome = {}
    for type_id in staging_order(set(types) - set(EVENTS) - {"areas"}):
        causes = {type_id, *TOGETHER.get(type_id, ())}
        if causes & delivered or references_of(types[type_id]) & anew:
            anew.add(type_id)
            read_arrivals(connection, step.lake, types[type_id], step.of_type(type_id))
            found = stage_type(connection, types[type_id], step.corrections, step.decided)
            outcome[type_id] = [(result, value) for _, result, value in found]
            step.changed.names.add(f"stage.{type_id}")
            if type_id == "organizations":
                step.changed.names.add("stage.closures")
            if type_id in NAMED:
                _check_words(connection, type_id)
        elif type_id in NAMED:
            connection.execute(f"CREATE TABLE stage.names_{type_id} AS {_former_words(type_id)}")
    return outcome


def _stage_places(connection: duckdb.DuckDBPyConnection) -> None:
    warehouse = warehouse_of(connection)
    areas, levels = f"{warehouse}.main.areas", "l1, l2, l3, l4, l5, l6"
    connection.execute(
        f"CREATE VIEW stage.places AS SELECT area_code, level AS area_level, {levels} FROM {areas} WHERE is_canonical"
    )
    connection.execute(f"CREATE VIEW stage.place_names AS SELECT area_code, name FROM {areas} WHERE is_canonical")
    connection.execute(
        "CREATE VIEW stage.extra_areas AS SELECT area_code, level, name, parent_code, path, "
        f"{levels}, kind, is_extra, is_canonical FROM {areas} WHERE is_extra"
    )
    connection.execute(f"CREATE VIEW stage.names_areas AS {_former_words('areas', f'{warehouse}.')}")
    for described in ("record_types", "record_columns"):
        connection.execute(f"CREATE VIEW stage.{described} AS FROM {warehouse}.main.{described}")
    name_activities(connection)


def _former_words(target: str, database: str = "") -> str:
    """What means a hub, an organisation, an area in the last build."""
    column = WORDS_FOR[target]
    table = "stage.places" if target == "areas" else f"{database}main.{target}"
    return f"SELECT {column} AS value, {column} AS id FROM {table} UNION ALL FROM {database}keep.words_{target}"


def _check_words(connection: duckdb.DuckDBPyConnection, target: str) -> None:
    """NotPlainError if a word that meant one thing means it no longer: any row may have used it."""
    former = f"FROM ({_former_words(target)}) WHERE id IS NOT NULL"
    lost = connection.execute(f"SELECT value FROM ({former} EXCEPT FROM stage.names_{target}) LIMIT 1").fetchone()
    if lost:
        raise NotPlainError(f"“{lost[0]}”原来指的对象有变化")
