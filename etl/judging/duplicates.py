"""Rows of one file with the same key: equal ones count once, different ones nobody can choose between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.record import RecordType


@dataclass
class Doubles:
    """Positions of rows: `repeated` → the row they repeat; `clashing` → a row with the same key and other content."""

    repeated: dict[int, int] = field(default_factory=dict)
    clashing: dict[int, int] = field(default_factory=dict)


def find_doubles(record_type: RecordType, rows: Sequence[dict[str, object]]) -> Doubles:
    """Compare the rows that share a key, every column of them."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        key = record_type.key_of(row)
        if key is not None:
            groups[key].append(position)
    doubles = Doubles()
    for positions in groups.values():
        first, *others = positions
        if others and all(rows[other] == rows[first] for other in others):
            doubles.repeated.update(dict.fromkeys(others, first))
        elif others:
            doubles.clashing.update(dict.fromkeys(others, first))
            doubles.clashing[first] = others[0]
    return doubles


def key_in_words(record_type: RecordType, row: dict[str, object]) -> str:
    """“活动编号A-1”, for messages; personal columns are named without their value."""
    columns = [record_type.column(column_id) for column_id in record_type.key_columns(row) or []]
    return "、".join(f"{c.name}{'' if c.is_personal else row[c.id] or '（空）'}" for c in columns)
