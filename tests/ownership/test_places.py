"""One person takes one place at which files are made, and one more file of theirs waits: others find places too."""

from threading import BoundedSemaphore, Semaphore, Thread
from time import monotonic, sleep

import pytest

from api import places
from api.answers import ApiError
from api.places import place
from tests.ownership.conftest import asking
from tests.ownership.people import LEADER_A, LEADER_B, OFFICIAL_A

FREEZE = ("POST", "/frozen/freeze", {"data": {"address": "/hubs?hub=SHU-A&year=2016", "by": "", "why": ""}})
FILE = ("GET", "/api/v1/records/organizations?format=csv", {})


@pytest.fixture(autouse=True)
def two(monkeypatch):
    """Two places in this process, and room for one who waits."""
    monkeypatch.setattr(places, "MAKING", BoundedSemaphore(2))
    monkeypatch.setattr(places, "WAITING", Semaphore(1))
    yield
    assert places.THREADS.held == 0 and not places.SHARES.files and not places.SHARES.turns
    assert places.MAKING._value == 2 and places.WAITING._value == 1


@pytest.mark.parametrize(("method", "address", "told"), [FREEZE, FILE], ids=["freeze", "file"])
def test_whoever_has_a_file_at_work_waits_and_others_do_not(client, monkeypatch, method, address, told):
    monkeypatch.setattr(places, "PATIENCE", 0)
    with asking(LEADER_A), place():
        own = client.open(address, method=method, **told)
        assert own.status_code == 503 and own.json["error"] == places.YOURS[0] and "下载完" in own.json["hint"]
        with asking(OFFICIAL_A):
            assert client.get(FILE[1]).status_code == 200
        with asking(LEADER_B):
            assert client.get(FILE[1]).status_code == 200
    with asking(LEADER_A):
        assert client.get(FILE[1]).status_code == 200


def test_one_waits_for_its_turn_and_a_third_is_refused_at_once(data):
    made = []

    def another():
        with asking(LEADER_A), place():
            made.append(monotonic())

    with asking(LEADER_A):
        with place():
            waits = Thread(target=another)
            waits.start()
            while places.SHARES.files[LEADER_A.name] < 2:
                sleep(0.01)
            with pytest.raises(ApiError) as refused:
                place()
            with asking(LEADER_B), place():
                assert not made
            assert (refused.value.status, refused.value.message) == (503, places.YOURS[0]) and refused.value.wait
        waits.join(10)
    assert made


def test_where_there_are_no_accounts_one_person_has_all_places(data, monkeypatch):
    monkeypatch.setattr(places, "PATIENCE", 0)
    with place(), place(), pytest.raises(ApiError) as refused:
        place()
    assert refused.value.message == places.BUSY[0]
