"""One person's views and events are few enough, deleted ones too, and cost nobody else anything."""

import sqlite3
from datetime import date

import pytest

from tests.ownership.conftest import asking
from tests.ownership.people import EVERYBODY, LEADER_A, OFFICIAL_A
from views import database, events, store
from views.errors import ViewError


def plan(sql, *values):
    """How SQLite goes about a query."""
    return " ".join(row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {sql}", *values))


def left(folder, table):
    with sqlite3.connect(folder / database.FILE) as connection:
        found = connection.execute(f"SELECT count(*) FROM {table} WHERE deleted_at IS NOT NULL").fetchone()[0]
    connection.close()
    return found


def test_what_was_deleted_comes_back_only_where_there_is_room(folder, monkeypatch):
    monkeypatch.setattr(store, "MOST", 2)
    with asking(LEADER_A):
        gone = store.save("甲", "/density")
        store.delete(gone.code)
        kept = [store.save(name, "/tiers") for name in "乙丙"]
        with pytest.raises(ViewError, match="已经有 2 个视图") as refused:
            store.restore(gone.code)
        assert refused.value.status == 409 and "删除" in refused.value.hint and store.find(gone.code).is_deleted
        assert store.restore(kept[0].code) == kept[0], "没有删除的，撤销不添什么"
        store.delete(kept[0].code)
        assert store.restore(gone.code) == gone


def test_an_event_comes_back_only_where_whose_it_is_has_room(folder, monkeypatch):
    monkeypatch.setattr(events, "MOST_OWN", 1)
    with asking(OFFICIAL_A):
        gone = events.add_event("2024-06-01", "甲")
        events.delete_event(gone)
        kept = events.add_event("2024-06-02", "乙")
        events.restore_event(kept)
    for person in (OFFICIAL_A, EVERYBODY):
        with asking(person), pytest.raises(ViewError, match="已经有 1 个事件") as refused:
            events.restore_event(gone)
        assert refused.value.status == 409
    with asking(OFFICIAL_A):
        events.delete_event(kept)
        events.restore_event(gone)
        assert [event.id for event in events.own_events()] == [gone]


def test_deleting_looks_at_what_others_deleted_neither_before_nor_after(folder):
    with asking(OFFICIAL_A):
        for number in range(3):
            store.delete(store.save(f"别人的{number}", "/density").code)
            events.delete_event(events.add_event(f"2024-06-0{number + 1}", "别人的"))
    for table in ("views", "events"):
        with database.writing() as connection:
            connection.execute(f"UPDATE {table} SET deleted_at = '2020-01-01T00:00:00.000+00:00'")
    with asking(LEADER_A):
        for refused in (lambda: store.delete("aaaaaaaa"), lambda: events.delete_event(1)):
            with pytest.raises(ViewError):
                refused()
        store.delete(store.save("自己的", "/density").code)
        events.delete_event(events.add_event("2024-06-01", "自己的"))
    assert (left(folder, "views"), left(folder, "events")) == (4, 4)
    old = "DELETE FROM views WHERE owner = ? AND deleted_at < ?"
    assert "views_of_owner (owner=? AND deleted_at<?)" in plan(old, "", "")
    database.forget_everybodys()
    assert (left(folder, "views"), left(folder, "events")) == (1, 1), "what is old goes when the server starts"


def test_a_file_that_cannot_be_written_keeps_no_server_from_starting(folder, caplog):
    (folder / database.FILE).write_bytes(b"no database at all" * 100)
    database.forget_everybodys()
    assert "没有清理" in caplog.text


def test_of_what_one_person_deleted_the_last_ones_are_kept(folder, monkeypatch):
    monkeypatch.setattr(database, "MOST_DELETED", 2)
    with asking(OFFICIAL_A):
        others = store.save("别人的", "/density")
        store.delete(others.code)
    with asking(LEADER_A):
        views = [store.save(f"甲{number}", "/density") for number in range(4)]
        numbers = [events.add_event("2024-06-01", f"甲{number}") for number in range(4)]
        for view, number in zip(views, numbers, strict=True):
            store.delete(view.code)
            events.delete_event(number)
        assert [store.find(view.code) is None for view in views] == [True, True, False, False]
        assert [events.event_named(number) is None for number in numbers] == [True, True, False, False]
        assert store.restore(views[3].code) == views[3]
    assert store.find(others.code).is_deleted and left(folder, "views") == 2 and left(folder, "events") == 2


def test_only_the_views_of_the_asking_person_are_read(folder, monkeypatch):
    with asking(OFFICIAL_A):
        for number in range(30):
            store.save(f"别人的{number}", "/density")
    read = []
    rows = database.rows
    monkeypatch.setattr(database, "rows", lambda *asked: read.extend(found := rows(*asked)) or found)
    monkeypatch.setattr(store, "rows", database.rows)
    with asking(LEADER_A):
        mine = [store.save(f"我的{number}", "/density") for number in range(8)]
        assert {view.code for view in store.listed(6)} <= {view.code for view in mine} and len(read) == 6


def test_an_older_file_gets_the_index_with_its_next_change(folder):
    with sqlite3.connect(folder / database.FILE) as old:
        old.executescript(
            "CREATE TABLE views (code TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, "
            "created_at TEXT NOT NULL, deleted_at TEXT) STRICT;"
            "CREATE TABLE events (id INTEGER PRIMARY KEY, day TEXT NOT NULL, words TEXT NOT NULL, area TEXT NOT NULL, "
            "created_at TEXT NOT NULL, deleted_at TEXT) STRICT;"
            "INSERT INTO views VALUES ('2222223', '旧', '/', '2024-01-01T00:00:00.000+00:00', NULL);"
        )
    old.close()
    for person, seen in ((EVERYBODY, ["旧"]), (LEADER_A, []), (None, [])):
        with asking(person):
            assert [view.name for view in store.listed()] == seen
    assert [view.name for view in store.listed()] == ["旧"]
    with asking(LEADER_A):
        store.save("新", "/tiers")
    newest = "SELECT * FROM views WHERE owner IN (?) AND deleted_at IS NULL ORDER BY created_at DESC, code LIMIT 6"
    assert "views_of_owner" in (said := plan(newest, "a")) and "SCAN" not in said and "B-TREE" not in said
    own = "SELECT count(*) FROM events WHERE owner = ? AND deleted_at IS NULL"
    assert "events_of_owner" in plan(own, "a")


def test_only_the_events_of_whoever_has_a_hub_are_read(folder, monkeypatch):
    with asking(OFFICIAL_A):
        for number in range(30):
            events.add_event("2024-06-01", f"别人的{number}")
    with asking(LEADER_A):
        own = {events.add_event("2024-06-01", "自己的"), events.add_event("2024-06-02", "自己的")}
    read = []
    rows = database.rows
    monkeypatch.setattr(events, "rows", lambda *asked: read.extend(found := rows(*asked)) or found)
    with asking(LEADER_A):
        assert {event.id for event in events.own_events()} == own and len(read) == 2
        first, last = date(2024, 1, 1), date(2024, 12, 31)
        assert own == {event.id for event in events.events_for([], first, last) if event.is_own} and len(read) == 4
    with asking(EVERYBODY):
        assert len(events.own_events()) == 32
