"""Rows of a sheet as columns and back: how the process that reads a workbook hands over large sheets.

Cells come back as they were given, except that empty text comes back as None.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import zip_longest

import pyarrow as pa

TYPES = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_(), date: pa.date32(),
         datetime: pa.timestamp("us")}  # fmt: skip
_MIXED = {b"cells": b"json"}


def pack(rows: Sequence[Sequence[object]], plain: Callable[[object], object]) -> bytes:
    """The rows as one Arrow stream; `plain` says in JSON what a column of mixed cells holds."""
    columns = [_column(cells, plain) for cells in zip_longest(*rows)]
    fields = [pa.field(str(n), array.type, metadata=about) for n, (array, about) in enumerate(columns)]
    batch = pa.record_batch([array for array, _ in columns], schema=pa.schema(fields))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def _column(cells: tuple[object, ...], plain: Callable[[object], object]) -> tuple[pa.Array, dict[bytes, bytes] | None]:
    kinds = set(map(type, cells))
    if str in kinds and len(kinds) > 1 and not any(cell for cell in cells if type(cell) is str):
        kinds.remove(str)
        cells = tuple([None if type(cell) is str else cell for cell in cells])
    kinds.discard(type(None))
    if len(kinds) <= 1 and (wanted := TYPES.get(next(iter(kinds), str))):
        return pa.array(cells, wanted), None
    mixed = [None if cell in ("", None) else json.dumps(cell, ensure_ascii=False, default=plain) for cell in cells]
    return pa.array(mixed, pa.string()), _MIXED


def unpack(data: bytes) -> pa.RecordBatch:
    """The columns packed; ask `is_mixed` of each."""
    with pa.ipc.open_stream(data) as reader:
        return reader.read_next_batch()


def is_mixed(field: pa.Field) -> bool:
    """Whether the column holds cells of several kinds, each as JSON."""
    return field.metadata == _MIXED


def rows_of(
    batch: pa.RecordBatch, read: Callable[[str], object], plain: Callable[[object], object]
) -> list[list[object]]:
    """The rows again; `read` understands what `pack` was told to write of mixed cells."""
    columns = []
    for field, column in zip(batch.schema, batch.columns, strict=True):
        cells = column.to_pylist()
        if is_mixed(field):
            cells = [None if cell is None else plain(read(cell)) for cell in cells]
        elif pa.types.is_string(field.type):
            cells = [cell or None for cell in cells]
        elif pa.types.is_floating(field.type):
            cells = [plain(cell) for cell in cells]
        columns.append(cells)
    return [list(row) for row in zip(*columns, strict=True)]
