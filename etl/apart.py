"""Numbers that a sender with a scope and somebody outside both use: the sender's record is kept under a number of its
own, and nothing is said, so that nobody learns from a refusal which numbers others have given.

The number gets the sender's scope behind it, between marks nobody may write. Whoever sees the scope alone is shown the
number as it was sent (indicators/scope_numbers.py); those who see more see which records bear the same one. Records
that have names are not among them: others name them in their rows, and two of a name would make these wait
(etl/taken.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from etl.validate import Validated

OPENS, CLOSES = "⟪", "⟫"
NUMBERED = {
    "activities": "activity_id", "funding": "funding_id", "volunteer_hours": "record_id", "points": "entry_id",
    "trainings": "training_id", "demands": "demand_id", "facilities": "facility_id", "honours": "honour_id",
    "improvements": "improvement_id",
}  # fmt: skip
"""Records without names that others name theirs by, and the column of their number."""
_MARKED = re.compile(f"{OPENS}[^{CLOSES}]*{CLOSES}")


def mark(bound: str) -> str:
    """What stands behind a number that is kept apart for the sender of that area or hub."""
    return f"{OPENS}{bound}{CLOSES}"


def is_marked(number: str) -> bool:
    """Whether a sender wrote one of the marks."""
    return OPENS in number or CLOSES in number


def without_marks(words: str) -> str:
    """Words about records as their sender numbered them."""
    return _MARKED.sub("", words)


def renumber(judged: Validated, columns: Mapping[str, Mapping[str, str]]) -> None:
    """Put other numbers into columns of the accepted rows; a table in a file is written anew either way."""
    if not judged.file:
        judged.rows = [_renumbered(row, columns) for row in judged.rows]
        return
    table = pq.read_table(judged.file)
    for name, numbers in columns.items():
        place, column = table.schema.get_field_index(name), table.column(name)
        fresh = pa.array([numbers.get(value, value) for value in column.to_pylist()], column.type)
        table = table.set_column(place, name, fresh)
    judged.file = judged.file.with_name(f"apart-{judged.file.name}")
    pq.write_table(table, judged.file, compression="zstd")


def _renumbered(row: dict, columns: Mapping[str, Mapping[str, str]]) -> dict:
    return row | {name: numbers[row[name]] for name, numbers in columns.items() if row.get(name) in numbers}
