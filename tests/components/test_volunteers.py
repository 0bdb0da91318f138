"""志愿服务: the numbers of the page are those of evaluate, cohorts and months add up, balances balance."""

import pytest

from components.behind import tables
from components.page import find
from components.state import State
from components.volunteers_facts import MOST_COHORTS, asked_of, facts_of
from components.volunteers_pictures import cohorts_chart
from components.volunteers_points import BANK, POINTS
from components.volunteers_words import headline
from indicators.catalog import catalog
from indicators.evaluate import evaluate
from indicators.warehouse import ask, snapshot
from tests.components.reading import text_of

HEMEI, KAIXUAN, CHANGSHA, NOWHERE = "510108014012", "330102011000", "430121000000", "650000000000"
QUESTIONS = [{}, {"area": HEMEI, "year": "2022"}, {"area": KAIXUAN, "kind": "志愿服务"}, {"area": CHANGSHA}]


def state_of(choices: dict) -> State:
    return State("/volunteers", {key: tuple(value.split(",")) for key, value in choices.items()})


def facts(choices: dict):
    return facts_of(asked_of(state_of(choices)))


def drawn(choices: dict) -> str:
    return text_of(find("/volunteers").draw(state_of(choices)))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_page_are_those_of_evaluate_and_its_parts_add_up(demonstration, choices):
    found = facts(choices)
    year = found.asked.moment.year
    question = {**choices, "year": str(year)}
    assert found.row == evaluate("volunteer_hours", question).rows[0]
    hours = found.row["value"] or 0
    assert sum(row["value"] for row in found.by_kind) == hours
    assert sum(row["value"] or 0 for row in found.months.get(year, {}).values()) == hours
    if found.asked.place.level < 4:  # hours told of a street alone lie in no community
        assert sum(row["value"] or 0 for row in found.by_area) == hours
    everybody = evaluate("volunteer_stars", question).rows[0]["denominator"] or 0
    assert sum(row["numerator"] or 0 for row in found.stars) == everybody
    assert sum(cohort[first] for first, cohort in found.cohorts.items()) == everybody
    people = evaluate("volunteers", question).rows[0]["value"] or 0
    assert sum(cohort.get(year, 0) for cohort in found.cohorts.values()) == people


def test_what_is_left_is_what_was_gained_less_what_was_spent(demonstration):
    asked = asked_of(state_of({}))
    for parts, lost in ((POINTS, ("兑换", "过期")), (BANK, ("支取",))):
        gained = next(iter(parts))
        flows = {word: evaluate(indicator, {"by": "year"}).rows for word, indicator in parts.items() if word != "结余"}
        left = {row["year"]: row["value"] or 0 for row in evaluate(parts["结余"], {"by": "year"}).rows}
        total = 0
        for place, row in enumerate(flows[gained]):
            total += (row["value"] or 0) - sum(flows[word][place]["value"] or 0 for word in lost)
            assert left[row["year"]] == total
    rows = ask("points_at_partners", area=None, year=asked.moment.year)
    redeemed = evaluate("points_redeemed", {"year": str(asked.moment.year)}).rows[0]["value"]
    assert 0 < sum(row["points"] for row in rows) <= redeemed


def test_no_volunteer_is_named_and_every_card_opens_to_its_definition(demonstration):
    found = facts({})
    assert all(card.indicator.partition(";")[0] in catalog() for card in headline(found))
    numbers = {row["volunteer_id"] for row in ask_ids()}
    text = drawn({})
    assert numbers and not any(number in text for number in numbers)


def ask_ids() -> list[dict]:
    """A few numbers of volunteers, as no page may show them."""
    with snapshot() as now:
        return now.rows("SELECT DISTINCT volunteer_id FROM volunteer_hours WHERE len(volunteer_id) > 4 LIMIT 500")


def test_the_page_says_why_a_part_is_empty(demonstration):
    for choices in ({"area": NOWHERE}, {"area": HEMEI, "year": "2011"}, {}):
        text = drawn(choices)
        assert "这里出错了" not in text
    assert "未报送" in drawn({"area": NOWHERE})


def test_where_nothing_was_redeemed_no_number_of_places_is_said(demonstration):
    assert "家兑换" not in drawn({"area": NOWHERE}) and "积分在哪里兑换" in drawn({"area": NOWHERE})
    assert "积分在 223 家兑换" in drawn({"area": HEMEI, "year": "2022"})


def test_cohorts_too_many_for_the_picture_are_all_in_the_table(demonstration):
    found = facts({})
    assert len(found.cohorts) > MOST_COHORTS
    (kept,) = [one.table.rows for one in tables(cohorts_chart(found)) if one.name == "cohorts"]
    assert [row["first"] for row in kept] == [f"{first}年" for first in sorted(found.cohorts)]
    assert sum(row["people"] for row in kept) == len(ask_everybody())
    assert f"最近 {MOST_COHORTS} 批，更早的见表" in text_of(cohorts_chart(found))


def ask_everybody() -> list[dict]:
    """Everybody who ever served, counted in the records themselves."""
    with snapshot() as now:
        return now.rows("SELECT DISTINCT volunteer_id FROM volunteer_hours WHERE volunteer_id IS NOT NULL")
