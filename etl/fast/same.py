"""Whether two readings of a table are the same, without holding either in memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_AT_ONCE = 100_000


def same_rows(stored: Path, rows: pa.Table | Path) -> bool:
    """Whether the rows in the file and these have the same columns, types and values in the same order."""
    with pq.ParquetFile(stored) as one:
        if isinstance(rows, pa.Table):
            is_alike = one.schema_arrow.equals(rows.schema) and one.metadata.num_rows == len(rows)
            return is_alike and one.read().equals(rows)
        with pq.ParquetFile(rows) as other:
            if one.metadata.num_rows != other.metadata.num_rows or not one.schema_arrow.equals(other.schema_arrow):
                return False
            return all(a.equals(b) for a, b in zip_longest(_slices(one), _slices(other)))


def _slices(file: pq.ParquetFile) -> Iterator[pa.Table]:
    """The rows, so many at a time, wherever the groups of the file end."""
    waiting = file.schema_arrow.empty_table()
    for group in range(file.num_row_groups):
        waiting = pa.concat_tables([waiting, file.read_row_group(group)])
        while len(waiting) >= _AT_ONCE:
            yield waiting.slice(0, _AT_ONCE).combine_chunks()
            waiting = waiting.slice(_AT_ONCE)
    yield waiting.combine_chunks()
