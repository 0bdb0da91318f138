"""服务覆盖: the numbers of the page are those of evaluate, the matrix adds up, gaps and silence are told apart."""

import pytest

from components.coverage_cards import headline
from components.coverage_facts import (
    activities_by_word,
    asked_of,
    brands,
    by_area,
    by_word,
    columns_of,
    facts_of,
    hubs_reported,
    matrix_of,
    share_matrix,
)
from components.coverage_matrix import matrix_cell
from components.coverage_words import sentence
from components.page import find
from components.state import State
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from tests.components.reading import hrefs, text_of

KAIXUAN, XIASHA, SHANGCHENG, CHANGSHA = "330102011000", "330114001000", "330102000000", "430121000000"
COMMUNITY, NOWHERE = "330102011001", "650000000000"
QUESTIONS = [
    {},
    {"area": SHANGCHENG, "year": "2024"},
    {"area": KAIXUAN, "year": "2016", "n": "12"},
    {"area": XIASHA, "side": "beneficiary", "measure": "人次"},
    {"area": CHANGSHA, "n": "6", "field": "文化体育"},
    {"area": XIASHA, "brand": "1516便民服务"},
    {"area": SHANGCHENG, "kind": "讲座,培训", "beneficiary": "老年人"},
]
STREETS = [one for one in QUESTIONS if one.get("area") in (KAIXUAN, XIASHA)]
FILTERS = ("field", "beneficiary", "kind", "brand")


def state_of(choices: dict) -> State:
    return State("/coverage", {key: tuple(value.split(",")) for key, value in choices.items()})


def facts(choices: dict):
    return facts_of(asked_of(state_of(choices)))


def drawn(choices: dict) -> str:
    return text_of(find("/coverage").draw(state_of(choices)))


def asked(choices: dict, found, *more: str) -> dict:
    """The same question as the API takes it: the year written out, only what an indicator understands."""
    kept = {key: value for key, value in choices.items() if key in ("area", *FILTERS, *more)}
    return {**kept, "year": str(found.asked.moment.year)}


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_page_are_those_of_evaluate(demonstration, choices):
    found = facts(choices)
    assert found.row == evaluate("communities_served", asked(choices, found, "n")).rows[0]
    assert found.visits == evaluate("visits", asked(choices, found)).rows[0]
    assert found.per_resident == evaluate("visits_per_resident", asked(choices, found)).rows[0]
    area = {key: value for key, value in asked(choices, found).items() if key in ("area", "year")}
    assert found.hubs == evaluate("hub_coverage", area).rows[0]
    cards = {card.name: card for card in headline(found)}
    assert cards["社区服务覆盖率"].value == found.row["value"] and cards["服务人次"].value == found.visits["value"]
    assert all(card.indicator for card in cards.values())


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_served_few_blind_and_silent_are_all_communities(demonstration, choices):
    found = facts(choices)
    row = found.row
    assert row["numerator"] + found.too_few + len(found.blind_spots) + len(found.silent) == row["denominator"]
    assert found.too_few >= 0
    if found.asked.least == "1":
        assert found.too_few == 0
    if found.asked.place.level == 4 or "n" not in choices:
        once = facts({key: value for key, value in choices.items() if key != "n"})
        assert once.row["numerator"] + len(found.blind) == row["denominator"]


def in_communities(found, choices: dict, indicator: str) -> int:
    """The indicator under the same choices, only what took place in a community or village."""
    communities = {row["area_code"] for row in evaluate("communities_served", by_community(found)).rows}
    rows = evaluate(indicator, {**asked(choices, found), "by": "area", "level": "5"}).rows
    served = [row["value"] or 0 for row in rows if row["area_code"] in communities and is_community(row["area_code"])]
    return sum(served)


def by_community(found) -> dict:
    return {"area": found.asked.place.code, "year": str(found.asked.moment.year), "by": "area", "level": "5"}


def is_community(code: str) -> bool:
    return "001" <= code[9:12] <= "399"


@pytest.mark.parametrize("choices", STREETS, ids=str)
@pytest.mark.parametrize("side", ["field", "beneficiary"])
def test_the_matrix_holds_every_activity_of_the_communities(demonstration, choices, side):
    found = facts({**choices, "side": side})
    matrix = matrix_of(found.asked)
    columns = columns_of(found.asked, matrix)
    cells = [row for one in matrix.values() for word, row in one["cells"].items() if word in columns]
    assert sum(cell["activities"] for cell in cells) == in_communities(found, choices, "activities")
    assert sum(cell["visits"] or 0 for cell in cells) == in_communities(found, choices, "visits")
    assert len(matrix) == found.row["denominator"]


@pytest.mark.parametrize("choices", [{"area": SHANGCHENG}, {"area": CHANGSHA, "n": "3", "year": "2024"}], ids=str)
def test_a_cell_above_the_street_is_the_share_evaluate_gives(demonstration, choices):
    found = facts(choices)
    matrix = share_matrix(found.asked)
    area, one = next((code, one) for code, one in matrix.items() if one["cells"])
    for word, row in one["cells"].items():
        alone = evaluate("communities_served", {**asked(choices, found, "n"), "area": area, "field": word}).rows[0]
        assert (row["numerator"], row["denominator"]) == (alone["numerator"], alone["denominator"])
    bars = {row["area_code"]: row["numerator"] for row in by_area(found.asked)}
    assert sum(number or 0 for number in bars.values()) == found.row["numerator"]


def test_a_chosen_field_leaves_no_other_column_that_would_look_like_a_gap(demonstration):
    found = facts({"area": KAIXUAN, "field": "文化体育"})
    assert columns_of(found.asked, matrix_of(found.asked)) == ["文化体育"]
    other = facts({"area": KAIXUAN, "field": "文化体育", "side": "beneficiary"})
    assert len(columns_of(other.asked, matrix_of(other.asked))) > 1


def test_the_bars_of_a_side_lift_their_own_filter_only(demonstration):
    every, one = facts({"area": KAIXUAN}), facts({"area": KAIXUAN, "field": "文化体育"})
    assert by_word(every.asked) == by_word(one.asked)
    narrowed = facts({"area": KAIXUAN, "kind": "讲座"})
    assert by_word(every.asked) != by_word(narrowed.asked)


def test_brands_are_those_of_the_place_and_one_chosen_elsewhere_stays_to_be_lifted(demonstration):
    here = [row["value"] for row in brands(facts({"area": XIASHA}).asked)]
    assert "1516便民服务" in here
    assert not brands(facts({"area": NOWHERE}).asked)
    page = find("/coverage").draw(state_of({"area": NOWHERE, "brand": "1516便民服务"}))
    assert "品牌" in text_of(page) and any("brand" not in href for href in hrefs(page) if href.startswith("/coverage"))


def test_blind_spots_follow_the_filters_and_are_listed_by_name(demonstration):
    every, narrowed = facts({"area": SHANGCHENG}), facts({"area": SHANGCHENG, "field": "疏导维权"})
    names = {row["area_code"] for row in every.blind_spots}
    assert names < {row["area_code"] for row in narrowed.blind_spots}
    said = drawn({"area": SHANGCHENG})
    assert all(row["name"] in said for row in every.blind_spots[:24])
    assert {row["area_code"] for row in every.silent} == {row["area_code"] for row in narrowed.silent}


def test_a_street_without_a_hub_is_told_from_one_nobody_reported(demonstration):
    found = facts({"area": SHANGCHENG})
    reported = hubs_reported(found.asked)
    without = [row for row in found.streets if row["is_expected"] and not row["hubs"]]
    having = [row for row in found.streets if row["is_expected"] and row["hubs"]]
    assert {row["area_code"] for row in having} <= reported
    assert len(having) == found.hubs["numerator"] and len(having) + len(without) == found.hubs["denominator"]
    said = drawn({"area": SHANGCHENG})
    assert ("没有枢纽" in said) is any(row["area_code"] in reported for row in without)


def test_one_community_tells_its_activities_and_no_share_of_one(demonstration):
    found = facts({"area": COMMUNITY})
    row = evaluate("activities", {"area": COMMUNITY, "year": str(found.asked.moment.year)}).rows[0]
    assert f"举办 {row['value']} 场活动" in text_of(sentence(found))
    assert sum(one["value"] for one in activities_by_word(found.asked)) == row["value"]
    said = drawn({"area": COMMUNITY})
    assert "覆盖率" not in said.partition("说明")[0] and "枢纽覆盖" not in said and "出错了" not in said


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_question_gets_a_whole_page(demonstration, choices):
    said = drawn(choices)
    assert "出错了" not in said
    for part in ("服务覆盖", "社区服务覆盖率", "×", "盲点", "枢纽覆盖了哪些街道乡镇", "说明"):
        assert part in said


def test_a_place_that_never_delivered_is_silent_and_not_zero(demonstration):
    found = facts({"area": NOWHERE})
    assert not found.blind_spots and len(found.silent) == found.row["denominator"]
    said = drawn({"area": NOWHERE})
    assert "未报送活动记录" in said and "没有盲点" not in said and "出错了" not in said
    assert "0 个 ÷" not in said


def test_a_silent_year_points_to_the_years_that_were_delivered(demonstration):
    years = [row["year"] for row in facts({"area": CHANGSHA}).activities_by_year if row["reported"]]
    said = drawn({"area": CHANGSHA, "year": str(min(years) - 2)})
    assert f"有报送的年份：{min(years)}—{max(years)}年" in said


def test_visits_nobody_wrote_down_are_not_a_zero(demonstration):
    asked = asked_of(state_of({"area": XIASHA, "measure": "人次"}))
    cells = {"文化体育": {"activities": 3, "visits": None}}
    one = {"name": "甲社区", "reported": True, "cells": cells}
    unwritten, gap = (matrix_cell(asked, COMMUNITY, one, word) for word in ("文化体育", "慈善救助"))
    silent = matrix_cell(asked, COMMUNITY, {**one, "reported": False, "cells": {}}, "文化体育")
    assert unwritten["value"] is None and "3 场，人次未填写" in unwritten["hover"]
    assert gap["value"] == 0 and silent["value"] is None and "未报送" in silent["hover"]


def test_an_unknown_view_is_refused(demonstration):
    for choices in ({"side": "颜色"}, {"measure": "金额"}):
        with pytest.raises(ChoiceError):
            asked_of(state_of(choices))
