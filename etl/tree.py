"""The national tree with paths, kinds and ancestors: derived once from the reference data, then read from a cache."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb

STAGING = Path(__file__).parent / "staging"
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


def _cache_file() -> Path:
    """Beside the reference data, named after everything it is derived from."""
    digest = hashlib.sha256((reference_folder() / "areas.parquet").read_bytes())
    for name in ("tree.sql", "area_kind.sql"):
        digest.update((STAGING / name).read_bytes())
    return reference_folder().parent / f".tree-{digest.hexdigest()[:12]}.parquet"


def _keep(connection: duckdb.DuckDBPyConnection, cached: Path) -> None:
    """Writes the cache if the folder can be written to; without it every build derives the tree anew."""
    if not os.access(cached.parent, os.W_OK):
        return
    fresh = cached.with_name(f"{cached.name}.{os.getpid()}")
    fresh_path = str(fresh).replace("'", "''")
    connection.execute(f"COPY stage.tree TO '{fresh_path}' (FORMAT parquet, COMPRESSION zstd)")
    os.replace(fresh, cached)
