"""总览: the five parts show what evaluate says, alarms are what the records say, targets stay in their universe."""

import pytest

from components.behind import tables
from components.overview_alarms import alarm_list, alarms_box, judged_of, thresholds
from components.overview_facts import MOST_SHOWN, PARTS, asked_of, facts_of, measures
from components.overview_pictures import areas_table, sources_by_year
from components.overview_words import lead_card, sentence
from components.page import find
from components.profile_links import area_href
from components.ranks import place_words
from components.state import State
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from tests.components.reading import text_of

KAIXUAN, SHANGCHENG, CHANGSHA, COMMUNITY, NOBODY, FARM = (
    "330102011000",
    "330102000000",
    "430121000000",
    "330102011001",
    "320000000000",
    "330114001500",
)
QUESTIONS = [
    {},
    {"area": SHANGCHENG},
    {"area": SHANGCHENG, "year": "2019", "universe": "登记", "show": "社会慈善资源"},
    {"area": KAIXUAN, "year": "2016", "basis": "户籍人口", "show": "社会工作者"},
    {"area": CHANGSHA, "year": "2024", "universe": "全部", "show": "社区志愿者"},
    {"area": COMMUNITY, "show": "社会组织"},
    {"area": NOBODY},
    {"area": FARM, "year": "2024"},
    {"year": "2031"},
]


def state_of(choices: dict) -> State:
    return State("/", {key: (value,) for key, value in choices.items()})


def facts(choices: dict):
    return facts_of(asked_of(state_of(choices)))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_question_gets_a_whole_page(demonstration, choices):
    said = text_of(find("/").draw(state_of(choices)))
    assert "出错了" not in said
    for part in (*(part.name for part in PARTS), "需要留意", "对照", "到账资金从哪里来", "数据到哪一天", "说明"):
        assert part in said


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_parts_are_those_of_evaluate(demonstration, choices):
    found = facts(choices)
    year = str(found.asked.moment.year)
    area = {"area": choices["area"]} if "area" in choices else {}
    shared = {"universe": choices.get("universe", "登记备案"), "basis": choices.get("basis", "常住人口")}
    for measure in measures():
        asked = {**area, "year": year, **{key: shared[key] for key in measure.takes}}
        row = evaluate(measure.indicator, asked).rows[0]
        assert found.row(measure)["value"] == row["value"], measure.indicator
        assert lead_card(found, measure).value == row["value"]


def test_the_area_rows_are_those_of_evaluate_and_silence_is_not_zero(demonstration):
    found = facts({"area": SHANGCHENG, "year": "2024"})
    lead = PARTS[0].lead
    for row in found.areas(lead):
        own = evaluate(lead.indicator, {"area": row["area_code"], "year": "2024"}).rows[0]
        assert (row["value"], row["reported"]) == (own["value"], own["reported"])
    said = text_of(areas_table(found))
    assert "未报送" in said and any(not row["reported"] for row in found.areas(lead))


def test_a_target_stands_only_beside_its_own_universe(demonstration):
    density = PARTS[1].lead
    assert lead_card(facts({"area": SHANGCHENG, "universe": "登记"}), density).goal.value == 6.5
    assert lead_card(facts({"area": SHANGCHENG}), density).goal is None


def test_alarms_have_their_reason_and_their_names(demonstration):
    found = facts({"area": SHANGCHENG, "year": "2025"})
    alarms = {alarm.key: alarm for alarm in judged_of(found).beyond}
    assert set(alarms) <= set(thresholds()) and all(limit["reason"] for limit in thresholds().values())
    for alarm in alarms.values():
        assert alarm.count == len(alarm.names) > 0
        assert all(one.href is None or one.href.startswith("/") for one in alarm.found)
    empty = ask("blind_spots", area=SHANGCHENG, from_on="2025-01-01", to_on="2025-12-31")
    assert list(alarms["unserved"].names) == [row["name"] for row in empty if row["reported"]]
    over = evaluate("government_dependence", {"area": SHANGCHENG, "by": "area", "year": "2025"}).rows
    limit = thresholds()["dependence"]["limit"]
    named = {row["area_name"] for row in over if row["value"] is not None and row["value"] > limit}
    assert named == {name.partition("（")[0] for name in alarms["dependence"].names}


def test_alarms_count_what_the_indicators_count(demonstration):
    choices = {"area": SHANGCHENG, "year": "2025"}
    found = facts(choices)
    alarms = {alarm.key: alarm for alarm in judged_of(found).beyond}
    assert alarms["breaches"].count == evaluate("rule_breaches", choices).rows[0]["value"]
    coverage = evaluate("hub_coverage", choices).rows[0]
    assert alarms["hubless"].count == coverage["denominator"] - coverage["numerator"]
    open_ones = evaluate("demand_response_rate", choices).rows[0]
    assert 0 < alarms["waiting"].count <= open_ones["denominator"] - open_ones["numerator"]
    quiet, named = (
        alarms["quiet"],
        {row["org"] for row in evaluate("activities", {"year": "2024-2025", "by": "org"}).rows},
    )
    assert not named & {one.href.rpartition("/")[2] for one in quiet.found}
    silent = {
        row["org_id"]
        for row in ask("silent_organizations", area=SHANGCHENG, hub=None, from_on="2024-01-01", to_on="2025-12-31")
    }
    counted = {row["org_id"] for row in ask("organizations_at", area=SHANGCHENG, day="2025-12-31", universe="登记备案")}
    assert silent < counted and len(silent) == quiet.count
    assert {alarm.key for alarm in judged_of(facts({"area": NOBODY, "year": "2025"})).beyond} <= {"silent"}


def test_an_alarm_lists_everybody_and_an_unknown_one_is_refused_in_words(demonstration):
    found = facts({"area": SHANGCHENG, "year": "2025"})
    judged = judged_of(found)
    alarms = judged.beyond
    for alarm in alarms:
        listed = alarm_list(facts({"area": SHANGCHENG, "year": "2025", "alarm": alarm.key}), judged)
        (table,) = tables(listed)
        assert [row["name"] for row in table.table.rows] == [one.name for one in alarm.found]
    said = text_of(find("/").draw(state_of({"area": SHANGCHENG, "alarm": "别的"})))
    assert "没有叫“别的”的提醒" in said and "quiet（沉默的社会组织）" in said
    (whole,) = tables(alarms_box(found, judged))
    assert [row["name"] for row in whole.table.rows] == [thresholds()[alarm.key]["name"] for alarm in alarms]
    nothing = alarm_list(facts({"area": SHANGCHENG, "year": "2025", "alarm": "overdue"}), judged)
    assert "没有触发这一条" in text_of(nothing)


def test_what_nobody_can_judge_is_neither_an_alarm_nor_in_order(demonstration):
    found = facts({"area": NOBODY, "year": "2025"})
    judged = judged_of(found)
    assert [alarm.key for alarm in judged.unjudged] == ["hubless"]
    name, said = thresholds()["hubless"]["name"], text_of(alarms_box(found, judged))
    assert f"无法判断：{name}（枢纽名录没有报送）。" in said and said.count(name) == 1
    listed = alarm_list(facts({"area": NOBODY, "year": "2025", "alarm": "hubless"}), judged)
    assert "无法判断：枢纽名录没有报送。" in text_of(listed)
    told = text_of(sentence(facts({"area": SHANGCHENG, "year": "2025"}), 2, 1))
    assert told.replace(" ", "").endswith("有2件事需要留意，另有1件无法判断。")


def test_blind_spots_unreported_and_served_make_all_communities(demonstration):
    for area in ({"area": SHANGCHENG}, {"area": KAIXUAN}, {}):
        found = facts({**area, "year": "2024"})
        empty = ask("blind_spots", **area, from_on="2024-01-01", to_on="2024-12-31")
        told = [row for row in empty if row["reported"]]
        assert len(found.blind_spots) == len(told) and list(found.blind_spots) == told[:MOST_SHOWN]
        assert found.silent_communities == sum(not row["reported"] for row in empty)


def test_no_peers_no_rank(demonstration):
    assert facts({}).rank(PARTS[0].lead) is None
    place, of = facts({"area": KAIXUAN, "year": "2024"}).rank(PARTS[1].lead)
    rows = evaluate("orgs_per_10k_people", {"area": SHANGCHENG, "by": "area", "year": "2024"}).rows
    values = sorted((row["value"] for row in rows if row["value"] is not None), reverse=True)
    own = evaluate("orgs_per_10k_people", {"area": KAIXUAN, "year": "2024"}).rows[0]["value"]
    assert (place, of) == (f"第 {values.index(own) + 1}", len(values))


def test_equals_share_a_place():
    assert place_words(5, [7, 3]) == "第 2" and place_words(5, [5, 7]) == "并列第 2"


def test_what_was_delivered_for_the_whole_only_is_not_drawn_as_zero(demonstration):
    found = facts({"area": KAIXUAN, "year": "2024"})
    assert found.not_split(PARTS[4].lead)
    assert not found.not_split(PARTS[0].lead)


def test_sources_add_up_to_the_funds_of_the_year(demonstration):
    for year, parts in sources_by_year(facts({"area": SHANGCHENG, "year": "2024"})).items():
        whole = evaluate("funds_received", {"area": SHANGCHENG, "year": str(year)}).rows[0]["value"]
        assert sum(parts.values()) == whole


def test_a_community_without_own_money_has_no_money_words_that_contradict_its_zero(demonstration):
    said = text_of(find("/").draw(State("/", {"area": (COMMUNITY,), "year": ("2025",)})))
    assert "没有报送资金台账" not in said and "报送的资金里没有自有资金到账" in said
    assert "分母为 0" in said and "网格" not in said


def test_the_whole_of_the_data_says_what_its_coverage_is_divided_by(demonstration):
    words = "各地区除以自己的全部社区"
    assert words in text_of(find("/").draw(State("/", {})))
    assert words not in text_of(find("/").draw(State("/", {"area": (SHANGCHENG,)})))


def test_the_sentence_says_when_there_is_nothing(demonstration):
    assert "没有算得出的五社主要数" in text_of(sentence(facts({"area": NOBODY}), 0))


def test_an_unknown_part_is_refused(demonstration):
    with pytest.raises(ChoiceError):
        asked_of(state_of({"show": "别的"}))


def test_a_place_without_a_committee_has_no_coverage_and_says_why(demonstration):
    card = lead_card(facts({"area": FARM, "year": "2024"}), PARTS[0].lead)
    assert card.missing == "没有社区（村）" and card.detail[0] == "这里没有居委会、村委会，不算覆盖"


def test_a_community_is_not_alarmed_by_its_neighbours(demonstration):
    for code in ("330102011012", COMMUNITY):
        found = {alarm.key: alarm for alarm in judged_of(facts({"area": code, "year": "2025"})).beyond}
        for key in {"silent", "shrinking", "dependence"} & found.keys():
            assert [one.href for one in found[key].found] == [area_href(code)]
