"""The address is the state: read, changed and written back without losing anything."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.state import State

WORDS = st.text(st.characters(blacklist_characters=",", blacklist_categories=("Cs", "Cc")), min_size=1).map(str.strip)
CHOICES = st.dictionaries(
    st.sampled_from(["area", "year", "field", "legal_form", "basis"]),
    st.lists(WORDS.filter(bool), min_size=1, max_size=3, unique=True).map(tuple),
    max_size=4,
)


def parsed(href: str) -> State:
    parts = urlsplit(href)
    return State.parse(parts.path, parts.query)


@pytest.mark.parametrize(
    ("search", "choices"),
    [
        ("", {}),
        (None, {}),
        ("?area=330114000000&year=2024", {"area": ("330114000000",), "year": ("2024",)}),
        ("?field=文化体育,慈善救助&field=文化体育", {"field": ("文化体育", "慈善救助")}),
        ("?year=&area=+", {}),
        ("?field=%E6%96%87%E5%8C%96%E4%BD%93%E8%82%B2", {"field": ("文化体育",)}),
    ],
)
def test_reading_an_address(search, choices):
    assert State.parse("/density", search).choices == choices


@given(CHOICES)
def test_a_link_that_changes_nothing_leads_back_to_the_same_state(choices):
    state = State("/density", choices)
    assert parsed(state.link()) == state


@given(CHOICES)
def test_toggling_twice_changes_nothing(choices):
    state = State("/density", choices)
    once = parsed(state.toggled("mode", "甲"))
    assert once.values("mode") == ("甲",)
    assert parsed(once.toggled("mode", "甲")) == state


def test_changes_remove_replace_and_keep():
    state = State.parse("/density", "?area=330114000000&year=2024&field=文化体育")
    changed = parsed(state.link(year=None, field=("甲", "乙")))
    assert changed.choices == {"area": ("330114000000",), "field": ("甲", "乙")}
    assert state.link(panel="orgs").endswith("&panel=orgs")
    assert parsed(state.go("/tiers", ladder="评估等级")).choices == {
        "area": ("330114000000",), "year": ("2024",), "ladder": ("评估等级",),
    }


def test_values_for_evaluate_are_comma_lists():
    state = State.parse("/density", "?field=甲,乙&area=1&other=x")
    assert state.pick(("field", "area", "year")) == {"field": "甲,乙", "area": "1"}
    assert state["field"] == "甲" and state["year"] is None
