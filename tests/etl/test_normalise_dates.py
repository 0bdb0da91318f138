"""Each way people write a day, a year, a time or a period → what we keep, or the rule it breaks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalise.dates import read_clock, read_date, read_period, read_year
from tests.etl.values import ANYTHING, FIRST_OF_JUNE, rule_of


@pytest.mark.parametrize(
    "written",
    ["2016-6-1", "2016/6/1", "2016.6.1", "2016年6月1日", "2016年6月1号", "20160601", "二〇一六年六月一日",
     "二零一六年六月一日",
     "２０１６－０６－０１", "２０１６年６月１日", " 2016-06-01 ", "2016-06-01 00:00:00", "2016/6/1 9:30",
     "2016年6月1日（星期三）",
     "2016-06-01 周三", "2016-06-01T08:00:00+08:00", "2016\u200b-06-01", 20160601, 20160601.0, FIRST_OF_JUNE,
     datetime(2016, 6, 1, 9, 30), "2016年 6月 1日"],
)  # fmt: skip
def test_a_day_is_understood_without_a_remark(written):
    assert read_date(written) == (FIRST_OF_JUNE, ())


@pytest.mark.parametrize(
    ("written", "day", "rule"),
    [
        (42522, FIRST_OF_JUNE, "B056"),
        (42522.4, FIRST_OF_JUNE, "B056"),
        ("42522", FIRST_OF_JUNE, "B056"),
        ("2016年6月", FIRST_OF_JUNE, "B054"),
        ("2016.06", FIRST_OF_JUNE, "B054"),
        ("201606", FIRST_OF_JUNE, "B054"),
        ("16-6-1", FIRST_OF_JUNE, "B058"),
        ("13/06/2016", date(2016, 6, 13), None),
        ("06/13/2016", date(2016, 6, 13), None),
        ("2016-06-01 23:30:00+00:00", date(2016, 6, 2), None),
        ("2016-06-01T23:30Z", date(2016, 6, 2), None),
        (datetime(2016, 6, 1, 23, 30, tzinfo=UTC), date(2016, 6, 2), None),
        ("二〇二一年十二月二十一日", date(2021, 12, 21), None),
        ("", None, None),
        ("—", None, None),
        ("2016年", None, "B055"),
        ("2016", None, "B055"),
        ("上半年", None, "B055"),
        ("每周三", None, "B055"),
        ("2016-06-01至2016-06-03", None, "B055"),
        ("2016-02-30", None, "B060"),
        ("2016年6月31日", None, "B060"),
        ("2016-13-01", None, "B060"),
        ("01/06/2016", None, "B061"),
        ("16年六月初一", None, "B062"),
        ("农历2016年六月一日", None, "B062"),
        (True, None, "B055"),
        (0.5, None, "B055"),
        (float("nan"), None, "B055"),
    ],
)
def test_days_with_a_remark_or_refused(written, day, rule):
    reading = read_date(written, accepts_month=True, accepts_short_year=True)
    assert (reading.value, rule_of(reading)) == (day, rule)


def test_a_month_or_a_short_year_is_refused_where_the_day_matters():
    assert [rule_of(read_date(written)) for written in ("2016年6月", "16-6-1")] == ["B054", "B058"]
    assert read_date("2016年6月").is_refused


def test_an_open_end_is_empty_only_where_ends_may_be_open():
    assert read_date("长期", open_end=True) == (None, ())
    assert rule_of(read_date("长期")) == "B055"


@pytest.mark.parametrize(
    "written",
    ["2020-01-01 至 2024-12-31", "2020年1月1日-2024年12月31日", "自2020年1月1日至2024年12月31日止",
     "2020.1.1—2024.12.31", "20200101-20241231"],
)  # fmt: skip
def test_a_period_means_its_last_day_only_where_a_period_ends(written):
    assert read_date(written, ends_period=True) == (date(2024, 12, 31), ())
    assert read_date(written).value is None
    assert read_date("2024年", ends_period=True).value is None


@given(ANYTHING)
def test_reading_a_day_never_raises_and_is_idempotent(written):
    reading = read_date(written, accepts_month=True, accepts_short_year=True)
    assert reading.value is None or read_date(reading.value) == (reading.value, ())


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["{0:%Y}-{0.month}-{0.day}", "{0:%Y}年{0.month}月{0.day}日", "{0:%Y}.{0.month}.{0.day}"]),
)
def test_every_day_of_the_calendar_is_read_back(day, form):
    assert read_date(form.format(day)).value == day


@pytest.mark.parametrize(
    ("written", "year", "rule"),
    [("2016", 2016, None), ("2016年", 2016, None), ("2016年度", 2016, None), (2016, 2016, None), (2016.0, 2016, None),
     ("二〇一六年", 2016, None), ("二〇二四", 2024, None), ("一九九八年度", 1998, None),
     ("２０１６", 2016, None), (FIRST_OF_JUNE, 2016, None), ("2016-12-31", 2016, None),
     ("2016年末", 2016, None), ("16", None, "B055"), ("今年", None, "B055"), ("/", None, None)],
)  # fmt: skip
def test_years(written, year, rule):
    reading = read_year(written)
    assert (reading.value, rule_of(reading)) == (year, rule)


@pytest.mark.parametrize(
    ("written", "clock", "rule"),
    [("9:00", "09:00", None), ("09:00:00", "09:00", None), ("下午2:30", "14:30", None), ("9点30分", "09:30", None),
     (time(9, 5), "09:05", None), (0.375, "09:00", None), (timedelta(hours=9), "09:00", None),
     (datetime(2016, 6, 1, 9, 5), "09:05", None), ("2016-06-01 09:30", "09:30", None), ("25:00", None, "V006"),
     ("早上", None, "V006"), ("", None, None)],
)  # fmt: skip
def test_times_of_day(written, clock, rule):
    reading = read_clock(written)
    assert (reading.value, rule_of(reading)) == (clock, rule)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2016-01-01 至 2016-06-30", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年1月1日-2016年6月30日", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年1月1日—6月30日", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年1月至6月", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年上半年", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年第四季度", date(2016, 10, 1), date(2016, 12, 31)),
        ("2016年2月", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016年度", date(2016, 1, 1), date(2016, 12, 31)),
        ("2011—2025年", date(2011, 1, 1), date(2025, 12, 31)),
        ("20160101-20160630", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016-06-30 至 2016-01-01", None, None),
        ("去年", None, None),
    ],
)
def test_periods_of_titles(written, first, last):
    assert read_period(written) == (first, last)


@given(st.text("0123456789年月日至-—~上半季度一第 .", max_size=24))
def test_reading_a_period_never_raises(written):
    first, last = read_period(written)
    assert (first is None) == (last is None) and (first is None or first <= last)
