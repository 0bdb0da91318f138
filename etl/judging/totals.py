"""Whether the total rows say what the rows they stand for add up to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from etl.errors import HINT, WARNING, Problem
from etl.files.cells import text_of
from etl.judging.cells import Surroundings, reader_of
from etl.judging.judge import Delivered, as_written
from etl.normalise.reading import Reading

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
        read, sums = _total_reader(part, around), _Sums(totals, values, row_numbers)
        for number, cells in totals:
            stated = _stated(cells, index, read)
            if stated is None:
                continue
            compared += 1
            if not sums.fits(number, stated):
                warnings.append(_differs(number, part, cells[index], stated, sums.likely(number, cells)))
    if compared and not warnings:
        rows = "、".join(str(number) for number, _ in totals[:6]) + ("……" if len(totals) > 6 else "")
        return [Problem(None, "", "", "B035", HINT, f"已识别合计行（第{rows}行），与明细相加一致")]
    return warnings


def _total_reader(part: Delivered, around: Surroundings) -> Callable[[object], Reading]:
    """Reads what stands in a total row, in the column's unit; a total may be larger than any row may be."""
    return reader_of(part.column.model_copy(update={"maximum": None}), part.unit, around)


def _stated(cells: Sequence[object], index: int, read: Callable[[object], Reading]) -> Decimal | None:
    """The number of the total row; None when there is none, and for totals of former periods."""
    if index >= len(cells) or cells[index] is None or any("累计" in text_of(cell) for cell in cells[:2]):
        return None
    value = read(cells[index]).value
    return None if value is None else Decimal(value)


class _Sums:
    """What the totals of one column may stand for, added up once: a file may hold as many totals as rows."""

    def __init__(self, totals: Sequence[Total], values: Sequence[object], row_numbers: Sequence[int]) -> None:
        so_far = list(accumulate((Decimal(value or 0) for value in values), initial=Decimal(0)))
        numbers = [number for number, _ in totals]
        above = [so_far[bisect_left(row_numbers, number)] for number in numbers]
        self.all = so_far[-1]
        self.is_single = len(numbers) == 1
        self.is_amid = bool(row_numbers) and row_numbers[0] < numbers[0] < row_numbers[-1]
        self.above = dict(zip(numbers, above, strict=True))
        self.since = {n: b - a for n, (a, b) in zip(numbers, pairwise([Decimal(0), *above]), strict=True)}
        self.below = {n: b - a for n, (a, b) in zip(numbers, pairwise([*above, self.all]), strict=True)}
        self.first = {Decimal(0): 0}
        """Each of the sums above → the number of the first total that has it."""
        for number, total in self.above.items():
            self.first.setdefault(total, number)

    def fits(self, number: int, stated: Decimal) -> bool:
        """Whether it is the sum of all rows, of those since any total before it, or of those up to the next."""
        if self.is_single:
            return stated == self.all or (self.is_amid and stated == self.above[number])
        is_since = self.first.get(self.above[number] - stated, number) < number
        return is_since or stated in (self.all, self.below[number])

    def likely(self, number: int, cells: Sequence[object]) -> Decimal:
        """The sum the clerk most likely meant: 小计 the rows since the last one, 合计 all of them."""
        if self.is_single:
            return self.above[number] if self.is_amid else self.all
        return self.since[number] if any("小计" in text_of(cell) for cell in cells[:2]) else self.all


def _differs(number: int, part: Delivered, cell: object, stated: Decimal, total: Decimal) -> Problem:
    written, added, apart = map(_plain, (stated, total, abs(stated - total)))
    said = f"合计{written}与明细之和{added}不一致（相差{apart}），以明细为准，请核对"
    return Problem(number, part.heading, as_written(cell), "B036", WARNING, said)


def _plain(number: Decimal) -> str:
    """The number without the zeros that only our scale adds."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
