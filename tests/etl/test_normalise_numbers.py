"""Each way people write an amount or hours → what we keep, or the rule it breaks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalise.numbers import decimals, read_hours, read_number, whole
from tests.etl.values import ANYTHING, FIRST_OF_JUNE, rule_of

MONEY = {"元": Fraction(1), "千元": Fraction(1000), "万元": Fraction(10_000), "亿元": Fraction(10**8)}


HOURS = {"小时": Fraction(1), "h": Fraction(1), "分钟": Fraction(1, 60)}


@pytest.mark.parametrize(
    ("written", "unit", "yuan", "rule"),
    [
        ("￥1,000.50", None, "1000.5", None),
        ("¥ 1,000.50", None, "1000.5", None),
        ("1,000.50元", None, "1000.5", None),
        ("人民币500元整", None, "500", None),
        ("１０００．５", None, "1000.5", None),
        ("1，000", None, "1000", None),
        ("20万", None, "200000", None),
        ("1.5亿", None, "150000000", None),
        ("20万元", None, "200000", None),
        ("20", "万元", "200000", None),
        (0.1, "万元", "1000", None),
        (0.1 + 0.2, None, "0.3", None),
        (Decimal("12.34"), None, "12.34", None),
        ("20万元", "万元", "200000", None),
        ("500元", "万元", "500", None),
        ("'500", None, "500", None),
        ("(500.00)", None, "-500", None),
        ("（500.00）", None, "-500", None),
        ("500-", None, "-500", None),
        ("−500", None, "-500", None),
        ("—", None, None, None),
        ("无", None, None, None),
        ("20万", "万元", None, "B071"),
        ("约20万", None, None, "B072"),
        ("20-30万", None, None, "B072"),
        ("20余万", None, None, "B072"),
        ("壹拾万元整", None, None, "B073"),
        ("1.000,50", None, None, "B081"),
        ("1,0000", None, None, "B081"),
        ("1e5", None, None, "B081"),
        ("1_000", None, None, "B081"),
        ("NaN", None, None, "B081"),
        (float("inf"), None, None, "B081"),
        ("²", None, None, "B081"),
        ("50%", None, None, "B081"),
        ("$500", None, None, "B083"),
        ("500港币", None, None, "B083"),
        (FIRST_OF_JUNE, None, None, "V002"),
        (True, None, None, "V002"),
    ],
)
def test_amounts(written, unit, yuan, rule):
    reading = read_number(written, MONEY, unit)
    assert (reading.value, rule_of(reading)) == (None if yuan is None else Fraction(yuan), rule)


@pytest.mark.parametrize(
    ("written", "unit", "hours", "rule"),
    [
        ("2小时30分", None, "2.5", None),
        ("2小时30分钟", None, "2.5", None),
        ("2时30分", None, "2.5", None),
        ("2h30m", None, "2.5", None),
        ("2:30", None, "2.5", None),
        ("２：３０", None, "2.5", None),
        ("2.5h", None, "2.5", None),
        ("2.5", None, "2.5", None),
        ("150分钟", None, "2.5", None),
        (150, "分钟", "2.5", None),
        ("2小时半", None, "2.5", None),
        ("半小时", None, "0.5", None),
        (time(2, 30), None, "2.5", None),
        (timedelta(hours=26), None, "26", None),
        (0.104166, None, "2.5", "B085"),
        (0.5, None, "0.5", None),
        (-2, None, "-2", None),
        ("半天", None, None, "B086"),
        ("一天", None, None, "B086"),
        ("很久", None, None, "B081"),
        (datetime(2016, 6, 1), None, None, "V002"),
    ],
)
def test_hours(written, unit, hours, rule):
    reading = read_hours(written, HOURS, unit)
    assert (reading.value, rule_of(reading)) == (None if hours is None else Fraction(hours), rule)


@given(ANYTHING, st.sampled_from([None, "万元"]))
def test_reading_a_number_never_raises_and_is_idempotent(written, unit):
    reading = read_number(written, MONEY, unit)
    if reading.value is not None:
        kept = decimals(reading.value, 2, warns=False).value
        assert read_number(kept, MONEY).value == Fraction(kept)
    read_hours(written, HOURS)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_an_amount_with_separators_is_the_same_amount(amount):
    assert read_number(f"￥{amount:,f}", MONEY).value == Fraction(amount)


def test_rounding_is_half_up_and_said_aloud():
    assert decimals(Fraction("1.005"), 2, warns=True).value == Decimal("1.01")
    assert decimals(Fraction("-1.005"), 2, warns=True).value == Decimal("-1.01")
    assert rule_of(decimals(Fraction("1.005"), 2, warns=True)) == "B080"
    assert rule_of(whole(Fraction(5, 2), was_converted=False)) == "B129"
    assert whole(Fraction(5, 2), was_converted=True).value == 3
