"""A full build that keeps what the next one needs, and the build that goes on from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from etl.content import sums_of
from etl.corrections import Correction
from etl.decisions import meanings
from etl.increment.events import name_activities, update_event
from etl.increment.findings import update_rule
from etl.increment.kept import (
    EVENTS,
    NAMED,
    TOGETHER,
    Decided,
    NotPlainError,
    check_kept,
    inputs_version,
    keep_facts,
    late_tables,
    manifest_state,
    number_deliveries,
    read_sums,
    references_of,
    start_keeping,
    words_sql,
)
from etl.increment.marts import MARTS, update_mart
from etl.increment.portion import Portion
from etl.increment.tables import Changed, is_same, order_by_month, replace_table, warehouse_of, write_table
from etl.lake import Lake, Manifest
from etl.model import (
    LAST,
    Built,
    Model,
    build_warehouse,
    models,
    prepare,
    sign,
    stage_corrections,
    stage_rejected,
    summarise,
    usable_corrections,
)
from etl.progress import Progress, silent
from etl.record import RecordType, record_types
from etl.row_engine import RowEngine
from etl.stage import open_stage, read_arrivals, stage_type, staging_order

WORDS_FOR = {
    "areas": "area_code", "hubs": "hub_id", "organizations": "org_id", "projects": "project_id",
    "partners": "partner_id",
}  # fmt: skip
STEADY = {
    f"stage.{name}" for name in (
        "record_types", "record_columns", "places", "place_names", "tree", "extra_areas", "names_areas", "names_hubs",
        "names_organizations", "names_activities", "names_projects", "names_partners", "names_indicators",
        "indicator_words",
    )
}
"""What models read of `stage` and an increment never changes: otherwise the build is a full one."""


WAIT_FOR_LAST = ("near_duplicates", "stage.found_near_duplicates")
"""What no other portion needs, and takes long however few rows a portion brings."""


@dataclass
class Step:
    """One build on the last one, on its way."""

    connection: duckdb.DuckDBPyConnection
    lake: Lake
    corrections: list[Correction]
    decided: Decided
    manifests: list[Manifest]
    whole: list[Manifest]
    has_altered: bool
    """Whether a delivery the last build had is no longer what it was."""
    changed: Changed
    portion: Portion | None = None

    def of_type(self, type_id: str) -> list[Manifest]:
        return [manifest for manifest in self.manifests if manifest.type == type_id]


def build_full(
    connection: duckdb.DuckDBPyConnection, lake: Lake, is_demonstration: bool = False, progress: Progress = silent,
    rows: RowEngine | None = None,
) -> Built:  # fmt: skip
    """Fills the empty database of `connection` from the lake, and keeps what the next build can go on from."""
    built = build_warehouse(connection, lake, is_demonstration, progress, rows)
    corrections = usable_corrections(lake, record_types())
    start_keeping(connection, lake, corrections)
    keep_facts(connection, inputs_version(corrections, meanings(lake.folder.parent)), built.sums)
    return built


def build_on(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    is_demonstration: bool = False,
    progress: Progress = silent,
    portion: Portion | None = None,
) -> Built:
    """Changes `connection`, a copy of the last build, into the build of the present lake; NotPlainError if it cannot
    be told that this gives what a full build would. With a `portion`, one of several that make a full build."""
    prepare(connection)
    types = record_types()
    corrections, decided = usable_corrections(lake, types), meanings(lake.folder.parent)
    check_kept(connection, inputs_version(corrections, decided))
    manifests = open_stage(connection, lake)
    known = {delivery for (delivery,) in connection.execute("SELECT delivery FROM keep.deliveries").fetchall()}
    whole = _whole_deliveries(connection, manifests, lake.ledger.withdrawn())
    has_altered = any(manifest.delivery in known for manifest in whole)
    changed = Changed(read_sums(connection), portion is not None, portion.disordered if portion else set())
    step = Step(connection, lake, corrections, decided, manifests, whole, has_altered, changed, portion)
    number_deliveries(connection, manifests, lake.ledger.withdrawn())
    progress("找出变化", 0, 2)
    all_models, outcome = models(), _stage_registers(step, types)
    first = _before_events(all_models)
    for model in [*first, *(model for model in all_models if model not in first)]:
        if model.name == "stage.clock":
            progress("更新汇总表", 1, 2)
        if model.name not in EVENTS and model.name not in LAST:
            _update(step, model)
        elif model.name in EVENTS:
            found = update_event(
                connection, lake, model, types[model.name], step.of_type(model.name),
                [m for m in whole if m.type == model.name], corrections, decided, step.changed,
            )  # fmt: skip
            outcome |= {} if found is None else {model.name: found}
            if model.name == [m.name for m in first if m.name in EVENTS][-1]:
                _after_events(step, types, outcome)
                if portion and portion.is_last:
                    for fact in [m for m in all_models if m.name in changed.disordered]:
                        order_by_month(connection, fact, EVENTS[fact.name])
    return _finish(step, is_demonstration, all_models)


def _whole_deliveries(
    connection: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest], withdrawn: set[str]
) -> list[Manifest]:
    """The deliveries that are new or no longer what they were; NotPlainError if one disappeared."""
    known = dict(connection.execute("SELECT delivery, state FROM keep.deliveries").fetchall())
    if set(known) - {manifest.delivery for manifest in manifests}:
        raise NotPlainError("数据湖里少了上一版本有的报送")
    whole = [m for m in manifests if known.get(m.delivery) != manifest_state(m, m.delivery in withdrawn)]
    if any(manifest.type == "areas" for manifest in whole):
        raise NotPlainError("区划有变化")
    return whole


def _before_events(all_models: Sequence[Model]) -> list[Model]:
    """The facts, and what they read."""
    by_name = {model.name: model for model in all_models}
    wanted = set(EVENTS)
    while more := {name for w in wanted for name in by_name[w].reads & set(by_name)} - wanted:
        wanted |= more
    return [model for model in all_models if model.name in wanted]


def _stage_registers(step: Step, types: dict[str, RecordType]) -> dict[str, list[tuple[str, str]]]:
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


def _update(step: Step, model: Model) -> None:
    """Brings a table that is no fact up to date, if anything it is made of changed."""
    connection, changed = step.connection, step.changed
    if _waits(step, model):
        return
    if model.name in MARTS:
        _update_of_fact(step, model)
    elif model.name.startswith("stage.found_"):
        update_rule(connection, model, changed, step.has_altered)
    elif model.name.startswith("stage."):
        connection.execute(f"CREATE TABLE {model.name} AS {model.sql}")
        kept = f"keep.late_{model.name.removeprefix('stage.')}"
        if not is_same(connection, model.name, kept):
            changed.names.add(model.name)
    elif model.name == "areas":
        if "stage.areas_with_data" in changed.names:
            _update_areas(connection, changed)
    elif model.name == "rejected_rows" and "stage.rejected" not in changed.names:
        return
    elif model.reads & changed.names:
        _check_readable(step, model)
        _note_changed_ids(connection, model)
        replace_table(connection, model, changed)


def _waits(step: Step, model: Model) -> bool:
    """Whether a table is left as it is until the last portion, which makes it anew if any portion touched it."""
    portion, changed = step.portion, step.changed
    if portion is None or model.name not in WAIT_FOR_LAST:
        return False
    kept = f"keep.late_{model.name.removeprefix('stage.')}"
    if not portion.is_last:
        portion.moved |= {model.name} if model.reads & changed.names else set()
        if model.name.startswith("stage."):
            step.connection.execute(f"CREATE TABLE {model.name} AS FROM {kept}")
        return True
    if model.name not in portion.moved:
        return False
    if model.name.startswith("stage."):
        step.connection.execute(f"CREATE TABLE {model.name} AS {model.sql}")
        changed.names |= set() if is_same(step.connection, model.name, kept) else {model.name}
    else:
        replace_table(step.connection, model, changed)
    return True


def _update_of_fact(step: Step, model: Model) -> None:
    """Brings a table computed of one fact up to date: the periods that changed, or after portions the whole."""
    fact, portion, changed = MARTS[model.name].fact, step.portion, step.changed
    if portion is None:
        if fact in changed.names:
            update_mart(step.connection, model, changed)
        return
    portion.moved |= {fact} & changed.names
    if portion.is_last and fact in portion.moved:
        write_table(step.connection, model, changed)


def _check_readable(step: Step, model: Model) -> None:
    """NotPlainError if a model reads of `stage` what an increment has only in part."""
    late = {f"stage.{name}" for name in late_tables()}
    whole = {"stage.manifests", "stage.row_counts", "stage.row_states", "stage.rejected", "stage.corrections"}
    staged = {name for name in step.changed.names if name.startswith("stage.")}
    missing = {name for name in model.reads if name.startswith("stage.")} - late - whole - staged - STEADY
    if missing:
        raise NotPlainError(f"表 {model.name} 要读 {'、'.join(sorted(missing))}，增量更新时没有")


def _note_changed_ids(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """stage.changed_<register>: the hubs or organisations that are not what they were."""
    column = {"hubs": "hub_id", "organizations": "org_id"}.get(model.name)
    if column is None:
        return
    connection.execute(f"CREATE OR REPLACE TABLE stage.fresh AS {model.sql}")
    one, other = (
        f"SELECT * EXCLUDE (_delivery, _row) FROM {table}" for table in ("stage.fresh", f"main.{model.name}")
    )
    connection.execute(
        f"CREATE TABLE stage.changed_{model.name} AS SELECT DISTINCT {column} FROM "
        f"((({one}) EXCEPT ({other})) UNION ALL (({other}) EXCEPT ({one})))"
    )


def _update_areas(connection: duckdb.DuckDBPyConnection, changed: Changed) -> None:
    """Sets anew which areas have data; everything else of the table is as it was."""
    within = "SELECT area_code FROM stage.areas_with_data WHERE reach = 'within'"
    covered = "SELECT area_code FROM stage.areas_with_data WHERE reach = 'below'"
    below = " OR ".join(f"coalesce(l{level} IN ({covered}), FALSE)" for level in range(1, 6))
    connection.execute(
        f"CREATE TABLE stage.moved_areas AS SELECT area_code, level FROM main.areas "
        f"WHERE has_data <> (area_code IN ({within}) OR {below})"
    )
    moved = "(SELECT * FROM main.areas SEMI JOIN stage.moved_areas USING (area_code, level))"
    (rows, total), (_, before) = changed.sums["areas"], sums_of(connection, moved)
    connection.execute(
        "UPDATE main.areas SET has_data = NOT has_data FROM stage.moved_areas AS moved "
        "WHERE areas.area_code = moved.area_code AND areas.level = moved.level"
    )
    _, after = sums_of(connection, moved)
    changed.sums["areas"] = (rows, total - before + after)
    changed.proofs.append(("main.areas", changed.sums["areas"]))


def _after_events(step: Step, types: dict[str, RecordType], outcome: dict[str, list[tuple[str, str]]]) -> None:
    """What is told of the rows as a whole: how many are in which state, which wait, what became of corrections."""
    connection, changed = step.connection, step.changed
    staged = [type_id for type_id in types if f"stage.{type_id}" in changed.names]
    judged = [type_id for type_id in EVENTS if f"stage.events_{type_id}" in changed.names] + staged
    connection.execute("CREATE TABLE stage.judged_types(type VARCHAR)")
    for type_id in judged:
        connection.execute("INSERT INTO stage.judged_types VALUES (?)", [type_id])
    connection.execute(
        "DELETE FROM keep.counts WHERE type IN (SELECT type FROM stage.judged_types) AND type NOT IN "
        f"({', '.join(repr(event) for event in EVENTS)})"
    )
    registers = f"type NOT IN ({', '.join(repr(event) for event in EVENTS)})"
    connection.execute(
        "INSERT INTO keep.counts SELECT delivery, type, state, count(*) FROM stage.row_states "
        f"WHERE {registers} GROUP BY ALL"
    )
    connection.execute(
        "CREATE TABLE stage.row_counts AS SELECT delivery, type, state, CAST(sum(rows) AS BIGINT) AS rows "
        "FROM keep.counts GROUP BY ALL HAVING sum(rows) <> 0"
    )
    connection.execute("CREATE OR REPLACE TABLE keep.counts AS FROM stage.row_counts")
    connection.execute(
        "INSERT INTO stage.row_states BY NAME "
        "SELECT * FROM keep.pending WHERE type NOT IN (SELECT type FROM stage.judged_types)"
    )
    connection.execute("CREATE OR REPLACE TABLE keep.pending AS SELECT * FROM stage.row_states WHERE state = 'pending'")
    changed.names |= {"stage.manifests", "stage.row_counts", "stage.row_states"}
    if any(manifest.rejected for manifest in step.whole):
        stage_rejected(connection, step.lake)
        changed.names.add("stage.rejected")
    _stage_outcome(step, types, outcome)


def _stage_outcome(step: Step, types: dict[str, RecordType], outcome: dict[str, list[tuple[str, str]]]) -> None:
    """What became of every correction: found out anew, or as in the last build where nothing was judged anew."""
    before = step.connection.execute("SELECT outcome, found FROM main.corrections ORDER BY position").fetchall()
    told, place = [], 0
    for type_id in staging_order(types):
        mine = [correction for correction in step.corrections if correction.type == type_id]
        results = outcome.get(type_id, before[place : place + len(mine)])
        told += [(correction, *result) for correction, result in zip(mine, results, strict=True)]
        place += len(mine)
    stage_corrections(step.connection, told)
    step.changed.names.add("stage.corrections")


def _finish(step: Step, is_demonstration: bool, all_models: Sequence[Model]) -> Built:
    """Signs the build, keeps what the next one needs, and says what proves that it was written."""
    connection, changed = step.connection, step.changed
    built = sign(connection, step.lake, is_demonstration, changed.sums)
    for model in all_models:
        if model.name in LAST:
            connection.execute(f"CREATE OR REPLACE TABLE main.{model.name} AS {model.sql}")
    for target in NAMED:
        if f"stage.{target}" in changed.names:
            connection.execute(f"CREATE OR REPLACE TABLE keep.words_{target} AS {words_sql(target)}")
    for name in late_tables():
        if f"stage.{name}" in changed.names:
            connection.execute(f"CREATE OR REPLACE TABLE keep.late_{name} AS FROM stage.{name}")
    keep_facts(connection, inputs_version(step.corrections, step.decided), changed.sums)
    summarise(connection, built)
    built.proofs, built.tails = changed.proofs, changed.tails
    built.changed = {name for name in changed.names if "." not in name}
    return built
