"""A saved view is its owner's; its short link opens for whoever has it, and tells them the address alone."""

import sqlite3
from datetime import date

import pytest

from tests.ownership.conftest import asking
from tests.ownership.people import (
    ADMINISTRATOR,
    CLERK_A,
    DISTRICT_A,
    EVERYBODY,
    LEADER_A,
    OFFICIAL_A,
    OFFICIAL_B,
    STREET_A,
    STREET_B,
)  # fmt: skip
from views import database, store
from views.errors import ViewError
from views.events import NO_EVENT, change_event, delete_event, event_named, events_for, own_events, restore_event

NEVER = "2222222"
SECRET = "凯旋街道的难处"
DAYS = {"first_day": date(2000, 1, 1), "last_day": date(2030, 1, 1)}


def saved(client, person, name=SECRET, address="/density?year=2016"):
    with asking(person):
        answer = client.post("/views/save", data={"name": name, "address": address},
                             headers={"Accept": "application/json"})  # fmt: skip
    assert answer.status_code in (200, 201), answer.text
    return answer.json["code"]


def test_everybody_has_their_own_views_and_names(client):
    first, second = saved(client, OFFICIAL_A), saved(client, OFFICIAL_B, address="/tiers")
    assert first != second
    for person, code in ((OFFICIAL_A, first), (OFFICIAL_B, second)):
        with asking(person):
            assert [view.code for view in store.listed()] == [code]
    with asking(EVERYBODY):
        assert store.listed() == []
    assert {view.code for view in store.listed()} == {first, second}  # without accounts all are seen


@pytest.mark.parametrize("way", ["rename", "delete", "restore"])
def test_the_view_of_somebody_else_is_changed_no_more_than_one_that_never_was(client, way):
    code = saved(client, OFFICIAL_A)
    with asking(OFFICIAL_B):
        foreign = client.post(f"/views/{way}", data={"code": code, "name": "新名"})
        unknown = client.post(f"/views/{way}", data={"code": NEVER, "name": "新名"})
    assert (foreign.status_code, foreign.data) == (404, unknown.data)
    with asking(OFFICIAL_A):
        assert [(view.name, view.is_deleted) for view in store.listed()] == [(SECRET, False)]


def test_a_link_opens_for_whoever_has_it_without_the_name(client):
    code = saved(client, OFFICIAL_A)
    with asking(LEADER_A):
        opened = client.get(f"/v/{code}")
        assert (opened.status_code, opened.location) == (302, "/density?year=2016")
        assert SECRET not in opened.text + str(opened.headers) and store.find_own(code) is None
    with asking(OFFICIAL_A):
        assert store.find_own(code).name == SECRET
        client.post("/views/delete", data={"code": code})
        assert SECRET in client.get(f"/v/{code}").text
    with asking(LEADER_A):
        gone = client.get(f"/v/{code}")
        assert gone.status_code == 404 and SECRET not in gone.text
    for person in (CLERK_A, ADMINISTRATOR, None):
        with asking(person):
            assert client.get(f"/v/{code}").status_code == 403


def test_a_file_of_before_there_were_accounts_learns_whose_things_are_whose(data):
    with sqlite3.connect(data / database.FILE) as old:
        old.executescript(
            "CREATE TABLE views (code TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, "
            "created_at TEXT NOT NULL, deleted_at TEXT) STRICT;"
            "CREATE TABLE events (id INTEGER PRIMARY KEY, day TEXT NOT NULL, words TEXT NOT NULL, area TEXT NOT NULL, "
            "created_at TEXT NOT NULL, deleted_at TEXT) STRICT;"
            "INSERT INTO views VALUES ('2222223', '旧', '/', '2024-01-01T00:00:00.000+00:00', NULL);"
            f"INSERT INTO events VALUES (1, '2016-05-01', '旧事', '{STREET_A}', '2024-01-01', NULL);"
        )
    old.close()
    assert [view.name for view in store.listed()] == ["旧"]
    with asking(OFFICIAL_A):
        assert store.listed() == [] and [event.words for event in own_events()] == ["旧事"]
        new = store.save("新", "/tiers")
        assert [view.name for view in store.listed()] == ["新"]
    with asking(EVERYBODY):
        assert [view.name for view in store.listed()] == ["旧"]
        assert store.rename("2222223", "旧的").name == "旧的"
        with pytest.raises(ViewError):
            store.rename(new.code, "抢")
    with asking(OFFICIAL_B):
        assert own_events() == []


def test_events_are_seen_inside_the_scope(client):
    def added(person, area, words):
        with asking(person):
            return client.post("/views/events/add", data={"day": "2016-05-01", "words": words, "area": area})

    assert added(OFFICIAL_A, STREET_A, "甲街的事").status_code == 303
    assert added(OFFICIAL_B, STREET_B, "乙街的事").status_code == 303
    assert added(EVERYBODY, "", "处处的事").status_code == 303
    outside = [added(OFFICIAL_A, area, "别处") for area in (STREET_B, "", "330000000000")]
    unknown = added(OFFICIAL_A, "999999999999", "没有")
    assert {(one.status_code, one.data) for one in outside} == {(400, unknown.data)}
    assert added(LEADER_A, STREET_A, "枢纽的事").status_code == 400
    seen = {}
    for person in (OFFICIAL_A, OFFICIAL_B, EVERYBODY, LEADER_A):
        with asking(person):
            seen[person.name] = {event.words for event in own_events()}
    assert seen == {"shangcheng": {"甲街的事"}, "qiantang": {"乙街的事"}, "shuniu-a": set(),
                    "quanbu": {"甲街的事", "乙街的事", "处处的事"}}  # fmt: skip
    with asking(OFFICIAL_A):
        on_line = events_for([DISTRICT_A, STREET_A], **DAYS)
        assert "甲街的事" in {event.words for event in on_line} and "处处的事" not in {event.words for event in on_line}
    number = next(event.id for event in own_events() if event.words == "甲街的事")
    with asking(OFFICIAL_B):
        assert event_named(number) is None
        for change in (lambda: change_event(number, "2016-05-02", "改"), lambda: delete_event(number),
                       lambda: restore_event(number)):  # fmt: skip
            with pytest.raises(ViewError) as refused:
                change()
            assert refused.value is NO_EVENT
    with asking(OFFICIAL_A):
        change_event(number, "2016-05-03", "甲街改过的事")
        assert event_named(number).words == "甲街改过的事"
