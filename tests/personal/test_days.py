"""Whoever is told of groups only is not told on which days of a month somebody served, by nothing that is asked."""

from itertools import product

import duckdb
import pytest

from indicators import few_people, warehouse
from indicators.catalog import catalog
from indicators.evaluate import ChoiceError, evaluate
from indicators.scope import Scope, within
from indicators.warehouse import ask
from tests.indicators.toy import lineage, publish

STREET, COMMUNITY, EMPTY = "330102011000", "330102011001", "330102009051"
DAYS = ("2015-03-10", "2015-03-11")
"""On the first of them three people served in one of two towns, on the second in the other."""
REPORTS = [one for one in catalog().values() if one.rows == "reports"]
DELIVERIES = """CREATE TABLE deliveries(delivery VARCHAR, type VARCHAR, file VARCHAR, sheet VARCHAR,
    received_at TIMESTAMP, area VARCHAR, "from" DATE, "to" DATE, rows_read BIGINT, accepted BIGINT, rejected BIGINT,
    within VARCHAR)"""
SPANS = [{"from": DAYS[0], "to": DAYS[0]}, {"from": "2015-03-01", "to": DAYS[0]}, {"from": DAYS[1], "to": "2015-12-31"}]
LATELY = [{"as_of": day, "days": "1"} for day in DAYS]
BUSINESS_YEAR = {"year": "2015", "starts": DAYS[1][5:]}


def town(day: str) -> dict[str, list[dict]]:
    """Three people of one organisation on a day of a month, and nobody else."""
    place = {**lineage(COMMUNITY, 5), "area_code": COMMUNITY, "area_level": "5"}
    at = {**place, "hub_id": "H1", "org_id": "T1", "volunteers": "1", "_delivery": "D1"}
    hours = [{**at, "record_id": f"R{n}", "volunteer_id": f"V{n}", "served_on": day, "hours": "2"} for n in range(3)]
    earned = {**at, "happened_on": day, "kind": "获得", "points": "5", "hours": "1"}
    points = [{**earned, "entry_id": f"P{n}", "volunteer_id": f"V{n}"} for n in range(3)]
    hub = {**place, "hub_id": "H1", "name": "枢纽", "level": "街道"}
    org = {**place, "org_id": "T1", "name": "社", "legal_form": "社会团体", "hub_id": "H1",
           "registered_on": "2010-01-01", "joined_on": "2010-01-01"}  # fmt: skip
    held = {**place, "activity_id": "A1", "org_id": "T2", "held_on": "2015-06-01"}
    types = [{"type": one, "name": one, "grain": "", "position": 1} for one in few_people.TABLES]
    return {"volunteer_hours": hours, "points": points, "hubs": [hub], "organizations": [org], "activities": [held],
            "record_types": types}  # fmt: skip


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """Two that differ in the day of the month alone."""
    made = [publish(tmp_path_factory.mktemp("town"), town(day)) for day in DAYS]
    for one in made:
        with duckdb.connect(str(one / "warehouse" / "toy.duckdb")) as connection:
            connection.execute(DELIVERIES)
            came = [("D1", table, "a.csv") for table in few_people.TABLES]
            connection.executemany("INSERT INTO deliveries(delivery, type, file) VALUES (?, ?, ?)", came)
    return made


@pytest.fixture
def told(towns, monkeypatch):
    """What both towns answer to somebody who is told of groups only."""
    monkeypatch.setenv(few_people.SETTING, "5")

    def both(asking) -> list:
        said = []
        for one in towns:
            warehouse.use(one)
            said.append(asking())
        return said

    yield both
    warehouse.use(None)


AT = {"area": COMMUNITY}
QUESTIONS = [
    ("volunteer_hours", SPANS[0]), ("volunteer_hours", SPANS[0] | AT), ("volunteer_hours", SPANS[0] | {"by": "org"}),
    ("volunteer_hours", SPANS[1] | {"by": "area", "level": "5"}), ("volunteer_hours", BUSINESS_YEAR | {"by": "hub"}),
    ("volunteer_participations", SPANS[2] | {"by": "month"}), ("volunteers", SPANS[0] | {"by": "kind"}),
    ("hours_per_volunteer", SPANS[2] | AT), ("points_earned", SPANS[1] | {"by": "org"}),
    ("points_outstanding", {"as_of": DAYS[0]}), ("registered_volunteer_share", {"as_of": DAYS[0]} | AT),
]  # fmt: skip
"""All that cut a month."""


@pytest.mark.parametrize("scope", [Scope(hub="H1"), Scope(area=STREET)], ids=["hub", "street"])
def test_days_with_and_without_people_are_answered_alike(told, scope):
    def rows() -> list:
        with within(scope):
            return [_rows(indicator, asked) for indicator, asked in QUESTIONS]

    first, second = told(rows)
    assert first == second
    assert not any(row["reported"] and not row.get("hidden") for answer in first for row in answer)
    assert sum(any(row.get("hidden") for row in answer) for answer in first) >= 6


def _rows(indicator: str, asked: dict) -> list[dict]:
    """The rows of the answer, none where the scope may not ask."""
    try:
        return evaluate(indicator, asked).rows
    except ChoiceError as refusal:
        return [{"reported": False, "refused": str(refusal)}]


def test_a_day_of_a_month_without_people_is_not_reported_and_a_whole_month_is_answered_as_before(told):
    def reported() -> list:
        month = {"from": "2015-03-01", "to": "2015-03-31"}
        spans = ({"from": "2015-04-10", "to": "2015-04-10"}, month, {"year": "2015"})
        return [evaluate("volunteer_hours", span | AT).rows[0] for span in spans]

    for empty, month, year in told(reported):
        assert not empty["reported"] and "hidden" not in empty
        assert month["hidden"].startswith("人数少于5") and year["hidden"].startswith("人数少于5")


def test_reports_of_a_street_tell_the_month_and_not_the_day(told):
    def rows() -> list:
        return [
            evaluate(one.id, {**asked, "type": table, "area": STREET}).rows
            for one, table in product(REPORTS, few_people.TABLES)
            for asked in (LATELY if one.kind == "stock" else [*SPANS, BUSINESS_YEAR])
        ]

    first, second = told(rows)
    assert first == second and all(row[0]["numerator"] == 1 for row in first)


def test_questions_beside_the_indicators_tell_neither_the_day_nor_how_many_rows(told):
    def asked() -> list:
        found = [ask("delivered_at", **AT)]
        for span in SPANS:
            days = {"from_on": span["from"], "to_on": span["to"]}
            found += [ask("deliveries_behind", type=table, area=COMMUNITY, **days) for table in few_people.TABLES]
            found.append(ask("hub_silent", hub="H1", **days))
            found.append(ask("silent_organizations", area=STREET, hub=None, most=None, **days))
        return found

    first, second = told(asked)
    assert first == second
    delivered, *behind = first
    latest = {row["type"]: (row["rows"], str(row["latest"])) for row in delivered}
    assert latest == dict.fromkeys(few_people.TABLES, (None, "2015-03-31"))
    assert any(row["rows_used"] is None for rows in behind for row in rows if "rows_used" in row)


def test_whoever_may_see_people_one_by_one_sees_the_days(told, monkeypatch):
    monkeypatch.delenv(few_people.SETTING)
    day = {"from": DAYS[0], "to": DAYS[0], "area": COMMUNITY}
    first, second = told(lambda: evaluate("volunteer_hours", day).rows[0]["value"])
    assert (float(first), second) == (6, None)
    behind = {"type": "points", **AT, "from_on": DAYS[0], "to_on": DAYS[0]}
    used = told(lambda: [row["rows_used"] for row in ask("deliveries_behind", **behind)])
    assert used == [[3], []]
    assert [str(rows[0]["latest"]) for rows in told(lambda: ask("delivered_at", **AT))] == list(DAYS)
