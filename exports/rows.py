"""All rows of a query in their order, read on while they are written: never more than some thousand are held.

Each reads through a cursor of its own: other questions may be asked meanwhile, and none is left half read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow

from exports.csv_lines import lines_sql
from exports.sheet_lines import rows_sql
from indicators.warehouse import Snapshot
from records.query import Query, select

BATCH = 20_000
SOME = 2_000


def types_of(taken: Snapshot, query: Query) -> list[str]:
    """The database type of each chosen column."""
    return [row[1] for row in taken.cursor.execute(f"DESCRIBE ({select(query)})", query.parameters).fetchall()]


def tuples(taken: Snapshot, query: Query) -> Iterator[tuple]:
    """The rows one by one."""
    with taken.another_cursor() as cursor:
        answer = cursor.execute(select(query), query.parameters)
        while some := answer.fetchmany(SOME):
            yield from some


def tables(taken: Snapshot, query: Query, labels: list[str]) -> Iterator[pyarrow.Table]:
    """The rows as Arrow tables with these column names and the exact types; at least one, also for no rows."""
    with taken.another_cursor() as cursor:
        reader = cursor.sql(select(query), params=query.parameters).to_arrow_reader(BATCH)
        schema = pyarrow.schema([field.with_name(label) for field, label in zip(reader.schema, labels, strict=True)])
        yield schema.empty_table()
        for batch in reader:
            yield pyarrow.Table.from_arrays(batch.columns, schema=schema)


def first(taken: Snapshot, query: Query, most: int) -> list[tuple]:
    """The first rows."""
    return taken.cursor.execute(f"{select(query)} LIMIT {most}", query.parameters).fetchall()


def csv_lines(taken: Snapshot, query: Query, types: list[str]) -> Iterator[tuple[int, pyarrow.Buffer]]:
    """The rows as ready lines of CSV: how many, and their bytes."""
    return _lines(taken, query, lines_sql(select(query), types))


def sheet_lines(
    taken: Snapshot, query: Query, types: list[str], styles: Sequence[int]
) -> Iterator[tuple[int, pyarrow.Buffer]]:
    """The rows as ready XML of a worksheet, from row 2 on: how many, and their bytes."""
    return _lines(taken, query, rows_sql(select(query), types, styles))


def _lines(taken: Snapshot, query: Query, sql: str) -> Iterator[tuple[int, pyarrow.Buffer]]:
    """The one column of a query in UTF-8, as the database's own bytes."""
    with taken.another_cursor() as cursor:
        for batch in cursor.sql(sql, params=query.parameters).to_arrow_reader(BATCH):
            column = batch.column(0).cast(pyarrow.large_string())
            _, offsets, data = column.buffers()
            starts = memoryview(offsets).cast("q")
            start, end = starts[column.offset], starts[column.offset + len(column)]
            yield len(column), data.slice(start, end - start) if data else pyarrow.py_buffer(b"")
