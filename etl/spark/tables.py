"""Tables that Spark holds, asked for in DuckDB's SQL: what `execute` is given is what DuckDB would be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from etl.spark.dialect import in_spark, name_of, statements, tables_of, view_name

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

WRITTEN = ("stage.repeated_", "stage.judged_", "stage.resolved_", "stage.double_")
"""Tables several others read: they are written once. The others are views, computed where they are read."""


class Tables:
    """Speaks for Spark where a DuckDB connection is expected: CREATE TABLE AS, INSERT SELECT, UPDATE and SELECT.

    What a query reads and Spark has not yet is taken from `connection`; `folder` must be one that the workers and
    DuckDB see by the same path.
    """

    def __init__(self, spark: SparkSession, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.spark, self.connection, self.folder = spark, connection, folder
        self.known: set[str] = set()
        self.texts: dict[str, str] = {}
        """The SQL of tables that are still what it says: DuckDB can look at them by a view of its own."""
        self.answer: DataFrame | None = None

    def execute(self, sql: str, values: Mapping[str, object] | None = None) -> Tables:
        """Carries out each statement."""
        does: dict[type, Callable] = {exp.Create: self._create, exp.Insert: self._insert, exp.Update: self._update}
        for statement in statements(sql, values):
            does.get(type(statement), self._select)(statement)
        return self

    def fetchall(self) -> list[tuple]:
        """The rows of the last SELECT."""
        return [tuple(row) for row in self.answer.collect()]

    def hold(self, name: str, rows: DataFrame) -> None:
        """From now on that table of ours means these rows."""
        rows.createOrReplaceTempView(view_name(name))
        self.known.add(name)
        self.texts.pop(name, None)

    def write(self, name: str, rows: DataFrame) -> None:
        """Computes a table once, in the order of its rows, and reads it back wherever it is asked for."""
        path = self.path(name)
        rows.write.mode("overwrite").parquet(f"file://{path}")
        self.hold(name, self.spark.read.schema(rows.schema).parquet(f"file://{path}"))

    def path(self, name: str) -> Path:
        """Where a table is written."""
        return self.folder / view_name(name)

    def files(self, name: str) -> list[str]:
        """The files of a table that was written, in the order of its rows."""
        return sorted(str(path) for path in self.path(name).glob("part-*.parquet"))

    def show(self, name: str) -> None:
        """Lets DuckDB look at a table of Spark's under the same name, without copying it."""
        if name in self.texts:
            self.connection.execute(f"CREATE VIEW {name} AS {self.texts[name]}")
            return
        if not self.path(name).exists():
            self.write(name, self.spark.table(view_name(name)))
        self.connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({listed(self.files(name))})")

    def take(self, name: str, empty: bool = False) -> None:
        """Hands a table of DuckDB's to Spark; only its columns if `empty`."""
        path = self.folder / f"{view_name(name)}.parquet"
        target = str(path).replace("'", "''")
        self.connection.execute(
            f"COPY (FROM {name} {'LIMIT 0' if empty else ''}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
        self.hold(name, self.spark.read.parquet(f"file://{path}"))

    def _query(self, query: exp.Expression) -> DataFrame:
        for name in sorted(tables_of(query) - self.known):
            self.take(name)
        return self.spark.sql(in_spark(query))

    def _create(self, statement: exp.Create) -> None:
        name, query = name_of(statement.this), statement.expression
        rows = self._query(query)
        if name.startswith(WRITTEN) or "." not in name:
            self.write(name, rows)
        else:
            self.hold(name, rows)
            self.texts[name] = query.sql("duckdb", comments=False)

    def _insert(self, statement: exp.Insert) -> None:
        name = name_of(statement.this)
        if name not in self.known:
            self.take(name, empty=True)
        self.hold(name, self.spark.table(view_name(name)).unionAll(self._query(statement.expression)))

    def _update(self, statement: exp.Update) -> None:
        """A table whose rows are as they were but where the condition holds."""
        name = name_of(statement.this)
        changed = {assigned.this.name: assigned.expression for assigned in statement.expressions}
        condition = statement.args["where"].this
        columns = []
        for column in self.spark.table(view_name(name)).columns:
            here = exp.column(column, quoted=True)
            if column in changed:
                here = exp.Case(ifs=[exp.If(this=condition.copy(), true=changed[column].copy())], default=here)
            columns.append(exp.alias_(here, column, quoted=True))
        self.hold(name, self._query(exp.select(*columns).from_(statement.this.copy())))

    def _select(self, statement: exp.Expression) -> None:
        self.answer = self._query(statement)


def listed(paths: Sequence[str]) -> str:
    """Paths as a list of DuckDB's."""
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"
