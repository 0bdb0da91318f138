"""Between lake and warehouse: which delivered rows hold today, which are superseded, withdrawn or still wait (待核).

Everything lives in the in-memory database `stage`: `stage.<type>` is one row per current record, with every
reference resolved; `stage.row_states` is one row per row that waits, and one per delivery and other state with the
number of its `rows`. Nothing here depends on the order in which files arrived, except that of several rows with one
key the latest delivery's holds.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import duckdb

from etl.corrections import Correction, apply_corrections
from etl.decisions import apply_meanings
from etl.keyed import NAMES, joins_of, judge, references
from etl.lake import Lake, Manifest
from etl.record import Column, RecordType
from etl.row_engine import RowEngine
from etl.tree import STAGING, reference_folder, stage_ground, stage_places, stage_tree, stands_on_ground

REFERENCE_TABLES = (
    "area_aliases", "fields", "field_crosswalk", "ladders", "volunteer_stars", "targets", "funding_rules",
)  # fmt: skip
ORDER = ("areas", "hubs", "organizations", "activities", "projects", "partners")
"""Types that others point to, each after those it points to itself; all other types follow."""
OWN_REASONS = {
    "areas": """CASE
        WHEN latest.area_code IN (SELECT area_code FROM stage.tree)
            THEN '区划代码“' || latest.area_code || '”已在全国区划中，不需要另报'
        WHEN latest.area_code NOT IN (SELECT area_code FROM stage.extra_areas)
            THEN '找不到上级区划“' || coalesce(latest.parent_code, '') || '”，或上级的级别不比它高' END""",
    "organizations": """CASE WHEN coalesce(latest.uscc, latest.org_id) IN (
            SELECT code FROM stage.shared_codes WHERE shared_codes.org_id IS DISTINCT FROM latest.org_id)
        THEN '统一社会信用代码“' || coalesce(latest.uscc, latest.org_id) || '”对应两个以上的组织编号' END""",
    "funding": """CASE WHEN latest.parent_id NOT IN (SELECT funding_id FROM stage.known_funding)
        THEN '找不到上一级资金“' || latest.parent_id || '”' END""",
    "projects": """CASE WHEN latest.previous_id NOT IN (SELECT project_id FROM stage.latest_projects)
        THEN '找不到续投自的项目“' || latest.previous_id || '”' END""",
    "volunteer_hours": "double.reason",
    "points": "double.reason",
}
OWN_WANTED = {
    "funding": ("parent_id", "SELECT funding_id FROM stage.known_funding"),
    "projects": ("previous_id", "SELECT project_id FROM stage.latest_projects"),
}
"""The columns by which rows wait for another of their own type, and what there is of it."""
DOUBLE = {
    type_id: f"LEFT JOIN stage.{table} AS double ON double.delivery = latest._delivery AND double.row = latest._row"
    for type_id, table in (("volunteer_hours", "double_hours"), ("points", "double_points"))
}
"""Where the reason of a row that tells of a day a second time lies; one row tells of each."""
BEFORE_RESOLVING = {
    "organizations": "shared_codes.sql", "volunteer_hours": "double_hours.sql", "points": "double_points.sql",
}  # fmt: skip
TOLD_BY_ANOTHER = (
    "这一条别人已经报过（编号相同，或同一人、同一活动、同一天），按那一条计入，这一条不重复计；"
    "那一条不对的，请报它的人或管更大范围的人更正"
)
"""Why a row waits that is the same as one of a sender who may speak for more, or told it first (told_by_others.sql)."""
STAYS_INSIDE = ("hubs", "organizations", "population", "workforce", "partners", "facilities", "improvements")
"""Types whose rows wait when they lie outside the area their delivery declares (B128); events may be held elsewhere."""
DEFINITIONS = Path(__file__).parents[1] / "indicators" / "definitions"
OUTSIDE = (STAGING / "outside.sql").read_text("utf-8")
FORMER = (STAGING / "former.sql").read_text("utf-8")


def stage_lake(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    types: dict[str, RecordType],
    corrections: Sequence[Correction],
    rows: RowEngine | None = None,
) -> list[tuple[Correction, str, str]]:
    """Fills the databases `stage` and `reference`; tells what became of each correction.

    What `rows` stages is staged there and only looked at from here.
    """
    manifests = open_stage(connection, lake)
    if stands_on_ground(connection):
        stage_ground(connection)
    else:
        stage_tree(connection)
    outcome = []
    for type_id in staging_order(types):
        sent = [m for m in manifests if m.type == type_id]
        if rows and rows.stages(type_id):
            outcome += rows.stage(connection, lake, types[type_id], sent, corrections)
            continue
        read_arrivals(connection, lake, types[type_id], sent)
        outcome += stage_type(connection, types[type_id], corrections, lake.meanings())
    return outcome


def open_stage(connection: duckdb.DuckDBPyConnection, lake: Lake) -> list[Manifest]:
    """Attaches `stage` and `reference` with what does not depend on the rows; every delivery of the lake."""
    connection.execute("ATTACH ':memory:' AS stage; ATTACH ':memory:' AS reference")
    load_reference(connection)
    manifests = lake.manifests()
    _stage_manifests(connection, manifests, lake.ledger.withdrawn())
    connection.execute((STAGING / "area_kind.sql").read_text("utf-8"))
    for macro in ("shown_key", "spellings", "bare_name", "name_core", "hints"):
        connection.execute((STAGING / f"{macro}.sql").read_text("utf-8"))
    connection.execute(
        "CREATE TABLE stage.row_states"
        "(delivery VARCHAR, type VARCHAR, row BIGINT, key VARCHAR, state VARCHAR, reason VARCHAR, "
        "value VARCHAR, target VARCHAR, wanted VARCHAR, rows BIGINT)"
    )
    connection.execute("CREATE TABLE stage.known_funding(funding_id VARCHAR)")
    _stage_indicators(connection)
    return manifests


@cache
def indicator_names() -> dict[str, str]:
    """The name of every indicator the product defines, by its id."""
    return {path.stem: tomllib.loads(path.read_text("utf-8"))["name"] for path in sorted(DEFINITIONS.glob("*.toml"))}


def _stage_indicators(connection: duckdb.DuckDBPyConnection) -> None:
    """stage.names_indicators: one row per word that means an indicator; a name that two bear means none."""
    words = [*indicator_names().items(), *((one, one) for one in indicator_names())]
    connection.execute("CREATE TABLE stage.indicator_words(value VARCHAR, id VARCHAR)")
    marks = ", ".join(["(?, ?)"] * len(words))
    connection.execute(
        f"INSERT INTO stage.indicator_words SELECT name, id FROM (VALUES {marks}) AS words(id, name)",
        [text for word in words for text in word],
    )
    connection.execute(
        "CREATE TABLE stage.names_indicators AS SELECT value, CASE WHEN count(DISTINCT id) = 1 THEN min(id) END AS id "
        "FROM stage.indicator_words GROUP BY value"
    )


def staging_order(types: Iterable[str]) -> list[str]:
    """The types, each after those it points to."""
    return sorted(types, key=lambda t: (ORDER.index(t) if t in ORDER else len(ORDER), t))


def load_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """The reference data as tables of text, and the national tree."""
    folder = reference_folder()
    connection.execute(
        f"CREATE VIEW reference.national_areas AS SELECT * FROM read_parquet('{_quoted(folder / 'areas.parquet')}')"
    )
    for name in REFERENCE_TABLES:
        path = _quoted(folder / f"{name}.csv")
        connection.execute(
            f"CREATE TABLE reference.{name} AS SELECT * FROM "
            f"read_csv('{path}', header = true, all_varchar = true, auto_detect = true, delim = ',', quote = '\"')"
        )


def _stage_manifests(connection: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest], withdrawn: set[str]) -> None:
    connection.execute(
        "CREATE TABLE stage.manifests(delivery VARCHAR, file VARCHAR, sheet VARCHAR, type VARCHAR, source VARCHAR, "
        "received_at TIMESTAMPTZ, sequence BIGINT, rows_read BIGINT, skipped BIGINT, accepted BIGINT, "
        "rejected BIGINT, duplicates BIGINT, area VARCHAR, from_on DATE, to_on DATE, mode VARCHAR, messages JSON, "
        "rules_version VARCHAR, is_withdrawn BOOLEAN, attribution VARCHAR, erased BIGINT, merged BIGINT, "
        "within VARCHAR)"
    )
    rows = [
        (
            m.delivery, m.file, m.sheet, m.type, m.source, m.received_at, m.sequence, m.rows_read, m.skipped,
            m.accepted, m.rejected, m.duplicates, m.area, m.from_on, m.to_on, m.mode,
            json.dumps(m.messages, ensure_ascii=False), m.rules_version, m.delivery in withdrawn,
            m.attribution, m.erased, m.merged, m.within,
        )
        for m in manifests
    ]  # fmt: skip
    if rows:
        columns = [list(values) for values in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO stage.manifests SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
    connection.execute("CREATE VIEW stage.senders AS SELECT delivery, type, within FROM stage.manifests")


def stage_type(
    connection: duckdb.DuckDBPyConnection,
    record_type: RecordType,
    corrections: Sequence[Correction],
    decided: list[tuple[str, str, str, str]],
) -> list[tuple[Correction, str, str]]:
    """From stage.arrivals_<type> to stage.<type> and the states of its rows; what became of the type's corrections."""
    type_id = record_type.id
    apply_meanings(connection, f"stage.arrivals_{type_id}", decided, record_type)
    judge(connection, record_type)
    is_corrected = any(correction.type == type_id for correction in corrections)
    connection.execute(
        f"CREATE {'TABLE' if is_corrected else 'VIEW'} stage.latest_{type_id} AS "
        f"SELECT * EXCLUDE (_state, _withdrawn) FROM stage.judged_{type_id} WHERE _state = 'live'"
    )
    outcome = apply_corrections(connection, f"stage.latest_{type_id}", corrections, record_type)
    if type_id == "areas":
        _stage_places(connection)
    if type_id in BEFORE_RESOLVING:
        connection.execute((STAGING / BEFORE_RESOLVING[type_id]).read_text("utf-8"))
    if type_id == "funding":
        connection.execute("INSERT INTO stage.known_funding SELECT funding_id FROM stage.latest_funding")
    connection.execute(_resolved_sql(record_type))
    connection.execute(
        f"CREATE {'TABLE' if type_id == 'organizations' else 'VIEW'} stage.{type_id} AS "  # registers close some later
        "SELECT * EXCLUDE (_reason, _value, _target, _wanted) "
        f"FROM stage.resolved_{type_id} WHERE _reason = ''"
    )
    connection.execute(_states_sql(type_id))
    names = STAGING / f"names_{type_id}.sql"
    if names.exists() and type_id != "areas":
        connection.execute(FORMER.format(type=type_id))
        connection.execute(f"CREATE TABLE stage.names_{type_id} AS {names.read_text('utf-8')}")
    if type_id == "organizations":
        connection.execute((STAGING / "full_registers.sql").read_text("utf-8"))
    return outcome


def _stage_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Every place and the words that mean it: views of the areas that are there, tables where they are yet to be."""
    connection.execute(f"CREATE TABLE stage.extra_areas AS {(STAGING / 'extra_areas.sql').read_text('utf-8')}")
    if stands_on_ground(connection):
        stage_places(connection)
        return
    connection.execute((STAGING / "places.sql").read_text("utf-8"))
    connection.execute(f"CREATE TABLE stage.names_areas AS {(STAGING / 'names_areas.sql').read_text('utf-8')}")


def read_arrivals(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    record_type: RecordType,
    manifests: Sequence[Manifest],
    only: str = "",
) -> None:
    """Adds to stage.arrivals_<type> every accepted row of the deliveries, whatever columns the type had when they
    came; `only` is a join that narrows the rows."""
    declared = ", ".join(f'"{column.id}" {column.sql_type}' for column in record_type.columns)
    table = f"stage.arrivals_{record_type.id}"
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {table}"
        f"({declared}, _row BIGINT, _delivery VARCHAR, _sequence BIGINT, _withdrawn BOOLEAN)"
    )
    paths = lake_files(lake, manifests)
    if not paths:
        return
    selected = arrivals_of(connection, record_type, "$paths", {"paths": paths})
    connection.execute(f"INSERT INTO {table} BY NAME {selected} {only}", {"paths": paths})


def arrivals_of(
    connection: duckdb.DuckDBPyConnection, record_type: RecordType, paths: str, values: dict[str, list[str]]
) -> str:
    """The accepted rows of a type as DuckDB reads them from the files `paths`, a parameter of `values` or a list."""
    source = f"read_parquet({paths}, union_by_name = true, filename = '_file')"
    present = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}", values).fetchall()}
    folders = f"(SELECT *, parse_path(_file, 'both_slash')[-2] AS _folder FROM {source})"
    return arrivals_sql(record_type, folders, present)


def lake_files(lake: Lake, manifests: Sequence[Manifest]) -> list[str]:
    """The files in which the accepted rows of these deliveries lie."""
    return [str(lake.folder_of(manifest) / "rows.parquet") for manifest in manifests if manifest.kept]


def arrivals_sql(record_type: RecordType, source: str, present: set[str]) -> str:
    """The accepted rows of a type, of `source`: rows of the lake with the `_folder` each lies in; it has the columns
    `present`."""
    kept = ", ".join(_kept(column, column.id in present) for column in record_type.columns)
    return (
        f"SELECT {kept}, arrived._row, delivery AS _delivery, sequence AS _sequence, "
        f"is_withdrawn AS _withdrawn FROM {source} AS arrived "
        f"JOIN stage.manifests ON delivery = arrived._folder AND manifests.type = '{record_type.id}'"
    )


def _kept(column: Column, is_present: bool) -> str:
    """The SQL of a column of arrivals: what was sent, or what an empty cell means."""
    sent = f'arrived."{column.id}"'
    if not column.default:
        return sent if is_present else f'CAST(NULL AS {column.sql_type}) AS "{column.id}"'
    meant = f"CAST('{column.default}' AS {column.sql_type})"
    return f'coalesce({sent}, {meant}) AS "{column.id}"' if is_present else f'{meant} AS "{column.id}"'


def _resolved_sql(record_type: RecordType) -> str:
    """One row per live row: references by their ids, and the reasons why it must wait ('' if it need not)."""
    found = {
        column: f'coalesce("named_{column}".id, latest."{column}") AS "{column}"'
        for column, _ in references(record_type)
    }
    columns = [*record_type.column_ids(), "_row", "_delivery", "_sequence", "_key"]
    unknown = {
        column: f'latest."{column}" IS NOT NULL AND "named_{column}".id IS NULL'
        for column, _ in references(record_type)
    }
    reasons = [
        f"""CASE
            WHEN NOT ({unknown[column]}) THEN NULL
            WHEN "named_{column}".value IS NULL THEN {_not_found(column, target)}
            ELSE '“' || latest."{column}" || '”对应多个{NAMES[target]}，请改填编号' END"""
        for column, target in references(record_type)
    ]
    reasons += [OWN_REASONS[record_type.id]] if record_type.id in OWN_REASONS else []
    reasons += [OUTSIDE.format(type=record_type.id)] if record_type.id in STAYS_INSIDE else []
    wanted = [f"""WHEN {bad} THEN latest."{column}\"""" for column, bad in unknown.items()]
    targets = [f"WHEN {unknown[column]} THEN '{target}'" for column, target in references(record_type)]
    all_wanted = _all_wanted(record_type, unknown)
    return f"""
        CREATE TABLE stage.resolved_{record_type.id} AS
        SELECT {", ".join(found.get(column, f'latest."{column}"') for column in columns)},
            {f"concat_ws('；', {', '.join(reasons)})" if reasons else "''"} AS _reason,
            {f"CASE {' '.join(wanted)} END" if wanted else "CAST(NULL AS VARCHAR)"} AS _value,
            {f"CASE {' '.join(targets)} END" if targets else "CAST(NULL AS VARCHAR)"} AS _target,
            {f"concat_ws(chr(30), {', '.join(all_wanted)})" if all_wanted else "''"} AS _wanted
        FROM stage.latest_{record_type.id} AS latest
        {joins_of(record_type, "latest")}
        {DOUBLE.get(record_type.id, "")}
    """


def _all_wanted(record_type: RecordType, unknown: dict[str, str]) -> list[str]:
    """The SQL of everything a row waits for: kind and word, NULL where there is nothing."""
    wanted = [
        f"""CASE WHEN {unknown[column]} THEN '{target}' || chr(31) || latest."{column}" END"""
        for column, target in references(record_type)
    ]
    if record_type.id in OWN_WANTED:
        column, known = OWN_WANTED[record_type.id]
        own = f"'{record_type.id}' || chr(31) || latest.{column}"
        wanted.append(f"CASE WHEN latest.{column} NOT IN ({known}) THEN {own} END")
    return wanted


def _not_found(column: str, target: str) -> str:
    """The SQL of why a row waits whose reference nothing answers to."""
    return f"""'找不到{NAMES[target]}“' || latest."{column}" || '”' || stage.hint_for('{target}', latest."{column}")"""


def _states_sql(type_id: str) -> str:
    """Each row that waits, and how many there are of every other state."""
    return f"""
        INSERT INTO stage.row_states
        SELECT _delivery, '{type_id}', _row, stage.shown_key(_key), 'pending', _reason, _value, _target, _wanted, 1
        FROM stage.resolved_{type_id} WHERE _reason <> ''
        UNION ALL
        SELECT _delivery, '{type_id}', _row, stage.shown_key(_key), 'pending', '{TOLD_BY_ANOTHER}', NULL, NULL, '', 1
        FROM stage.judged_{type_id} WHERE _state = 'pending'
        UNION ALL
        SELECT _delivery, '{type_id}', NULL, NULL, 'current', '', NULL, NULL, NULL, count(*)
        FROM stage.resolved_{type_id} WHERE _reason = '' GROUP BY _delivery
        UNION ALL
        SELECT _delivery, '{type_id}', NULL, NULL, _state, '', NULL, NULL, NULL, count(*)
        FROM stage.judged_{type_id} WHERE _state NOT IN ('live', 'pending') GROUP BY _delivery, _state
    """


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
