"""A single row of somebody outside changes no year that a scope is told of, and no list: five of them do."""

import duckdb
import pytest

from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.scope import Scope, within
from indicators.warehouse import ask, snapshot
from records.catalog import UnknownTypeError, record_type, types_of
from tests.indicators.toy import publish

GRADES = ("基础", "良好", "优秀")
WITH_OTHERS = [2019, 2018, 2016, 2015, 2009]
STREET, OUTSIDE = "330102011000", "330102009051"
SCOPE, OF_HUB = Scope(area=STREET), Scope(hub="h1")


def activity(number, day, area=OUTSIDE):
    return {"activity_id": number, "area_code": area, "held_on": day, "hub_id": "h1" if area == STREET else "h2"}


def rating(org, year, grade, rank, area=STREET):
    row = {"org_id": org, "year": year, "grade": grade, "grade_rank": rank, "ladder": "年度梯队", "area_code": area}
    return row | {"hub_id": "h1" if area == STREET else "h2"}


def tables(others):
    """Records of a street and its hub in 2015 and 2016, and `others` of each kind outside, in 2009, 2018 and 2019."""
    held = [activity("1", "2015-03-01", STREET), activity("2", "2016-03-01", STREET)]
    held += [activity(f"{year}{n}", f"{year}-05-01") for n in range(others) for year in (2009, 2019)]
    graded = [rating("甲", year, "良好", 2) for year in (2015, 2016)]
    graded += [rating(f"乙{n}", 2018, "良好", 2, OUTSIDE) for n in range(others)]
    hubs = [{"hub_id": "h1", "name": "凯益荟", "level": "街道", "area_code": STREET, "established_on": "2011-06-01"}]
    far = {"level": "街道", "area_code": OUTSIDE, "established_on": "2001-06-01"}
    hubs += [{"hub_id": f"h2{n}", "name": f"枢纽{n}"} | far for n in range(others)]
    return {
        "organizations": [{"org_id": "甲", "area_code": STREET, "legal_form": "社会团体", "hub_id": "h1"}],
        "activities": held, "ratings": graded, "hubs": hubs,
        "ladders": [{"ladder": "年度梯队", "grade": one, "rank": n} for n, one in enumerate(GRADES, 1)],
        "delivery_areas": [{"delivery": "d1", "type": "activities", "area_code": "330102000000"}],
        "record_types": [{"type": one, "name": one, "grain": "", "position": 1} for one in ("delivery_areas", "hubs")],
        "record_columns": [
            {"type": one, "column": "area_code", "name": "区域", "kind": "area", "is_personal": "false", "position": 1}
            for one in ("delivery_areas", "hubs")
        ],
    }  # fmt: skip


@pytest.fixture
def told(tmp_path):
    """What a scope is told of years and of who is due, in a world with so many rows of each kind outside."""

    def asked(others, scope):
        warehouse.use(publish(tmp_path / f"{others}{scope.key}".replace(":", ""), tables(others)))
        with within(scope):
            due = ask("due_for_upgrade", ladder="年度梯队", year=2020)
            return ask("years_of_types"), ask("years_with_data"), [row["org_id"] for row in due]

    yield asked
    warehouse.use(None)


@pytest.mark.parametrize("scope", [SCOPE, OF_HUB], ids=["area", "hub"])
def test_fewer_than_five_rows_of_others_change_nothing(told, scope):
    alone = told(0, scope)
    assert told(1, scope) == told(4, scope) == alone
    assert {"type": "activities", "first_year": 2015, "last_year": 2016} in alone[0]
    assert {"type": "hubs", "first_year": 2011, "last_year": 2025} in alone[0]
    assert [row["year"] for row in alone[1]] == [2016, 2015] and alone[2] == ["甲"]


@pytest.mark.parametrize("scope", [SCOPE, OF_HUB], ids=["area", "hub"])
def test_rows_sent_within_the_scope_do_not_help_one_of_others_to_five(tmp_path, scope):
    """Four rows of one's own that lie outside what one sees, and one row of somebody else or none."""
    told = []
    for others in (0, 1, 5):
        rows = tables(0)
        rows["activities"] += [activity(f"own{n}{year}", f"{year}-05-01") | {"_delivery": "d1"}
                               for n in range(4) for year in (2009, 2019)]  # fmt: skip
        rows["activities"] += [activity(f"{year}{n}", f"{year}-05-01") for n in range(others) for year in (2009, 2019)]
        rows["ratings"] += [rating(f"自{n}", 2018, "良好", 2, OUTSIDE) | {"_delivery": "d1"} for n in range(4)]
        rows["ratings"] += [rating(f"乙{n}", 2018, "良好", 2, OUTSIDE) for n in range(others)]
        folder = publish(tmp_path / str(others), rows)
        with duckdb.connect(str(folder / "warehouse" / "toy.duckdb")) as connection:
            connection.execute("CREATE TABLE deliveries(delivery VARCHAR, within VARCHAR)")
            connection.execute("INSERT INTO deliveries VALUES ('d1', ?)", [scope.key])
        warehouse.use(folder)
        with within(scope):
            reported = [row["reported"] for row in evaluate("activities", {"year": "2019"}).as_dict()["rows"]]
            due = ask("due_for_upgrade", ladder="年度梯队", year=2020)
            told.append((ask("years_of_types"), ask("years_with_data"), due, reported))
        warehouse.use(None)
    assert told[0] == told[1] != told[2]
    assert told[1][3] == [False] and [row["year"] for row in told[2][1]] == WITH_OTHERS


@pytest.mark.parametrize("place", ["330114000000", "330102009000"], ids=["elsewhere", "beside"])
def test_what_was_declared_for_others_makes_no_zero_for_a_hub(tmp_path, place):
    """One delivery for another street, with a row or without, would otherwise turn 未报送 into 0."""
    told = []
    for declared in ([], [place], [STREET]):
        rows = tables(1)
        year = {"type": "activities", "from_on": "2019-01-01", "to_on": "2019-12-31"}
        rows["delivery_areas"] = [{"delivery": f"d{n}", "area_code": code} | year for n, code in enumerate(declared)]
        warehouse.use(publish(tmp_path / f"{declared}", rows))
        with within(OF_HUB):
            asked = ({}, {"area": "330102000000"}, {"by": "area", "level": "3"})
            found = [evaluate("activities", {"year": "2019"} | one).as_dict()["rows"] for one in asked]
            told.append([[row["reported"] for row in rows] for rows in found])
        warehouse.use(None)
    assert told[0] == told[1] != told[2]
    assert told[1][0] == [False] and told[2][0] == [True]


def test_a_hub_of_a_district_is_told_by_months_of_what_was_declared_for_its_streets(tmp_path):
    """It serves all of them, so its nothing there is 0; for a street of another district it stays 未报送."""
    told = {}
    for street in (STREET, "330102009000", "330114004000"):
        for begins, ends in (("2019-05-10", "2019-05-20"), ("2019-05-12", "2019-05-28")):
            rows = tables(0)
            rows["hubs"][0] |= {"level": "区级", "area_code": "330102000000"}
            span = {"type": "activities", "from_on": begins, "to_on": ends, "area_code": street}
            rows["delivery_areas"] = [{"delivery": "d0"} | span]
            warehouse.use(publish(tmp_path / street / begins, rows))
            with within(OF_HUB), snapshot() as taken:
                listed = taken.rows("SELECT area_code, delivery, from_on, to_on FROM delivery_areas")
                told.setdefault(street, []).append([tuple(str(part) for part in row.values()) for row in listed])
            warehouse.use(None)
    month = ("None", "2019-05-01", "2019-05-31")
    assert told == {
        STREET: [[(STREET, *month)]] * 2, "330102009000": [[("330102009000", *month)]] * 2, "330114004000": [[]] * 2,
    }  # fmt: skip


DECLARED = (("2019-05-10", "2019-05-20"), ("2019-05-12", "2019-05-28"))
"""Two spans of the same month."""


def declared(tmp_path, begins: str, ends: str):
    """A build with one declaration, for the district of the hub."""
    span = {"type": "activities", "from_on": begins, "to_on": ends, "area_code": "330102000000"}
    return publish(tmp_path / begins, tables(0) | {"delivery_areas": [{"delivery": "d0"} | span]})


def test_on_which_day_a_declaration_begins_and_ends_is_not_told_to_a_hub(tmp_path):
    """What was declared for its street or those above makes a zero of months: often it is a single delivery."""
    told = []
    for begins, ends in DECLARED:
        warehouse.use(declared(tmp_path, begins, ends))
        with within(OF_HUB):
            days = [("05-10", "05-10"), ("05-25", "05-25"), ("05-01", "05-31"), ("04-30", "04-30"), ("06-01", "06-30")]
            asked = [{"from": f"2019-{first}", "to": f"2019-{last}"} for first, last in days]
            told.append([evaluate("activities", one).rows[0]["reported"] for one in asked])
        warehouse.use(None)
    assert told[0] == told[1] == [True, True, True, False, False]


def test_no_day_of_a_question_finds_the_day_of_a_declaration(tmp_path):
    """Neither where years begin on 枢纽年度 nor any other day."""
    told = []
    for begins, ends in DECLARED:
        warehouse.use(declared(tmp_path, begins, ends))
        days = [f"-05-{day}" for day in (10, 11, 12, 20, 21, 25, 28, 29, 31)]
        years = [(f"{year}{day}", f"{year + 1}{day}") for year in (2018, 2019) for day in days]
        with within(OF_HUB), snapshot() as taken:
            found = [ask("hub_matrix", area=STREET, hub="h1", from_on=first, to_on=last) for first, last in years]
            shown = [row["reported"] for rows in found for row in rows]
            told.append((shown, taken.rows("SELECT delivery, from_on, to_on FROM delivery_areas")))
        warehouse.use(None)
    assert told[0] == told[1] and told[0][0] and all(told[0][0])


def test_five_do_and_who_sees_everything_is_told_of_one(told):
    for others, scope in ((5, SCOPE), (5, OF_HUB), (1, Scope())):
        years, with_data, due = told(others, scope)
        assert {"type": "activities", "first_year": 2009, "last_year": 2019} in years
        assert {"type": "hubs", "first_year": 2001, "last_year": 2025} in years
        assert [row["year"] for row in with_data] == WITH_OTHERS and due == []


def test_what_was_declared_for_areas_is_no_table_of_a_hub(tmp_path):
    warehouse.use(publish(tmp_path, tables(1)))
    with within(OF_HUB), snapshot() as taken:
        assert "hubs" in types_of(taken)
        with pytest.raises(UnknownTypeError):
            record_type(taken, "delivery_areas")
    with within(SCOPE), snapshot() as taken:
        assert record_type(taken, "delivery_areas").id == "delivery_areas"
    warehouse.use(None)


@pytest.mark.parametrize(("indicator", "table"), [("filings", "organizations"), ("net_growth", "organizations"),
                                                  ("partner_retention", "partners")])  # fmt: skip
@pytest.mark.parametrize("years", ["2023-2024", "2020-2024", "2015-2024"])
def test_over_however_many_years_a_register_is_asked_few_rows_of_others_make_no_zero_for_a_hub(
    tmp_path, indicator, table, years
):
    """Each row of a register stands in every year that is asked: it is one row all the same."""
    told = []
    for others in (0, 1, 4, 5):
        rows = tables(0)
        rows["organizations"] = []
        rows[table] = [
            {"organizations": {"org_id": f"乙{n}", "legal_form": "社会团体"},
             "partners": {"partner_id": f"P{n}", "name": f"单位{n}", "signed_on": "2014-01-01"}}[table]
            | {"area_code": STREET, "hub_id": "h2"}
            for n in range(others)
        ]  # fmt: skip
        warehouse.use(publish(tmp_path / str(others), rows))
        with within(OF_HUB):
            answer = evaluate(indicator, {"area": STREET, "year": years}).as_dict()
            told.append([row["reported"] for row in answer["rows"]])
        warehouse.use(None)
    assert told == [[False], [False], [False], [True]]
