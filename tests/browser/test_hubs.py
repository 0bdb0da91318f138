"""枢纽年度 as a hub leader uses it: find the hub, read the year, go a year back, change the figure, print."""

import json
import re
import urllib.request
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn, wait_drawn

KAIYIHUI = "H330102011000"


def api(server: str, address: str) -> dict:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return json.loads(got.read())


def test_a_hub_is_found_by_name_and_opened(page_factory):
    page = page_factory()
    open_drawn(page, "/hubs")
    page.fill(".hub-search input", "凯益荟")
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    drawn_after(page, lambda: page.click(".box table a >> text=凯益荟"))
    assert f"/hubs/{KAIYIHUI}" in page.url
    expect(page.locator("h1")).to_contain_text("凯益荟")


def test_the_shown_numbers_are_those_of_the_api(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/hubs/{KAIYIHUI}?year=2024")
    row = api(demo_server, f"/api/v1/indicators/activities?hub={KAIYIHUI}&year=2024")["rows"][0]
    assert f"全年办活动 {row['value']} 场" in re.sub(r"\s+", " ", page.inner_text("#answer"))
    assert page.locator(".card").count() == 10


def test_the_year_before_and_back(page_factory):
    page = page_factory()
    open_drawn(page, f"/hubs/{KAIYIHUI}?year=2024")
    first = page.inner_text("#answer")
    drawn_after(page, lambda: page.click(".hub-years a >> text=2023年"))
    assert "year=2023" in page.url and page.inner_text("#answer").startswith("2023年末")
    drawn_after(page, page.go_back)
    assert page.inner_text("#answer") == first
    page.reload()
    wait_drawn(page)
    assert page.inner_text("#answer") == first


def test_another_figure_is_compared_with_the_peers(page_factory):
    page = page_factory()
    open_drawn(page, f"/hubs/{KAIYIHUI}?year=2024")
    drawn_after(page, lambda: page.click(".box table a >> text=到账资金"))
    assert "figure=received" in page.url
    expect(page.locator("#chart-peers h2")).to_contain_text("到账资金")
    drawn_after(page, lambda: page.click("#chart-peers .tool >> nth=0"))
    expect(page.locator("#chart-peers table")).to_be_visible()


def test_the_paper_has_no_menu_and_all_names(page_factory):
    page = page_factory()
    open_drawn(page, f"/hubs/{KAIYIHUI}?year=2024")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for hand in ("#menu", ".hub-years", ".frozen", "#report-menu", "main .button >> nth=0", ".topbar-place"):
        assert not page.locator(hand).is_visible(), hand
    assert "2024年" in page.inner_text(".paper-words") and "全部区域" not in page.inner_text(".paper-words")
    foot = page.evaluate("document.getElementById('sheets').textContent")
    assert "凯益荟" in foot and "数据截至" in foot and "演示数据" in foot
    lost = page.locator(".hub-event.hub-lost")
    counted = int(re.search(r"\d+", lost.locator(".value").inner_text()).group())
    listed = lost.locator(":scope > ul > li").count() + lost.locator(".in-print").inner_text().count("（")
    assert listed == counted


def test_an_area_asks_for_its_hubs(page_factory):
    page = page_factory(width=390, height=844)
    open_drawn(page, "/hubs?area=430121000000")
    assert "长沙县有" in page.inner_text("#answer")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_year_of_ones_own_and_hubs_to_compare_with_are_chosen_by_their_chips(page_factory):
    page = page_factory()
    open_drawn(page, f"/hubs/{KAIYIHUI}?year=2023")
    page.click("#starts-chip summary")
    drawn_after(page, lambda: page.click("#starts-chip a >> text=7月1日起"))
    assert "starts=07-01" in page.url and page.inner_text("#answer").startswith("2024年6月30日")
    page.click("#peers-chip summary")
    page.fill("#peers-chip input", "幸福驿站，采荷街道社会组织服务中心")
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator("#chart-peers h2")).to_contain_text("和所选枢纽比")
    assert page.locator("#chart-peers").inner_text().count("来源") == 1 and "starts=07-01" in page.url
