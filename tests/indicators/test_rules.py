"""The counting rules that are easy to get wrong, each on little tables."""

from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from indicators.catalog import catalog
from indicators.evaluate import evaluate
from indicators.places import peers
from tests.indicators.toy import publish


def rows(indicator_id: str, query: str) -> list[dict]:
    return evaluate(indicator_id, parse_qs(query)).rows


def test_universes_contain_each_other(toy):
    found = rows("orgs", "as_of=2016-06-30&by=universe")
    assert [(row["universe"], row["value"]) for row in found] == [("登记", 2), ("登记备案", 3), ("全部", 4)]


def test_registered_later_counts_as_filed_before(toy):
    assert rows("orgs", "as_of=2015-12-31&registration=备案")[0]["value"] == 2
    assert rows("orgs", "as_of=2016-01-01&registration=备案")[0]["value"] == 1


def test_population_is_never_the_neighbour_years(toy):
    found = rows("orgs_per_10k_people", "area=330102011000&year=2015")[0]
    assert (found["numerator"], found["denominator"], found["value"]) == (2, None, None)
    assert found["areas_without_denominator"] == 1
    assert found["areas_without_denominator_names"] == ["凯旋街道"]


def test_numerator_covers_exactly_the_areas_of_the_denominator(toy):
    found = rows("orgs_per_10k_people", "area=330102000000&year=2016")[0]
    assert (found["numerator"], found["denominator"], found["value"]) == (2, 20000, Decimal(1))
    assert found["areas_without_denominator_names"] == ["紫阳街道"]


def test_filters_narrow_the_numerator_only(toy):
    found = rows("orgs_per_10k_people", "area=330102011000&year=2016&legal_form=社会团体")[0]
    assert (found["numerator"], found["denominator"]) == (1, 20000)


def test_zero_only_where_somebody_delivered(toy):
    found = {row["year"]: row for row in rows("activities", "area=330102009000&year=2014-2016&by=year")}
    assert (found[2014]["reported"], found[2014]["value"]) == (False, None)
    assert (found[2015]["reported"], found[2015]["value"]) == (True, 0)
    assert (found[2016]["reported"], found[2016]["value"]) == (False, None)


def test_a_declared_area_reaches_down_and_up(toy):
    for area in ("330000000000", "330102000000", "330102011002"):
        assert rows("activities", f"area={area}&year=2015")[0]["reported"] is True
    assert rows("activities", "area=430121000000&year=2015")[0]["reported"] is False


def test_unknown_is_not_zero_in_sums(toy):
    found = {row["kind"]: row["value"] for row in rows("visits", "year=2016&by=kind")}
    assert found == {"便民服务": 100, "讲座": None}


def test_years_are_added_for_flows_and_the_last_counts_for_stocks(toy):
    assert rows("activities", "year=2015,2016")[0]["value"] == 2
    assert rows("orgs", "year=2012,2013")[0]["value"] == rows("orgs", "as_of=2013-12-31")[0]["value"]


def test_rows_stand_in_the_order_of_by(toy):
    found = rows("activities", "area=330102000000&year=2015-2016&by=year,area")
    assert [(row["year"], row["area_code"]) for row in found] == [
        (2015, "330102009000"), (2015, "330102011000"), (2016, "330102009000"), (2016, "330102011000"),
    ]  # fmt: skip
    assert list(found[0])[:4] == ["year", "area_code", "area_name", "level"]


def test_hub_is_known_by_id_and_by_name(toy):
    assert rows("activities", "hub=凯益荟&year=2016") == rows("activities", "hub=h1&year=2016")
    assert rows("orgs", "by=hub&year=2016")[0]["hub_name"] == "凯益荟"


def test_the_answer_says_what_was_asked(toy):
    result = evaluate("orgs_per_10k_people", parse_qs("area=330102011000&year=2016&legal_form=社会团体"))
    assert result.filters_in_words == "2016年·凯旋街道·登记+备案·常住人口·组织类型：社会团体"
    keys = "indicator name unit basis universe years filters_in_words build data_date rows"
    assert set(result.as_dict()) == set(keys.split())
    as_of = evaluate("orgs", parse_qs("as_of=2016-06-30")).as_dict()
    assert as_of["as_of"] == "2016-06-30" and "years" not in as_of
    span = evaluate("activities", parse_qs("to=2016-06-30")).as_dict()
    assert span["to"] == "2016-06-30" and span["filters_in_words"] == "截至2016年6月30日累计·全部区域"


@pytest.mark.parametrize("indicator_id", sorted(catalog()))
def test_every_filter_can_narrow_and_tell_apart(indicator_id, toy):
    for key in catalog()[indicator_id].filters:
        for row in rows(indicator_id, f"by={key}"):
            assert ("hub_level" if key == "level" else key) in row
        if key != "universe":
            evaluate(indicator_id, {key: "未填写"} if key in ("brand", "project", "org", "hub", "donor") else {})


@pytest.mark.parametrize("indicator_id", sorted(catalog()))
def test_every_indicator_answers_an_empty_warehouse(indicator_id, tmp_path, asking):
    asking(publish(tmp_path / "data", {}))
    for row in rows(indicator_id, "by=area,year"):
        assert row["value"] in (None, 0)


def test_fewer_than_three_peers_are_none(toy):
    assert peers("330102011000") == []
    assert peers("330000000000") == []
