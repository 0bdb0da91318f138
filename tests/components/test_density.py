"""组织密度: the numbers of the page are those of evaluate, and unlike universes never meet."""

import pytest

from components.density_facts import asked_of, by_basis, facts_of
from components.density_pictures import ranked_rows
from components.density_words import sentence
from components.page import find
from components.state import State
from indicators.evaluate import evaluate
from tests.components.reading import text_of

KAIXUAN, SHANGCHENG, CHANGSHA, COMMUNITY = "330102011000", "330102000000", "430121000000", "330102011001"
QUESTIONS = [
    {},
    {"area": SHANGCHENG},
    {"area": SHANGCHENG, "year": "2016", "universe": "登记"},
    {"area": KAIXUAN, "as_of": "2016-06-30", "basis": "辖区总人口"},
    {"area": CHANGSHA, "year": "2024", "universe": "全部", "field": "文化体育,慈善救助"},
    {"area": COMMUNITY, "legal_form": "社会团体"},
]


def facts(choices: dict):
    return facts_of(asked_of(State("/density", {key: tuple(value.split(",")) for key, value in choices.items()})))


def drawn(choices: dict) -> str:
    state = State("/density", {key: tuple(value.split(",")) for key, value in choices.items()})
    return text_of(find("/density").draw(state))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_page_are_those_of_evaluate(demonstration, choices):
    found = facts(choices)
    asked = {"universe": "登记备案", "basis": "常住人口", **found.asked.moment.choices, **choices}
    row = evaluate("orgs_per_10k_people", asked).rows[0]
    assert {key: found.row[key] for key in row} == row
    counted = {key: value for key, value in asked.items() if key != "basis"}
    assert found.orgs["value"] == evaluate("orgs", counted).rows[0]["value"]
    for ranked in found.ranked:
        one = {**asked, "area": ranked["area_code"]}
        assert ranked["numerator"] == evaluate("orgs_per_10k_people", one).rows[0]["numerator"]
        break


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_question_gets_a_whole_page(demonstration, choices):
    said = drawn(choices)
    assert "出错了" not in said
    for part in ("组织密度", "三种人口口径并列", "城乡社区的社区社会组织", "公开参照点", "各地区明细", "说明"):
        assert part in said


def test_kaixuan_shows_42_and_59_side_by_side(demonstration):
    found = facts({"area": KAIXUAN, "as_of": "2016-06-30", "basis": "辖区总人口"})
    values = dict(by_basis(found))
    assert (values["辖区总人口"]["numerator"], values["辖区总人口"]["denominator"]) == (329, 78333)
    assert (values["常住人口"]["numerator"], values["常住人口"]["denominator"]) == (329, 55763)
    assert "42.0 个社会组织" in text_of(sentence(found))


@pytest.mark.parametrize(("universe", "is_shown"), [("登记", True), ("登记备案", False), ("全部", False)])
def test_a_target_stands_only_beside_its_own_universe(demonstration, universe, is_shown):
    found = facts({"area": SHANGCHENG, "universe": universe})
    said = drawn({"area": SHANGCHENG, "universe": universe})
    assert (found.target is not None) is is_shown
    assert bool(found.references) is is_shown
    assert (found.gap is not None) is is_shown
    assert ("目标 ≥6.5" in said) is is_shown
    assert ("口径不同，不可比" in said) is not is_shown


def test_the_gap_is_what_is_missing_to_the_target(demonstration):
    found = facts({"area": SHANGCHENG, "universe": "登记"})
    enough = found.row["numerator"] + found.gap
    people = float(found.row["denominator"])
    assert enough / people * 10_000 >= 6.5 > (enough - 1) / people * 10_000


def test_ranking_goes_from_high_to_low_and_keeps_the_silent_last(demonstration):
    rows, key = ranked_rows(facts({"area": SHANGCHENG}))
    known = [row[key] for row in rows if row["reported"] and row[key] is not None]
    assert known == sorted(known, reverse=True)
    assert [row["reported"] for row in rows] == sorted((row["reported"] for row in rows), reverse=True)


def test_where_nobody_delivered_people_the_communities_rank_by_count(demonstration):
    choices = {"area": KAIXUAN, "as_of": "2016-06-30", "basis": "辖区总人口"}
    assert ranked_rows(facts(choices))[1] == "numerator"
    assert "没有辖区总人口，不折算" in drawn(choices)


def test_without_three_peers_nothing_is_ranked(demonstration):
    said = drawn({"area": SHANGCHENG, "compare": "同级"})
    assert ("不作同级比较" in said) is (not facts({"area": SHANGCHENG}).siblings)


def test_fewer_than_three_peers_are_no_comparison(demonstration):
    alone = facts({"area": CHANGSHA})
    assert len([row for row in alone.siblings if row["value"] is not None]) > 3 or alone.rank is None


def test_an_area_that_never_delivered_is_said_to_be_silent(demonstration):
    said = drawn({"area": "650000000000"})
    assert "未报送社会组织名录" in said and "出错了" not in said
