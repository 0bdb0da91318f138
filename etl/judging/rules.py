"""The checks of a record type: SQL that is true for a bad row, asked of all rows at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import duckdb
import pyarrow as pa

from etl.record import Check, RecordType

ARROW_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "choice": pa.string(),
    "date": pa.date32(),
    "year": pa.int32(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 3),
    "money": pa.decimal128(18, 2),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True)
class Broken:
    """One row breaks one check: `values` are what the message says, `new` what the cell becomes if the check sets."""

    position: int
    check: Check
    values: dict[str, object] = field(default_factory=dict)
    new: object = None


class Questions:
    """One table of rows and the checks asked of it; rows may be left out as they fall."""

    def __init__(
        self, record_type: RecordType, rows: Sequence[Mapping[str, object]], numbers: Sequence[int], today: date
    ) -> None:
        self.record_type = record_type
        self.rows = rows
        self.numbers = numbers
        self.today = today
        self._filled: dict[str, bool] = {}

    def broken(self, checks: Sequence[Check], left_out: Collection[int] = ()) -> list[Broken]:
        """Every break of these checks among the rows not left out, in the order of the rows, then of the checks."""
        asked = [check for check in checks if all(self._is_filled(name) for name in check.needs)]
        if not asked or len(left_out) == len(self.rows):
            return []
        sql = self.sql(asked)
        with self._delivered(sql, left_out) as connection:
            cursor = connection.execute(sql, {"today": self.today} if "$today" in sql else None)
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]
        return [broken_line(check, n, line) for line in found for n, check in enumerate(asked) if line[f"bad_{n}"]]

    def _is_filled(self, column_id: str) -> bool:
        if column_id not in self._filled:
            self._filled[column_id] = any(row[column_id] is not None for row in self.rows)
        return self._filled[column_id]

    def sql(self, checks: Sequence[Check]) -> str:
        """The question for these checks: one line per row that breaks any of them."""
        parts = []
        for n, check in enumerate(checks):
            parts.append(f"coalesce({check.bad}, false) AS bad_{n}")
            parts += [f"{sql} AS {name}_{n}" for name, sql in check.values.items()]
            if check.sets:
                parts.append(f"CAST({check.sets} AS {self.record_type.column(check.column).sql_type}) AS new_{n}")
        some_bad = " OR ".join(f"bad_{n}" for n in range(len(checks)))
        return f"SELECT * FROM (SELECT _order, {', '.join(parts)} FROM delivered) WHERE {some_bad} ORDER BY _order"

    @contextmanager
    def _delivered(self, sql: str, left_out: Collection[int]) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that knows the rows as `delivered`, with the columns the question names."""
        words = set(re.findall(r"\w+", sql))
        used = [column for column in self.record_type.columns if column.id in words]
        kept = [n for n in range(len(self.rows)) if n not in left_out] if left_out else range(len(self.rows))
        arrays = [pa.array([self.rows[n][c.id] for n in kept], ARROW_TYPES[c.kind]) for c in used]
        arrays += [pa.array(kept, pa.int64()), pa.array([self.numbers[n] for n in kept], pa.int64())]
        table = pa.table(arrays, names=[*(c.id for c in used), "_order", "_number"])
        with duckdb.connect() as connection:
            connection.register("delivered", table)
            yield connection


def broken_line(check: Check, n: int, line: Mapping[str, object]) -> Broken:
    """What a line of the answer says of the n-th check asked."""
    values = {name: line[f"{name}_{n}"] for name in check.values}
    return Broken(line["_order"], check, values, line.get(f"new_{n}"))
