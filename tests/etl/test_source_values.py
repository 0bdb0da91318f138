"""Foreign cells: dates, numbers and lists in the forms a source declares."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.source_rules import NumberRule
from etl.source_values import UnreadableError, as_text, date_pattern, read_date, read_list, read_number, rounded


@pytest.mark.parametrize(("written", "form", "expected"), [
    ("2019-03-01", "iso", date(2019, 3, 1)),
    ("2019-03-01T00:00:00+00:00", "iso", date(2019, 3, 1)),
    ("2019-03-01T23:30:00Z", "iso", date(2019, 3, 1)),
    ("2019-03-01 23:30:00.000", "iso", date(2019, 3, 1)),
    ("01/03/2019", "DD/MM/YYYY", date(2019, 3, 1)),
    ("1/3/2019", "DD/MM/YYYY", date(2019, 3, 1)),
    ("03/01/2019", "MM/DD/YYYY", date(2019, 3, 1)),
    ("01/03/2019 00:00", "%d/%m/%Y %H:%M", date(2019, 3, 1)),
    ("1 March 2019", "D MMMM YYYY", date(2019, 3, 1)),
    ("1st March 2019", "D MMM YYYY", date(2019, 3, 1)),
    ("01-Mar-19", "DD-MMM-YY", date(2019, 3, 1)),
    ("03-Sept-1998", "DD-MMM-YYYY", date(1998, 9, 3)),
    ("March 1, 2019", "%B %d, %Y", date(2019, 3, 1)),
    ("20190301", "YYYYMMDD", date(2019, 3, 1)),
    ("199807", "YYYYMM", date(1998, 7, 1)),
    ("Mar-19", "MMM-YY", date(2019, 3, 1)),
    ("2019", "YYYY", date(2019, 1, 1)),
    ("43525", "serial", date(2019, 3, 1)),
    (43525.0, "serial", date(2019, 3, 1)),
    ("０１／０３／２０１９", "DD/MM/YYYY", date(2019, 3, 1)),
    (datetime(2019, 3, 1, 9, 30), "DD/MM/YYYY", date(2019, 3, 1)),
])
def test_dates_are_read_in_the_declared_form(written, form, expected):
    assert read_date(written, [form]).day == expected


@pytest.mark.parametrize(("written", "forms", "reason"), [
    ("Spring 2019", ["iso", "DD/MM/YYYY"], "不是声明的日期写法"),
    ("31/02/2019", ["DD/MM/YYYY"], "日历上没有这一天"),
    ("1 Marsh 2019", ["D MMM YYYY"], "不是英文月份"),
    ("60", ["serial"], "不像 Excel 日期序号"),
    ("2019-03-01", ["DD/MM/YYYY"], "不是声明的日期写法"),
])
def test_other_dates_are_refused_with_the_reason(written, forms, reason):
    with pytest.raises(UnreadableError, match=reason):
        read_date(written, forms)


def test_a_month_alone_says_so_and_can_mean_its_last_day():
    assert read_date("Feb-20", ["MMM-YY"]).precision == "月"
    assert read_date("Feb-20", ["MMM-YY"], "last").day == date(2020, 2, 29)
    assert read_date("2020", ["YYYY"], "last").day == date(2020, 12, 31)


@pytest.mark.parametrize("form", ["DD/MM", "hello", "DD/DD/YYYY", "%Q"])
def test_a_senseless_form_is_refused_when_the_source_is_read(form):
    with pytest.raises(ValueError, match="看不懂日期写法"):
        date_pattern(form)


@pytest.mark.parametrize(("written", "rule", "expected"), [
    ("1,200.50", {}, "1200.5"),
    ("1 200.50", {}, "1200.5"),
    ("1.200,50", {"decimal": ","}, "1200.5"),
    ("1.200.000", {"decimal": ","}, "1200000"),
    ("£1,200.50", {"currency": "GBP"}, "1200.5"),
    ("GBP 1200", {"currency": "GBP"}, "1200"),
    ("1200 €", {"currency": "EUR", "decimal": ","}, "1200"),
    ("US$1,000", {"currency": "USD"}, "1000"),
    ("(500.00)", {}, "-500"),
    ("-£500", {"currency": "GBP"}, "-500"),
    ("−12", {}, "-12"),
    ("£3k", {"currency": "GBP", "suffixes": {"k": 1000, "m": 1_000_000}}, "3000"),
    ("1.5M", {"suffixes": {"m": 1_000_000}}, "1500000"),
    ("100", {"factor": "9.1"}, "910"),
    ("12345", {"factor": "0.01"}, "123.45"),
    ("90", {"factor": "1/60"}, "1.5"),
    (12.5, {"factor": 2}, "25"),
    ("27.0", {}, "27"),
])
def test_numbers_are_read_in_the_declared_form(written, rule, expected):
    assert rounded(read_number(written, NumberRule(**rule)), 6) == Decimal(expected)


@pytest.mark.parametrize(("written", "rule", "reason"), [
    ("£100", {}, "没有声明 number.currency"),
    ("€100", {"currency": "GBP"}, "声明的是 GBP"),
    ("about 100", {}, "不是声明写法的数字"),
    ("1,00", {}, "不是声明写法的数字"),
    ("1.200,50", {}, "不是声明写法的数字"),
    ("1e5", {}, "不是声明写法的数字"),
    ("12%", {}, "不是声明写法的数字"),
    ("", {}, "不是声明写法的数字"),
])
def test_other_numbers_are_refused_with_the_reason(written, rule, reason):
    with pytest.raises(UnreadableError, match=reason):
        read_number(written, NumberRule(**rule))


@pytest.mark.parametrize(("number", "decimals", "expected"), [
    (Fraction(1, 3), 3, "0.333"), (Fraction(1, 2), 0, "1"), (Fraction(-1, 2), 0, "-1"), (Fraction(5, 1000), 2, "0.01"),
    (Fraction(100), 2, "100"),
])
def test_rounding_is_half_away_from_zero(number, decimals, expected):
    assert str(rounded(number, decimals)) == expected


@pytest.mark.parametrize(("cell", "separator", "expected"), [
    ("['A', 'B', 'A']", None, ["A", "B", "A"]),
    ('["A, with comma", "B"]', None, ["A, with comma", "B"]),
    ("[A, B]", None, ["A", "B"]),
    ("[]", None, []),
    ("A; B ;", ";", ["A", "B"]),
    ("A;B", None, ["A;B"]),
    ("A", ";", ["A"]),
])
def test_lists_in_a_cell(cell, separator, expected):
    assert read_list(cell, separator) == expected


@given(st.one_of(st.text(), st.floats(), st.integers(), st.dates(), st.none()))
def test_nothing_but_unreadable_is_ever_raised(value):
    for read in (lambda: read_date(value, ["iso", "DD/MM/YYYY", "MMM-YY", "serial"]),
                 lambda: rounded(read_number(value, NumberRule()), 2)):
        try:
            read()
        except UnreadableError as reason:
            assert str(reason)
    assert isinstance(as_text(value), str)


@given(st.text())
def test_a_list_cell_is_a_list_or_unreadable(text):
    try:
        assert all(isinstance(item, str) and item for item in read_list(f"[{text}]", ";"))
    except UnreadableError as reason:
        assert str(reason)
