"""Columns that could repeat a volunteer's number: nothing is shown there; where nothing repeats nothing is asked."""

from __future__ import annotations

from indicators.cache import Cache
from indicators.warehouse import Snapshot
from records.catalog import Column, RecordType

_known = Cache(limit=500)


def shown(taken: Snapshot, record_type: RecordType, column: Column) -> str:
    """The SQL of a column for conditions and order; the column alone where no row of this build repeats a number."""
    if not column.repeats:
        return column.expression
    key = (str(taken.path), taken.build, record_type.id, column.id)
    repeats = _known.get(key)
    if repeats is None:
        asked = f'SELECT EXISTS (SELECT 1 FROM "{record_type.id}" AS record WHERE {column.repeats})'
        repeats = taken.cursor.execute(asked).fetchall()[0][0]
        _known.put(key, repeats)
    return column.expression if repeats else column.plain
