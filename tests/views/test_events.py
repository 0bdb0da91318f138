"""Events: the reference file is dated and sourced; people's own concern the area they name and everything below."""

from datetime import date

import pytest

from views.errors import ViewError
from views.events import (
    FILE,
    add_event,
    change_event,
    delete_event,
    event_named,
    events_for,
    own_events,
    reference_events,
    restore_event,
)

HANGZHOU, QIANTANG, CHANGSHA = "330100000000", "330114000000", "430100000000"


def test_every_reference_event_is_dated_and_sourced():
    found = reference_events()
    assert len(found) >= 6 and list(found) == sorted(found, key=lambda event: event.day)
    assert all(event.words and event.source and not event.is_own for event in found)
    assert len(FILE.read_text("utf-8").splitlines()) == len(found) + 1


def test_events_of_a_time_and_a_place(folder):
    everywhere = [event.words for event in events_for((), date(2016, 1, 1), date(2017, 12, 31))]
    assert everywhere[:2] == ["《慈善法》施行", "《志愿服务条例》施行"]
    days = date(2021, 1, 1), date(2021, 12, 31)
    assert len(events_for(("330000000000", HANGZHOU, QIANTANG, None), *days)) == 2
    assert len(events_for((CHANGSHA,), *days)) == 1
    assert events_for((HANGZHOU,), date(2021, 4, 10), date(2021, 4, 27)) == []


def test_the_first_and_the_last_day_belong_to_it():
    day = date(2016, 9, 1)
    assert [event.day for event in events_for((), day, day)] == [day]


def test_own_events_are_added_taken_away_and_brought_back(folder):
    number = add_event("2024-06-01", " 凯益荟  开园 ", QIANTANG)
    assert event_named(number).words == "凯益荟 开园"
    days = date(2024, 5, 1), date(2024, 7, 1)
    assert [event.words for event in events_for((HANGZHOU, QIANTANG), *days)] == ["凯益荟 开园"]
    assert events_for((HANGZHOU,), *days) == [] and events_for((), *days) == []
    delete_event(number)
    assert own_events() == []
    restore_event(number)
    assert own_events()[0].is_own


def test_the_number_of_an_event_tells_nothing_of_how_many_there_are(folder):
    numbers = [add_event(f"2024-06-{day:02d}", "开园") for day in range(1, 9)]
    assert len(set(numbers)) == 8 and max(numbers) - min(numbers) > 1_000
    assert [event.id for event in own_events()] == numbers


def test_an_event_added_twice_is_one_and_can_be_changed(folder):
    number = add_event("2024-06-01", "凯益荟开园", QIANTANG)
    assert add_event("2024-06-01", " 凯益荟开园", QIANTANG) == number and len(own_events()) == 1
    assert add_event("2024-06-01", "凯益荟开园", CHANGSHA) != number
    change_event(number, "2024-07-01", "凯益荟 搬家")
    changed = event_named(number)
    assert (changed.day, changed.words, changed.area) == (date(2024, 7, 1), "凯益荟 搬家", QIANTANG)
    for day, words in (("2024-02-30", "甲"), ("2024-07-01", " ")):
        with pytest.raises(ViewError):
            change_event(number, day, words)
    delete_event(number)
    for gone in (number, 999):
        with pytest.raises(ViewError, match="没有这个事件"):
            change_event(gone, "2024-07-01", "甲")
    restore_event(number)
    assert event_named(number) == changed


@pytest.mark.parametrize(
    ("day", "words"),
    [("2024-02-30", "甲"), ("", "甲"), ("0001-01-01", "甲"), ("2024-01-01", " "), ("2024-01-01", "甲" * 61)],
)
def test_what_cannot_be_kept_is_refused_in_words(folder, day, words):
    with pytest.raises(ViewError) as refused:
        add_event(day, words)
    assert refused.value.message and refused.value.hint and own_events() == []


@pytest.mark.parametrize("change", [delete_event, restore_event])
def test_an_event_that_is_not_there_is_said(folder, change):
    with pytest.raises(ViewError, match="没有这个事件"):
        change(7)
