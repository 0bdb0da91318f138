"""All rows of a query in their order, read on while they are written: never more than some thousand are held."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow

from exports.csv_lines import lines_sql
from indicators.warehouse import Snapshot
from records.query import Query, select

BATCH = 20_000
SOME = 2_000


def types_of(taken: Snapshot, query: Query) -> list[str]:
    """The database type of each chosen column."""
    return [row[1] for row in taken.cursor.execute(f"DESCRIBE ({select(query)})", query.parameters).fetchall()]


def tuples(taken: Snapshot, query: Query) -> Iterator[tuple]:
    """The rows one by one."""
    answer = taken.cursor.execute(select(query), query.parameters)
    while some := answer.fetchmany(SOME):
        yield from some


def tables(taken: Snapshot, query: Query, labels: list[str]) -> Iterator[pyarrow.Table]:
    """The rows as Arrow tables with these column names and the exact types; at least one, also for no rows."""
    reader = taken.cursor.sql(select(query), params=query.parameters).to_arrow_reader(BATCH)
    schema = pyarrow.schema([field.with_name(label) for field, label in zip(reader.schema, labels, strict=True)])
    yield schema.empty_table()
    for batch in reader:
        yield pyarrow.Table.from_arrays(batch.columns, schema=schema)


def lines(taken: Snapshot, query: Query, types: list[str]) -> Iterator[tuple[int, pyarrow.Buffer]]:
    """The rows as ready lines of CSV in UTF-8: how many, and their bytes, which are the database's own."""
    sql = lines_sql(select(query), types)
    for batch in taken.cursor.sql(sql, params=query.parameters).to_arrow_reader(BATCH):
        column = batch.column(0).cast(pyarrow.large_string())
        _, offsets, data = column.buffers()
        starts = memoryview(offsets).cast("q")
        first, last = starts[column.offset], starts[column.offset + len(column)]
        yield len(column), data.slice(first, last - first) if data else pyarrow.py_buffer(b"")
