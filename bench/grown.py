"""A data folder with one very long table, made in seconds: a copy of a warehouse whose delivered rows are repeated.

The rows are not loaded from files: only what reads the warehouse may be measured on it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb


def grown_folder(source: Path, target: Path, rows: int, table: str = "volunteer_hours") -> Path:
    """The folder `target` with the warehouse of `source` in which `table` has `rows` rows, each unlike the others."""
    found = next(
        folder / "warehouse" for folder in (source, source / "demo") if (folder / "warehouse" / "CURRENT.json").exists()
    )
    pointer = json.loads((found / "CURRENT.json").read_text("utf-8"))
    shutil.rmtree(target, ignore_errors=True)
    (target / "warehouse").mkdir(parents=True)
    for marker in found.parent.glob("demonstration.json"):
        shutil.copy(marker, target)
    shutil.copy(found / pointer["file"], target / "warehouse")
    with duckdb.connect(str(target / "warehouse" / pointer["file"])) as connection:
        _repeat(connection, table, rows)
    (target / "warehouse" / "CURRENT.json").write_text(json.dumps(pointer), encoding="utf-8")
    return target


def _repeat(connection: duckdb.DuckDBPyConnection, table: str, rows: int) -> None:
    """Every copy of a row differs from it in its day and its number, and the table stays ordered by day."""
    there = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    copies = -(-rows // there)
    connection.execute(
        f"""CREATE TABLE grown AS SELECT * FROM (
            SELECT record.* REPLACE (
                record.record_id || '-' || copy AS record_id,
                record.served_on - (copy % 3000)::INTEGER AS served_on,
                record._row + copy * 1000000 AS _row
            )
            FROM "{table}" AS record, range({copies}) AS copies(copy) LIMIT {rows}
        ) ORDER BY served_on, area_code"""
    )
    connection.execute(f'DROP TABLE "{table}"')
    connection.execute(f'ALTER TABLE grown RENAME TO "{table}"')
    connection.execute("CHECKPOINT")
