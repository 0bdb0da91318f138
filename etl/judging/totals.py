"""Whether the total rows say what the rows they stand for add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from etl.errors import HINT, WARNING, Problem
from etl.files.cells import text_of
from etl.judging.cells import Surroundings, reader_of
from etl.judging.judge import Delivered, as_written

_ADDED = frozenset({"integer", "decimal", "money"})
Total = tuple[int, list[object]]


def compare_totals(
    totals: Sequence[Total],
    places: Mapping[int, Delivered],
    columns: Mapping[str, Sequence[object]],
    around: Surroundings,
    row_numbers: Sequence[int] = (),
) -> list[Problem]:
    """A warning for every cell of a total row that differs from the sum of its rows as written; a hint if none does.

    `places` tells the column at each index, `columns` the values read, None where a cell was empty or unreadable.
    A single one amid the rows stands for those above it or for all. Of several total rows each stands for the rows
    since the one before it or for all rows so far (one above the rows: for all), whichever fits; for telling which
    rows those are, `row_numbers` of the values are needed.
    """
    if not totals or (len(totals) > 1 and not row_numbers):
        return []
    warnings, compared = [], 0
    for index, part in places.items():
        if part.column.kind not in _ADDED:
            continue
        values = columns[part.column.id]
        if any(v is None and cell is not None for v, cell in zip(values, part.values, strict=True)):
            continue
        for number, cells in totals:
            stated = _stated(cells, index, part, around)
            if stated is None:
                continue
            compared += 1
            sums = _possible_sums(number, totals, values, row_numbers)
            if stated not in sums:
                warnings.append(_differs(number, part, cells[index], stated, _likely(cells, sums)))
    if compared and not warnings:
        rows = "、".join(str(number) for number, _ in totals[:6]) + ("……" if len(totals) > 6 else "")
        return [Problem(None, "", "", "B035", HINT, f"已识别合计行（第{rows}行），与明细相加一致")]
    return warnings


def _stated(cells: Sequence[object], index: int, part: Delivered, around: Surroundings) -> Decimal | None:
    """The number of the total row, in the column's unit; None when there is none, and for totals of former periods."""
    if index >= len(cells) or cells[index] is None or any("累计" in text_of(cell) for cell in cells[:2]):
        return None
    read = reader_of(part.column.model_copy(update={"maximum": None}), part.unit, around)
    value = read(cells[index]).value
    return None if value is None else Decimal(value)


def _possible_sums(
    number: int, totals: Sequence[Total], values: Sequence[object], row_numbers: Sequence[int]
) -> list[Decimal]:
    """What the total may stand for: all rows, those since the total before it, those so far, those up to the next."""
    if len(totals) == 1:
        above = [value for value, at in zip(values, row_numbers, strict=False) if at < number]
        return [_sum(above), _sum(values)] if above and row_numbers[-1] > number else [_sum(values)]
    numbers = [0, *(at for at, _ in totals), max([*row_numbers, *(at for at, _ in totals)]) + 1]
    before = max(at for at in numbers if at < number)
    after = min(at for at in numbers if at > number)

    def between(low: int, high: int) -> Decimal:
        return _sum([v for v, at in zip(values, row_numbers, strict=True) if low < at < high])

    since = [between(before, number)]
    since += [between(low, number) for low, _ in pairwise(numbers) if low < before]
    return [*since, _sum(values), between(number, after)]


def _likely(cells: Sequence[object], sums: Sequence[Decimal]) -> Decimal:
    """The sum the clerk most likely meant: 小计 the rows since the last one, 合计 all of them."""
    is_part = any("小计" in text_of(cell) for cell in cells[:2])
    return sums[0] if is_part or len(sums) < 3 else sums[-2]


def _sum(values: Sequence[object]) -> Decimal:
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))


def _differs(number: int, part: Delivered, cell: object, stated: Decimal, total: Decimal) -> Problem:
    written, added, apart = map(_plain, (stated, total, abs(stated - total)))
    said = f"合计{written}与明细之和{added}不一致（相差{apart}），以明细为准，请核对"
    return Problem(number, part.heading, as_written(cell), "B036", WARNING, said)


def _plain(number: Decimal) -> str:
    """The number without the zeros that only our scale adds."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
