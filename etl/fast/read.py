"""One text file the fast way: read in blocks, judged as a whole; what has to be looked at is judged row by row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from etl.fast.blocks import Block, text_blocks
from etl.fast.errors import NotPlainError
from etl.fast.head import Head, text_head
from etl.fast.rows import MOST_ODD_ROWS, Cells, RowReader, Stage, read_rows
from etl.fast.whole import MoreRowsError, Whole
from etl.files.table import RawTable
from etl.files.workbook import plain_cell
from etl.judging.cells import Surroundings
from etl.judging.terms import Terms, checks_on
from etl.lake import arrow_rows
from etl.normalise.areas import area_book
from etl.normalise.dates import SHANGHAI
from etl.normalise.personal import has_personal
from etl.progress import Progress, silent
from etl.record import RecordType
from etl.validate import _PERSONAL_HEADING, Validated, declared_area_code, validate


@dataclass
class FastTable:
    """A text file whose head is understood; `blocks` gives its raw cells, from the first row on, as often as asked."""

    head: Head
    blocks: Callable[[], Iterator[Callable[[], Cells]]]
    rows_guessed: int
    table: RawTable
    """Titles, headings and, once judged, the rows left out; the rows themselves are elsewhere."""
    hides_personal: bool = False
    """A personal number stands in the file, but in no cell of the table."""


def open_text(path: Path) -> FastTable:
    """The table in a text file; NotPlainError if it has to be read the tolerant way."""
    first = next(text_blocks(path), None)
    if first is None:
        raise NotPlainError("an empty file")
    head = text_head(path, first)
    above = head.above
    if above >= first.lines and len(first.data) < path.stat().st_size // 2:
        raise NotPlainError("a head as long as a block")

    def blocks() -> Iterator[Callable[[], Cells]]:
        for number, block in enumerate(text_blocks(path, head.delimiter)):
            if number == 0:
                block = _below(block, above)
            if block.lines:
                yield lambda block=block: _parsed(block, head)

    guessed = round(path.stat().st_size / max(len(first.data), 1) * first.lines)
    return FastTable(head, blocks, guessed, without_rows(head.table))


def without_rows(table: RawTable) -> RawTable:
    """What there is to say of a table beside its rows."""
    return replace(table, rows=[], row_numbers=[], warnings=list(table.warnings))


def _below(first: Block, above: int) -> Block:
    """The first block without the lines above the rows."""
    at = 0
    for _ in range(above):
        at = first.data.find(b"\n", at) + 1 or len(first.data)
    return Block(first.data[at:], above, first.lines - above)


def _parsed(block: Block, head: Head) -> Cells:
    """The cells of a block, all of them text; NotPlainError for a line with more or fewer cells than the headings."""
    names = [str(index) for index in range(head.width)]
    try:
        table = csv.read_csv(
            pa.py_buffer(block.data),
            csv.ReadOptions(use_threads=False, column_names=names, block_size=len(block.data) + 1),
            csv.ParseOptions(delimiter=head.delimiter, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as fault:
        raise NotPlainError("lines of different length") from fault
    if table.num_rows != block.lines:
        raise NotPlainError("lines that are no rows")
    numbers = np.arange(block.first + 1, block.first + 1 + block.lines, dtype=np.int64)
    return Cells([column.combine_chunks() for column in table.columns], numbers, block.data)


def judge_fast(
    fast: FastTable, record_type: RecordType, folder: Path, root: str | None = None, terms: Terms | None = None,
    today: date | None = None, progress: Progress = silent,
) -> Validated:  # fmt: skip
    """What `validate` says of the table, the accepted rows in a file in `folder`; NotPlainError as above."""
    table = fast.table
    today = today or datetime.now(SHANGHAI).date()
    reader = RowReader(fast.head, record_type, Surroundings(today, area_book(), root or declared_area_code(table)))
    tell = _teller(progress, table, fast.rows_guessed)
    stage = read_rows(reader, fast.blocks(), folder / "stage.parquet", tell)
    fast.table = table = _laid_out(fast.head, stage)
    terms = terms or Terms(first=table.declared_from, last=table.declared_to)
    unread = frozenset(column_id for column_id, reader in reader.readers.items() if reader.has_unread)
    whole = Whole(record_type, stage.file, stage.rows, today, checks_on(record_type, terms), _personal(reader), unread)
    progress(f"检查 {table.file}", stage.rows, stage.rows)
    part, outcome = _judged(fast, stage, whole, lambda part: validate(part, record_type, root, today, terms, whole))
    outcome.has_personal |= fast.hides_personal or reader.has_personal() or any(map(has_personal, table.header))
    outcome.is_searched = True
    return _with_rows(outcome, part, whole, folder / "rows.parquet")


def _teller(progress: Progress, table: RawTable, guessed: int) -> Callable[[int], None]:
    return lambda done: progress(f"读取 {table.file}", done, max(guessed, done))


def _judged(
    fast: FastTable, stage: Stage, whole: Whole, judge: Callable[[RawTable], Validated]
) -> tuple[RawTable, Validated]:
    """The rows that have to be looked at, judged; more of them as long as others turn out to matter."""
    raw = dict(stage.odd)
    wanted = set(raw) | whole.suspects()
    while True:
        if len(wanted) > MOST_ODD_ROWS:
            raise NotPlainError("too many rows to look at")
        raw |= _rows_as_written(fast, sorted(wanted - set(raw)))
        whole.numbers = wanted
        numbers = sorted(wanted)
        part = _part(fast.table, numbers, [raw[number] for number in numbers])
        try:
            return part, judge(part)
        except MoreRowsError as more:
            wanted = wanted | more.numbers


def _part(table: RawTable, numbers: list[int], rows: list[list[object]]) -> RawTable:
    return replace(table, rows=rows, row_numbers=numbers, warnings=list(table.warnings))


def _laid_out(head: Head, stage: Stage) -> RawTable:
    """The table without its rows, once it is known which rows are none; rows that were set aside are no data."""
    table = head.laid_out(stage.last, stage.special)
    if len(table.totals) > 1:
        raise NotPlainError("several total rows")
    if any(table.header_row + 1 < number < _last_row(stage) for number, _ in table.totals):
        raise NotPlainError("a total row amid the rows")
    if set(stage.special).intersection(table.row_numbers):
        raise NotPlainError("rows with a single cell")
    return without_rows(table)


def _last_row(stage: Stage) -> int:
    """The number of the last row of data."""
    found = pq.ParquetFile(stage.file).metadata
    place = found.schema.names.index("_row")
    groups = (found.row_group(number).column(place).statistics for number in range(found.num_row_groups))
    return max((group.max for group in groups if group is not None), default=stage.last)


def _rows_as_written(fast: FastTable, numbers: Sequence[int]) -> dict[int, list[object]]:
    """The raw cells of these rows, read once more from the file."""
    found: dict[int, list[object]] = {}
    if not numbers:
        return found
    for block in fast.blocks():
        cells = block()
        first, last = (bisect_left(numbers, int(number)) for number in (cells.numbers[0], cells.numbers[-1] + 1))
        places = pa.array([number - int(cells.numbers[0]) for number in numbers[first:last]], pa.int64())
        columns = [list(map(plain_cell, column.take(places).to_pylist())) for column in cells.columns]
        found |= dict(zip(numbers[first:last], map(list, zip(*columns, strict=True)), strict=True))
        if last == len(numbers):
            break
    return found


def _personal(reader: RowReader) -> dict[int, bool]:
    header = reader.head.table.header
    return {
        index: unused.has_personal
        for index, unused in reader.unused.items()
        if unused.has_personal or _PERSONAL_HEADING.search(header[index])
    }


def _with_rows(outcome: Validated, part: RawTable, whole: Whole, file: Path) -> Validated:
    """The outcome with all accepted rows in one file: those judged one by one among the others, in their order."""
    judged = arrow_rows(whole.record_type, outcome)
    outcome.rows_in_file = whole.rows_read - len(part.rows) + len(outcome.rows)
    outcome.file = whole.file
    if part.rows:
        _merge(whole, judged, part.row_numbers, file)
        outcome.file = file
    outcome.rows, outcome.row_numbers = [], []
    return outcome


def _merge(whole: Whole, judged: pa.Table, replaced: Collection[int], file: Path) -> None:
    source = pq.ParquetFile(whole.file)
    gone = pa.array(sorted(replaced), pa.int64())
    at = 0
    numbers = judged.column("_row").to_pylist()
    with pq.ParquetWriter(file, judged.schema, compression="zstd") as writer:
        for group in range(source.num_row_groups):
            rows = source.read_row_group(group)
            is_last = group + 1 == source.num_row_groups
            last = len(numbers) if is_last else bisect_left(numbers, rows.column("_row")[-1].as_py() + 1)
            kept = rows.filter(pc.invert(pc.is_in(rows.column("_row"), value_set=gone))).cast(judged.schema)
            both = pa.concat_tables([kept, judged.slice(at, last - at)])
            writer.write_table(both.sort_by("_row") if last > at else both)
            at = last

