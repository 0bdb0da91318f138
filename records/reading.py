"""Rows out of the warehouse: how many, one page of them, or all of them some at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow

from indicators.warehouse import Snapshot
from records.query import Query, select, source

CHUNK = 5_000
HELD = "rows_of_one_export"


def count(taken: Snapshot, query: Query) -> int:
    """How many rows there are."""
    return taken.cursor.execute(f"SELECT count(*) {source(query)}", query.parameters).fetchall()[0][0]


def page(taken: Snapshot, query: Query, limit: int, offset: int) -> list[tuple]:
    """Some of the rows in their order, as tuples in the order of `query.columns`."""
    statement = f"{select(query)} LIMIT {int(limit)} OFFSET {int(offset)}"
    return taken.cursor.execute(statement, query.parameters).fetchall()


@dataclass(frozen=True)
class HeldRows:
    """All rows of a query in their order, kept by the database and handed out in chunks."""

    taken: Snapshot
    total: int

    def tuples(self) -> Iterator[list[tuple]]:
        """The rows, some thousand at a time."""
        for statement in self._chunks():
            yield self.taken.cursor.execute(statement).fetchall()

    def tables(self, labels: list[str]) -> Iterator[pyarrow.Table]:
        """The rows as Arrow tables with these column names."""
        for statement in self._chunks():
            yield self.taken.cursor.sql(statement).to_arrow_table().rename_columns(labels)

    def schema(self, labels: list[str]) -> pyarrow.Schema:
        """The exact types of the columns."""
        return self.taken.cursor.sql(f"SELECT * FROM {HELD} LIMIT 0").to_arrow_table().rename_columns(labels).schema

    def _chunks(self) -> Iterator[str]:
        for first in range(0, self.total, CHUNK):
            yield f"SELECT * FROM {HELD} WHERE rowid BETWEEN {first} AND {first + CHUNK - 1} ORDER BY rowid"


@contextmanager
def held(taken: Snapshot, query: Query) -> Iterator[HeldRows]:
    """Sort all rows once and keep them while a file is written.

    A query still open while a slow file grows would be cut off by the time limit of the connection.
    """
    taken.cursor.execute(f"CREATE OR REPLACE TEMP TABLE {HELD} AS {select(query)}", query.parameters)
    try:
        total = taken.cursor.execute(f"SELECT count(*) FROM {HELD}").fetchall()[0][0]
        yield HeldRows(taken, total)
    finally:
        taken.cursor.execute(f"DROP TABLE IF EXISTS {HELD}")
