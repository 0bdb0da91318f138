"""Through the house in one visit: menu, filters, back, theme, panel; nothing breaks and nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import drawings, drawn_after, open_drawn, wait_drawn
from tests.browser.pages import STARTS, case_name, long_run

SOME = ["/", "/density", "/tiers", "/coverage", "/funding"]  # of every kind of filter and picture one
OTHERS = [start for start in STARTS if start not in SOME]
# Without the rows of the grid and their sums: they are fetched after the page is drawn.
WORDS = """() => {
    const grids = [...document.querySelectorAll('main .records-grid, main .records-summary')];
    grids.forEach(grid => { grid.style.visibility = 'hidden'; });
    const text = document.querySelector('main').innerText;
    grids.forEach(grid => { grid.style.visibility = ''; });
    return text;
}"""


def words(page: Page) -> str:
    """What the page says."""
    return page.evaluate(WORDS)


def test_every_entry_of_the_menu_opens_its_page_without_reloading(page_factory):
    page = page_factory()
    open_drawn(page, STARTS[0])
    page.evaluate("window.sameDocument = true")
    names = [name.strip() for name in page.locator("#menu a.menu-item").all_inner_texts()]
    for name in [*names[1:], names[0]]:
        drawn_after(page, page.locator("#menu a.menu-item", has_text=name).click)
        expect(page.locator("#menu a[aria-current=page]")).to_have_text(name)
        assert page.title().startswith(name)
    assert page.evaluate("window.sameDocument") is True


@pytest.mark.parametrize("address", SOME + long_run(OTHERS), ids=case_name)
def test_reload_back_and_a_pasted_address_restore_the_state(page_factory, address):
    page = page_factory()
    open_drawn(page, address)
    link = page.locator("main details.chip a[href], .topbar details.chip a[href]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    other = next((href for href in link if "?" in href and re.search(r"(year|field|area)=", href)), None)
    if other is None:
        assert address not in ("/density", "/tiers", "/coverage"), "the filters of this page are gone"
        return
    before = words(page)
    drawn_after(page, lambda: page.evaluate("href => document.querySelector(`a[href='${href}']`).click()", other))
    after = words(page)
    assert page.url.endswith(other)
    drawn_after(page, page.go_back)
    assert words(page) == before
    open_drawn(page, other)
    assert words(page) == after
    page.reload()
    wait_drawn(page)
    assert words(page) == after


@pytest.mark.parametrize("address", SOME + long_run(OTHERS), ids=case_name)
def test_the_side_panel_opens_without_drawing_the_page_again(page_factory, address):
    page = page_factory()
    open_drawn(page, address)
    links = page.locator("[data-panel-link]:visible")
    if links.count() == 0:
        assert address != "/density"
        return
    seen = drawings(page)
    links.first.click()
    expect(page.locator("#panel [data-close]")).to_be_focused()
    expect(page.locator("#panel")).to_contain_text("/api/v1/indicators/")
    page.keyboard.press("Escape")
    expect(page.locator("#panel [data-close]")).to_have_count(0)
    assert drawings(page) == seen


def test_the_theme_follows_the_system_and_stays_once_chosen(page_factory):
    page = page_factory("dark")
    open_drawn(page, STARTS[0])
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("[data-action=theme]").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    wait_drawn(page)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
