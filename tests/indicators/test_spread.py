"""Quartiles, Lorenz and Gini: by hand, against DuckDB and statistics, and against the definition by all pairs."""

from fractions import Fraction
from statistics import correlation, mean, quantiles

import duckdb
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.errors import ChoiceError
from indicators.spread import lorenz, quantile, rank_correlation, summary

VALUES = st.lists(st.integers(-1000, 10_000), min_size=1, max_size=40)
UNITS = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 900)), min_size=1, max_size=30)


def gini_by_all_pairs(units: list[tuple[int, int]]) -> Fraction:
    """Half the mean difference between any two of the weights' people, relative to the mean: exact."""
    rates = [(Fraction(amount, weight), weight) for amount, weight in units]
    people, things = sum(weight for _, weight in units), sum(amount for amount, _ in units)
    differences = sum(abs(one - other) * w * v for one, w in rates for other, v in rates)
    return differences / (2 * people * things)


def share_of_the_lowest(units: list[tuple[int, int]], share: Fraction) -> Fraction:
    """Fill up from the poorest, cutting the last unit: exact."""
    room = share * sum(weight for _, weight in units)
    taken = Fraction(0)
    for amount, weight in sorted(units, key=lambda unit: Fraction(*unit)):
        part = min(room, weight)
        taken += Fraction(amount, weight) * part
        room -= part
    return taken / sum(amount for amount, _ in units)


def test_summary_by_hand():
    found = summary([4, 1, 3, 2, 90])
    assert (found.count, found.least, found.lower, found.median, found.upper, found.most) == (5, 1, 2, 3, 4, 90)
    assert found.mean == 20 and found.fences == (-1, 7)
    assert found.is_outlier(90) and not found.is_outlier(4)
    assert summary([]) is None
    assert summary([7]).median == summary([7]).upper == 7


@given(VALUES)
def test_quartiles_are_those_of_duckdb_and_of_statistics(values):
    found = summary(values)
    listed = duckdb.execute(
        "SELECT quantile_cont(v, [0.25, 0.5, 0.75]), avg(v), min(v), max(v) FROM (SELECT unnest($values)::DOUBLE AS v)",
        {"values": values},
    ).fetchone()
    assert [found.lower, found.median, found.upper] == pytest.approx(listed[0])
    assert (found.mean, found.least, found.most) == pytest.approx(listed[1:])
    if len(values) > 1:
        assert quantiles(values, n=4, method="inclusive") == pytest.approx([found.lower, found.median, found.upper])
    assert found.least <= found.lower <= found.median <= found.upper <= found.most


def test_quantile_at_both_ends_is_the_least_and_the_most():
    assert quantile([1.0, 2.0, 5.0], 0) == 1 and quantile([1.0, 2.0, 5.0], 1) == 5


def test_gini_by_hand():
    assert lorenz([5, 5, 5, 5]).gini == pytest.approx(0)
    assert lorenz([0, 0, 0, 12]).gini == pytest.approx(0.75)
    assert lorenz([1, 3]).gini == pytest.approx(0.25)
    assert lorenz([100, 300], [10, 30]).gini == pytest.approx(0), "每人一样多，就没有不均"
    assert lorenz([2, 2], [1, 3]).gini == pytest.approx(0.25)


@given(UNITS)
def test_gini_is_the_mean_difference_of_all_pairs(units):
    amounts, weights = zip(*units, strict=True)
    assume(sum(amounts))
    found = lorenz(amounts, weights)
    assert found.gini == pytest.approx(float(gini_by_all_pairs(units)), abs=1e-9)
    assert 0 <= found.gini < 1
    for share in (Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)):
        assert found.lowest(float(share)) == pytest.approx(float(share_of_the_lowest(units, share)), abs=1e-9)
        assert found.lowest(float(share)) <= float(share) + 1e-9
    assert found.lowest(0.2) + found.highest(0.8) == pytest.approx(1)


@given(UNITS, st.integers(2, 9))
def test_gini_does_not_change_with_the_unit_of_measure_or_with_copies(units, times):
    amounts, weights = zip(*units, strict=True)
    assume(sum(amounts))
    gini = lorenz(amounts, weights).gini
    assert lorenz([amount * times for amount in amounts], weights).gini == pytest.approx(gini, abs=1e-9)
    assert lorenz(amounts * times, weights * times).gini == pytest.approx(gini, abs=1e-9)


@given(UNITS)
def test_the_curve_rises_below_the_diagonal_from_corner_to_corner(units):
    amounts, weights = zip(*units, strict=True)
    assume(sum(amounts))
    found = lorenz(amounts, weights)
    assert (found.weights[0], found.amounts[0], found.weights[-1], found.amounts[-1]) == (0, 0, 1, 1)
    assert sorted(found.order) == list(range(len(units)))
    assert list(found.weights) == sorted(found.weights) and list(found.amounts) == sorted(found.amounts)
    assert all(up <= across + 1e-9 for across, up in zip(found.weights, found.amounts, strict=True))


@pytest.mark.parametrize(("amounts", "words"), [([0, 0], "都是 0"), ([], "都是 0"), ([3, -1], "负数")])
def test_what_has_no_curve_is_refused_in_words(amounts, words):
    with pytest.raises(ChoiceError, match=words):
        lorenz(amounts)


def test_a_unit_without_weight_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="weight"):
        lorenz([1, 2], [0, 3])


def test_rank_correlation_by_hand():
    assert rank_correlation([1, 2, 3], [10, 20, 900]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3], [9, 4, 1]) == pytest.approx(-1)
    assert rank_correlation([1, 1, 1], [9, 4, 1]) is None
    assert rank_correlation([1, 2], [9, 4]) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=40))
def test_rank_correlation_is_that_of_the_ranks(pairs):
    across, up = zip(*pairs, strict=True)
    assume(len(set(across)) > 1 and len(set(up)) > 1)

    def ranks(values):
        return [mean([place for place, one in enumerate(sorted(values), 1) if one == value]) for value in values]

    assert rank_correlation(across, up) == pytest.approx(correlation(ranks(across), ranks(up)))
