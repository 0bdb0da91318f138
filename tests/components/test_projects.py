"""公益创投: the numbers of the page are those of evaluate, the funnel loses nobody, names and numbers agree."""

from collections import Counter
from decimal import Decimal

import pytest

from components.page import find, state_of
from components.profile_links import project_href
from components.projects_cards import headline
from components.projects_facts import (
    APPLICATIONS,
    COST,
    DAYS,
    FUNDED,
    FUNNEL,
    GRANTED,
    RATE,
    SIDES,
    STAGES,
    asked_of,
    by_side,
    facts_of,
    furthest_of,
    words_in,
)
from components.projects_money import list_box
from components.projects_words import sentence
from components.state import State
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from tests.components.reading import hrefs, text_of

KAIXUAN, XIASHA, COMMUNITY, NOWHERE = "330102011000", "330114001000", "330102011001", "650000000000"
QUESTIONS = [
    {},
    {"area": KAIXUAN, "year": "2014"},
    {"area": XIASHA},
    {"area": XIASHA, "year": "2022", "field": "社区服务,文化体育"},
    {"area": "330100000000", "year": "2023", "side": "category"},
    {"area": COMMUNITY, "year": "2014"},
]
PARTS = (
    "从申报到结项",
    "历年申报与立项",
    "五性得分",
    "居民投票与专家打分",
    "每人次立项金额",
    "续投的项目",
    "申报的项目",
    "说明",
)


def state(choices: dict) -> State:
    return State("/projects", {key: tuple(value.split(",")) for key, value in choices.items()})


def facts(choices: dict):
    return facts_of(asked_of(state(choices)))


def drawn(choices: dict) -> str:
    return text_of(find("/projects").draw(state(choices)))


def question(choices: dict, found) -> dict:
    """The same question as the API takes it: the year written out, what shapes the page left out."""
    kept = {key: value for key, value in choices.items() if key != "side"}
    return {**kept, "year": str(found.asked.moment.year)}


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_page_are_those_of_evaluate(demonstration, choices):
    found = facts(choices)
    asked = question(choices, found)
    rows = {"applied": APPLICATIONS, "rate": RATE, "granted": GRANTED, "days": DAYS, "cost": COST}
    for key, indicator in rows.items():
        assert getattr(found, key) == evaluate(indicator, asked).rows[0]
        before = {**asked, "year": str(found.asked.moment.year - 1)}
        assert getattr(found, f"{key}_before") == evaluate(indicator, before).rows[0]
    assert all(card.indicator for card in headline(found))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_the_funnel_loses_nobody(demonstration, choices):
    found = facts(choices)
    counts = [found.reached[stage]["numerator"] or 0 for stage in STAGES]
    assert counts == sorted(counts, reverse=True) and counts[0] == found.count
    furthest = Counter(map(furthest_of, found.projects))
    for place, stage in enumerate(STAGES):
        after = counts[place + 1] if place + 1 < len(counts) else 0
        assert sum(found.ends[stage].values()) == furthest[stage] == counts[place] - after
    assert {
        row["reached"]: row["numerator"] for row in evaluate(FUNNEL, {**question(choices, found), "by": "reached"}).rows
    } == {stage: count for stage, count in zip(STAGES, counts, strict=True) if count}


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_names_and_numbers_agree(demonstration, choices):
    found = facts(choices)
    funded = [one for one in found.projects if one["outcome"] == FUNDED]
    assert len(found.projects) == found.count and Counter(one["outcome"] for one in found.projects) == found.outcomes
    assert len(funded) == (found.rate["numerator"] or 0)
    assert sum((one["granted"] or 0 for one in funded), Decimal(0)) == (found.granted["value"] or 0)
    assert sum(one["previous_id"] is not None for one in funded) == (found.renewals["numerator"] or 0)
    priced = [one for one in funded if one["granted"] is not None and one["visits"]]
    assert sum(one["visits"] for one in priced) == (found.cost["denominator"] or 0)
    for key in SIDES:
        left = {**question(choices, found)}
        left.pop(key, None)
        whole = evaluate(APPLICATIONS, left).rows[0]["value"] or 0
        assert sum(sum(one["parts"].values()) for one in by_side(found.asked, key).values()) == whole
    if found.asked.place.level in (3, 4):
        assert sum(sum(one["parts"].values()) for one in by_side(found.asked, "area").values()) <= found.count


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_question_gets_a_whole_page(demonstration, choices):
    said = drawn(choices)
    assert "出错了" not in said
    if facts(choices).count:
        assert all(part in said for part in PARTS)


def test_the_published_round_is_told_in_the_first_sentence(demonstration):
    found = facts({"area": KAIXUAN, "year": "2014"})
    said = text_of(sentence(found))
    assert f"申报 {found.count} 个" in said and f"立项 {found.outcomes[FUNDED]} 个" in said and "中位数" in said
    assert "2014年" in text_of(find("/projects").draw(state({"area": KAIXUAN, "year": "2014"})))


def test_a_place_that_never_delivered_is_silent_and_not_zero(demonstration):
    found = facts({"area": NOWHERE})
    assert not found.is_reported and "未报送公益创投项目" in text_of(sentence(found))
    said = drawn({"area": NOWHERE})
    assert "出错了" not in said and " 0 个" not in said.partition("说明")[0]


def test_a_year_without_applications_says_where_there_are_some(demonstration):
    said = drawn({"area": KAIXUAN, "year": "2009"})
    assert "有申报的年份" in said and "2014年" in said and "出错了" not in said


def test_an_unknown_side_is_refused_with_the_known_ones(demonstration):
    with pytest.raises(ChoiceError) as refused:
        asked_of(state({"side": "颜色"}))
    assert "服务领域" in refused.value.hint


def test_a_stage_lists_those_that_went_no_further(demonstration):
    asked = {"area": KAIXUAN, "year": "2014", "stopped": "专家评审", "all": "申报"}
    stopped = facts(asked).stopped_at("专家评审")
    said = drawn(asked)
    assert stopped and f"止于专家评审的项目 {len(stopped)} 个" in said
    assert all(one["rejected_at"] == "专家评审" or one["outcome"] in ("在评", "撤回") for one in stopped)
    funded = next(one for one in facts(asked).projects if one["outcome"] == FUNDED)
    links = hrefs(list_box(facts(asked)))
    assert project_href(stopped[0]["project_id"]) in links and project_href(funded["project_id"]) not in links
    with pytest.raises(ChoiceError):
        asked_of(state({"stopped": "抽签"}))


def test_a_round_handed_in_over_the_turn_of_the_year_is_told(demonstration):
    found = facts({"area": "430121001000", "year": "2025"})
    (split,) = found.split_rounds
    both = [
        evaluate(APPLICATIONS, {"area": "430121001000", "year": year, "round": split["round"]})
        for year in ("2025", "2024")
    ]
    assert [split["inside"], split["outside"]] == [one.rows[0]["value"] for one in both]
    assert f"另有 {split['outside']} 个申报在别的年份" in drawn({"area": "430121001000", "year": "2025"})


def test_words_to_choose_are_those_of_the_year_and_those_chosen(demonstration):
    words = words_in(asked_of(state({"area": KAIXUAN, "year": "2014", "round": "没有这一批"})))
    assert {row["value"]: row["rows"] for row in words["round"]}["没有这一批"] == 0
    assert sum(row["rows"] for row in words["round"]) <= facts({"area": KAIXUAN, "year": "2014"}).count


def test_brands_reach_communities_as_the_coverage_page_says(demonstration):
    for row in facts({"area": XIASHA, "year": "2023"}).brands[:3]:
        same = {"area": XIASHA, "year": "2023", "brand": row["brand"]}
        assert row["numerator"] == evaluate("communities_served", same).rows[0]["numerator"] > 0


def test_every_name_opens_a_project_with_its_stages(demonstration):
    found = facts({"area": KAIXUAN, "year": "2014"})
    links = hrefs(find("/projects").draw(state({"area": KAIXUAN, "year": "2014", "all": "申报"})))
    for one in (found.projects[0], found.projects[-1]):
        assert project_href(one["project_id"]) in links
        page = find(f"/project/{one['project_id']}")
        said = text_of(page.draw(state_of(page, f"/project/{one['project_id']}", "")))
        assert "走过的环节" in said and one["name"] in said and "出错了" not in said
        assert f"{one['applied_on']:%Y-%m-%d}" in said and ("承担" in said or "申报" in said)


def test_a_project_is_found_by_its_name_even_without_activities(demonstration):
    refused = next(one for one in facts({"area": KAIXUAN, "year": "2014"}).projects if one["outcome"] != FUNDED)
    rows = ask("profile_found", kind="project", q=refused["name"], limit=50)
    assert refused["project_id"] in {row["id"] for row in rows}
