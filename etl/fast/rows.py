"""The rows of a table read column by column into one Parquet file, with the rows somebody has to look at set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.fast.cells import CellsRead, ColumnReader, UnusedReader
from etl.fast.errors import NotPlainError
from etl.fast.head import Head
from etl.fast.skipping import SkippedRows
from etl.files.workbook import plain_cell
from etl.judging.area_names import name_columns
from etl.judging.cells import Surroundings
from etl.judging.headings import Match, match_headings, unit_of
from etl.judging.rules import ARROW_TYPES
from etl.record import RecordType
from etl.validate import _path

WORKERS = 2
MOST_ODD_ROWS = 300_000
ROWS_IN_A_GROUP = 256_000
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Cells:
    """The raw cells of some rows: one array per column of the file, and the rows' numbers, ascending."""

    columns: list[pa.Array]
    numbers: np.ndarray
    data: bytes | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, position: int) -> list[object]:
        return [plain_cell(column[position].as_py()) for column in self.columns]


@dataclass
class RowsRead:
    """Some rows read: typed columns with `_row`, the rows to look at as written, and what was left out."""

    table: pa.Table
    last: int
    odd: dict[int, list[object]]
    special: dict[int, list[object]]


@dataclass
class Stage:
    """All rows of the table: `file` holds every row not left out, typed; `odd` those not plainly accepted."""

    file: Path
    rows: int = 0
    odd: dict[int, list[object]] = field(default_factory=dict)
    special: dict[int, list[object]] = field(default_factory=dict)
    """Rows that may be no rows, as written."""
    last: int = 0
    """The number of the last row of the file."""


class RowReader:
    """Reads the rows of one table; its column readers remember what they met."""

    def __init__(self, head: Head, record_type: RecordType, around: Surroundings) -> None:
        self.head = head
        self.record_type = record_type
        self.matching = match_headings(record_type, head.table.header)
        if name_columns(self.matching, head.table.header):
            raise NotPlainError("codes and names of the same areas, to be compared row by row")
        self.unused = {index: UnusedReader() for index in self.matching.ignored}
        self.beyond = range(len(head.table.header), head.width)
        self.readers = {c: self._reader(m, around) for c, m in self.matching.matches.items()}
        self._skipping = SkippedRows(head.table)

    def _reader(self, match: Match, around: Surroundings) -> ColumnReader:
        is_own = match.index is not None
        unit = unit_of(match.column, match.heading, self.head.table.declared_unit) if is_own else None
        return ColumnReader(match.column, unit, around)

    def has_personal(self) -> bool:
        """Whether a personal number stands in any cell read so far."""
        return any(reader.has_personal for reader in [*self.readers.values(), *self.unused.values()])

    def look(self, cells: Cells) -> None:
        for column_id, reader in self.readers.items():
            reader.look(self._cells_of(column_id, cells))

    def read(self, cells: Cells) -> RowsRead:
        """The rows of one block."""
        special = self._skipping.find(cells.columns, cells.data)
        last = int(cells.numbers[-1])
        cells, special = _without(cells, special)
        for index in self.beyond:
            if cells.columns[index].null_count < len(cells):
                raise NotPlainError("cells beyond the headings")
        for index, unused in self.unused.items():
            unused.look_through(cells.columns[index])
            if unused.is_filled and not self.head.table.header[index]:
                raise NotPlainError("a column without a heading")
        read = {column_id: reader.read(self._cells_of(column_id, cells)) for column_id, reader in self.readers.items()}
        table, odd = self._table(read, cells)
        raw = {int(cells.numbers[position]): cells.row(position) for position in np.flatnonzero(odd).tolist()}
        return RowsRead(table, last, raw, special)

    def _cells_of(self, column_id: str, cells: Cells) -> pa.Array:
        match = self.matching.matches[column_id]
        if match.constant:
            return pa.repeat(pa.scalar(match.constant), len(cells))
        own = cells.columns[match.index] if match.index is not None else None
        if not match.parts:
            return own
        joined = _joined([cells.columns[index] for index in match.parts])
        if own is not None and not pa.types.is_string(own.type):
            raise NotPlainError("numbers beside pieces of a path")
        return joined if own is None else pc.coalesce(own, joined)

    def _table(self, read: dict[str, CellsRead], cells: Cells) -> tuple[pa.Table, np.ndarray]:
        size = len(cells)
        odd = np.zeros(size, bool)
        values: dict[str, pa.Array] = {}
        for column in self.record_type.columns:
            found = read.get(column.id) or CellsRead(pa.nulls(size, ARROW_TYPES[column.kind]))
            values[column.id] = found.values
            if found.odd is not None:
                odd |= found.odd
        for column in self.record_type.columns:
            if column.falls_back_to:
                values[column.id] = _coalesce(values[column.id], values[column.falls_back_to])
        for column in self.record_type.columns:
            if column.required and values[column.id].null_count:
                odd |= values[column.id].is_null().to_numpy(zero_copy_only=False)
        for group in self.record_type.one_of:
            odd |= np.logical_and.reduce([values[name].is_null().to_numpy(zero_copy_only=False) for name in group])
        return pa.table([*values.values(), pa.array(cells.numbers)], names=[*values, "_row"]), odd


def _without(cells: Cells, special: dict[int, list[object]]) -> tuple[Cells, dict[int, list[object]]]:
    """The rows that are surely data, and the others by their numbers."""
    if not special:
        return cells, special
    kept = np.ones(len(cells), bool)
    kept[list(special)] = False
    columns = [column.filter(pa.array(kept)) for column in cells.columns]
    return Cells(columns, cells.numbers[kept]), {int(cells.numbers[at]): row for at, row in special.items()}


def _joined(pieces: Sequence[pa.Array]) -> pa.Array:
    """Paths of areas from their pieces, each different one made once."""
    if not all(pa.types.is_string(piece.type) or pa.types.is_null(piece.type) for piece in pieces):
        raise NotPlainError("numbers among pieces of a path")
    texts = [piece.cast(pa.string()).fill_null("") for piece in pieces]
    encoded = pc.binary_join_element_wise(*texts, _BETWEEN).dictionary_encode()
    paths = [_path([piece or None for piece in text.split(_BETWEEN)]) for text in encoded.dictionary.to_pylist()]
    return pa.array(paths, pa.string()).take(encoded.indices)


def _coalesce(own: pa.Array, other: pa.Array) -> pa.Array:
    dense = [a.dictionary_decode() if pa.types.is_dictionary(a.type) else a for a in (own, other)]
    return pc.coalesce(*dense)


class StageWriter:
    """Writes the rows to Parquet, one group while the next is read; text that repeats stays encoded on the way."""

    def __init__(self, file: Path, first: pa.Table) -> None:
        self.schema = first.schema
        dictionaries = [f.name for f in first.schema if pa.types.is_dictionary(f.type) or pa.types.is_date(f.type)
                        or pa.types.is_decimal(f.type)]  # fmt: skip
        # lz4 takes a fraction of the time of zstd; what the lake loses in space it wins in every build that reads it
        self._writer = pq.ParquetWriter(
            file, self.schema, compression="lz4", store_schema=False, use_dictionary=dictionaries,
            column_encoding={"_row": "DELTA_BINARY_PACKED"},
        )  # fmt: skip
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._pool = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None

    def write(self, table: pa.Table) -> None:
        self._waiting.append(pa.table([self._as(f, table.column(f.name)) for f in self.schema], schema=self.schema))
        self._rows += len(table)
        if self._rows >= ROWS_IN_A_GROUP:
            self._flush()

    def _as(self, wanted: pa.Field, column: pa.ChunkedArray) -> pa.ChunkedArray:
        if column.type == wanted.type:
            return column
        return column.dictionary_encode() if pa.types.is_dictionary(wanted.type) else column.cast(wanted.type)

    def _flush(self) -> None:
        self._settle()
        if self._rows:
            group = pa.concat_tables(self._waiting)
            self._writing = self._pool.submit(self._writer.write_table, group, row_group_size=4 * ROWS_IN_A_GROUP)
        self._waiting, self._rows = [], 0

    def _settle(self) -> None:
        """Waits for the group being written; raises what went wrong with it."""
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def close(self) -> None:
        try:
            self._flush()
            self._settle()
        finally:
            self._pool.shutdown()
            self._writer.close()


def read_rows(
    reader: RowReader, blocks: Iterable[Callable[[], Cells]], file: Path, tell: Callable[[int], None]
) -> Stage:
    """Reads every block, two at a time, and writes the rows in their order; `tell` hears how many are done."""
    stage = Stage(file)
    writer = None
    try:
        for found in _in_order(reader, iter(blocks)):
            writer = writer or StageWriter(file, found.table)
            writer.write(found.table)
            _collect(stage, found)
            tell(stage.last)
    finally:
        if writer:
            writer.close()
    if writer is None:
        raise NotPlainError("no rows")
    for column_reader in reader.readers.values():
        column_reader.refuse_serials()
    return stage


def _in_order(reader: RowReader, blocks: Iterator[Callable[[], Cells]]) -> Iterator[RowsRead]:
    for first in islice(blocks, 1):
        cells = first()
        reader.look(cells)
        yield reader.read(cells)
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: list[Future[RowsRead]] = []
        try:
            for block in blocks:
                waiting.append(pool.submit(lambda block=block: reader.read(block())))
                if len(waiting) > WORKERS:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()


def _collect(stage: Stage, found: RowsRead) -> None:
    stage.odd |= found.odd
    stage.rows += len(found.table)
    stage.special |= found.special
    stage.last = found.last
    if len(stage.odd) > MOST_ODD_ROWS:
        raise NotPlainError("too many rows to look at")
