"""Events on lines in time: where they lie, whom they concern, what is said below, and the switch that hides them."""

from datetime import date

import pytest

from components.events import MOST, OFF, events_on
from components.page import find, state_of
from components.place import place_of
from components.state import State
from tests.components.reading import hrefs, parts, text_of
from views import database
from views.events import add_event, reference_events

SHANGCHENG, KAIXUAN, CHENGHUA = "330102000000", "330102011000", "510108000000"
YEARS = range(2011, 2026)


@pytest.fixture
def kept(tmp_path):
    """People's own events are kept in a folder of this test."""
    database.use(tmp_path)
    yield
    database.use(None)


def on(area, kind="flow", places=YEARS, **choices):
    state = State("/density", {key: (value,) for key, value in choices.items()})
    return events_on(state, area, places, kind)


def test_a_stock_stands_at_the_end_of_its_year_a_flow_in_its_middle(demonstration, kept):
    add_event("2020-07-01", "改革")
    stock, flow = ({mark["words"]: mark["x"] for mark in on("", kind).marks} for kind in ("stock", "flow"))
    assert stock["改革"] == pytest.approx(2019.5, abs=0.01), "在 2019 年末与 2020 年末之间"
    assert flow["改革"] == pytest.approx(2020, abs=0.01), "在 2020 年这一点上"


def test_an_event_of_an_area_concerns_it_and_what_lies_below_only(demonstration, kept):
    add_event("2015-05-01", "上城区试点", SHANGCHENG)
    for area, concerned in ((SHANGCHENG, True), (KAIXUAN, True), (CHENGHUA, False), ("", False), (None, False)):
        assert ("上城区试点" in on(area).words) is concerned
    place = place_of(State("/", {"area": (KAIXUAN,)}))
    assert on(place).words == on(KAIXUAN).words


def test_words_have_the_numbers_of_the_marks_and_their_days(demonstration, kept):
    found = on("")
    shown = [event for event in reference_events() if not event.area and 2011 <= event.day.year <= 2025]
    assert [mark["words"] for mark in found.marks] == [event.words for event in shown]
    assert f"① {shown[0].day.isoformat()} {shown[0].words}" in found.words and found.words.endswith("。")


def test_very_many_events_leave_out_the_earliest_and_say_so(demonstration, kept):
    for month in range(1, 13):
        for day in (1, 15):
            add_event(date(2019, month, day).isoformat(), f"事{month}-{day}")
    found = on("")
    assert len(found.marks) == MOST and "没有标" in found.words


def test_the_months_of_a_year_have_their_events_in_their_month(demonstration, kept):
    found = on("", places=[f"2021-{month:02}" for month in range(1, 13)])
    assert {mark["x"] for mark in found.marks} == {"2021-04"}


def test_the_switch_hides_them_and_brings_them_back(demonstration, kept):
    assert OFF in State.parse("", hrefs(list(on("").tools))[0].partition("?")[2]).values("events")
    hidden = on("", events=OFF)
    assert not hidden.marks and not hidden.words
    assert "events" not in hrefs(list(hidden.tools))[0]
    assert on("", places=()).tools == () and on("", places=range(1990, 1995)).tools == (), "没有事件就没有开关"


@pytest.mark.parametrize("path", ["/density", "/coverage", "/explore?view=走势&indicator=visits"])
def test_lines_of_the_pages_bear_them(demonstration, kept, path):
    add_event("2023-03-01", "在这里发生的事")
    path, _, query = path.partition("?")
    for more, is_shown in (("", True), (f"&events={OFF}", False)):
        pieces = find(path).draw(state_of(find(path), path, query + more))
        figures = [part.figure for part in parts(pieces) if getattr(part, "figure", None)]
        signs = [note["text"] for figure in figures for note in figure["layout"].get("annotations", [])]
        assert any("①" in sign for sign in signs) is is_shown
        assert ("在这里发生的事" in text_of(pieces)) is is_shown


def test_a_store_that_cannot_be_read_costs_the_marks_not_the_page(demonstration, kept, tmp_path):
    (tmp_path / database.FILE).write_bytes(b"not a database at all, but long enough to be looked at" * 9)
    assert on("").marks == ()
