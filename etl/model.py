"""From lake to warehouse: every file of etl/models is one table, one SELECT. A pure function of lake, reference and
corrections: the same rows in the same order whenever it runs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from etl.corrections import Correction, check_corrections, read_corrections
from etl.lake import Lake
from etl.progress import Progress, silent
from etl.record import RecordType, record_types
from etl.stage import stage_lake
from etl.tree import STAGING, reference_folder

MODELS = Path(__file__).parent / "models"
ETL = Path(__file__).parent
BUILD_TABLE = "builds"
READERS = ("extract*.py", "validate*.py", "records/*.toml", "normalise/*.py", "files/*.py", "judging/*.py")
_FROM = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+)\b(?!\.)", re.IGNORECASE)


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


@cache
def rules_version() -> str:
    """Changes whenever the record types or the code that reads and judges rows change."""
    digest = hashlib.sha256()
    for pattern in READERS:
        for path in sorted(ETL.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    digest.update((reference_folder() / "area_aliases.csv").read_bytes())
    return digest.hexdigest()[:12]


def model_files() -> list[Path]:
    """The models, each after those it reads from; `builds` last."""
    files = {path.stem: path for path in sorted(MODELS.glob("*.sql"))}
    needs = {name: set(_FROM.findall(path.read_text("utf-8"))) & set(files) - {name} for name, path in files.items()}
    ordered = [files[name] for name in TopologicalSorter(needs).static_order() if name != BUILD_TABLE]
    return [*ordered, files[BUILD_TABLE]]


def build_warehouse(
    connection: duckdb.DuckDBPyConnection, lake: Lake, is_demonstration: bool = False, progress: Progress = silent
) -> Built:
    """Fills the empty database of `connection` with every table; `stage` stays attached for the checks."""
    connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true; SET enable_progress_bar = false")
    types = record_types()
    corrections = read_corrections(lake.folder.parent)
    check_corrections(corrections, types)
    files = model_files()
    progress("整理数据湖", 0, len(files) + 1)
    outcome = stage_lake(connection, lake, types, corrections)
    _stage_descriptions(connection, types)
    _stage_rejected(connection, lake)
    _stage_corrections(connection, outcome)
    connection.execute(f"CREATE TABLE stage.clock AS {(STAGING / 'clock.sql').read_text('utf-8')}")
    for number, path in enumerate(files, start=1):
        progress(f"生成 {path.stem}", number, len(files) + 1)
        if path.stem == BUILD_TABLE:
            built = _sign(connection, is_demonstration)
        connection.execute(f'CREATE TABLE "{path.stem}" AS {path.read_text("utf-8")}')
    _summarise(connection, built)
    return built


def _stage_descriptions(connection: duckdb.DuckDBPyConnection, types: dict[str, RecordType]) -> None:
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


def _stage_rejected(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    connection.execute("CREATE TABLE stage.rejected(_row BIGINT, problems VARCHAR, _delivery VARCHAR)")
    paths = [str(lake.folder_of(m) / "rejected.parquet") for m in lake.manifests() if m.rejected]
    if paths:
        connection.execute(
            "INSERT INTO stage.rejected SELECT _row, problems, parse_path(_file, 'both_slash')[-2] "
            "FROM read_parquet($paths, filename = '_file')",
            {"paths": paths},
        )


def _stage_corrections(
    connection: duckdb.DuckDBPyConnection, outcome: Sequence[tuple[Correction, str, str]]
) -> None:
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


def _sign(connection: duckdb.DuckDBPyConnection, is_demonstration: bool) -> Built:
    """Gives the build its name: when it was made, and what is in it."""
    built_at = datetime.now(UTC)
    content = content_hash(connection)
    build = f"{built_at:%Y%m%dT%H%M%S}-{content[:8]}"
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
    return Built(build=build, content=content)


def table_hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """For every table but `builds`: its columns, number of rows and a sum over the hashes of its rows."""
    database = connection.execute("SELECT current_database()").fetchone()[0]
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = $database ORDER BY table_name",
        {"database": database},
    ).fetchall()
    hashes = {}
    for (name,) in names:
        if name == BUILD_TABLE:
            continue
        columns = connection.execute(f'DESCRIBE "{name}"').fetchall()
        facts = connection.execute(
            f'SELECT count(*), sum(CAST(hash(line) AS HUGEINT) % 1000000007) FROM "{name}" AS line'
        ).fetchone()
        hashes[name] = hashlib.sha256(repr(([c[:2] for c in columns], facts)).encode()).hexdigest()
    return hashes


def content_hash(connection: duckdb.DuckDBPyConnection) -> str:
    """The same for the same tables with the same rows."""
    return hashlib.sha256(repr(sorted(table_hashes(connection).items())).encode()).hexdigest()


def _summarise(connection: duckdb.DuckDBPyConnection, built: Built) -> None:
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
    for name in record_types():
        built.rows[name] = connection.execute(f"SELECT count(*) FROM stage.{name}").fetchone()[0]
