"""The national tree with paths, kinds and ancestors: derived once from the reference data, then read from a cache."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb

STAGING = Path(__file__).parent / "staging"
LEVELS = "l1, l2, l3, l4, l5, l6"
SHIPPED_REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"


def reference_folder() -> Path:
    """The reference data that ship with the product, or another folder of the same form (WUSHE_REFERENCE_DIR)."""
    return Path(os.environ.get("WUSHE_REFERENCE_DIR") or SHIPPED_REFERENCE)


def stage_tree(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes stage.tree, sorted by level and code."""
    cached = _cache_file()
    if cached.exists():
        try:
            connection.execute("CREATE TABLE stage.tree AS SELECT * FROM read_parquet($path)", {"path": str(cached)})
            return
        except duckdb.Error:  # damaged: derive it again and put it right
            cached.unlink(missing_ok=True)
    connection.execute(f"CREATE TABLE stage.tree AS {(STAGING / 'tree.sql').read_text('utf-8')}")
    _keep(connection, cached)


def tree_version() -> str:
    """Changes with everything the tree is derived from."""
    digest = hashlib.sha256((reference_folder() / "areas.parquet").read_bytes())
    for name in ("tree.sql", "area_kind.sql"):
        digest.update((STAGING / name).read_bytes())
    return digest.hexdigest()[:12]


def _cache_file() -> Path:
    """Beside the reference data, named after everything it is derived from."""
    return reference_folder().parent / f".tree-{tree_version()}.parquet"


def _keep(connection: duckdb.DuckDBPyConnection, cached: Path) -> None:
    """Writes the cache if the folder can be written to; without it every build derives the tree anew."""
    if not os.access(cached.parent, os.W_OK):
        return
    fresh = cached.with_name(f"{cached.name}.{os.getpid()}")
    fresh_path = str(fresh).replace("'", "''")
    connection.execute(f"COPY stage.tree TO '{fresh_path}' (FORMAT parquet, COMPRESSION zstd)")
    os.replace(fresh, cached)


def stands_on_ground(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the new build already holds the areas of the country."""
    return bool(
        connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main' "
            "AND table_name = 'areas'"
        ).fetchall()
    )


def stage_ground(connection: duckdb.DuckDBPyConnection) -> None:
    """stage.tree, read from the areas that are already there."""
    connection.execute(
        "CREATE VIEW stage.tree AS SELECT area_code, level, name, parent_code, path, "
        f"{LEVELS}, kind, is_extra, is_canonical FROM {_areas(connection)}"
    )


def stage_places(connection: duckdb.DuckDBPyConnection) -> None:
    """What etl/staging/places.sql and names_areas.sql make, of the areas that are already there."""
    areas = _areas(connection)
    connection.execute(
        f"CREATE VIEW stage.places AS SELECT area_code, level AS area_level, {LEVELS} FROM {areas} WHERE is_canonical"
    )
    connection.execute(f"CREATE VIEW stage.place_names AS SELECT area_code, name FROM {areas} WHERE is_canonical")
    connection.execute(
        f"CREATE VIEW stage.names_areas AS SELECT area_code AS value, area_code AS id FROM {areas} WHERE is_canonical"
    )


def mark_areas_with_data(connection: duckdb.DuckDBPyConnection) -> None:
    """Sets `has_data` as etl/models/areas.sql does; everything else of the table never changes."""
    covered = "SELECT area_code FROM stage.areas_with_data WHERE reach = 'below'"
    below = " OR ".join(f"l{level} IN ({covered})" for level in range(1, 6))
    connection.execute(
        "UPDATE main.areas SET has_data = TRUE WHERE "
        f"area_code IN (SELECT area_code FROM stage.areas_with_data WHERE reach = 'within') OR {below}"
    )


def _areas(connection: duckdb.DuckDBPyConnection) -> str:
    return f'"{connection.execute("SELECT current_database()").fetchone()[0]}".main.areas'
