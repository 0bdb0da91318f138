"""The number somebody with a scope sees is the number somebody without one sees who asks for that area or hub."""

import pytest

from indicators.catalog import catalog, denominators
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.rests_on import LISTED, OF_PROJECTS, OF_RULES, WORDS
from indicators.scope import within
from indicators.warehouse import ask
from tests.scope.conftest import SCOPES

OF_AN_AREA = ({}, {"by": "year"}, {"by": "area"})
OF_ONE_HUB = ({}, {"by": "year"}, {"by": "area"}, {"year": "2024", "by": "month"})
OF_AREAS = ("street", *(pytest.param(name, marks=pytest.mark.soak) for name in ("district", "community")))
OF_HUBS = ("hub", pytest.param("county hub", marks=pytest.mark.soak))


def answer(indicator: str, choices: dict) -> dict | str:
    try:
        return evaluate(indicator, choices).as_dict()
    except ChoiceError as refused:
        return refused.message


@pytest.mark.parametrize("name", OF_AREAS)
def test_within_an_area_every_indicator_says_what_it_says_of_that_area(published, name):
    area = SCOPES[name].area
    for indicator, found in catalog().items():
        for asked in OF_AN_AREA:
            filtered = answer(indicator, {**asked, "area": area})
            with within(SCOPES[name]):
                seen = answer(indicator, asked)
            filtered = as_told(found, filtered, seen)
            with within(SCOPES[name]):
                assert answer(indicator, {**asked, "area": area}) == seen, (indicator, asked)
            if asked.get("by") == "year" and isinstance(seen, dict):
                same_years(seen, filtered, indicator)
            else:
                assert seen == filtered, (indicator, asked)


@pytest.mark.parametrize("name", OF_HUBS)
def test_within_a_hub_every_indicator_says_what_it_says_of_that_hub_or_is_refused(published, name):
    hub = SCOPES[name].hub
    for indicator, found in catalog().items():
        for asked in OF_ONE_HUB:
            with within(SCOPES[name]):
                seen = answer(indicator, asked)
            if "hub" not in found.filters:
                assert seen == f"指标“{found.name}”不能按枢纽分开，您的账户看不到。"
            elif asked.get("by") in ("month", "year") and has_tree(found):
                same_or_unreported(undivided(seen), undivided(answer(indicator, {**asked, "hub": hub})), indicator)
            elif asked.get("by") in ("area", "month", "year"):
                whole = as_told(found, answer(indicator, {**asked, "hub": hub}), seen)
                same_or_unreported(seen, whole, indicator)
            elif has_tree(found):
                of_own_streets(seen, answer(indicator, {**asked, "hub": hub}), indicator, name)
            else:
                whole = as_told(found, answer(indicator, {**asked, "hub": hub}), seen)
                assert seen == whole, (indicator, asked)


def as_told(found: Definition, whole: dict | str, seen: dict | str) -> dict | str:
    """What a figure that rests on rows outside says within a scope: nothing, and why; of rules on payments what it says
    is seen (tests/scope/test_ruled_payments.py), all of it or nothing."""
    is_ruled = "untold" in found.beside
    if not found.rests_on or not isinstance(whole, dict):
        return whole
    if is_ruled and not any(row.get("hidden") for row in seen["rows"]):
        return whole
    empty = dict.fromkeys(("numerator", "denominator", "value", *found.beside))
    empty |= {"hidden": OF_RULES if is_ruled else WORDS}
    return whole | {"rows": [row | empty if row["reported"] else row for row in whole["rows"]]}


def same_years(seen: dict, whole: dict, indicator: str) -> None:
    """Years of which only few rows of others tell are not listed; of all others the whole answer is the same."""
    listed = {row["year"]: row for row in seen["rows"]}
    every = {row["year"]: row for row in whole["rows"]}
    assert listed == {year: row for year, row in every.items() if year in listed}, indicator
    assert not any(row["numerator"] for year, row in every.items() if year not in listed), indicator
    no_years = {"rows": [], "years": []}
    said, all_said = ({**one, **no_years, "filters_in_words": words_without_years(one)} for one in (seen, whole))
    assert said == all_said, indicator


def words_without_years(answered: dict) -> list[str]:
    return [part for part in answered["filters_in_words"].split("·") if not part.endswith("年")]


def undivided(found: dict) -> dict:
    return {"rows": [{k: v for k, v in row.items() if k not in ("denominator", "value")} for row in found["rows"]]}


def has_tree(found: Definition) -> bool:
    return any(denominators()[one].kind == "tree" for one in found.denominators)


def of_own_streets(seen: dict, whole: dict, indicator: str, name: str) -> None:
    """Communities and streets are counted where the hub has something itself, not where anybody has."""
    with within(SCOPES[name]):
        own = {row["area_code"] for row in evaluate("orgs", {"by": "area", "level": "4"}).rows}
    assert 0 < len(own) < 10
    for mine, all_of_them in zip(seen["rows"], whole["rows"], strict=True):
        assert mine["numerator"] == all_of_them["numerator"], indicator
        assert mine["denominator"] is None or mine["denominator"] < all_of_them["denominator"], indicator


def same_or_unreported(seen: dict, whole: dict, indicator: str) -> None:
    """Of areas and times that others alone tell of, or few rows of them, a hub learns nothing: 未报送, not their zero.

    Areas and years in which it has nothing are not even listed: which ones have records of others is not told.
    """
    every = {place_and_time(row): row for row in whole["rows"]}
    listed = {place_and_time(row): row for row in seen["rows"]}
    assert set(listed) <= set(every), indicator
    assert not any(row["numerator"] for key, row in every.items() if key not in listed), indicator
    for key, own in listed.items():
        if own["reported"]:
            assert own == every[key], indicator
        else:
            assert own["numerator"] is None and not every[key]["numerator"], indicator


def place_and_time(row: dict) -> tuple:
    return row.get("area_code"), row.get("year"), row.get("month")


def test_below_the_scope_everything_may_be_asked(published):
    inside = {"area": SCOPES["street"].area, "by": "area", "year": "2024"}
    whole = evaluate("activities", inside).rows
    with within(SCOPES["district"]):
        assert evaluate("activities", inside).rows == whole
    assert sum(row["value"] or 0 for row in whole) > 0


def test_told_apart_by_hub_there_are_the_hubs_of_the_scope(published):
    with within(SCOPES["hub"]):
        assert {row["hub"] for row in evaluate("visits", {"by": "hub", "year": "2024"}).rows} == {SCOPES["hub"].hub}
    with within(SCOPES["elsewhere"]):
        hubs = {row["hub"] for row in evaluate("visits", {"by": "hub", "year": "2024"}).rows}
    assert hubs - {"未填写"} == {one for one in hubs if one.startswith("H430121")}


QUESTIONS = (
    ("silent_organizations", {"from_on": "2024-01-01", "to_on": "2024-12-31"}),
    ("organizations_at", {"day": "2024-12-31", "universe": "登记备案"}),
    ("projects_listed", {"from_on": "2014-01-01", "to_on": "2025-12-31"}),
    ("funding_flow", {"from_on": "2014-01-01", "to_on": "2025-12-31", "ownership": "自有"}),
    ("due_for_upgrade", {"ladder": "年度梯队", "year": 2024}),
    ("coverage_matrix", {"side": "field", "from_on": "2024-01-01", "to_on": "2024-12-31"}),
    ("blind_spots", {"from_on": "2024-01-01", "to_on": "2024-12-31"}),
    ("filter_options", {}),
    ("survival", {"day": "2024-12-31"}),
    ("moves", {"ladder": "年度梯队", "year": 2024}),
    ("newly_graded", {"ladder": "年度梯队", "year": 2024}),
    ("hubs", {}),
    ("streets_and_hubs", {"day": "2024-12-31"}),
    ("double_tracks", {"day": "2024-12-31"}),
    ("funding_rules_kept", {"year": 2024}),
    ("reported_matrix", {"level": 5, "year": 2024}),
    ("targets_listed", {}),
    ("years_of_types", {}),
    ("years_with_data", {}),
)
NAMES = ("file", "hub", "hub_name", "org", "org_name", "payee_name", "previous_name", "project")
PLACES = ("delivery", "row", "_delivery", "_row")
"""What stands beside a row and comes from another one, which may lie outside; and the file, which others share, with
its number and the row of it."""


@pytest.mark.parametrize("name", ["district", "street"])
@pytest.mark.parametrize("question", [name for name, _ in QUESTIONS])
def test_lists_of_an_area_are_the_same_with_and_without_the_scope(published, question, name):
    params = dict(QUESTIONS)[question] | ({} if question.startswith("years_") else {"area": SCOPES[name].area})
    whole = [without_names(row) for row in ask(question, **params)]
    with within(SCOPES[name]):
        seen = [without_names(row) for row in ask(question, **params)]
        if question not in ("hubs", "years_of_types", "years_with_data"):
            assert [without_names(row) for row in ask(question, **params | {"area": None})] == seen
    if question == LISTED:
        assert any(row["visits"] for row in whole)
        whole = [row | OF_PROJECTS for row in whole]
    assert seen == whole and whole


def without_names(row: dict) -> dict:
    left_out = (*NAMES, *PLACES, "rows_delivered", "giver", "previous_granted")
    return {key: value for key, value in row.items() if key not in left_out}


OF_A_HUB = (
    ("hub_silent", {"from_on": "2024-01-01", "to_on": "2024-12-31"}),
    ("hub_year", {"from_on": "2024-01-01", "to_on": "2024-12-31"}),
    ("hub_expiring", {"ladder": "年度梯队", "day": "2024-12-31", "within_days": 400}),
    ("hub_cohorts", {"starts": "01-01", "to_on": "2024-12-31"}),
    ("hub_projects", {"from_on": "2014-01-01", "to_on": "2025-12-31"}),
    ("silent_organizations", {"from_on": "2024-01-01", "to_on": "2024-12-31"}),
    ("profile_organizations", {}),
    ("profile_hub", {}),
)


@pytest.mark.parametrize("question", [name for name, _ in OF_A_HUB])
def test_lists_of_a_hub_are_the_same_with_and_without_the_scope(published, question):
    params = dict(OF_A_HUB)[question] | {"hub": SCOPES["hub"].hub}
    whole = [without_names(row) for row in ask(question, **params)]
    with within(SCOPES["hub"]):
        seen = [without_names(row) for row in ask(question, **params)]
    if question == "profile_hub":
        hidden = ("received_at",)
        seen, whole = ([{k: v for k, v in row.items() if k not in hidden} for row in rows] for rows in (seen, whole))
    assert seen == whole and whole


@pytest.mark.parametrize("question", ["hub_year", "hub_silent", "hub_cohorts", "profile_organizations", "profile_hub"])
def test_nothing_is_listed_of_another_hub(published, question):
    params = dict(OF_A_HUB)[question] | {"hub": SCOPES["county hub"].hub}
    assert ask(question, **params)
    with within(SCOPES["hub"]):
        assert ask(question, **params) == []
