"""What every warehouse begins with: the table `areas` of the whole country, written once and copied into each build.

A full build of a few rows spent most of its time on writing 660 000 areas that never change. They lie beside the
reference data as a database of their own, named after everything they are made of and after their own bytes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from pathlib import Path

import duckdb

from etl.disk import copy_file, file_hash
from etl.lake import Lake
from etl.record import record_types
from etl.stage import load_reference
from etl.tree import STAGING, reference_folder, stage_tree, tree_version

AREAS = Path(__file__).parent / "models" / "areas.sql"
_NAME, _FRESH = ".areas-", ".new-areas-"
_LEFT_BEHIND = 3600.0
LOG = logging.getLogger("wushe.etl")


def lay_ground(fresh: Path, lake: Lake) -> bool:
    """Puts the areas of the country where a new build is to be, if nothing else was delivered of areas.

    False, and no file, where that cannot be: then the build writes them itself, row for row the same.
    """
    if any(manifest.type == "areas" and manifest.accepted for manifest in lake.manifests()):
        return False
    kept = _kept() or _make()
    try:
        if kept is None:
            return False
        copy_file(kept, fresh)
        if _is_whole(kept, fresh):
            return True
        kept.unlink(missing_ok=True)
    except FileNotFoundError:  # another version of the program took it away meanwhile
        LOG.debug("区划底表 %s 已被换掉", kept)
    fresh.unlink(missing_ok=True)
    return False


def _version() -> str:
    columns = [(column.id, column.sql_type) for column in record_types()["areas"].columns]
    digest = hashlib.sha256(f"duckdb {duckdb.__version__} {tree_version()} {columns}".encode())
    for path in (AREAS, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _kept() -> Path | None:
    return next(iter(sorted(reference_folder().parent.glob(f"{_NAME}{_version()}-*.duckdb"))), None)


def _is_whole(kept: Path, copy: Path) -> bool:
    return file_hash(copy).startswith(kept.stem.rpartition("-")[2])


def _make() -> Path | None:
    """Writes the areas anew and takes away those of other versions; None where nothing can be written."""
    folder = reference_folder().parent
    if not os.access(folder, os.W_OK):
        return None
    fresh = folder / f"{_FRESH}{os.getpid()}.duckdb"
    try:
        fresh.unlink(missing_ok=True)
        with duckdb.connect(str(fresh)) as connection:
            _fill(connection)
        kept = folder / f"{_NAME}{_version()}-{file_hash(fresh)[:16]}.duckdb"
        fresh.replace(kept)
        _take_away_others(folder, kept)
        return kept
    except (OSError, duckdb.Error) as fault:
        LOG.warning("区划底表没有写成，每次更新都会慢一两秒：%s", fault)
        return None
    finally:
        fresh.unlink(missing_ok=True)
        fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    """The table `areas` of a lake without any records."""
    connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true; SET enable_progress_bar = false")
    connection.execute("ATTACH ':memory:' AS stage; ATTACH ':memory:' AS reference")
    load_reference(connection)
    connection.execute((STAGING / "area_kind.sql").read_text("utf-8"))
    stage_tree(connection)
    declared = ", ".join(f'"{column.id}" {column.sql_type}' for column in record_types()["areas"].columns)
    connection.execute(f"CREATE TABLE stage.latest_areas({declared}, _row BIGINT, _delivery VARCHAR)")
    connection.execute("CREATE TABLE stage.extra_areas AS FROM stage.tree LIMIT 0")
    connection.execute("CREATE TABLE stage.areas_with_data(area_code VARCHAR, reach VARCHAR)")
    connection.execute(f"CREATE TABLE areas AS {AREAS.read_text('utf-8')}")
    connection.execute("DETACH stage; DETACH reference; CHECKPOINT")


def _take_away_others(folder: Path, kept: Path) -> None:
    old = [path for path in folder.glob(f"{_NAME}*.duckdb") if path != kept]
    old += [path for path in folder.glob(f"{_FRESH}*") if time.time() - path.stat().st_mtime > _LEFT_BEHIND]
    for path in old:
        try:
            path.unlink(missing_ok=True)
        except PermissionError:  # Windows: somebody copies it just now; the next version takes it away
            LOG.debug("%s 正在使用", path)
