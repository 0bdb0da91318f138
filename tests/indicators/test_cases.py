"""How a computed number is held against a printed one."""

import csv
from decimal import Decimal

import pytest

from indicators.cases import CASES, agrees, evaluate_cases, last_digit_unit, not_computed, published_cases, readings


@pytest.mark.parametrize(
    ("computed", "published", "qualifier", "expected"),
    [
        (Decimal("42.0002"), "42", "=", True),
        (Decimal("41.87"), "42", "=", False),
        (Decimal("58.999695"), "59", "=", True),
        (Decimal("58.82"), "59", "=", False),
        (Decimal("43"), "42", "=", False),
        (303, "303", "=", True),
        (302, "303", "=", False),
        (5000, "5000", "余(≥5000)", True),
        (6000, "5000", "余(≥5000)", True),
        (6001, "5000", "余(≥5000)", False),
        (4999, "5000", "余(≥5000)", False),
        (752, "751", "逾(>751)", True),
        (753, "751", "逾(>751)", False),
        (Decimal("430000.00"), "420000", "余(≥)", True),
        (19, "20", "近(<20)", True),
        (18, "20", "近(<20)", True),
        (20, "20", "近(<20)", False),
        (17, "20", "近(<20)", False),
        (6000, "2000–10000", "区间", True),
        (1999, "2000–10000", "区间", False),
        (None, "20", "=", False),
        ("2014", "2014", "=", True),
        ("2015", "2014", "=", False),
        (3802, "5000", "≤", True),
    ],
)
def test_agreement(computed, published, qualifier, expected):
    assert agrees(computed, published, qualifier) is expected


def test_unit_of_the_last_digit():
    units = {"5000": 1000, "751": 1, "30000": 10000, "420000": 10000, "50": 10, "10": 10, "5.2": Decimal("0.1")}
    assert {text: last_digit_unit(Decimal(text)) for text in units} == units


def test_all_published_cases_come_out(demo_dir, asking):
    asking(demo_dir)
    cases = evaluate_cases()
    assert len(cases) == len(published_cases()) >= 85
    assert [case for case in cases if not case["agrees"]] == []


def test_every_published_figure_is_computed_or_says_why_not():
    with CASES.with_name("published_figures.csv").open(encoding="utf-8-sig") as file:
        published = [row["id"] for row in csv.DictReader(file)]
    computed = [case["id"] for case in published_cases()]
    assert sorted([*computed, *not_computed()]) == sorted(published)
    assert all(not_computed().values())


def test_figures_that_seem_to_disagree_say_how_they_are_read():
    together = [("S2-08", "S2-16"), ("S2-07", "S2-20"), ("S2-13", "S2-14"), ("S4-02", "S4-03")]
    for one, other in together:
        assert other in readings()[one]
        assert one in readings()[other]
