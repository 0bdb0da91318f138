"""资金: the numbers of the page are those of evaluate, nothing is counted twice, own and held money never meet."""

from decimal import Decimal

import pytest

from components.funding_boxes import limits_words, why_words
from components.funding_cards import headline
from components.funding_facts import (
    BREACHES,
    BUDGET,
    CONCENTRATION,
    DEPENDENCE,
    DONORS,
    FILTERS,
    GRANTED,
    RECEIVED,
    asked_of,
    facts_of,
)
from components.funding_flow import flow_chart, links_of, shown_names
from components.funding_words import sentence
from components.page import find
from components.state import State
from figures.flow import MOST_NODES
from indicators.catalog import definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask, snapshot, use
from tests.components.reading import hrefs, parts, text_of
from tests.indicators.toy import publish

KAIXUAN, XIASHA, SHANGCHENG, CHANGSHA = "330102011000", "330114001000", "330102000000", "430121000000"
LANGLI, COMMUNITY, NOWHERE = "430121004000", "330102011001", "650000000000"
QUESTIONS = [
    {},
    {"area": KAIXUAN, "year": "2015"},
    {"area": SHANGCHENG, "year": "2024", "side": "拨付", "rank": "财政依赖度"},
    {"area": KAIXUAN, "year": "2025", "instrument": "以奖代补,记账补贴", "side": "拨付"},
    {"area": XIASHA, "source": "财政资金", "rank": "预算执行率"},
    {"area": CHANGSHA, "year": "2024", "custody": "代管"},
    {"area": SHANGCHENG, "year": "2023", "source__not": "财政资金", "hub": "凯益荟"},
    {"area": COMMUNITY, "year": "2025"},
]
INDICATORS = (RECEIVED, GRANTED, DEPENDENCE, CONCENTRATION, DONORS, BUDGET, BREACHES)


def state_of(choices: dict) -> State:
    return State("/funding", {key: tuple(value.split(",")) for key, value in choices.items()})


def facts(choices: dict):
    return facts_of(asked_of(state_of(choices)))


def drawn(choices: dict):
    return find("/funding").draw(state_of(choices))


def asked(found, choices: dict, indicator: str, **more: str) -> dict:
    """The same question as the API takes it: only what the indicator understands, the year written out."""
    known = {"area", *definition(indicator).filters, *(f"{key}__not" for key in definition(indicator).filters)}
    kept = {key: word for key, word in choices.items() if key in known}
    passed_on = {"regrant": "首次,转拨"} if indicator == GRANTED and choices.get("custody") == "代管" else {}
    return {**kept, "year": str(found.asked.year), **passed_on, **more}


def amount(rows: list[dict]) -> Decimal:
    return sum((row["value"] or Decimal(0) for row in rows), Decimal(0))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_page_are_those_of_evaluate(demonstration, choices):
    found = facts(choices)
    for indicator in INDICATORS:
        line, row = found.line(indicator), evaluate(indicator, asked(found, choices, indicator)).rows[0]
        assert {key: line.row[key] for key in ("numerator", "denominator", "value", "reported")} == {
            key: row[key] for key in ("numerator", "denominator", "value", "reported")
        }
        last = evaluate(indicator, asked(found, choices, indicator, year=str(found.asked.year - 1))).rows[0]
        assert line.before["value"] == last["value"]
    received, granted = found.line(RECEIVED).value or 0, found.line(GRANTED).value or 0
    assert amount(found.by_source) == received
    assert amount(found.matrix) == (granted if choices.get("side") == "拨付" else received)
    assert amount([row for row in found.sources if row["year"] == found.asked.year]) == received
    assert amount([row for row in found.uses if row["year"] == found.asked.year]) == amount(found.matrix)


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_the_flow_has_every_payment_once(demonstration, choices):
    found = facts(choices)
    both = {"regrant": "首次,转拨"}
    entered = sum((row["amount"] for row in found.flow if row["way"] != "出"), Decimal(0))
    left = sum((row["amount"] for row in found.flow if row["way"] == "出"), Decimal(0))
    assert entered == (evaluate(RECEIVED, asked(found, choices, RECEIVED)).rows[0]["value"] or 0)
    assert left == (evaluate(GRANTED, asked(found, choices, GRANTED, **both)).rows[0]["value"] or 0)
    links = links_of(found.flow)
    through = sum((row["amount"] for row in found.flow if row["way"] == "直达"), Decimal(0))
    layers = [sum((value for (at, _, _), value in links.items() if at == layer), Decimal(0)) for layer in range(3)]
    assert layers == [entered, left + through, left + through]
    kept = shown_names(links)
    assert sum(map(len, kept)) <= MOST_NODES and all(names.count("其余") <= 1 for names in kept)
    for figure in (part.figure for part in parts(flow_chart(found)) if getattr(part, "figure", None)):
        assert sum(figure["data"][0]["link"]["value"]) == pytest.approx(float(sum(layers)))


def test_own_and_held_money_are_apart_and_never_added(demonstration):
    own, held = facts({"area": LANGLI, "year": "2024"}), facts({"area": LANGLI, "year": "2024", "custody": "代管"})
    both = evaluate(RECEIVED, {"area": LANGLI, "year": "2024", "custody": "自有,代管"}).rows[0]["value"]
    assert own.line(RECEIVED).value + held.line(RECEIVED).value == both
    assert own.held["到账"].value == held.line(RECEIVED).value > 0
    assert own.held["拨付"].value == held.line(GRANTED).value > 0
    assert {row["instrument"] for row in held.matrix} == {"代管"} and "代管" not in str(own.matrix)
    said = text_of(sentence(held))
    assert "代管是替别人保管" in said and "财政与福彩占" not in said
    assert asked_of(state_of({"custody__not": "自有"})).ownership == "代管"
    for wrong in ({"custody": "自有,代管"}, {"custody": "公家"}, {"side": "借出"}, {"rank": "面积"}):
        with pytest.raises(ChoiceError):
            asked_of(state_of(wrong))


@pytest.mark.parametrize("choices", [{"year": "2025"}, {"area": KAIXUAN, "year": "2024"}, {"area": KAIXUAN}], ids=str)
def test_what_breaks_a_rule_is_listed_by_name_and_as_many_as_counted(demonstration, choices):
    found = facts(choices)
    assert len({row["funding_id"] for row in found.breaches}) == found.line(BREACHES).value > 0
    assert sum(rule["breaches"] for rule in found.rules) == len(found.breaches)
    assert sum(rule["payments"] - rule["unnamed"] for rule in found.rules) == found.line(BREACHES).row["ruled"]
    said = text_of(drawn(choices))
    assert all(row["payee_name"] in said and why_words(row) in said and row["file"] for row in found.breaches)
    assert all(limits_words(rule) in said and rule["source"] in said for rule in found.rules)


def test_a_place_without_rules_is_told_so_and_never_said_to_keep_them(demonstration):
    found = facts({"area": XIASHA})
    assert found.rules == [] and "规则" not in text_of(sentence(found))
    card = next(card for card in headline(found) if card.indicator == BREACHES)
    assert card.value is None and "没有规则可对" in text_of(drawn({"area": XIASHA}))


def test_budgets_by_hub_are_the_rate_and_named(demonstration):
    found = facts({"year": "2024"})
    rows = [row for row in found.budgets if row["year"] == 2024]
    line = found.line(BUDGET).row
    assert len(rows) > 1 and sum(row["denominator"] for row in rows) == line["denominator"]
    assert sum(row["numerator"] for row in rows) == line["numerator"]
    assert all(row["hub_name"] in text_of(drawn({"year": "2024"})) for row in rows)


def test_donors_and_receivers_add_up_with_last_year_beside(demonstration):
    found = facts({"area": KAIXUAN, "year": "2015"})
    named = evaluate(RECEIVED, {"area": KAIXUAN, "year": "2015", "donor__not": "未填写"}).rows[0]["value"]
    assert sum(row.get("value", 0) for row in found.donors) == named
    assert sum("value" in row for row in found.donors) == found.line(DONORS).value
    assert sum("before" in row for row in found.donors) == found.line(DONORS).before["value"]
    with snapshot() as now:
        paid = now.rows(
            "SELECT sum(amount) AS amount FROM funding WHERE l4 = $area AND year(paid_on) = 2015 AND status = '拨付' "
            "AND org_id IS NOT NULL AND NOT custody", {"area": KAIXUAN},
        )[0]["amount"]  # fmt: skip
    assert sum(row.get("value", 0) for row in found.receivers) == paid


def test_areas_stand_in_the_order_of_their_number_the_silent_last(demonstration):
    for choices in ({"area": SHANGCHENG, "year": "2024"}, {"area": KAIXUAN, "rank": "财政依赖度"}, {}):
        rows = facts(choices).ranking
        known = [row["value"] or 0 for row in rows if row["reported"]]
        assert rows and known == sorted(known, reverse=True)
        assert [row["reported"] for row in rows] == sorted((row["reported"] for row in rows), reverse=True)
    assert facts({"area": COMMUNITY, "rank": "到账"}).ranking


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_question_gets_a_whole_page_with_its_links(demonstration, choices):
    page = drawn(choices)
    said, links = text_of(page), hrefs(page)
    assert "出错了" not in said and "钱从哪里来，到哪里去" in said and "到账与拨付逐年变化" in said
    assert all(href.startswith(("/funding", "/org/", "/hub/", "/project/", "/records", "/api")) for href in links)
    tables = drawn({**choices, "tables": "flow,matrix,sources,uses,areas,trend,dependence"})
    assert "出错了" not in text_of(tables)
    narrowing = " ".join(hrefs(tables))
    wanted = [key for key in ("source", "instrument") if facts(choices).flow]
    assert all(f"{key}=" in narrowing for key in wanted)
    assert all(card.indicator for card in headline(facts(choices)))


def test_a_filter_an_indicator_cannot_follow_is_said_and_left_out_of_the_sentence(demonstration):
    found = facts({"area": KAIXUAN, "year": "2025", "source": "企业"})
    assert "财政与福彩占" not in text_of(sentence(found))
    card = next(card for card in headline(found) if card.indicator == DEPENDENCE)
    assert "不按资金来源筛选" in card.detail


def test_a_place_that_never_delivered_is_silent_and_not_zero(demonstration):
    found = facts({"area": NOWHERE})
    said = text_of(drawn({"area": NOWHERE}))
    assert not found.is_reported and "未报送资金台账" in text_of(sentence(found))
    assert "没有任何一年的资金记录" in said and "出错了" not in said and " 0 元" not in said.partition("说明")[0]
    assert "看2025年" in text_of(drawn({"area": KAIXUAN, "year": "2009"}))


TOY = """
id | area_code    | hub_id | org_id | paid_on    | amount | status | source   | donor | project_id | custody | parent_id
1  | 330102011000 | h1     |        | 2024-01-05 | 1000   | 到账   | 企业     | 甲    |            | false   |
2  | 330102011000 | h1     | o1     | 2024-02-05 | 600    | 拨付   | 企业     | 甲    | p1         | false   | 1
3  | 330102011000 | h2     | o2     | 2024-03-05 | 500    | 拨付   | 企业     | 甲    | p1         | false   | 2
4  | 330102011000 | h2     |        | 2024-03-06 | 600    | 到账   | 企业     | 甲    |            | false   | 2
5  | 330102011000 |        | o3     | 2024-04-05 | 70     | 到账   | 社会捐赠 |       |            | false   |
6  | 330102011000 | h1     |        | 2024-05-05 | 900    | 到账   | 社会捐赠 |       |            | true    |
7  | 330102011000 | h1     |        | 2024-06-05 | 40     | 承诺   | 企业     | 乙    |            | false   |
"""


def test_money_passed_on_twice_and_money_past_every_hub_are_counted_once(tmp_path):
    use(publish(tmp_path / "data", {"funding": TOY.replace("\nid |", "\nfunding_id |")}))
    try:
        empty = dict.fromkeys([*FILTERS, *(f"not_{key}" for key in FILTERS)])
        days = {"from_on": "2024-01-01", "to_on": "2024-12-31"}
        rows = ask("funding_flow", area=None, ownership="自有", **days, **empty)
        found = {(row["way"], row["hub_id"], row["org_id"], row["amount"]) for row in rows}
        held = ask("funding_flow", area=None, ownership="代管", **days, **empty)
    finally:
        use(None)
    assert found == {
        ("进", "h1", None, Decimal("1000.00")),
        ("出", "h1", "o1", Decimal("600.00")),
        ("直达", None, "o3", Decimal("70.00")),
    }
    assert [(row["way"], row["amount"]) for row in held] == [("进", Decimal("900.00"))]
