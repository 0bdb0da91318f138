"""Whether a total row says what the rows above it add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from etl.errors import WARNING, Problem
from etl.judging.cells import Surroundings, reader_of
from etl.judging.judge import Delivered, as_written

_ADDED = frozenset({"integer", "decimal", "money"})


def compare_totals(
    totals: Sequence[tuple[int, list[object]]],
    places: Mapping[int, Delivered],
    columns: Mapping[str, Sequence[object]],
    around: Surroundings,
) -> list[Problem]:
    """A warning for every column of the one total row that differs from the sum of the rows as written.

    `places` tells the column at each index, `columns` the values read, None where a cell was empty or unreadable.
    """
    if len(totals) != 1:
        return []
    number, cells = totals[0]
    warnings = []
    for index, part in places.items():
        if part.column.kind not in _ADDED or index >= len(cells) or cells[index] is None:
            continue
        stated = reader_of(part.column.model_copy(update={"maximum": None}), part.unit, around)(cells[index]).value
        values = columns[part.column.id]
        unread = any(v is None and cell is not None for v, cell in zip(values, part.values, strict=True))
        if stated is None or unread:
            continue
        stated, total = Decimal(stated), sum((Decimal(value) for value in values if value is not None), Decimal(0))
        if stated != total:
            said = f"合计{stated:,f}与明细之和{total:,f}不一致（相差{abs(stated - total):,f}），以明细为准，请核对"
            warnings.append(Problem(number, part.heading, as_written(cells[index]), "B036", WARNING, said))
    return warnings
