"""How long organisations last: against the estimate by hand, never rising, silent where there are too few."""

from hypothesis import given
from hypothesis import strategies as st

from indicators.survival import FEWEST, FEWEST_AT_RISK, survival


def test_the_curve_is_the_estimate_by_hand():
    rows = [
        {"months": 6, "closed": 4, "still_open": 6},  # 40 at risk, 4 close: 36/40
        {"months": 18, "closed": 3, "still_open": 0},  # 30 at risk, 3 close: 27/30
        {"months": 30, "closed": 0, "still_open": 27},
    ]
    assert survival(rows) == [(0, 1.0), (1, 0.9), (2, 0.9 * 0.9)]


def test_too_few_organisations_make_no_curve_and_a_curve_ends_before_the_last_few():
    assert survival([{"months": 40, "closed": 1, "still_open": FEWEST - 2}]) == []
    rows = [{"months": 13, "closed": 0, "still_open": 40}, {"months": 50, "closed": 1, "still_open": 0}]
    assert survival(rows) == [(0, 1.0), (1, 1.0)]
    assert FEWEST_AT_RISK < FEWEST


ROWS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9), st.integers(0, 9)), max_size=30)


@given(ROWS)
def test_a_curve_starts_whole_and_never_rises(drawn):
    rows = [{"months": months, "closed": closed, "still_open": left} for months, closed, left in drawn]
    curve = survival(rows)
    shares = [share for _, share in curve]
    assert [age for age, _ in curve] == list(range(len(curve)))
    assert shares == sorted(shares, reverse=True) and all(0 <= share <= 1 for share in shares)
    assert not curve or shares[0] == 1
