"""A full build whose row-heavy part runs on Spark; the tables, their order and their sums are those of DuckDB's."""

from __future__ import annotations

import os
import shutil

import duckdb

from etl.check import check_build
from etl.increment import build_full
from etl.increment.kept import EVENTS
from etl.lake import Lake
from etl.model import Built
from etl.progress import Progress, silent
from etl.spark.rows import SparkRows
from etl.spark.session import session


def build_on_spark(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    master: str,
    is_demonstration: bool = False,
    progress: Progress = silent,
) -> Built:
    """Fills the empty database of `connection` from the lake and checks it. What Spark writes lies in the warehouse
    folder meanwhile: the workers must reach the data folder by the same path."""
    rows = sum(manifest.accepted for manifest in lake.manifests() if manifest.type in EVENTS)
    folder = (lake.folder.parent / "warehouse" / f".build-spark-{os.getpid()}").resolve()
    folder.mkdir(parents=True)
    try:
        progress(f"连接 Spark（{master}）", 0, 1)
        with session(master, rows) as spark:
            built = build_full(connection, lake, is_demonstration, progress, SparkRows(spark, connection, folder))
            check_build(connection)
        return built
    finally:
        shutil.rmtree(folder, ignore_errors=True)
