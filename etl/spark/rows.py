"""The part of a build that Spark does: the rows of the types that grow with time, their facts and their marts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl.corrections import Correction
from etl.increment.kept import EVENTS
from etl.increment.marts import MARTS
from etl.lake import Lake, Manifest
from etl.model import ROW_COUNTS
from etl.record import RecordType
from etl.spark.tables import Tables, listed
from etl.stage import arrivals_of, arrivals_sql, lake_files, read_arrivals, stage_type

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STEPS = ("judged_{0}", "latest_{0}", "resolved_{0}", "{0}")
"""The tables of `stage` by which the checks follow the rows from the lake into the warehouse."""


class SparkRows:
    """A RowEngine (etl/row_engine.py): stages EVENTS, makes their tables and MARTS."""

    def __init__(self, spark: SparkSession, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.tables = Tables(spark, connection, folder)
        self.spark = spark

    def stages(self, type_id: str) -> bool:
        return type_id in EVENTS

    def makes(self, name: str) -> bool:
        return name in EVENTS or name in MARTS

    def stage(
        self,
        connection: duckdb.DuckDBPyConnection,
        lake: Lake,
        record_type: RecordType,
        manifests: Sequence[Manifest],
        corrections: Sequence[Correction],
    ) -> list[tuple[Correction, str, str]]:
        """Judges the rows of a type on Spark by the steps of etl/stage.py; DuckDB looks at every step by a view."""
        type_id = record_type.id
        if type_id == "funding":
            self.tables.take("stage.known_funding", empty=True)
        if "stage.row_states" not in self.tables.known:
            self.tables.take("stage.row_states", empty=True)
        self._read_arrivals(lake, record_type, manifests)
        outcome = stage_type(self.tables, record_type, corrections, lake.meanings())
        self._show_arrivals(lake, record_type, manifests)
        for step in STEPS:
            self.tables.show(f"stage.{step.format(type_id)}")
        if type_id == "activities":
            self.tables.show("stage.names_activities")
        return outcome

    def tell_states(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.tables.execute(f"CREATE TABLE stage.row_counts AS {ROW_COUNTS}")
        self.tables.execute("CREATE TABLE stage.waiting AS SELECT * FROM stage.row_states WHERE state = 'pending'")
        for name, into in (("stage.row_counts", "stage.row_counts"), ("stage.waiting", "stage.row_states")):
            self.tables.write(name, self.spark.table(name.replace(".", "__")))
            connection.execute(
                f"INSERT INTO {into} SELECT * FROM read_parquet($files)", {"files": self.tables.files(name)}
            )

    def make(self, connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
        """The table gets its columns from DuckDB's reading of the same SELECT, its rows from Spark's."""
        self.tables.execute(f"CREATE TABLE {name} AS {sql}")
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM ({sql}) LIMIT 0")
        connection.execute(f"INSERT INTO {name} SELECT * FROM read_parquet($files)", {"files": self.tables.files(name)})

    def _read_arrivals(self, lake: Lake, record_type: RecordType, manifests: Sequence[Manifest]) -> None:
        """stage.arrivals_<type>: every accepted row of the lake, whatever columns the type had when it came."""
        spark_types = {"VARCHAR": "STRING", "INTEGER": "INT"}
        declared = [(column.id, column.sql_type) for column in record_type.columns] + [("_row", "BIGINT")]
        schema = ", ".join(f"`{name}` {spark_types.get(kind, kind)}" for name, kind in declared)
        name = f"stage.sent_{record_type.id}"
        paths = [f"file://{Path(path).resolve()}" for path in lake_files(lake, manifests)]
        if paths:
            folder = "element_at(split(_metadata.file_path, '/'), -2) AS _folder"
            found = self.spark.read.schema(schema).parquet(*paths).selectExpr("*", folder)
        else:
            empty = [f"CAST(NULL AS {spark_types.get(kind, kind)}) AS `{column}`" for column, kind in declared]
            found = self.spark.sql(f"SELECT {', '.join(empty)}, '' AS _folder").limit(0)
        self.tables.hold(name, found)
        present = set(record_type.column_ids())
        self.tables.execute(
            f"CREATE TABLE stage.arrivals_{record_type.id} AS {arrivals_sql(record_type, name, present)}"
        )

    def _show_arrivals(self, lake: Lake, record_type: RecordType, manifests: Sequence[Manifest]) -> None:
        """The rows of the lake as DuckDB reads them itself: its checks count them against what Spark made of them."""
        connection, paths = self.tables.connection, listed(lake_files(lake, manifests))
        if paths == "[]":
            read_arrivals(connection, lake, record_type, [])
            return
        selected = arrivals_of(connection, record_type, paths, {})
        connection.execute(f"CREATE VIEW stage.arrivals_{record_type.id} AS {selected}")
