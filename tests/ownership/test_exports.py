"""A file that is being made is for the person who ordered it, as long as their scope is the same."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from access.roles import Person, Role
from api.answers import ApiError
from api.asked_files import asked_file, query_of
from api.exports import MOST_OF_ONE, _begun
from exports import spool, starting
from exports.spool import DONE, Order
from exports.who import NO_ACCOUNTS, who
from indicators.warehouse import snapshot
from tests.ownership.conftest import asking
from tests.ownership.people import (
    ADMINISTRATOR,
    ANALYST_A,
    CLERK_A,
    DISTRICT_B,
    EVERYBODY,
    LEADER_A,
    LEADER_B,
    OFFICIAL_A,
)  # fmt: skip

UNKNOWN = "0" * 32
ADDRESS = "/api/v1/records/organizations?format=csv"


def ordered(client, person):
    with asking(person):
        answer = client.post("/exports", json={"address": ADDRESS})
    assert answer.status_code == 201, answer.text
    return answer.json["id"]


def test_a_file_is_there_for_whoever_ordered_it(client):
    made = ordered(client, OFFICIAL_A)
    with asking(OFFICIAL_A):
        assert client.get(f"/exports/{made}").json["is_done"]
        rows = client.get(f"/exports/{made}/file").text
    assert "A街第1社" in rows and "B街" not in rows


@pytest.mark.parametrize(("method", "way"), [("GET", ""), ("GET", "/file"), ("DELETE", "")])
def test_the_file_of_somebody_else_is_answered_as_one_that_never_was(client, method, way):
    made = ordered(client, LEADER_A)
    moved = Person(LEADER_A.name, Role.OFFICIAL, DISTRICT_B)  # the account was given another scope meanwhile
    for stranger in (LEADER_B, OFFICIAL_A, EVERYBODY, ANALYST_A, moved):
        with asking(stranger):
            foreign = client.open(f"/exports/{made}{way}", method=method)
            unknown = client.open(f"/exports/{UNKNOWN}{way}", method=method)
        assert (foreign.status_code, foreign.data) == (404, unknown.data)
        assert dict(foreign.headers) == dict(unknown.headers)
    with asking(LEADER_A):
        assert client.get(f"/exports/{made}/file").status_code == 200


@pytest.mark.parametrize("person", [CLERK_A, ADMINISTRATOR, None])
def test_who_may_not_see_rows_orders_none(client, person):
    made = ordered(client, LEADER_A)
    with asking(person):
        answers = [client.post("/exports", json={"address": ADDRESS}), client.get(f"/exports/{made}")]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_one_person_takes_not_all_the_turns(data):
    order = Order("no-such-file", "organizations", "csv", {}, 1, False, "名录.csv")
    with asking(OFFICIAL_A), snapshot() as taken:
        given = {"format": ["csv"]}
        asked = asked_file(taken, query_of(taken, "organizations", given), given)
        waiting = [spool.create(Order(**vars(order) | {"by": OFFICIAL_A.name})) for _ in range(MOST_OF_ONE)]
        with pytest.raises(ApiError) as refused:
            _begun(asked)
    assert refused.value.status == 503 and str(MOST_OF_ONE) in refused.value.message
    assert spool.unfinished(OFFICIAL_A.name) == spool.unfinished() == len(waiting)
    assert spool.unfinished(LEADER_A.name) == 0


def test_of_one_person_the_latest_finished_files_stay(client, monkeypatch):
    """Those of others, those that are being made and one that somebody is fetching are not touched."""
    monkeypatch.setattr(spool, "MOST_FINISHED", 3)
    others, oldest = ordered(client, LEADER_A), ordered(client, OFFICIAL_A)
    begun = spool.create(Order("no-such-file", "organizations", "csv", {}, 1, False, "名录.csv", by=OFFICIAL_A.name))
    fetched = spool.find(oldest).path.open("rb")  # as whoever is fetching it has it
    made = [ordered(client, OFFICIAL_A) for _ in range(4)]
    assert begun.folder.exists() and stands(client, OFFICIAL_A, oldest, *made) == [404, 404, 200, 200, 200]
    assert stands(client, LEADER_A, others) == [200]
    with fetched:
        assert "A街第1社" in fetched.read().decode("utf-8")
    monkeypatch.setattr(spool, "MOST_BYTES", 1)
    made.append(ordered(client, OFFICIAL_A))
    assert stands(client, OFFICIAL_A, *made[1:]) == [404, 404, 200, 200], "the latest stays, and the new one"
    assert stands(client, LEADER_A, others) == [200]


def stands(client, person, *made):
    with asking(person):
        return [client.get(f"/exports/{one}").status_code for one in made]


def test_the_maker_of_a_file_knows_for_whom_and_within_what(data):
    assert who() == NO_ACCOUNTS
    with asking(LEADER_A), snapshot() as taken:
        given = {"format": ["xlsx"]}
        asked = asked_file(taken, query_of(taken, "organizations", given), given)
        order = asked.order(60)
        assert (order.by, order.within, who()) == (LEADER_A.name, "hub:SHU-A", LEADER_A.name)
        made = starting.awaited(starting.start(order))  # in a process of its own, in which nobody asks
    assert made.status.state == DONE, made.status
    sheet = load_workbook(BytesIO(made.path.read_bytes()))
    rows = [row[1] for row in sheet.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert len(rows) == order.rows == 6 and all("A街" in name for name in rows)
    said = [cell for row in sheet["说明"].iter_rows(values_only=True) for cell in row]
    assert LEADER_A.name in said and NO_ACCOUNTS not in said
