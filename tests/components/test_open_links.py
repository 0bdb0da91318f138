"""Links to areas above or beside the scope become words; all others lead where they led."""

import pytest
from dash import html

from components import open_links as room
from components import state
from components.open_links import open_links
from tests.scoped_pages.drawing import somebody

DISTRICT, STREET, ABOVE, BESIDE, CITY_BESIDE = (
    "330102000000", "330102011000", "330100000000", "330106000000", "430100000000",
)  # fmt: skip
OPEN = (
    "/density",
    f"/density?area={DISTRICT}",
    f"/density?area={STREET}&year=2024",
    f"/area/{STREET}",
    "/density?area=999",
    f"/api/v1/areas?area={ABOVE}",
    "https://example.org/",
)
CLOSED = (
    f"/density?area={ABOVE}",
    f"/density?year=2024&area={BESIDE}",
    f"/area/{CITY_BESIDE}",
    f"/area/{ABOVE}?year=2024",
)


def links(addresses) -> list:
    return [html.Div([html.P(["看", html.A("这里", href=one)])]) for one in addresses]


def hrefs(parts) -> list[str | None]:
    return [getattr(part.children[0].children[1], "href", None) for part in parts]


def test_whoever_sees_everything_has_every_link(demonstration):
    assert hrefs(open_links(links((*OPEN, *CLOSED)))) == [*OPEN, *CLOSED]


def test_links_above_and_beside_become_words(demonstration):
    with somebody(area=DISTRICT):
        assert hrefs(open_links(links((*OPEN, *CLOSED)))) == [*OPEN, *([None] * len(CLOSED))]


def test_a_button_that_leads_nowhere_is_taken_out(demonstration):
    buttons = [html.Div([html.A("去", href=one, className="button") for one in (OPEN[1], CLOSED[0])])]
    with somebody(area=DISTRICT):
        assert [one.href for one in open_links(buttons)[0].children] == [OPEN[1]]


def test_one_question_is_asked_for_all_links(demonstration, monkeypatch):
    asked, real = [], room.ask
    monkeypatch.setattr(room, "ask", lambda name, **params: asked.append(name) or real(name, **params))
    with somebody(area=DISTRICT):
        open_links(links((*OPEN, *CLOSED)))
    assert len(asked) == 1


@pytest.mark.parametrize("parts", [[], [html.P("没有链接")]])
def test_parts_without_links_stay(demonstration, parts):
    with somebody(area=DISTRICT):
        assert open_links(parts) == parts


@pytest.mark.parametrize("shut", [DISTRICT, ABOVE])
def test_long_addresses_are_not_kept(demonstration, shut):
    """What is kept counts entries, not letters: one long text each would fill the memory."""
    found = [one for one in (vars(room) | vars(state)).values() if hasattr(one, "cache_info")]
    caches = [one for one in found if one.__module__ in (room.__name__, state.__name__)]
    for one in caches:
        one.cache_clear()
    with somebody(area=DISTRICT):
        long = state.State("/density", {"area": (shut,), "made up": ("a" * 3000,), "x" * 3000: ("b",)}).link()
        assert hrefs(open_links(links([long]))) == [long if shut == DISTRICT else None]
    assert len(caches) == 2 and sum(one.cache_info().currsize for one in caches) == 4, "the short words alone"
