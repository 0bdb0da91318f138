"""No page asks another host for anything or reports an error; all are Chinese, light, open to all and fit the phone."""

import pytest
from plotly.offline import get_plotlyjs_version

from tests.browser.axe import faults
from tests.browser.drawing import SIZES, drawn_after, open_drawn
from tests.browser.pages import MISSING, PLACE_NAME, STARTS, STATES, WITH_STATE, WITHOUT_STATE, case_name, long_run

TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    const scrolls = element => {
        for (let box = element.parentElement; box; box = box.parentElement) {
            if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(box).overflowX)) return true;
        }
        return false;
    };
    const over = [...document.querySelectorAll('body *')].filter(element => {
        const box = element.getBoundingClientRect();
        const shown = box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
        return shown && box.right > edge + 1 && !scrolls(element);
    });
    return {wide: document.documentElement.scrollWidth - edge,
            over: over.slice(0, 5).map(element => element.outerHTML.slice(0, 160))};
}"""


@pytest.mark.parametrize("address", STARTS, ids=case_name)
def test_a_first_visit_is_light_quiet_and_open_to_all(page_factory, address):
    page = page_factory()
    sizes = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    is_a_page_in_order(page, address)
    page.wait_for_load_state("networkidle")
    with_grid = page.evaluate("'agGrid' in window")
    assert with_grid == (address == "/records"), "the grid is 190 kB that only the page of records needs"
    drawing = page.evaluate("performance.getEntriesByType('resource').some(one => one.name.includes('plotly'))")
    assert drawing != with_grid, "and the page of records needs nothing that draws charts"
    assert sum(sizes) <= 800_000
    found = faults(page)
    assert not found, "\n".join(found)


@pytest.mark.soak
@pytest.mark.parametrize("address", STATES, ids=case_name)
def test_a_page_asks_nobody_else_and_reports_no_error(page_factory, address):
    is_a_page_in_order(page_factory(), address)


def is_a_page_in_order(page, address: str) -> None:
    """Opened, the page is whole, Chinese and without an error; `page_factory` sees whom it asks."""
    answer = open_drawn(page, address)
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("h1").count() == 1
    assert page.locator(".notice-error").all_inner_texts() == []
    assert "area=" not in address or PLACE_NAME in page.locator(".topbar").inner_text()


@pytest.mark.parametrize("address", STATES[::2] + WITHOUT_STATE + long_run(STATES[1::2] + WITH_STATE), ids=case_name)
def test_a_page_fits_the_phone_and_is_open_to_all_there(page_factory, address):
    page = page_factory("light", *SIZES["phone"])
    open_drawn(page, address)
    found = page.evaluate(TOO_WIDE)
    assert found["wide"] <= 0, found["over"]
    serious = faults(page)
    assert not serious, "\n".join(serious)


def test_an_unknown_page_says_so_with_404(page_factory):
    page = page_factory(expected="404")
    answer = open_drawn(page, MISSING)
    assert answer.status == 404
    assert "没有这个页面" in page.locator("h1").inner_text()


def test_charts_come_from_our_own_plotly_in_chinese_and_upload_nothing(page_factory):
    page = page_factory()
    open_drawn(page, STARTS[0])
    open_drawn(page, "/density")
    assert page.evaluate("Plotly.version") == get_plotlyjs_version()
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [url for url in loaded if "plotly" in url and "/assets/" not in url] == []
    assert len([url for url in loaded if "plotly" in url]) == 1, "fetched once"
    contexts = page.evaluate("[...document.querySelectorAll('.js-plotly-plot')].map(plot => plot._context)")
    assert contexts
    for context in contexts:
        assert (context["locale"], context["plotlyServerURL"]) == ("zh-CN", "")
        assert not context["showSendToCloud"] and not context["displaylogo"]


def test_from_the_page_without_charts_one_comes_to_charts_and_back(page_factory):
    page = page_factory()
    open_drawn(page, "/records?type=organizations")
    page.locator(".ag-center-cols-container .ag-row").first.wait_for()
    assert page.evaluate("performance.getEntriesByType('resource').every(one => !one.name.includes('plotly'))")
    drawn_after(page, lambda: page.locator("#menu a[href^='/density']").click())
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert page.evaluate("wushe.grid") is None
    drawn_after(page, lambda: page.locator("#menu a[href^='/records']").click())
    page.locator(".ag-center-cols-container .ag-row").first.wait_for()
