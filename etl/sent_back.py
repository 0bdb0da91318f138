"""The accepted rows of a table that lie outside the bounds of its sender, moved to those that are sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import REFUSED, Problem
from etl.normalise.personal import mask_personal
from etl.record import RecordType
from etl.validate import Validated

_FOUND_LENGTH = 80


@dataclass
class Outside:
    """Which rows of a table lie outside, and why."""

    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))

    def refuse_row(self, row: int, rule: str, message: str, column: str = "", found: object = "") -> None:
        """Sends a row back."""
        shown = mask_personal("" if found is None else str(found))[:_FOUND_LENGTH]
        self.problems[row].append(Problem(row, column, shown, rule, REFUSED, mask_personal(message)))


def rows_of(judged: Validated, names: list[str]) -> list[dict]:
    """The named columns of the accepted rows, and the row of the file each came from."""
    if judged.file:
        return pq.read_table(judged.file, columns=[*names, "_row"]).to_pylist()
    return [
        {name: row.get(name) for name in names} | {"_row": number}
        for number, row in zip(judged.row_numbers, judged.rows, strict=True)
    ]


def send_back(
    record_type: RecordType, judged: Validated, problems: Mapping[int, list[Problem]], hidden: frozenset[str]
) -> None:
    """Moves the rows with problems (by their row in the file); columns `hidden` are not given back."""
    if judged.file:
        whole = pq.read_table(judged.file)
        is_outside = pa.array([number in problems for number in whole.column("_row").to_pylist()])
        gone = whole.filter(is_outside).to_pylist()
        kept = whole.filter(pc.invert(is_outside))
        judged.file = judged.file.with_name(f"inside-{judged.file.name}")
        pq.write_table(kept, judged.file, compression="zstd")
        judged.rows_in_file = kept.num_rows
    else:
        pairs = list(zip(judged.row_numbers, judged.rows, strict=True))
        gone = [row | {"_row": number} for number, row in pairs if number in problems]
        kept_pairs = [(number, row) for number, row in pairs if number not in problems]
        judged.row_numbers, judged.rows = [n for n, _ in kept_pairs], [row for _, row in kept_pairs]
    sent_back = [(row["_row"], _as_delivered(record_type, row, hidden), problems[row["_row"]]) for row in gone]
    judged.rejected = sorted([*judged.rejected, *sent_back], key=lambda one: one[0])
    judged.warnings = [warning for warning in judged.warnings if warning.row not in problems]


def _as_delivered(record_type: RecordType, row: Mapping[str, object], hidden: frozenset[str]) -> dict[str, str]:
    """The row for whoever has to put it right: values under the columns' names, without people."""
    told = (column for column in record_type.columns if not column.holds_people and column.id not in hidden)
    shown = (column for column in told if row.get(column.id) is not None)
    return {column.name: mask_personal(str(row[column.id]))[:2000] for column in shown}
