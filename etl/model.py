"""From lake to warehouse: every file of etl/models is one table, one SELECT. A pure function of lake, reference and
corrections: the same rows in the same order whenever it runs."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from etl.content import Sums, all_sums, content_hash, content_of, signed, table_hashes
from etl.corrections import Correction, check_corrections, read_corrections
from etl.findings import findings_sql, rules
from etl.history import stage_history
from etl.lake import Lake
from etl.progress import Progress, silent
from etl.pseudonyms import Pseudonyms, personal_columns
from etl.record import RecordType, delivered_rows, record_types
from etl.row_engine import RowEngine
from etl.stage import indicator_names, stage_lake
from etl.tree import STAGING, mark_areas_with_data, reference_folder, stands_on_ground

__all__ = ["Built", "build_warehouse", "content_hash", "models_version", "rules_version", "table_hashes"]

MODELS = Path(__file__).parent / "models"
ETL = Path(__file__).parent
LATE = STAGING / "late"
"""Tables of `stage` that are made of models: they stand among the models, as stage.<name>."""
LAST = ("builds", "build_history")
MEMORY, SHARE = "4GB", 0.6
READERS = (
    "extract*.py", "own_sheets.py", "validate*.py", "records/*.toml", "normalise/*.py", "files/*.py", "judging/*.py",
    "fast/*.py",
)  # fmt: skip
SHAPES = (
    "models/*.sql", "staging/**/*.sql", "findings/**/*.sql", "records/*.toml", "corrections.toml",
    "model.py", "stage.py", "keyed.py", "tree.py", "ground.py", "content.py", "corrections.py", "decisions.py",
    "increment/**/*",
)  # fmt: skip
ROW_COUNTS = "SELECT delivery, type, state, CAST(sum(rows) AS BIGINT) AS rows FROM stage.row_states GROUP BY ALL"
_READS = re.compile(r"\b(?:FROM|JOIN)\s+((?:stage\.)?[a-z_]+)\b(?!\.)", re.IGNORECASE)


@dataclass(frozen=True)
class Model:
    """One table of the warehouse, or one of stage.<name> made of such tables: the SELECT that makes it."""

    name: str
    sql: str
    reads: frozenset[str]


@dataclass
class Built:
    """A finished, not yet published warehouse: its id, and what a person is told about the build."""

    build: str
    content: str
    deliveries: dict[str, dict[str, int]] = field(default_factory=dict)
    corrections: list[dict[str, str]] = field(default_factory=list)
    closures: dict[str, int] = field(default_factory=dict)
    unknown_areas: list[dict[str, str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    pending_by_type: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, list[tuple]] = field(default_factory=dict)
    findings: dict[str, list[dict]] = field(default_factory=dict)
    changes: list[dict] = field(default_factory=list)
    held: dict | None = None
    sums: Sums = field(default_factory=dict)
    proofs: list[tuple[str, tuple[int, int]]] = field(default_factory=list)
    """Of a build that goes on from the last: the rows that were written, as SQL, and what they must sum up to."""
    tails: dict[str, str] = field(default_factory=dict)
    """The tables of which only the end was written: the condition of its rows."""
    extended: dict[str, str] = field(default_factory=dict)
    """The facts of which all rows judged now lie behind the rest: these rows, as what may follow FROM."""
    changed: set[str] = field(default_factory=set)
    made: str = "增量"
    """Whether the build went on from the last one; if not and it was tried, why."""
    ahead: str = ""
    """What became of drawing its pages before it was published; empty when nobody waited for any."""


@cache
def rules_version() -> str:
    """Changes whenever the record types or the code that reads and judges rows change."""
    digest = hashlib.sha256()
    for pattern in READERS:
        for path in sorted(ETL.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    for name in ("area_aliases", "milestone_pairs"):
        digest.update((reference_folder() / f"{name}.csv").read_bytes())
    return digest.hexdigest()[:12]


@cache
def _models_version(models: Path, reference: Path) -> str:
    digest = hashlib.sha256(f"duckdb {duckdb.__version__} {indicator_names()}".encode())
    paths = [path for pattern in SHAPES for path in sorted(ETL.glob(pattern)) if path.is_file()]
    paths += [*sorted(models.glob("*.sql")), *sorted(reference.glob("*.csv")), reference / "areas.parquet"]
    for path in paths:
        if "__pycache__" not in path.parts:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def models_version() -> str:
    """Changes whenever the tables of a warehouse or the way they are made change; a build of another is outdated."""
    return _models_version(MODELS, reference_folder())


def read_model(path: Path, name: str) -> Model:
    """One model file; `name` is what others call it."""
    return model_of(name, path.read_text("utf-8"))


def model_of(name: str, sql: str) -> Model:
    """The model of that SELECT, and which tables it reads."""
    return Model(name, sql, frozenset(_READS.findall(re.sub("--.*", "", sql))) - {name})


def models() -> list[Model]:
    """The models, each after those it reads from; those that tell of the build last."""
    found = {path.stem: read_model(path, path.stem) for path in sorted(MODELS.glob("*.sql"))}
    found["findings"] = model_of("findings", findings_sql())
    found |= {name: model_of(name, sql) for name, sql in rules().items()}
    found |= {f"stage.{path.stem}": read_model(path, f"stage.{path.stem}") for path in sorted(LATE.glob("*.sql"))}
    order = TopologicalSorter({name: sorted(model.reads & set(found)) for name, model in found.items()}).static_order()
    return [found[name] for name in [*(name for name in order if name not in LAST), *LAST] if name in found]


def build_warehouse(
    connection: duckdb.DuckDBPyConnection, lake: Lake, is_demonstration: bool = False, progress: Progress = silent,
    rows: RowEngine | None = None, later: Collection[str] = (),
) -> Built:  # fmt: skip
    """Fills the database of `connection`, empty or with the areas of the country (etl/ground.py), with every table.

    `stage` stays attached for the checks. What `rows` makes is computed there and taken over; the tables of `later`
    get their columns and no rows yet."""
    prepare(connection)
    types = record_types()
    corrections = usable_corrections(lake, types)
    all_models = models()
    progress("整理数据湖", 0, len(all_models) + 1)
    outcome = stage_lake(connection, lake, types, corrections, rows)
    stage_descriptions(connection, types)
    stage_rejected(connection, lake)
    stage_corrections(connection, outcome)
    connection.execute(f"CREATE TABLE stage.row_counts AS {ROW_COUNTS}")
    if rows:
        rows.tell_states(connection)
    built = None
    for number, model in enumerate(all_models, start=1):
        progress(f"生成 {model.name}", number, len(all_models) + 1)
        if model.name in LAST and built is None:
            built = sign(connection, lake, is_demonstration, all_sums(connection))
        if model.name == "areas" and stands_on_ground(connection):
            mark_areas_with_data(connection)
        elif rows and rows.makes(model.name):
            rows.make(connection, model.name, model.sql)
        elif model.name in later and model.name != "areas":
            connection.execute(f"CREATE TABLE {model.name} AS SELECT * FROM (\n{model.sql}\n) LIMIT 0")
        else:
            connection.execute(f"CREATE TABLE {model.name} AS {model.sql}")
    summarise(connection, built)
    return built


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """What every build needs: the same words for times and the same order of rows wherever it runs, within a memory
    that does not grow with the lake (what is more lies beside the file meanwhile)."""
    connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true; SET enable_progress_bar = false")
    connection.execute("SET memory_limit = $limit", {"limit": memory_limit()})


def memory_limit() -> str:
    """What a build may take: WUSHE_BUILD_MEMORY, else four gigabytes, on a small machine 60 % of its memory."""
    asked = os.environ.get("WUSHE_BUILD_MEMORY", "").strip()
    if asked:
        return asked
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return MEMORY
    own = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return MEMORY if own * SHARE >= 4e9 else f"{int(own * SHARE / 1e6)}MB"


def usable_corrections(lake: Lake, types: dict[str, RecordType]) -> list[Correction]:
    """The corrections of the product, then those of the data folder, with pseudonyms; DeliveryError if one cannot be
    meant."""
    kept = lake.given.corrections if lake.given else []
    corrections = read_corrections(None if lake.given else lake.folder.parent)
    check_corrections([*corrections, *kept], types)
    if any(personal_columns(types[correction.type]) for correction in corrections):
        pseudonyms = Pseudonyms.of(lake.folder.parent)
        corrections = [pseudonyms.of_correction(correction, types[correction.type]) for correction in corrections]
    return [*corrections, *kept]


def stage_descriptions(connection: duckdb.DuckDBPyConnection, types: dict[str, RecordType]) -> None:
    connection.execute("CREATE TABLE stage.record_types(type VARCHAR, name VARCHAR, grain VARCHAR, position INTEGER)")
    connection.execute(
        'CREATE TABLE stage.record_columns(type VARCHAR, "column" VARCHAR, name VARCHAR, kind VARCHAR, unit VARCHAR, '
        "help VARCHAR, choices JSON, is_personal BOOLEAN, required BOOLEAN, position INTEGER)"
    )
    for record_type in types.values():
        connection.execute(
            "INSERT INTO stage.record_types VALUES (?, ?, ?, ?)",
            [record_type.id, record_type.name, record_type.grain, record_type.position],
        )
        connection.executemany(
            "INSERT INTO stage.record_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    record_type.id, c.id, c.name, c.kind, c.unit, c.help, json.dumps(c.choices, ensure_ascii=False),
                    c.is_personal, c.required, position,
                )
                for position, c in enumerate(record_type.columns, start=1)
            ],
        )  # fmt: skip


def stage_rejected(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    connection.execute("CREATE TABLE stage.rejected(_row BIGINT, problems VARCHAR, _delivery VARCHAR)")
    paths = [str(lake.folder_of(m) / "rejected.parquet") for m in lake.manifests() if m.rejected]
    if paths:
        connection.execute(
            "INSERT INTO stage.rejected SELECT _row, problems, parse_path(_file, 'both_slash')[-2] "
            "FROM read_parquet($paths, filename = '_file')",
            {"paths": paths},
        )


def stage_corrections(connection: duckdb.DuckDBPyConnection, outcome: Sequence[tuple[Correction, str, str]]) -> None:
    connection.execute(
        'CREATE TABLE stage.corrections(position INTEGER, type VARCHAR, key VARCHAR, "column" VARCHAR, expect VARCHAR, '
        "value VARCHAR, why VARCHAR, reported_to VARCHAR, reported_on DATE, outcome VARCHAR, found VARCHAR)"
    )
    for position, (correction, result, found) in enumerate(outcome, start=1):
        connection.execute(
            f"INSERT INTO stage.corrections VALUES ({', '.join('?' * 11)})",
            [
                position, correction.type, "，".join(f"{k}={v}" for k, v in correction.key.items()), correction.column,
                correction.expect, correction.value, correction.why, correction.reported_to, correction.reported_on,
                result, found,
            ],
        )  # fmt: skip


def sign(connection: duckdb.DuckDBPyConnection, lake: Lake, is_demonstration: bool, sums: Sums) -> Built:
    """Gives the build its name: when it was made, and what was drawn for it.

    Everybody is shown it: a part that followed from the rows would tell who guesses at those of others if it is right.
    """
    built_at = datetime.now(UTC)
    content = content_of(signed(connection, sums))
    build = f"{built_at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    connection.execute(
        "CREATE TABLE stage.this_build AS SELECT $build AS build, CAST($built_at AS TIMESTAMP) AS built_at, "
        "$is_demonstration AS is_demonstration, $rules_version AS rules_version",
        {
            "build": build,
            "built_at": built_at.replace(tzinfo=None),
            "is_demonstration": is_demonstration,
            "rules_version": rules_version(),
        },
    )
    built = Built(build=build, content=content, sums=sums)
    for name in record_types():
        built.rows[name] = connection.execute(f"SELECT count(*) FROM {delivered_rows(name)}").fetchone()[0]
    stage_history(connection, lake, build, rules_version(), built.rows)
    return built


def summarise(connection: duckdb.DuckDBPyConnection, built: Built) -> None:
    """What a person is told about the build, read from its tables."""
    counts = ("current", "superseded", "pending", "withdrawn")
    for delivery, *values in connection.execute(f"SELECT delivery, {', '.join(counts)} FROM deliveries").fetchall():
        built.deliveries[delivery] = dict(zip(counts, values, strict=True))
    cursor = connection.execute('SELECT type, key, "column", expect, outcome, found, why FROM corrections')
    names = [column[0] for column in cursor.description]
    built.corrections = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    built.closures = dict(connection.execute("SELECT delivery, count(*) FROM closures GROUP BY ALL").fetchall())
    built.unknown_areas = [
        {"delivery": delivery, "area": area}
        for delivery, area in connection.execute(
            "SELECT delivery, area FROM stage.manifests WHERE area NOT IN (SELECT area_code FROM stage.places) "
            "AND NOT is_withdrawn ORDER BY sequence"
        ).fetchall()
    ]
    built.pending_by_type = dict(connection.execute("SELECT type, count(*) FROM pending_rows GROUP BY ALL").fetchall())
