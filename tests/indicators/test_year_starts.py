"""Years that begin on another day than the first of January: the same numbers as asking for their days."""

import re
from datetime import date

import pytest

from api.describe_choices import DAY_OF_YEAR
from indicators import warehouse
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.explain import explain
from indicators.spans import year_of, year_span, year_start

HUB = "H330102011000"
STARTS = {"starts": "07-01"}


@pytest.fixture(autouse=True)
def demonstration(demo_dir):
    warehouse.use(demo_dir)
    yield
    warehouse.use(None)


def test_a_flow_is_counted_over_its_days_and_a_stock_on_the_last_one():
    days = {"from": "2023-07-01", "to": "2024-06-30"}
    for indicator in ("activities", "visits", "funds_received", "volunteer_hours", "trainings", "filings"):
        named = evaluate(indicator, {"hub": HUB, "year": "2023", **STARTS})
        assert named.rows == evaluate(indicator, {"hub": HUB, **days}).rows, indicator
        assert named.filters_in_words.startswith("2023-07-01至2024-06-30·")
        assert named.as_dict()["years"] == [2023] and named.as_dict()["starts"] == "07-01"
    for indicator in ("orgs", "orgs_incubated", "tier_share"):
        ladder = {"ladder": "年度梯队", "grade": "优秀"} if indicator == "tier_share" else {}
        asked = {"hub": HUB, **ladder}
        assert (
            evaluate(indicator, {**asked, "year": "2023", **STARTS}).rows
            == evaluate(indicator, {**asked, "as_of": "2024-06-30"}).rows
        ), indicator


def test_years_told_apart_share_nothing_and_leave_nothing_out():
    rows = evaluate("activities", {"hub": HUB, "by": "year", **STARTS}).rows
    whole = evaluate("activities", {"hub": HUB, "to": "2030-12-31"}).rows[0]["value"]
    assert sum(row["value"] for row in rows) == whole
    months = evaluate("activities", {"hub": HUB, "year": "2023", "by": "year,month", **STARTS}).rows
    assert [row["month"] for row in months][::11] == ["2023-07", "2024-06"]
    assert {row["year"] for row in months} == {2023}
    assert sum(row["value"] for row in months) == next(row["value"] for row in rows if row["year"] == 2023)


def test_a_budget_is_held_against_the_payments_of_its_own_year():
    spent = evaluate("funds_granted", {"hub": HUB, "from": "2022-07-01", "to": "2023-06-30", "regrant": "首次"})
    row = evaluate("budget_use", {"hub": HUB, "year": "2022", **STARTS}).rows[0]
    calendar = evaluate("budget_use", {"hub": HUB, "year": "2023"}).rows[0]
    assert row["denominator"] == calendar["denominator"] and row["numerator"] <= spent.rows[0]["value"]
    assert row["numerator"] != calendar["numerator"]
    assert "'07-01'" in explain("budget_use", {"hub": HUB, "year": "2022", **STARTS}).runnable


def test_the_first_of_january_is_the_calendar_year():
    asked = {"hub": HUB, "year": "2023"}
    for indicator in ("activities", "orgs", "budget_use", "volunteer_retention"):
        assert evaluate(indicator, {**asked, "starts": "01-01"}).rows == evaluate(indicator, asked).rows


def test_days_that_are_not_in_every_year_are_refused_as_the_description_says():
    for month in range(14):
        for day in range(33):
            text = f"{month:02}-{day:02}"
            try:
                first, last = year_span(2023, year_start({"starts": (text,)}))
                assert (last - first).days in (364, 365) and year_of(last, (month, day)) == 2023
                accepted = True
            except ChoiceError:
                accepted = False
            assert accepted == bool(re.fullmatch(DAY_OF_YEAR["pattern"], text)), text
    assert year_of(date(2024, 6, 30), (7, 1)) == 2023 and year_of(date(2024, 7, 1), (7, 1)) == 2024
    for choices in ({"starts": "7-1"}, {**STARTS, "from": "2024-01-01"}, {"starts": "07-01,09-01"}):
        with pytest.raises(ChoiceError):
            evaluate("activities", choices)
    with pytest.raises(ChoiceError):
        evaluate("orgs", {**STARTS, "as_of": "2024-01-01"})
