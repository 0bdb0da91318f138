"""A page is asked for before the scripts that draw it are here, and a link as it is pressed: once, and in time."""

import pytest

from components.router import DRAWN
from tests.browser.drawing import open_drawn
from tests.conftest import ROOT

CALLBACK = "**/_dash-update-component*"
LINK = "#menu a[href^='/tiers']"


def asked(page) -> list[str]:
    """The paths of the pages that are asked for from now on."""
    seen = []

    def note(request):
        body = request.post_data_json if "_dash-update-component" in request.url else None
        if body and body["output"] == DRAWN:
            seen.append(body["inputs"][0]["value"]["path"])

    page.on("request", note)
    return seen


def test_the_script_in_the_head_asks_for_what_the_router_answers():
    assert f'"{DRAWN}"' in (ROOT / "assets" / "theme.js").read_text("utf-8")


def test_a_first_visit_asks_before_dash_is_here(page_factory):
    page = page_factory(expected="ERR_FAILED|Failed to load resource|DashContext|DashRenderer")
    page.route("**/dash_renderer*", lambda route: route.abort())
    seen = asked(page)
    with page.expect_response(CALLBACK):
        page.goto("/density?year=2024&panel=orgs")
    assert seen == ["/density"]


def test_a_first_visit_asks_once(page_factory):
    page = page_factory()
    seen = asked(page)
    open_drawn(page, "/density?year=2024&panel=orgs")
    assert seen == ["/density"] and page.locator("h1").inner_text().startswith("组织密度")


def test_a_link_is_asked_for_as_it_is_pressed_and_not_again_when_let_go(page_factory):
    page = page_factory()
    open_drawn(page, "/density")
    seen = asked(page)
    page.locator(LINK).hover()
    with page.expect_response(CALLBACK):
        page.mouse.down()
    assert seen == ["/tiers"] and page.locator("h1").inner_text().startswith("组织密度")
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('h1').textContent.startsWith('等级分布')")
    assert seen == ["/tiers"]


@pytest.mark.parametrize("fails", ["first", "pressed"])
def test_what_could_not_be_fetched_ahead_is_asked_again(page_factory, fails):
    page = page_factory(expected="ERR_FAILED|Failed to load resource")
    once = []
    if fails == "pressed":
        open_drawn(page, "/density")
    page.route(CALLBACK, lambda route: (once.append(1), route.abort()), times=1)
    if fails == "first":
        page.goto("/tiers")
    else:
        page.locator(LINK).click()
    page.wait_for_function("() => (document.querySelector('h1') || document).textContent?.startsWith('等级分布')")
    assert once == [1] and not page.locator("#complaint").count()
