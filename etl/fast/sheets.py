"""A large workbook the fast way: its one sheet column by column, as the process that reads it hands it over."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.fast.errors import NotPlainError
from etl.fast.head import Head, grid_head
from etl.fast.read import FastTable, without_rows
from etl.fast.rows import Cells
from etl.files.columns import is_mixed, pack, unpack
from etl.files.kind import FileKind
from etl.files.table import Grid
from etl.files.workbook import grids_of, read_into
from etl.files.workbook_child import plain
from etl.originals import holds_personal


@dataclass
class _Chunks:
    """Where in the answer of the reading process the rows lie that come in columns."""

    places: list[tuple[int, int, int]] = field(default_factory=list)
    """Offset and size in the answer, and how many rows stand before."""
    rows: int = 0

    def pass_over(self, grid: Grid, output: BinaryIO, item: dict[str, object]) -> None:
        self.places.append((output.tell(), item["chunk"], len(grid.cells) + self.rows))
        self.rows += item["rows"]
        output.seek(item["chunk"], 1)


def open_workbook(path: Path, kind: FileKind, folder: Path) -> FastTable:
    """The table of a workbook with one large sheet; NotPlainError if it has to be read the tolerant way."""
    answer = folder / "sheets.bin"
    chunks = _Chunks()
    with answer.open("w+b") as output, ThreadPoolExecutor(1) as beside:
        reading = beside.submit(read_into, output, path, kind)
        hides_personal = _looked_through(path)  # while the other process reads
        reading.result()
        if hides_personal is None:
            raise NotPlainError("parts that cannot be searched")
        grids = grids_of(output, chunks.pass_over)
    if len(grids) != 1 or not chunks.places or grids[0].merged or grids[0].external:
        raise NotPlainError("not one large plain sheet")
    head = grid_head(path, grids[0])
    rows_above = grids[0].cells[head.above :]

    def blocks() -> Iterator[Callable[[], Cells]]:
        if rows_above:
            yield lambda: _cells(pack(rows_above, plain), head.above + 1, head)
        for offset, size, before in chunks.places:
            yield lambda offset=offset, size=size, before=before: _cells(_read(answer, offset, size), before + 1, head)

    rows = len(grids[0].cells) + chunks.rows
    return FastTable(head, blocks, rows, without_rows(head.table), hides_personal)


def _looked_through(path: Path) -> bool | None:
    """Whether a personal number stands in the workbook beside its cells; None if that cannot be told."""
    try:
        return holds_personal(path, cells_are_searched=True)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        return None


def _read(answer: Path, offset: int, size: int) -> bytes:
    with answer.open("rb") as stream:
        stream.seek(offset)
        return stream.read(size)


def _cells(data: bytes, first: int, head: Head) -> Cells:
    """The cells of some rows; NotPlainError for columns of mixed cells and for cells beside the headings."""
    batch = unpack(data)
    columns: list[pa.Array] = []
    for about, column in zip(batch.schema, batch.columns, strict=True):
        if is_mixed(about) and column.null_count < len(column):
            raise NotPlainError("text and numbers in one column")
        if pa.types.is_string(column.type):
            column = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
        columns.append(column)
    if any(column.null_count < len(column) for column in columns[head.width :]):
        raise NotPlainError("cells beside the headings")
    missing = [pa.nulls(batch.num_rows, pa.string())] * (head.width - len(columns))
    numbers = np.arange(first, first + batch.num_rows, dtype=np.int64)
    return Cells([*columns[: head.width], *missing], numbers)
