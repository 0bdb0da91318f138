"""The HTTP API says of records, deliveries and problems what lies in the scope, and no more in any other answer."""

import pytest

from indicators.warehouse import snapshot
from tests.ownership.conftest import asking
from tests.ownership.people import (
    ADMINISTRATOR,
    ANALYST_A,
    CLERK_A,
    DISTRICT_A,
    EVERYBODY,
    LEADER_A,
    OFFICIAL_A,
    STREET_B,
)

FOREIGN = ("B街", "乙街", "名录乙", "活动乙", "B-00", "SHU-B", "NIEMAND-B")
ADDRESSES = (
    "/api/v1/records/organizations", "/api/v1/records/organizations?format=csv", "/api/v1/records/hubs",
    "/api/v1/records/activities?format=csv", "/api/v1/records/targets",
    "/api/v1/records/organizations/summary?columns=name",
    "/api/v1/records/organizations/sql", "/api/v1/records/organizations?hub_id=SHU-B&columns=org_id",
    "/api/v1/records/organizations?area=330114004000", "/api/v1/records/organizations?q=B街",
    "/api/v1/deliveries", "/api/v1/problems", "/api/v1/problems?format=csv", "/api/v1/problems?kind=待核的行",
    "/api/v1/indicators/orgs?by=area&level=4&year=2016", "/api/v1/indicators/orgs?by=hub&year=2016",
    "/api/v1/indicators/orgs?hub=SHU-B&year=2016", "/api/v1/indicators/orgs?hub=乙街枢纽&year=2016",
    f"/api/v1/indicators/orgs?area={STREET_B}&year=2016", "/api/v1/indicators/orgs/sql?year=2016",
    "/api/v1/indicators/activities/sql?by=hub&year=2016", "/api/v1/reports/frozen",
)  # fmt: skip


def asked_back(address):
    """What the asker wrote themselves: an answer may repeat it."""
    return [word for word in FOREIGN if word in address]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_answer_names_what_lies_outside(client, address):
    with asking(EVERYBODY):
        whole = client.get(address)
    for person in (OFFICIAL_A, ANALYST_A, LEADER_A):
        with asking(person):
            answer = client.get(address)
        assert answer.status_code < 500 and answer.status_code <= max(whole.status_code, 404), answer.text
        found = [word for word in FOREIGN if word in answer.text and word not in asked_back(address)]
        assert found == [], answer.text


def test_the_addresses_do_name_it_to_whoever_sees_everything(client):
    with asking(EVERYBODY):
        text = "".join(client.get(address).text for address in ADDRESSES if not asked_back(address))
    assert [word for word in FOREIGN if word not in text] == []


@pytest.mark.parametrize("person", [CLERK_A, ADMINISTRATOR, None])
def test_who_may_not_see_rows_is_told_none(client, person):
    rows = ("/api/v1/records/organizations", "/api/v1/records/organizations?format=csv", "/api/v1/deliveries",
            "/api/v1/records/organizations/summary", "/api/v1/records/organizations/sql", "/api/v1/problems",
            "/api/v1/indicators/orgs?year=2016", "/api/v1/indicators/orgs/sql")  # fmt: skip
    with asking(person):
        assert {client.get(address).status_code for address in rows} == {403}


def test_cases_are_for_whoever_sees_everything(client):
    for person in (OFFICIAL_A, LEADER_A, ANALYST_A):
        with asking(person):
            refused = client.get("/api/v1/cases")
        assert refused.status_code == 403 and set(refused.json) == {"error", "hint"}
    with asking(EVERYBODY):
        assert client.get("/api/v1/cases").status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/indicators/orgs/sql?year=2016", "/api/v1/records/organizations/sql"])
def test_the_explained_query_says_no_folder_and_no_other_scope(client, data, address):
    with asking(LEADER_A), snapshot() as taken:
        told = client.get(address).text
        assert str(taken.path.parent) not in told and str(data) not in told and "{whole}" not in told
    with asking(OFFICIAL_A):
        told = client.get(f"{address}{'&' if '?' in address else '?'}area={DISTRICT_A}")
        assert told.status_code == 200 and STREET_B not in told.text
