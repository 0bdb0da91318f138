"""等级分布: the numbers of the page are those of evaluate, movements add up, ladders never meet, lists obey filters."""

from urllib.parse import parse_qs, urlsplit

import pytest
from dash import dcc

from components.behind import behind
from components.page import find
from components.state import State
from components.tiers_facts import (
    asked_of,
    by_side,
    due_for_expiry,
    due_for_upgrade,
    facts_of,
    holding,
    moved,
    moved_between,
)
from components.tiers_pictures import composition, flow_chart, headline, matrix_chart
from components.tiers_words import sentence
from figures import theme
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from tests.components.reading import hrefs, parts, text_of

KAIXUAN, SHANGCHENG, CHANGSHA, COMMUNITY = "330102011000", "330102000000", "430121000000", "330102011001"
NOWHERE = "650000000000"
LADDERS = ["年度梯队", "评估等级", "党组织星级", "志愿团队星级"]
QUESTIONS = [
    {},
    {"area": SHANGCHENG, "ladder": "评估等级"},
    {"area": KAIXUAN, "year": "2016"},
    {"area": KAIXUAN, "as_of": "2016-06-30", "ladder": "评估等级"},
    {"area": CHANGSHA, "ladder": "志愿团队星级", "field": "文化体育,慈善救助"},
    {"area": SHANGCHENG, "legal_form": "社会团体", "year": "2024"},
    {"area": COMMUNITY, "ladder": "党组织星级"},
]


def state_of(choices: dict) -> State:
    return State("/tiers", {key: tuple(value.split(",")) for key, value in choices.items()})


def facts(choices: dict):
    return facts_of(asked_of(state_of(choices)))


def drawn(choices: dict) -> str:
    return text_of(find("/tiers").draw(state_of(choices)))


def asked(choices: dict, found) -> dict:
    """The same question as the API takes it: time and ladder written out."""
    moment = {key: choices[key] for key in ("year", "as_of") if key in choices}
    return {"ladder": "年度梯队", **choices, **(moment or {"year": str(found.asked.moment.year)})}


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_numbers_of_the_page_are_those_of_evaluate(demonstration, choices):
    found = facts(choices)
    question = asked(choices, found)
    grades = evaluate("tier_share", {**question, "by": "grade"}).rows
    assert found.counts == {row["grade"]: row["numerator"] for row in grades}
    assert found.graded == (evaluate("tier_share", question).rows[0]["denominator"] or 0)
    moves = {key: value for key, value in question.items() if key != "as_of"} | {"year": str(found.asked.moment.year)}
    assert found.up == evaluate("tier_upgrades", moves).rows[0]
    assert found.down == evaluate("tier_downgrades", moves).rows[0]


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_side_splits_the_same_organisations(demonstration, choices):
    found = facts(choices)
    assert sum(sum(one["counts"].values()) for one in by_side(found.asked, "field").values()) == found.graded
    if found.asked.place.level < 4:
        assert sum(sum(one["counts"].values()) for one in by_side(found.asked, "area").values()) == found.graded
    if not found.asked.moment.day:
        held = found.by_year[found.asked.moment.year]["counts"]
        assert {grade: count for grade, count in held.items() if count} == found.counts


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_the_matrix_of_movements_adds_up_to_the_denominator_of_the_rates(demonstration, choices):
    found = facts(choices)
    totals = {"升级": 0, "保级": 0, "降级": 0}
    for row in found.moves:
        totals[row["direction"]] += row["organizations"]
    assert sum(totals.values()) == (found.up["denominator"] or 0) == (found.down["denominator"] or 0)
    assert totals["升级"] == (found.up["numerator"] or 0) == len(moved(found.asked, "升级"))
    assert totals["降级"] == (found.down["numerator"] or 0) == len(moved(found.asked, "降级"))


@pytest.mark.parametrize("ladder", LADDERS)
def test_grades_of_different_ladders_never_meet(demonstration, ladder):
    found = facts({"area": SHANGCHENG, "ladder": ladder})
    own = set(found.asked.ladders[ladder])
    assert set(found.counts) <= own
    assert {row["grade"] for row in found.moves} | {row["next_grade"] for row in found.moves} <= own
    for side in ("area", "field", "year"):
        assert {grade for one in by_side(found.asked, side).values() for grade in one["counts"]} <= own
    lists = [*moved(found.asked, "升级"), *due_for_upgrade(found.asked), *due_for_expiry(found.asked)]
    assert {row["grade"] for row in lists} <= own


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_graded_and_ungraded_are_everybody_who_could_be_graded(demonstration, choices):
    found = facts(choices)
    card = next(card for card in headline(found) if card.name == "未参评")
    indicator, *more = card.indicator.split(";")
    question = {**asked(choices, found), **dict(one.split("=") for one in more)}
    question.pop("ladder")
    assert indicator == "orgs"
    assert card.value + found.gradeable["graded"] == evaluate("orgs", question).rows[0]["value"]
    assert card.value >= 0 and found.gradeable["graded"] <= found.graded


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_those_who_hold_a_grade_are_listed_as_they_are_counted(demonstration, choices):
    found = facts(choices)
    assert {grade: len(holding(found.asked, grade)) for grade in found.counts} == found.counts


def test_a_part_of_a_bar_narrows_to_its_side_and_lists_the_holders_of_its_grade(demonstration):
    found = facts({"area": SHANGCHENG, "legal_form": "社会团体"})
    for side in ("area", "year", "field"):
        figure = composition(found, side)
        graph = next(part for part in parts(figure) if isinstance(part, dcc.Graph)).figure
        bar = max(graph["data"], key=lambda one: sum(one["x"]))
        place = max(range(len(bar["x"])), key=lambda number: bar["x"][number])
        way = urlsplit(bar["customdata"][place])
        choices = {key: values[0] for key, values in parse_qs(way.query).items()}
        assert choices["grade"] == bar["name"] and choices["legal_form"] == "社会团体"
        there = facts(choices)
        page = find("/tiers").draw(state_of(choices))
        assert f"{bar['name']}的组织 {there.counts[bar['name']]:,} 个" in text_of(page)
        assert bar["hovertext"][place].split("　")[1].startswith(f"{there.counts[bar['name']]:,} 个")
        if side != "area":
            again = composition(there, side)
            drawn_again = next(part for part in parts(again) if isinstance(part, dcc.Graph)).figure["data"]
            assert {one["name"]: one["opacity"] == 1 for one in drawn_again} == {
                one["name"]: one["name"] == bar["name"] for one in drawn_again
            }
    with pytest.raises(ChoiceError, match="没有“5A”这一级"):
        asked_of(state_of({"grade": "5A"}))


def test_a_stream_a_grade_and_a_cell_list_exactly_the_organisations_they_count(demonstration):
    found = facts({"area": SHANGCHENG})
    row = max(found.moves, key=lambda one: one["organizations"])
    for before, after in ((row["grade"], row["next_grade"]), (row["grade"], ""), ("", row["next_grade"])):
        counted = [one for one in found.moves if before in ("", one["grade"]) and after in ("", one["next_grade"])]
        listed = moved_between(found.asked, before, after)
        assert len(listed) == sum(one["organizations"] for one in counted) > 0
        page = find("/tiers").draw(state_of({"area": SHANGCHENG, "moved": f"{before}→{after}"}))
        assert f"的组织 {len(listed):,} 个" in text_of(page)


def test_marks_of_movements_lead_to_their_list_and_back(demonstration):
    choices = {"area": SHANGCHENG, "moved": "良好→优秀", "all": "变动"}
    for choice, is_chosen in ((choices, True), ({"area": SHANGCHENG, "all": "升级"}, False)):
        found = facts(choice)
        flow, cells = flow_chart(found), matrix_chart(found)
        links = behind(flow).table, *(one.figure["data"][0] for chart in (flow, cells) for one in graphs(chart))
        assert len(links) == 3
        streams, bars = links[1]["link"], links[2]
        place = next(n for n, words in enumerate(streams["label"]) if words.startswith("良好 → 优秀"))
        other = next(n for n, words in enumerate(bars["hovertext"]) if words.startswith("良好 → 优秀"))
        ways = {streams["customdata"][place], bars["customdata"][other]}
        assert len(ways) == 1 and ways <= set(hrefs(links[0]))
        assert parse_qs(urlsplit(ways.pop()).query).get("moved") == (None if is_chosen else ["良好→优秀"])
        assert (streams["color"][place] == theme.ACCENT) == is_chosen == (bars["marker"]["line"]["width"][other] > 1)
        assert all(way and "all=" not in way for way in (*streams["customdata"], *links[1]["node"]["customdata"]))


def graphs(part) -> list:
    return [one for one in parts(part) if isinstance(one, dcc.Graph)]


@pytest.mark.parametrize("words", ["→", "良好", "良好→金牌", "4A→5A", "良好→优秀→优秀"])
def test_a_movement_that_does_not_exist_is_refused_in_words(demonstration, words):
    with pytest.raises(ChoiceError, match="没有这样的等级变动") as refused:
        asked_of(state_of({"moved": words}))
    assert "基础→优秀" in refused.value.hint


def test_another_ladder_forgets_the_movement(demonstration):
    ways = [way for way in hrefs(find("/tiers").draw(state_of({"moved": "良好→优秀"}))) if "ladder=" in way]
    assert ways and not any("moved=" in way for way in ways if not way.startswith(("/explore", "/records")))


def test_every_card_opens_to_its_definition(demonstration):
    for ladder in LADDERS:
        assert all(card.indicator for card in headline(facts({"area": SHANGCHENG, "ladder": ladder})))


def test_the_lists_by_name_follow_the_filters(demonstration):
    for read in (lambda one: moved(one, "升级"), due_for_upgrade):
        every = {row["org_id"] for row in read(facts({"area": SHANGCHENG}).asked)}
        parts = [
            {row["org_id"] for row in read(facts({"area": SHANGCHENG, "field": field}).asked)}
            for field in ("文化体育", "社区服务")
        ]
        assert parts[0] and parts[1] and not parts[0] & parts[1] and parts[0] | parts[1] < every


def test_what_expires_is_valid_now_and_no_more_in_a_year(demonstration):
    found = facts({"area": SHANGCHENG, "ladder": "评估等级", "year": "2024"})
    rows = due_for_expiry(found.asked)
    assert rows and len(rows) <= found.graded
    assert all("2024-12-31" <= f"{row['valid_until']:%Y-%m-%d}" <= "2025-12-31" for row in rows)


def test_nobody_at_the_top_grade_is_called_due_for_upgrade(demonstration):
    for ladder in LADDERS:
        found = facts({"ladder": ladder})
        assert all(row["grade"] != found.asked.grades[-1] for row in due_for_upgrade(found.asked))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_question_gets_a_whole_page(demonstration, choices):
    said = drawn(choices)
    assert "出错了" not in said
    for part in ("等级分布", "有等级的组织", "未参评", "历年等级构成", "等级之间的流动", "升级的组织", "可推动升级"):
        assert part in said


def test_a_long_list_is_shortened_and_opens_by_a_link(demonstration):
    page = find("/tiers").draw(state_of({"area": SHANGCHENG}))
    rows = len(due_for_upgrade(facts({"area": SHANGCHENG}).asked))
    assert f"全部 {rows} 个" in text_of(page) and any("all=%E5%BE%85%E5%8D%87" in href for href in hrefs(page))
    opened = text_of(find("/tiers").draw(state_of({"area": SHANGCHENG, "all": "待升"})))
    assert "只看前" in opened and f"全部 {rows} 个" not in opened


def test_a_place_that_never_delivered_is_silent_and_not_zero(demonstration):
    found = facts({"area": NOWHERE})
    assert not found.is_reported and "未报送年度梯队" in text_of(sentence(found))
    said = drawn({"area": NOWHERE})
    assert "没有年度梯队" in said and "历年等级构成" not in said and "出错了" not in said
    assert " 0 个" not in said.partition("说明")[0]


def test_a_year_without_grades_says_where_there_are_some(demonstration):
    said = drawn({"area": SHANGCHENG, "year": "2009"})
    assert "没有组织持有有效的年度梯队" in said and "有年度梯队的年份" in said and "出错了" not in said


def test_an_unknown_ladder_is_refused_with_the_known_ones(demonstration):
    with pytest.raises(ChoiceError) as refused:
        asked_of(state_of({"ladder": "星光榜"}))
    assert all(row["ladder"] in refused.value.hint for row in ask("ladders"))
