"""枢纽年度: why figures moved adds up to how they moved; rubric, five 社 and coverage are what the records say."""

import pytest

from components.hubs_facts import asked_of, facts_of
from components.hubs_why import changes, why_box
from components.hubs_work import _reached, _taking_part, moved_box
from components.linkage_facts import FIVE
from components.page import find
from components.state import State
from indicators.evaluate import evaluate
from tests.components.reading import text_of

KAIYIHUI, XINGSHA = "H330102011000", "H430121001000"


def state_of(choices: dict) -> State:
    return State("/hubs", {key: (value,) for key, value in choices.items()}, "hub")


def facts(hub: str, year: int):
    return facts_of(asked_of(state_of({"hub": hub, "year": str(year)})))


@pytest.mark.parametrize(("hub", "year"), [(KAIYIHUI, 2015), (XINGSHA, 2024)])
def test_the_parts_of_a_change_add_up_to_it(demonstration, hub, year):
    found = changes(facts(hub, year))
    assert len(found) >= 5
    for change in found:
        assert sum(by for _, by in change.parts) == change.difference
        sizes = [abs(by) for _, by in change.parts]
        assert sizes == sorted(sizes, reverse=True)
        assert all(by * change.difference > 0 for _, by in change.with_it)
    told = text_of(why_box(facts(hub, year)))
    assert all(change.measure.name in told for change in found)


def test_nothing_is_explained_where_one_of_the_years_is_not_known(demonstration):
    first = facts(KAIYIHUI, 2009)
    assert changes(first) == []
    assert "没有一项主要数" in text_of(why_box(first))


def test_the_five_are_counted_as_the_degree_counts_them(demonstration):
    found = facts(KAIYIHUI, 2015)
    told, whole = _taking_part(found, 2015)
    row = evaluate("linkage_degree", {"hub": KAIYIHUI, "year": "2015"}).rows[0]
    assert set(told) == set(FIVE)
    assert (sum(told.values()), whole) == (row["numerator"], row["denominator"])


def test_coverage_gained_and_lost_is_the_difference_of_the_two_years(demonstration):
    found = facts(XINGSHA, 2024)
    now, before = _reached(found.matrix), _reached(found.matrix_of(2023))
    said = text_of(moved_box(found))
    assert now and f"{len(now - before)} 格" in said and f"{len(before - now)} 格" in said
    assert all(f"{name}·{field}" in said for name, field in sorted(now - before)[:5])


def test_the_rubric_is_shown_as_evaluate_says_it_and_its_absence_is_told(demonstration):
    rows = evaluate("assessment_score", {"hub": XINGSHA, "rubric": "枢纽", "year": "2024", "by": "rubric_item"}).rows
    lost = max(rows, key=lambda row: (row["denominator"] or 0) - (row["numerator"] or 0))
    said = text_of(find("/hubs").draw(state_of({"hub": XINGSHA, "year": "2024"})))
    assert lost["rubric_item"] in said
    before = text_of(find("/hubs").draw(state_of({"hub": KAIYIHUI, "year": "2012"})))
    assert "没有这个枢纽按评估细则的得分" in before and "这里出错了" not in before
