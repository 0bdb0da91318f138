"""数据质量: sums that add up, who delivered, what was found; the page, the questions and the API say the same."""

import pytest

import app
from components.page import find
from components.quality_facts import READ, TAKEN, adds_up, facts_of
from components.quality_history import brought
from components.quality_matrix import REGISTERS, matrix_box
from components.state import State
from indicators.errors import ChoiceError
from indicators.warehouse import ask
from tests.components.reading import text_of

DISTRICT = "330102000000"


def drawn(search: str = "") -> str:
    return text_of(find("/quality").draw(State.parse("/quality", search)))


def facts(search: str = ""):
    return facts_of(State.parse("/quality", search))


def test_the_page_shows_the_sums_the_api_shows(demonstration):
    told = app.server.test_client().get("/api/v1/deliveries").json["deliveries"]
    sums = facts().sums
    for key in ("rows_read", *READ, *TAKEN):
        if key != "current":
            assert sums[key] == sum(row[key] for row in told)
    assert sums["rows_read"] == sum(sums[key] for key in READ)
    assert sums["accepted"] == sum(sums[key] for key in TAKEN)
    words = drawn()
    assert f"{len(told)} 份报送" in words and f"读入 {sums['rows_read']:,} 行" in words and "不平" not in words


def test_a_sum_that_is_one_off_is_seen():
    row = dict.fromkeys(("rows_read", *READ, *TAKEN), 0) | {"rows_read": 5, "accepted": 4, "rejected": 1, "current": 4}
    assert adds_up(row)
    assert not adds_up(row | {"rejected": 2})
    assert not adds_up(row | {"current": 3})


def test_types_add_up_to_all(demonstration):
    found = facts()
    assert sum(row["rows_read"] for row in found.by_type) == found.sums["rows_read"]
    assert sum(row["deliveries"] for row in found.by_type) == len(found.deliveries)


def test_the_matrix_counts_what_the_records_page_counts(demonstration):
    client = app.server.test_client()
    later = ("projects", "trainings", "demands", "points", "partners", "facilities", "honours", "improvements")
    for row in facts(f"?area={DISTRICT}&year=2016").matrix:
        if row["type"] not in ("activities", *later):
            continue
        year = "" if row["type"] in REGISTERS else "&year=2016"
        path = f"/api/v1/records/{row['type']}?area={row['area_code']}{year}&limit=1"
        assert client.get(path).json["total"] == row["rows"], path
        assert row["reported"] or not row["rows"]


def test_kinds_of_records_nobody_reported_are_named_and_take_no_column(demonstration):
    year = f"?area={DISTRICT}&year=2011"
    matrix = facts(year).matrix
    reported = {row["type_name"] for row in matrix if row["reported"]}
    table = text_of(matrix_box(facts(year)))
    columns, _, named = table.partition("这里没有人报过、不另列一栏的：")
    assert reported and all(name in columns for name in reported)
    assert all(row["type_name"] in named for row in matrix if row["type_name"] not in reported)


def test_areas_nobody_delivered_for_are_named(demonstration):
    silent = [row for row in facts(f"?area={DISTRICT}&year=2011").matrix if not row["reported"]]
    assert silent and "未报送" in drawn(f"?area={DISTRICT}&year=2011")


def test_rules_count_the_findings(demonstration):
    for row in ask("problems_by_rule"):
        places = ask("problems", delivery=None, type=None, rule=row["rule"], kind=row["kind"], limit=10**6)
        assert len(places) == row["times"]


def test_one_delivery_tells_its_rows_and_findings(demonstration):
    row = next(row for row in facts().deliveries if row["rejected"])
    words = drawn(f"?delivery={row['delivery']}")
    assert row["file"] in words and row["delivery"] in words and "退回" in words
    places = ask("problems", delivery=row["delivery"], type=None, rule=None, kind="退回", limit=10**6)
    assert len({(place["sheet"], place["row"]) for place in places}) == row["rejected"]
    assert any(place["message"] in words for place in places)


@pytest.mark.parametrize("search", ["?delivery=0000000000000000", "?finding=别的"])
def test_what_is_not_there_is_refused_in_words(demonstration, search):
    with pytest.raises(ChoiceError):
        drawn(search)


def test_volunteer_numbers_are_nowhere(demonstration):
    waiting = ask("problems", delivery=None, type="volunteer_hours", rule=None, kind="待核", limit=1000)
    assert waiting and not any(row["found"] for row in waiting)


def test_the_history_names_files():
    files = [{"file": f"{n}.csv"} for n in range(5)]
    assert brought('[{"file": "甲.csv"}]') == "《甲.csv》"
    assert brought(files).endswith("等 5 份")
    assert brought(None) == ""
