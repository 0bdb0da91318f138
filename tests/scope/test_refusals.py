"""What lies outside a scope is refused in words that tell nothing, wherever it is asked for."""

import pytest

from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.places import places_at, top_level
from indicators.scope import ScopeMissingError, current, within
from indicators.warehouse import ask, snapshot
from records.catalog import FilterError, record_type
from records.query import parse
from records.reading import count, page
from tests.scope.conftest import COUNTY_HUB, DISTRICT, HUB, SCOPES, STREET

OUTSIDE, UNKNOWN, ABOVE = "330114001000", "330114999000", "330100000000"


def said(code: str) -> str:
    return f"区域“{code}”不在您的范围内。"


@pytest.mark.parametrize("code", [OUTSIDE, UNKNOWN, ABOVE, DISTRICT])
def test_areas_outside_above_and_unknown_are_refused_in_the_same_words(published, code):
    with within(SCOPES["street"]), pytest.raises(ChoiceError) as refused:
        evaluate("activities", {"area": code})
    with within(SCOPES["street"]), snapshot() as taken, pytest.raises(FilterError) as also:
        parse(taken, record_type(taken, "activities"), {"area": code})
    assert refused.value.message == also.value.message == said(code)
    assert refused.value.hint == also.value.hint


def test_areas_are_told_apart_no_higher_than_the_scope(published):
    with within(SCOPES["street"]):
        for level in ("1", "2", "3"):
            with pytest.raises(ChoiceError):
                evaluate("activities", {"by": "area", "level": level})
        assert [row["area_code"] for row in evaluate("activities", {"by": "area", "level": "4"}).rows] == [STREET]


@pytest.mark.parametrize("word", [COUNTY_HUB, "星沙街道社会组织服务中心", "没有这个枢纽"])
@pytest.mark.parametrize("key", ["hub", "hub__not"])
def test_other_hubs_and_unknown_ones_are_refused_in_the_same_words(published, word, key):
    with within(SCOPES["hub"]), pytest.raises(ChoiceError) as refused:
        evaluate("activities", {key: word})
    assert refused.value.message == f"枢纽“{word}”不在您的范围内。"


def test_ones_own_hub_may_be_named_but_not_left_out(published):
    with within(SCOPES["hub"]):
        by_id, by_name = (evaluate("activities", {"hub": word}).rows for word in (HUB, "凯益荟"))
        assert by_id == by_name == evaluate("activities", {}).rows
        with pytest.raises(ChoiceError):
            evaluate("activities", {"hub__not": HUB})


def test_menus_and_the_highest_level_stay_inside(published):
    with within(SCOPES["street"]):
        assert top_level() == 4
        assert [one.code for one in places_at(4, None)] == [STREET]
        assert places_at(3, None) == []
        assert {row["area_code"] for row in ask("areas_with_data_below", level=4)} == {STREET}
        assert [row["area_code"] for row in ask("area_siblings", parent=DISTRICT, level=4)] == [STREET]
        assert {row["hub_id"] for row in ask("hubs")} <= {row["hub_id"] for row in ask("hubs", area=STREET)}


def test_records_speak_of_the_scope_where_no_area_is_asked(published):
    with snapshot() as taken:
        whole = parse(taken, record_type(taken, "activities"), {"area": STREET})
        there, rows = count(taken, whole), page(taken, whole, 50, 0)
    with within(SCOPES["street"]), snapshot() as taken:
        asked = parse(taken, record_type(taken, "activities"), {})
        assert asked.filters_in_words == whole.filters_in_words
        assert count(taken, asked) == there > 0
        own = page(taken, asked, 50, 0)
    shared = [n for n, column in enumerate(asked.columns) if column.id != "source_file"]
    assert [[row[n] for n in shared] for row in own] == [[row[n] for n in shared] for row in rows]


@pytest.mark.parametrize("name", SCOPES)
def test_every_kind_of_record_can_be_paged_through_within_every_scope(published, name):
    with within(SCOPES[name]), snapshot() as taken:
        for table in (
            "organizations",
            "activities",
            "funding",
            "volunteer_hours",
            "workforce",
            "deliveries",
            "targets",
        ):
            asked = parse(taken, record_type(taken, table), {})
            there = count(taken, asked)
            assert len(page(taken, asked, 200, 0)) == min(200, there)
            assert page(taken, asked, 10, there) == []


def test_without_a_scope_nothing_is_answered_where_one_is_required(published, required):
    for question in (lambda: ask("hubs"), lambda: evaluate("activities", {}), lambda: snapshot().__enter__(), current):
        with pytest.raises(ScopeMissingError):
            question()
    with within(SCOPES["hub"]):
        assert [row["hub_id"] for row in ask("hubs")] == [HUB]
    with pytest.raises(ScopeMissingError):
        ask("hubs")
