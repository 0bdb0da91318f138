"""指标口径: every indicator is explained with its number, and the published figures stand beside computed ones."""

import pytest

from components.indicators_entry import fraction
from components.indicators_handbook import GROUPS, group_of, handbook_of
from components.indicators_words import day_words, published_words
from components.page import find
from components.state import State
from indicators.cases import evaluate_cases, published_cases, readings
from indicators.catalog import catalog
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from tests.components.reading import text_of

KAIXUAN = "330102011000"


def state_of(search: str) -> State:
    return State.parse("/indicators", search)


def drawn(search: str) -> str:
    return text_of(find("/indicators").draw(state_of(search)))


def test_every_indicator_is_in_a_group_and_on_the_page(demonstration):
    assert {group_of(found) for found in catalog().values()} == set(GROUPS)
    words = drawn("")
    for found in catalog().values():
        assert found.name in words and found.definition in words and found.formula in words


@pytest.mark.parametrize(
    "search", [f"area={KAIXUAN}&year=2014", "area=430121000000&as_of=2024-12-31&universe=登记", ""]
)
def test_numbers_are_those_of_evaluate(demonstration, search):
    for entry in handbook_of(state_of(search)).entries:
        assert entry.row == evaluate(entry.definition.id, entry.choices).rows[0]
        assert not entry.definition.has_denominator or "分子" in fraction(entry)


def test_search_and_groups_narrow(demonstration):
    found = handbook_of(state_of("q=每万人社会组织"))
    assert [entry.definition.id for entry in found.entries] == ["orgs_per_10k_people"]
    assert {entry.group for entry in handbook_of(state_of("group=资金")).entries} == {"资金"}
    assert "没有这样的指标" in drawn("q=没有这样的词")
    with pytest.raises(ChoiceError):
        handbook_of(state_of("group=没有"))


def test_targets_keep_their_universe_and_source(demonstration):
    words = drawn("q=orgs_per_10k_people")
    assert "目标 ≥ 6.5（2020年，登记口径）" in words and "民政事业发展第十三个五年规划" in words


@pytest.mark.parametrize("indicator", sorted(catalog()))
def test_worked_examples_are_in_chinese(demonstration, indicator):
    words = drawn(f"example={indicator}&q={indicator}")
    assert "算例" in words
    for leftover in ("numerator", "denominator", "org_id", "area_code", "persons", "reported", "from_on"):
        assert leftover not in words.replace(indicator, "")


def test_published_figures_stand_beside_computed_ones(demonstration):
    words = drawn("view=cases")
    cases = evaluate_cases()
    assert f"{len(cases)} 项" in words and len(cases) >= 85
    assert all(case["figure"] in words for case in cases)


def test_readings_belong_to_cases():
    assert set(readings()) <= {case["id"] for case in published_cases()}


@pytest.mark.parametrize(
    ("published", "qualifier", "words"),
    [
        ("50", "余(≥50)", "50 余"),
        ("20", "近(<20)", "近 20"),
        ("3000000", "突破(>)", "突破 3,000,000"),
        ("42", "=", "42"),
        ("100", "=(已达)", "100"),
    ],
)
def test_published_values_read_as_printed(published, qualifier, words):
    assert published_words(published, qualifier) == words


def test_days_in_words():
    assert day_words("2016-06-30") == "截至 2016-06-30"
    assert day_words("2014") == "2014年"
    assert day_words("2020-11-01/2025-10-31") == "2020-11-01 至 2025-10-31"
