"""A full build that keeps what the next one needs, and the build that goes on from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import duckdb

from etl.content import sums_of
from etl.increment.events import update_event
from etl.increment.findings import update_rule
from etl.increment.kept import (
    EVENTS,
    NAMED,
    NotPlainError,
    check_kept,
    inputs_version,
    keep_facts,
    late_tables,
    manifest_state,
    number_deliveries,
    read_sums,
    start_keeping,
    words_sql,
)
from etl.increment.marts import MARTS, update_mart
from etl.increment.portion import Portion, made_last
from etl.increment.registers import stage_registers
from etl.increment.step import Step
from etl.increment.tables import Changed, is_same, order_by_month, replace_table, write_table
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
from etl.stage import open_stage, staging_order

STEADY = {
    f"stage.{name}"
    for name in (
        "record_types",
        "record_columns",
        "places",
        "place_names",
        "tree",
        "extra_areas",
        "names_areas",
        "names_hubs",
        "names_organizations",
        "names_activities",
        "names_projects",
        "names_partners",
        "names_indicators",
        "indicator_words",
        "senders",
    )
}
"""What models read of `stage` and an increment never changes: otherwise the build is a full one."""


def build_full(
    connection: duckdb.DuckDBPyConnection, lake: Lake, is_demonstration: bool = False, progress: Progress = silent,
    rows: RowEngine | None = None, later: Collection[str] = (),
) -> Built:  # fmt: skip
    """Fills the empty database of `connection` from the lake, and keeps what the next build can go on from; the tables
    of `later` stay empty."""
    built = build_warehouse(connection, lake, is_demonstration, progress, rows, later)
    corrections = usable_corrections(lake, record_types())
    start_keeping(connection, lake, corrections)
    keep_facts(connection, corrections, lake.meanings(), built.sums)
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
    step, types, all_models = _begun(connection, lake, portion), record_types(), models()
    progress("找出变化", 0, 2)
    outcome = stage_registers(step, types)
    first = _before_events(all_models)
    last_event = [model.name for model in first if model.name in EVENTS][-1]
    once = made_last(all_models) if portion else frozenset()
    for model in [*first, *_after_facts(all_models, first, portion)]:
        if model.name == "stage.clock":
            progress("更新汇总表", 1, 2)
        if model.name in once:
            _make_once(step, model)
        elif model.name in EVENTS:
            outcome |= update_event(step, model, types[model.name])
            if model.name == last_event:
                _after_events(step, types, outcome)
                _put_in_order(step, all_models)
        elif model.name not in LAST:
            _update(step, model)
    return _finish(step, is_demonstration, all_models)


def _begun(connection: duckdb.DuckDBPyConnection, lake: Lake, portion: Portion | None) -> Step:
    corrections, decided = usable_corrections(lake, record_types()), lake.meanings()
    check_kept(connection, inputs_version(corrections, decided))
    manifests = open_stage(connection, lake)
    known = {delivery for (delivery,) in connection.execute("SELECT delivery FROM keep.deliveries").fetchall()}
    whole = _whole_deliveries(connection, manifests, lake.ledger.withdrawn())
    has_altered = any(manifest.delivery in known for manifest in whole)
    changed = Changed(read_sums(connection), portion is not None, portion.disordered if portion else set())
    number_deliveries(connection, manifests, lake.ledger.withdrawn())
    return Step(connection, lake, corrections, decided, manifests, whole, has_altered, changed, portion)


def _after_facts(all_models: Sequence[Model], first: Sequence[Model], portion: Portion | None) -> list[Model]:
    """What follows the facts; of a portion that is not the last only what the next one reads."""
    others = [model for model in all_models if model not in first]
    return [m for m in others if m.name == "corrections"] if portion and not portion.is_last else others


def _put_in_order(step: Step, all_models: Sequence[Model]) -> None:
    """The facts that portions left out of order."""
    if step.portion and step.portion.is_last:
        for fact in [model for model in all_models if model.name in step.changed.disordered]:
            order_by_month(step.connection, fact, EVENTS[fact.name])


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


def _update(step: Step, model: Model) -> None:
    """Brings a table that is no fact up to date, if anything it is made of changed."""
    connection, changed = step.connection, step.changed
    if model.name in MARTS:
        if MARTS[model.name].fact in changed.names:
            update_mart(connection, model, changed)
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


def _make_once(step: Step, model: Model) -> None:
    """Makes a table that no portion made before the last."""
    connection, changed = step.connection, step.changed
    if model.name == "areas":
        _update_areas(connection, changed)
    elif model.name.startswith("stage."):
        connection.execute(f"CREATE TABLE {model.name} AS {model.sql}")
        changed.names.add(model.name)
    else:
        write_table(connection, model, changed)


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
    one, other = (f"SELECT * EXCLUDE (_delivery, _row) FROM {table}" for table in ("stage.fresh", f"main.{model.name}"))
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
        "INSERT INTO keep.counts SELECT delivery, type, state, CAST(sum(rows) AS BIGINT) FROM stage.row_states "
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
    told = step.whole if step.portion is None else step.manifests if step.portion.is_last else []
    if step.has_altered or any(manifest.rejected for manifest in told):  # none may be left of what was sent again
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
    is_whole = step.portion is None or step.portion.is_last
    built = Built(build="", content="", sums=changed.sums)
    if is_whole:
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
    keep_facts(connection, step.corrections, step.decided, changed.sums)
    if is_whole:
        summarise(connection, built)
    built.proofs, built.tails, built.extended = changed.proofs, changed.tails, changed.extended
    built.changed = {name for name in changed.names if "." not in name}
    return built
