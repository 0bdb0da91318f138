"""A small file cannot make judging last: rows, totals and merged cells are looked up, never held each against all."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from etl.files.layout import lay_out
from etl.files.table import Grid, ReadOptions
from etl.judging.cells import Surroundings
from etl.judging.judge import Delivered
from etl.judging.services import DECISIONS, Candidate, Verdict
from etl.judging.totals import compare_totals
from etl.normalise.areas import area_book
from etl.record import record_types

AROUND = Surroundings(date(2026, 1, 15), area_book(), None)
KINDS = {"double_entries": ("record_id", "served_on"), "double_bookings": ("entry_id", "happened_on")}


class Told(str):
    """A text that counts how often it is compared."""

    __slots__ = ()
    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other):
        Told.compared += 1
        return str.__eq__(self, other)


class Read(list):
    """A column that counts how often one of its cells is read."""

    read = 0

    def __iter__(self):
        for value in super().__iter__():
            Read.read += 1
            yield value


def rows_of(decision: str, said: list[object]) -> list[Candidate]:
    """Rows of one volunteer, activity and day; what each is for, or when it was, is what `said` says."""
    number, day = KINDS[decision]
    same = {"volunteer_id": "V", "activity_id": "A", day: date(2024, 5, 2), "kind": "获得", "hours": Decimal(1)}
    rows = [
        same | {number: f"L{n}", "points": None, "item": one, "started_at": one, "ended_at": one and "23:59"}
        for n, one in enumerate(said)
    ]
    return [Candidate(n, n + 2, row) for n, row in enumerate(rows)]


@pytest.mark.parametrize("decision", KINDS)
def test_a_row_is_looked_up_among_the_others_of_its_activity(decision):
    clocks = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(1200)]
    rows = rows_of(decision, list(map(Told, clocks)))
    Told.compared = 0
    assert list(DECISIONS[decision](rows)) == []
    assert Told.compared < 10 * len(rows)


@pytest.mark.parametrize("decision", KINDS)
def test_what_becomes_of_a_row_is_what_comparing_it_with_each_other_row_says(decision):
    chance = Random(20260703)
    for _ in range(300):
        said = [chance.choice([None, "08:00", "09:00", "10:00"]) for _ in range(chance.randint(1, 7))]
        rows = rows_of(decision, said)
        for _, _, row in rows:
            row["hours"] = Decimal(chance.randint(1, 2))
        assert list(DECISIONS[decision](rows)) == list(one_by_one(rows, KINDS[decision][0]))


def one_by_one(rows: list[Candidate], number: str):
    """The rule itself: rows alike but for their number count once, of others those stand that both say something."""
    distinct: list[Candidate] = []
    for one in rows:
        twin = next((other for other in distinct if other.row | {number: ""} == one.row | {number: ""}), None)
        if twin:
            yield Verdict(one.position, {"other": twin.number}, is_repetition=True)
        else:
            distinct.append(one)
    for one in distinct:
        said = [{one.row["item"], other.row["item"]} for other in distinct]
        rivals = [o for o, s in zip(distinct, said, strict=True) if o is not one and (None in s or len(s) == 1)]
        if rivals:
            both = f"{one.row['hours']}/{rivals[0].row['hours']}"
            yield Verdict(one.position, {"other": rivals[0].number, "both": both})


def totals_said(totals: dict[int, int], values: dict[int, int]) -> dict[int, str]:
    """What is said of the total rows, by their row number; Read counts the cells read."""
    part = Delivered(record_types()["activities"].column("visits"), "服务人次", Read(values.values()))
    said = compare_totals(
        [(row, ["合计", total]) for row, total in totals.items()], {1: part},
        {part.column.id: Read(values.values())}, AROUND, list(values),
    )  # fmt: skip
    return {problem.row: problem.message for problem in said if problem.rule == "B036"}


def test_a_total_is_looked_up_among_sums_made_once():
    rows = {number: 1 for number in range(2, 1202, 2)}
    Read.read = 0
    assert len(totals_said({number + 1: 5000 + number for number in rows}, rows)) == len(rows)
    assert Read.read < 10 * len(rows)


def test_a_total_stands_for_the_rows_it_may_stand_for():
    chance = Random(20260704)
    for _ in range(300):
        kinds = [chance.choice("行行计") for _ in range(chance.randint(2, 8))]
        values = {n: chance.randint(0, 3) for n, kind in enumerate(kinds, 2) if kind == "行"}
        totals = {n: chance.randint(0, 6) for n, kind in enumerate(kinds, 2) if kind == "计"}
        if totals and values:
            fitting = {row for row, total in totals.items() if total in possible_sums(row, list(totals), values)}
            assert set(totals_said(totals, values)) == set(totals) - fitting


def possible_sums(row: int, totals: list[int], values: dict[int, int]) -> set[int]:
    """The rule itself: all rows, those since any total before it, those up to the next; of a lone one all or above."""

    def between(low: int, high: int) -> int:
        return sum(value for at, value in values.items() if low < at < high)

    if len(totals) == 1:
        is_amid = min(values) < row < max(values)
        return {between(0, 999), between(0, row) if is_amid else between(0, 999)}
    after = min([at for at in totals if at > row], default=999)
    return {between(0, 999), between(row, after), *(between(at, row) for at in [0, *totals] if at < row)}


def laid_out(merged: list[tuple[int, int, int, int]], rows: int = 6):
    cells = [["活动编号", "活动名称", "活动日期"], *([f"HD-{n}", "读书会", "2024-05-02"] for n in range(rows))]
    return lay_out("表.xlsx", Grid("表", cells, merged), ReadOptions(), lambda texts: len(texts))


def test_cells_merged_twice_are_sent_back_in_words():
    assert laid_out([(1, 0, 3, 0), (4, 0, 6, 0), (1, 1, 3, 1)]).fault is None
    assert laid_out([(1, 0, 3, 0), (1, 0, 3, 0)]).fault is None
    table = laid_out([(1, 0, 3, 0), *((2, 0, last, 0) for last in range(3, 7))])
    assert "第3行的合并单元格" in table.fault.message and table.fault.rule == "B034"
    assert table.merged_ranges == [(2, 4, 0)]


def test_cells_merged_far_below_the_rows_end_with_the_rows():
    assert laid_out([(5, 0, 1_048_575, 0)]).merged_ranges == [(6, 7, 0)]
