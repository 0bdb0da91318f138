"""指标口径 in a browser: anchors lead to the entry, search and examples by hand, the published figures agree."""

from indicators.cases import published_cases
from tests.browser.drawing import drawn_after, open_drawn


def test_an_anchor_leads_to_its_entry(page_factory):
    page = page_factory()
    open_drawn(page, "/indicators#visits_per_resident")
    entry = page.locator("#visits_per_resident")
    page.wait_for_function("() => document.querySelector('#visits_per_resident.is-asked')")
    top = entry.bounding_box()["y"]
    assert 0 <= top < 200


def test_search_opens_the_worked_example(page_factory):
    page = page_factory()
    open_drawn(page, "/indicators")
    page.locator(".records-search input").fill("每万人社会组织")
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    assert page.locator(".entry").count() == 1
    assert page.locator(".example table").count() >= 3


def test_the_panel_opens_over_the_handbook(page_factory):
    page = page_factory()
    open_drawn(page, "/indicators?q=orgs_per_10k_people")
    page.locator("[data-panel-link=orgs_per_10k_people]").click()
    page.locator("#panel [data-close]").wait_for()
    assert "公式" in page.locator("#panel").inner_text()


def test_published_figures_agree(page_factory):
    page = page_factory()
    open_drawn(page, "/indicators")
    drawn_after(page, lambda: page.get_by_text("公开数字核对").click())
    count = len(published_cases())
    assert f"{count} 项中 {count} 项一致" in page.locator("#answer").inner_text()
    assert page.locator(".agrees").count() == count and page.locator(".agrees.not").count() == 0
