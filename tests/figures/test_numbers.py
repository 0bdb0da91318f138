"""How numbers are written: one table per way of writing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numbers import MINUS, compact, exact, is_shortened, percent, signed

NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.decimals(-(10**12), 10**12, allow_nan=False, places=3),
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, 0, "—"),
        (0, 0, "0"),
        (1234, 0, "1,234"),
        (9999, 0, "9,999"),
        (10000, 0, "1万"),
        (12345, 0, "1.2万"),
        (99_994_999, 0, "9,999.5万"),
        (99_999_999, 0, "1亿"),
        (350_000_000, 0, "3.5亿"),
        (-1234.5, 1, "−1,234.5"),
        (-25_000, 0, "−2.5万"),
        (11.84, 1, "11.8"),
        (0.25, 1, "0.3"),
        (-0.04, 1, "0.0"),
        (Decimal("17766.828"), 3, "1.8万"),
    ],
)
def test_compact(value, decimals, text):
    assert compact(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(None, 2, "—"), (1234567.891, 2, "1,234,567.89"), (-3, 0, "−3"), (2.675, 2, "2.68")],
)
def test_exact(value, decimals, text):
    assert exact(value, decimals) == text


@pytest.mark.parametrize(("value", "text"), [(0.9, "+0.9"), (-0.9, "−0.9"), (0.04, "0.0"), (None, "—")])
def test_signed(value, text):
    assert signed(value, 1) == text


@pytest.mark.parametrize(("share", "text"), [(0.4286, "42.9%"), (1, "100.0%"), (None, "—")])
def test_percent(share, text):
    assert percent(share) == text


@given(NUMBERS, st.integers(0, 3))
def test_every_number_can_be_written_and_keeps_its_sign(value, decimals):
    for text in (exact(value, decimals), compact(value, decimals)):
        assert "-" not in text and "e" not in text.lower()
        assert not text.startswith(MINUS) or value < 0


@given(st.integers(0, 9999))
def test_small_numbers_are_never_shortened(value):
    assert not is_shortened(value)
    assert compact(value).replace(",", "") == str(value)
