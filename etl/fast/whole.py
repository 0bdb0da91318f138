"""What judging some rows of a table needs to know of all the others, asked of the file they lie in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from etl.judging.judge import Delivered, Judge
from etl.judging.rules import ARROW_TYPES, Broken, Questions, broken_line
from etl.record import Check, RecordType

MEMORY = "800MB"


class MoreRowsError(Exception):
    """These rows have to be looked at too."""

    def __init__(self, numbers: Collection[int]) -> None:
        super().__init__(f"{len(numbers)} rows")
        self.numbers = set(numbers)


@dataclass
class Whole:
    """All rows of a table in `file`; those in `numbers` are being judged one by one."""

    record_type: RecordType
    file: Path
    rows: int
    today: date
    checks: Sequence[Check]
    personal: dict[int, bool] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    """Columns of which some filled cell gave no value."""
    numbers: set[int] = field(default_factory=set)
    _known: dict[tuple[str, ...], np.ndarray] = field(default_factory=dict)
    """Which rows are alike, as long as none of them is looked at one by one."""

    @property
    def rows_read(self) -> int:
        return self.rows

    def suspects(self) -> set[int]:
        """The rows that break a check on a row as they stand, and those that share a key with another."""
        checks = [c for c in self.checks if c.scope == "row" and all(map(self._is_filled, c.needs))]
        found = {number for number, in self._numbers_where(" OR ".join(f"coalesce({c.bad}, false)" for c in checks))}
        return found | set(self._sharing([_key_hash(self.record_type)], None).tolist())

    def _numbers_where(self, condition: str) -> list[tuple[int]]:
        if not condition:
            return []
        with self.opened(None) as connection:
            sql = f"SELECT _number FROM delivered WHERE {condition}"
            return connection.execute(sql, {"today": self.today} if "$today" in sql else None).fetchall()

    def require_rivals(self, judge: Judge) -> None:
        """MoreRowsError unless every row with the key of another one is being judged."""
        if more := set(self._sharing([_key_hash(self.record_type)], judge).tolist()) - self.numbers:
            raise MoreRowsError(more)

    def broken(self, checks: Sequence[Check], judge: Judge) -> list[Broken]:
        """Every break of these checks on the file; MoreRowsError for rows not among those judged."""
        places = {number: position for position, number in enumerate(judge.row_numbers)}
        found: list[Broken] = []
        for check in checks:
            lines = self._lines(check, judge)
            if more := {line["_order"] for line in lines} - self.numbers:
                raise MoreRowsError(more)
            found += [broken_line(check, 0, line | {"_order": places[line["_order"]]}) for line in lines]
        return sorted(found, key=lambda broken: broken.position)

    def _lines(self, check: Check, judge: Judge) -> list[dict[str, object]]:
        if not all(self._is_filled(name) for name in check.needs):
            return []
        alike = self._alike(check.partition, judge) if check.partition else None
        if alike is not None and not len(alike):
            return []
        sql = Questions(self.record_type, [], [], self.today).sql([check])
        with self.opened(judge, alike) as connection:
            cursor = connection.execute(sql, {"today": self.today} if "$today" in sql else None)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]

    def _is_filled(self, column_id: str) -> bool:
        groups = pq.ParquetFile(self.file).metadata
        place = groups.schema.names.index(column_id)
        columns = [groups.row_group(n).column(place) for n in range(groups.num_row_groups)]
        return any(not c.is_stats_set or c.statistics.null_count < c.num_values for c in columns)

    def _alike(self, partition: Sequence[str], judge: Judge) -> np.ndarray:
        """The rows alike to another one in some part of the partition."""
        first, *others = (f"hash({part})" for part in partition)
        return self._sharing([first, *(f"nullif({other}, {first})" for other in others)], judge)

    def _sharing(self, keys: Sequence[str], judge: Judge | None) -> np.ndarray:
        """The numbers of the rows that have a key another row has too."""
        if self.numbers:
            return self._compare(keys, judge)
        known = self._known.get(tuple(keys))
        if known is None:
            known = self._known[tuple(keys)] = self._compare(keys, judge)
        return known

    def _compare(self, keys: Sequence[str], judge: Judge | None) -> np.ndarray:
        with self.opened(judge) as connection:
            named = ", ".join(f"{key} AS key_{n}" for n, key in enumerate(keys))
            found = connection.execute(f"SELECT {named} FROM delivered").fetchnumpy()
            hashes = np.concatenate([_filled(found.pop(f"key_{n}")) for n in range(len(keys))])
            shared = _repeated(hashes)
            del hashes
            if not len(shared):
                return shared
            connection.register("shared", pa.table({"key": shared}))
            wanted = " OR ".join(f"{key} IN (SELECT key FROM shared)" for key in keys)
            return connection.execute(f"SELECT _number FROM delivered WHERE {wanted}").fetchnumpy()["_number"]

    @contextmanager
    def opened(self, judge: Judge | None, only: np.ndarray | None = None, fallen: bool = False):
        """A connection that knows the rows as `delivered`: those judged as they now stand, the others from the file."""
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{self.file.parent / 'spill'}'")
            connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
            judged = self.numbers if judge else ()
            source = f"SELECT *, _row AS _order, _row AS _number FROM read_parquet('{_quoted(self.file)}')"
            if judged:
                connection.register("judged", pa.table({"_row": pa.array(sorted(judged), pa.int64())}))
                source += " ANTI JOIN judged USING (_row)"
            if judge and judge.rows:
                connection.register("standing", _as_table(self.record_type, judge, fallen))
                source += " UNION ALL BY NAME SELECT *, _row AS _order, _row AS _number FROM standing"
            if only is not None:
                connection.register("only_these", pa.table({"_row": only}))
                source = f"SELECT * FROM ({source}) SEMI JOIN only_these USING (_row)"
            connection.execute(f"CREATE VIEW delivered AS {source}")
            yield connection

    def added_up(
        self, places: Mapping[int, Delivered], judge: Judge
    ) -> tuple[dict[int, Delivered], dict[str, list[object]]]:
        """For comparing with a total row: each column as if it had one row, the sum of all."""
        ids = [part.column.id for part in places.values() if part.column.kind in ("integer", "decimal", "money")]
        sums = ", ".join(f"coalesce(sum({name}), 0)" for name in ids) or "0"
        with self.opened(judge, fallen=True) as connection:
            found = connection.execute(f"SELECT {sums} FROM delivered").fetchone()
        sums = {name: None if name in self.unread else Decimal(total) for name, total in zip(ids, found, strict=False)}
        columns = {name: [total] for name, total in sums.items()}
        parts = {index: Delivered(part.column, part.heading, ["?"], part.unit) for index, part in places.items()}
        return parts, {part.column.id: columns.get(part.column.id, [None]) for part in places.values()}


def _as_table(record_type: RecordType, judge: Judge, fallen: bool) -> pa.Table:
    """The rows being judged, as they stand now; `fallen`: those already sent back as well."""
    kept = range(len(judge.rows)) if fallen else judge.standing()
    columns = {c.id: pa.array([judge.rows[p][c.id] for p in kept], ARROW_TYPES[c.kind]) for c in record_type.columns}
    return pa.table(columns | {"_row": pa.array([judge.row_numbers[p] for p in kept], pa.int64())})


def _repeated(hashes: np.ndarray) -> np.ndarray:
    """The values that stand there more than once; the lower and the upper half are sorted at the same time."""
    is_low = hashes < np.uint64(1 << 63)
    halves = [hashes[is_low], hashes[~is_low]]
    with ThreadPoolExecutor(len(halves)) as pool:
        list(pool.map(np.ndarray.sort, halves))
    return np.concatenate([np.unique(half[1:][half[1:] == half[:-1]]) for half in halves])


def _filled(found: np.ndarray) -> np.ndarray:
    return found.compressed() if isinstance(found, np.ma.MaskedArray) else found


def _key_hash(record_type: RecordType) -> str:
    """SQL of a hash of the row's key, NULL for a row without one."""
    whens = [
        f"WHEN {columns[0]} IS NOT NULL THEN hash({place}, {', '.join(columns)})"
        for place, columns in enumerate(record_type.key)
    ]
    return f"CASE {' '.join(whens)} END"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
