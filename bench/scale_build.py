"""What a build costs, and what the same models' SELECTs cost alone: each in a process of its own (bench/fresh.py).

The bare SQL reads the rows of the lake straight from its Parquet files, as if nothing had to be judged (every row of
bench/nation.py is current and every reference an id), makes every table by its model's SELECT, in the same order and
with the same memory, and writes the file. What it leaves out is what a build does besides: telling what became of every
row, what is kept for the next build, findings for senders, checks, hashes of the tables, reading the file back, and
copying and publishing it. That the tables are the same is compared afterwards, outside of the time.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from bench.nation import FIRST_YEAR, MONTHS, Nation
from etl.content import all_sums
from etl.increment.kept import EVENTS, read_sums
from etl.increment.marts import MARTS
from etl.increment.tables import meaning
from etl.lake import Lake, Manifest
from etl.lock import locked
from etl.model import LAST, Model, models, prepare, stage_corrections, stage_descriptions, stage_rejected
from etl.publish import Warehouse
from etl.record import record_types
from etl.run import build, publish
from etl.stage import open_stage

BARE = "bare.duckdb"


def full(folder: str) -> dict:
    """A full build, from the lake to the moved pointer."""
    document = build(Path(folder))
    return _told(Path(folder), document)


def further_month(folder: str, rows: str) -> dict:
    """Puts one more month into the lake: how many rows of hours it brings."""
    data_dir = Path(folder)
    nation = Nation(data_dir, int(rows))
    number = MONTHS
    there = {manifest.file for manifest in nation.lake.manifests()}
    while f"volunteer_hours_{2016 + number // 12}{number % 12 + 1:02}.csv" in there:
        number += 1
    nation.month(number)
    return {"rows": nation.lake.manifests()[-1].accepted}


def late_month(folder: str, rows: str) -> dict:
    """Puts further rows of the very first month into the lake: how many of hours."""
    nation = Nation(Path(folder), int(rows))
    first = f"volunteer_hours_{FIRST_YEAR}01"
    there = [manifest.file for manifest in nation.lake.manifests() if manifest.file.startswith(first)]
    nation.month(0, again=f"B{len(there)}")
    return {"rows": nation.lake.manifests()[-1].accepted}


def month(folder: str) -> dict:
    """A build that goes on from the last one."""
    data_dir = Path(folder)
    with locked(data_dir):
        document = publish(Lake(data_dir), Warehouse(data_dir), data_dir, {"deliveries": []})
    return _told(data_dir, document)


def _told(data_dir: Path, document: dict) -> dict:
    if document.get("error"):
        raise RuntimeError(document["error"])
    pointer = Warehouse(data_dir).current()
    size = (data_dir / "warehouse" / pointer["file"]).stat().st_size
    return {"made": pointer["made"], "rows": document["rows"], "megabytes": size / 1e6}


def bare(folder: str) -> dict:
    """Every model's SELECT on the rows of the lake: seconds of them all, of the slowest, and whether tables agree."""
    data_dir = Path(folder)
    lake, made = Lake(data_dir), data_dir / BARE
    made.unlink(missing_ok=True)
    seconds: dict[str, float] = {}
    try:
        with duckdb.connect(str(made)) as connection:
            _stage(connection, lake, _finished(data_dir), lake.manifests())
            used = time.process_time()
            for model in models():
                if model.name not in LAST:
                    seconds[model.name] = _seconds(connection, f"CREATE TABLE {model.name} AS {_sql(model)}")
            seconds["CHECKPOINT"] = _seconds(connection, "CHECKPOINT")
            used = time.process_time() - used
            same, other = _compared(connection)
    finally:
        _remove(made)
    slowest = sorted(seconds, key=seconds.get, reverse=True)[:6]
    return {"seconds": sum(seconds.values()), "processor": used, "slowest": {name: seconds[name] for name in slowest},
            "same": same, "other": other}  # fmt: skip


def bare_month(folder: str) -> dict:
    """The last month's deliveries on a copy of the build before them: three facts grow by their models' SELECTs, and
    what is computed of them is computed anew for the months, years and volunteers they touch."""
    data_dir = Path(folder)
    lake, warehouse, made = Lake(data_dir), Warehouse(data_dir), data_dir / BARE
    *_, before, _present = warehouse.builds()
    manifests = lake.manifests()[-len(_EVENTS_OF_NATION) :]
    shutil.copyfile(warehouse.path(before), made)
    by_name = {model.name: model for model in models()}
    seconds = 0.0
    try:
        with duckdb.connect(str(made)) as connection:
            _stage(connection, lake, _finished(data_dir), manifests)
            used = time.process_time()
            for name in _EVENTS_OF_NATION:
                seconds += _seconds(connection, f"CREATE TABLE stage.fresh_{name} AS {by_name[name].sql}")
                seconds += _seconds(connection, f"INSERT INTO {name} FROM stage.fresh_{name}")
            for name, mart in MARTS.items():
                seconds += _mart_seconds(connection, by_name[name], mart)
            seconds += _seconds(connection, "CHECKPOINT")
            used = time.process_time() - used
    finally:
        _remove(made)
    return {"seconds": seconds, "processor": used}


_EVENTS_OF_NATION = ("activities", "funding", "volunteer_hours")


def _mart_seconds(connection: duckdb.DuckDBPyConnection, model: Model, mart) -> float:
    own = connection.execute("SELECT current_database()").fetchone()[0]
    fresh = f"stage.main.fresh_{mart.fact}"
    if mart.numbers:
        rows, gone = f'"{own}".main.{mart.fact}', "TRUE"
    elif mart.narrow:
        touched = f"{mart.narrow} IN (SELECT {mart.narrow} FROM {fresh})"
        rows, gone = f'"{own}".main.{mart.fact} WHERE {touched}', touched
    else:
        day = EVENTS[mart.fact]
        (begins,) = connection.execute(f"SELECT min(date_trunc('{mart.unit}', {day}))::DATE FROM {fresh}").fetchone()
        rows = f"\"{own}\".main.{mart.fact} WHERE {day} >= DATE '{begins}'"
        gone = f"{mart.period} >= " + (f"DATE '{begins}'" if mart.unit == "month" else str(begins.year))
    with meaning(connection, {mart.fact: rows}):
        took = _seconds(connection, f"CREATE TABLE stage.main.fresh_{model.name} AS {model.sql}")
    took += _seconds(connection, f"DELETE FROM {model.name} WHERE {gone}")
    return took + _seconds(connection, f"INSERT INTO {model.name} FROM stage.fresh_{model.name}")


def _seconds(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    began = time.perf_counter()
    connection.execute(sql)
    return time.perf_counter() - began


def _sql(model: Model) -> str:
    """The model's SELECT; the areas of the country are copied, as a build copies them from their own file."""
    return "FROM finished.areas" if model.name == "areas" else model.sql


def _finished(data_dir: Path) -> Path:
    return data_dir / "warehouse" / Warehouse(data_dir).current()["file"]


def _remove(made: Path) -> None:
    made.unlink(missing_ok=True)
    made.with_name(made.name + ".wal").unlink(missing_ok=True)


def _stage(connection: duckdb.DuckDBPyConnection, lake: Lake, finished: Path, manifests: Sequence[Manifest]) -> None:
    """The names the models read: the lake's files, and of the finished build what is not made of rows (places)."""
    prepare(connection)
    open_stage(connection, lake)
    connection.execute(f"ATTACH '{finished}' AS finished (READ_ONLY)")
    types = record_types()
    stage_descriptions(connection, types)
    stage_rejected(connection, lake)
    stage_corrections(connection, [])
    columns = "area_code, level, name, parent_code, path, l1, l2, l3, l4, l5, l6, kind, is_extra, is_canonical"
    connection.execute(
        "CREATE VIEW stage.places AS SELECT area_code, level AS area_level, l1, l2, l3, l4, l5, l6 "
        "FROM finished.areas WHERE is_canonical; "
        "CREATE VIEW stage.place_names AS SELECT area_code, name FROM finished.areas WHERE is_canonical; "
        f"CREATE VIEW stage.extra_areas AS SELECT {columns} FROM finished.areas WHERE is_extra; "
        "CREATE TABLE stage.row_counts AS FROM finished.keep.counts"
    )
    for type_id, record_type in types.items():
        paths = [str(lake.folder_of(m) / "rows.parquet") for m in manifests if m.type == type_id and m.kept]
        if paths:
            rows = (
                f"SELECT * EXCLUDE (_file), parse_path(_file, 'both_slash')[-2] AS _delivery "
                f"FROM read_parquet({paths!r}, filename = '_file')"
            )
        else:
            nothing = ", ".join(f'CAST(NULL AS {c.sql_type}) AS "{c.id}"' for c in record_type.columns)
            rows = f"SELECT {nothing}, CAST(0 AS BIGINT) AS _row, '' AS _delivery WHERE FALSE"
        connection.execute(f"CREATE VIEW stage.{type_id} AS {rows}")
    connection.execute("CREATE VIEW stage.latest_areas AS FROM stage.areas")
    connection.execute(
        "CREATE TABLE stage.closures(org_id VARCHAR, delivery VARCHAR, closed_on DATE); "
        "CREATE VIEW stage.judged_organizations AS SELECT organizations.*, sequence AS _sequence, 'live' AS _state "
        "FROM stage.organizations AS organizations JOIN stage.manifests ON manifests.delivery = _delivery"
    )


def _compared(connection: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
    """How many tables hold the same rows as those of the build, and which do not."""
    own = {name: (rows, total) for name, (rows, total) in all_sums(connection).items()}
    (name,) = connection.execute("SELECT current_database()").fetchone()
    connection.execute("USE finished")
    sums = read_sums(connection)
    connection.execute(f'USE "{name}"')
    return sum(own[table] == sums.get(table) for table in own), sorted(t for t in own if own[t] != sums.get(t))
