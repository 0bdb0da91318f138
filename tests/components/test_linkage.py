"""联动机制: the numbers of the page are those of evaluate, every organisation's way ends somewhere, blanks say why."""

import pytest

from components.linkage_facts import FIVE, UNWRITTEN, asked_of, facts_of
from components.linkage_words import headline
from components.page import find
from components.state import State
from indicators.catalog import catalog
from indicators.evaluate import evaluate
from tests.components.reading import text_of

KAIXUAN, KECHENG, CHANGSHA, COMMUNITY = "330102011000", "330802000000", "430121000000", "330102011001"
NOWHERE = "650000000000"
QUESTIONS = [{}, {"area": KECHENG, "year": "2019"}, {"area": CHANGSHA, "field": "社区服务"}, {"area": COMMUNITY}]


def state_of(choices: dict) -> State:
    return State("/linkage", {key: tuple(value.split(",")) for key, value in choices.items()})


def facts(choices: dict):
    return facts_of(asked_of(state_of(choices)))


def drawn(choices: dict) -> str:
    return text_of(find("/linkage").draw(state_of(choices)))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_page_are_those_of_evaluate(demonstration, choices):
    found = facts(choices)
    question = {**choices, "year": str(found.asked.moment.year)}
    assert found.row == evaluate("linkage_degree", question).rows[0]
    assert found.several == evaluate("linked_activities", question).rows[0]
    assert found.written == (found.row["denominator"] or 0) == (found.several["denominator"] or 0)
    assert sum(found.taking_part.values()) == (found.row["numerator"] or 0)
    assert sum(row["value"] for row in found.combinations) <= found.written
    whole = evaluate("activities", question).rows[0]["value"] or 0
    assert sum(row["value"] for row in found.modes) == whole
    assert sum(row["visits"] or 0 for row in found.modes) == (evaluate("visits", question).rows[0]["value"] or 0)


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_way_ends_on_the_register_or_closed_and_both_tracks_are_the_rate(demonstration, choices):
    found = facts(choices)
    started = sum(row["organizations"] for row in found.chain if row["step"] in ("队伍", "组织"))
    ended = sum(row["organizations"] for row in found.chain if row["next_step"] in ("在册", "注销"))
    assert started == ended
    for step in ("备案", "登记", "出壳"):
        arrived = sum(row["organizations"] for row in found.chain if row["next_step"] == step)
        assert arrived == sum(row["organizations"] for row in found.chain if row["step"] == step)
    assert found.tracks["both"] == (found.dual["numerator"] or 0)
    assert found.tracks["both"] + found.tracks["organization_only"] == (found.dual["denominator"] or 0)
    assert len(found.waiting) == found.tracks["organization_only"]


def test_a_combination_chosen_narrows_what_is_counted_by_who_takes_part(demonstration):
    every = facts({})
    word = every.combinations[0]["together"]
    one = facts({"together": word})
    assert [row["together"] for row in one.combinations] == [word]
    assert one.written == every.combinations[0]["value"]
    assert {name: bool(count) for name, count in one.taking_part.items()} == {
        name: short in word.split("+") for name, short in FIVE.items()
    }
    assert one.row == every.row  # the degree itself is not asked of one combination alone


def test_every_card_opens_to_its_definition_and_survival_is_told_for_both_groups(demonstration):
    found = facts({})
    assert all(card.indicator.partition(";")[0] in catalog() for card in headline(found))
    assert set(found.survivals) == {"入驻枢纽的", "没有入驻的"}
    assert UNWRITTEN not in [row["together"] for row in found.combinations]


def test_the_page_says_why_a_part_is_empty(demonstration):
    text = drawn({"area": NOWHERE})
    assert "未报送" in text and "这里出错了" not in text
    assert "这里出错了" not in drawn({"area": COMMUNITY, "year": "2012"})
    whole = drawn({})
    assert "这里出错了" not in whole
    for words in (
        "五社各参与了多少活动",
        "哪几社一起做",
        "成长链",
        "五同步",
        "加：整合社会资源",
        "育树计划",
        "办结需求要几天",
    ):
        assert words in whole
