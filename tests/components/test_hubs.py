"""枢纽年度: ten figures as evaluate says them, peers beside the hub, names and money that add up."""

import json
import shutil
from datetime import date
from statistics import median

import duckdb
import pytest

from components.hubs_coverage import communities_of
from components.hubs_facts import MEASURES, UNMARKED, asked_of, choices_of, facts_of, median_of
from components.hubs_peers import open_in, usual_peers
from components.hubs_words import change_words, first_year, listed, sentence
from components.page import find
from components.state import State
from indicators import warehouse
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from tests.components.reading import text_of

KAIYIHUI, XINGSHA, CITY, STATION = "H330102011000", "H430121001000", "H330100000000", "H330102011012"
XIASHA = "H330114001000"
SHANGCHENG = "330102000000"
QUESTIONS = [
    {},
    {"area": SHANGCHENG, "level": "街道"},
    {"q": "没有这样的名字"},
    {"hub": KAIYIHUI},
    {"hub": "凯益荟", "year": "2016", "figure": "received"},
    {"hub": XINGSHA, "year": "2024", "universe": "登记", "figure": "communities"},
    {"hub": CITY},
    {"hub": STATION, "year": "2024"},
    {"hub": KAIYIHUI, "year": "2009"},
]


def state_of(choices: dict) -> State:
    return State("/hubs", {key: (value,) for key, value in choices.items()}, "hub")


def facts(choices: dict):
    return facts_of(asked_of(state_of(choices)))


@pytest.mark.parametrize("choices", QUESTIONS, ids=str)
def test_every_question_gets_a_whole_page(demonstration, choices):
    said = text_of(find("/hubs").draw(state_of(choices)))
    assert "出错了" not in said
    if "hub" in choices:
        for part in (
            "十项主要数",
            "和同级枢纽比",
            "逐年变化",
            "服务到了哪些社区",
            "资金进出",
            "组织的进与出",
            "需要留意",
            "怎样计、和谁比",
        ):
            assert part in said


@pytest.mark.parametrize("year", ["2016", "2021", "2024"])
def test_the_ten_figures_are_those_of_evaluate(demonstration, year):
    found = facts({"hub": KAIYIHUI, "year": year})
    assert len(found.lines) == 10
    for measure in MEASURES:
        asked = {**choices_of(found.asked, measure), "hub": KAIYIHUI}
        now, before = (
            evaluate(measure.indicator, {**asked, "year": one}).rows[0][measure.column]
            for one in (year, str(int(year) - 1))
        )
        line = found.lines[measure.key]
        assert (line.value(int(year)), line.value(int(year) - 1)) == (now, before), measure.key


def test_peers_are_hubs_of_the_same_level_under_the_same_parent(demonstration):
    found = facts({"hub": KAIYIHUI, "year": "2024"})
    assert len(found.peers) >= 3
    for peer in found.peers:
        assert (peer["level"], peer["parent_code"]) == ("街道", SHANGCHENG) and open_in(peer, 2024)
    line = found.lines["orgs"]
    values = [
        evaluate("orgs", {"hub": peer["hub_id"], "year": "2024"}).rows[0]["value"]
        for peer in found.peers
        if line.others[peer["hub_id"]] is not None
    ]
    assert line.medians[2024] == median(values)


def test_fewer_than_three_peers_are_none(demonstration):
    hubs = ask("hubs", area=None, level=None)
    hub = next(one for one in hubs if one["hub_id"] == CITY)
    assert usual_peers(hub, hubs, date(2024, 12, 31)) == []
    assert median_of([1, None, 3]) is None and median_of([1, 2, 9, None]) == 2
    assert "同级枢纽不足 3 个" in text_of(find("/hubs").draw(state_of({"hub": CITY})))


def test_a_hub_no_record_names_has_no_zero(demonstration):
    line = facts({"hub": STATION, "year": "2024"}).lines["activities"]
    assert line.value(2024) is None and line.missing == UNMARKED


@pytest.fixture
def left_out(demo_dir, tmp_path):
    """The demonstration as if nobody had written the hub into the activities and hours of 下沙街道 in 2024."""
    published = json.loads((demo_dir / "demo" / "warehouse" / "CURRENT.json").read_text("utf-8"))
    (tmp_path / "warehouse").mkdir()
    for name in ("CURRENT.json", published["file"]):
        shutil.copy(demo_dir / "demo" / "warehouse" / name, tmp_path / "warehouse" / name)
    with duckdb.connect(str(tmp_path / "warehouse" / published["file"])) as connection:
        days = {"activities": "held_on", "volunteer_hours": "served_on", "volunteer_days": "served_on"}
        for table, day in days.items():
            connection.execute(f"UPDATE {table} SET hub_id = NULL WHERE hub_id = ? AND year({day}) = 2024", [XIASHA])
    warehouse.use(tmp_path)
    yield
    warehouse.use(None)


def test_a_ledger_that_leaves_the_hub_out_of_one_year_is_no_zero(left_out):
    found = facts({"hub": XIASHA, "year": "2024"})
    for key in ("activities", "visits", "communities", "hours"):
        line = found.lines[key]
        assert line.value(2023) > 0, key
        assert line.value(2024) is None and line.missing == UNMARKED, key
    said = text_of(find("/hubs").draw(state_of({"hub": XIASHA, "year": "2024"})))
    assert "全年办活动" not in said and "−100.0%" not in said and "没有一条活动写明归它" in said


def test_the_matrix_holds_every_activity_of_the_hub_in_its_communities(demonstration):
    found = facts({"hub": KAIYIHUI, "year": "2024"})
    inside = communities_of(found.matrix)
    served = evaluate("communities_served", {"hub": KAIYIHUI, "year": "2024"}).rows[0]["numerator"]
    assert sum(one.whole > 0 for one in inside) == served
    assert sum(one.whole for one in inside) <= found.lines["activities"].value(2024)
    breadth = [len(one.activities) for one in inside]
    assert breadth == sorted(breadth, reverse=True)


def test_money_by_source_adds_up_and_custody_stands_apart(demonstration):
    found = facts({"hub": KAIYIHUI, "year": "2024"})
    assert sum(row["value"] for row in found.money("funds_received")) == found.lines["received"].value(2024)
    assert sum(row["value"] for row in found.money("funds_granted")) == found.lines["granted"].value(2024)
    held = facts({"hub": "H430121004000", "year": "2023"}).money("funds_received", custody="代管")
    assert (
        held
        == evaluate(
            "funds_received", {"hub": "H430121004000", "year": "2023", "custody": "代管", "by": "source,instrument"}
        ).rows
    )


def test_organisations_are_listed_by_name(demonstration):
    found = facts({"hub": KAIYIHUI, "year": "2024"})
    said = text_of(find("/hubs").draw(state_of({"hub": KAIYIHUI, "year": "2024"})))
    for event in ("入驻", "孵化成功", "升级", "降级", "注销"):
        for row in found.events.get(event, []):
            assert row["name"] in said


def test_a_year_before_the_hub_says_so(demonstration):
    assert "没有运行" in text_of(sentence(facts({"hub": KAIYIHUI, "year": "2009"})))
    assert first_year(asked_of(state_of({"hub": KAIYIHUI}))) == 2011


def test_the_list_is_narrowed_by_area_level_and_name(demonstration):
    everything = listed(asked_of(state_of({})))
    some = listed(asked_of(state_of({"area": SHANGCHENG, "level": "街道"})))
    assert 0 < len(some) < len(everything) and {row["level"] for row in some} == {"街道"}
    assert [row["name"] for row in listed(asked_of(state_of({"q": "凯益荟"})))] == ["凯益荟"]


def test_an_unknown_hub_or_figure_is_refused(demonstration):
    for choices in ({"hub": "没有"}, {"hub": KAIYIHUI, "figure": "没有"}):
        with pytest.raises(ChoiceError):
            asked_of(state_of(choices))


def test_changes_carry_their_sign():
    assert change_words(360, 367, "家", 0) == "−7（−1.9%）"
    assert change_words(335, 322, "小时", 0) == "+13（+4.0%）"
    assert change_words(32.8, 28.6, "%", 1) == "+4.2" and change_words(None, 3, "家", 0) == ""
