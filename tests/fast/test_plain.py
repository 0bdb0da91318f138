"""What the patterns of plain cells let through is read as itself, without a remark, and holds no personal number."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from etl.fast.plain import CODE, plain_rule
from etl.judging.cells import Surroundings, reader_of
from etl.normalise.areas import area_book
from etl.normalise.personal import has_personal
from etl.record import record_types

AROUND = Surroundings(date(2026, 11, 1), area_book())
HOURS = record_types()["volunteer_hours"]
TEXTS = st.text(st.sampled_from("甲乙丙活动年月日计示例ABXx019-－（）()，：·_ #'"), min_size=1, max_size=40)
NUMBERS = st.text(st.sampled_from("0123456789.-,"), min_size=1, max_size=14)
DIGITS = st.text(st.sampled_from("0123456789Xx-"), min_size=9, max_size=20)


def held_to(column, cell):
    """The rule's promise for one cell, if it lets the cell through at all."""
    rule = plain_rule(column, None)
    cells = pa.array([cell], pa.string())
    assume(rule.matches(cells)[0].as_py())
    reading = reader_of(column, None, AROUND)(cell)
    assert not reading.findings
    assert rule.read(cells)[0].as_py() == reading.value
    assert not has_personal(cell)


@pytest.mark.parametrize("column_id", ["record_id", "volunteer_id", "org_id"])
@given(cell=st.one_of(st.from_regex(CODE, fullmatch=True), DIGITS, TEXTS))
def test_codes(column_id, cell):
    held_to(HOURS.column(column_id), cell)


@given(cell=st.one_of(TEXTS, DIGITS, st.text(min_size=5, max_size=20)))
def test_texts(cell):
    held_to(record_types()["activities"].column("name"), cell)


@pytest.mark.parametrize(
    ("type_id", "column_id"),
    [("volunteer_hours", "hours"), ("volunteer_hours", "points"), ("activities", "visits"), ("activities", "spend")],
)
@given(cell=st.one_of(NUMBERS, st.decimals(0, 10**9, places=2).map(str), st.integers(0, 10**10).map(str)))
def test_numbers(type_id, column_id, cell):
    held_to(record_types()[type_id].column(column_id), cell)


def test_limits_hold_for_plain_numbers():
    column = HOURS.column("points")
    found = plain_rule(column, None).matches(pa.array(["0", "100000000", "100000001", "1.5", "1.2345"]))
    assert found.to_pylist() == [True, True, False, True, False]
    assert plain_rule(column, None).read(pa.array(["1.5"]))[0].as_py() == Decimal("1.500")
