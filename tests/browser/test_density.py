"""组织密度 as a person uses it: chips, search, drill-down, tables, panel, back, pasted links; numbers equal the API."""

import json
import re
import urllib.request
from urllib.parse import quote, urlsplit

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn, wait_drawn

SHANGCHENG, KAIXUAN = "330102000000", "330102011000"


def answer(page) -> str:
    return page.inner_text("#answer")


def api(server: str, address: str) -> dict:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return json.loads(got.read())


def test_the_shown_number_is_the_number_of_the_api(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/density?area={SHANGCHENG}&year=2024&universe=登记")
    asked = f"/api/v1/indicators/orgs_per_10k_people?area={SHANGCHENG}&year=2024&universe=登记"
    row = api(demo_server, asked)["rows"][0]
    shown = re.search(r"有 ([\d.]+) 个社会组织", answer(page)).group(1)
    assert float(shown) == round(row["value"] + 1e-9, 1)
    detail = page.inner_text(".card >> nth=0")
    assert f"{row['numerator']:,} 个 ÷" in detail


def test_chips_change_the_address_and_back_and_a_pasted_link_restore_it(page_factory):
    page = page_factory()
    open_drawn(page, f"/density?area={SHANGCHENG}")
    first = answer(page)
    page.click("#year-chip summary")
    drawn_after(page, lambda: page.click("#year-chip .chip-grid a >> text=2020"))
    assert "year=2020" in page.url and answer(page).startswith("2020年末")
    second = answer(page)
    drawn_after(page, page.go_back)
    assert answer(page) == first
    drawn_after(page, page.go_forward)
    assert answer(page) == second
    other = page_factory()
    open_drawn(other, page.url.removeprefix(page.url.split("/density")[0]))
    assert answer(other) == second
    page.reload()
    wait_drawn(page)
    assert answer(page) == second


def test_one_change_is_one_call_to_the_server(page_factory):
    page = page_factory()
    open_drawn(page, f"/density?area={SHANGCHENG}")
    calls = []
    page.on("request", lambda request: calls.append(request.url) if request.method == "POST" else None)
    page.click(".filters .chip >> nth=0")
    drawn_after(page, lambda: page.click(".filters .chip >> nth=0 >> a >> text=文化体育"))
    assert "field=" in page.url and len(calls) == 1
    assert page.locator(".filters .chip >> nth=0").get_attribute("open") is not None, "多选时菜单应当留着"


def test_the_area_is_found_by_name_and_by_keyboard_alone(page_factory):
    page = page_factory()
    open_drawn(page, "/density")
    page.keyboard.press("/")
    page.keyboard.type("凯旋")
    expect(page.locator("#area-results a").first).to_contain_text("上城区")
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    assert f"area={KAIXUAN}" in page.url and "凯旋街道" in answer(page)


def test_a_bar_leads_down(page_factory):
    page = page_factory()
    open_drawn(page, f"/density?area={SHANGCHENG}")
    page.locator("#chart-ranking").scroll_into_view_if_needed()
    bar = page.locator("#chart-ranking .point path").first.bounding_box()
    drawn_after(page, lambda: page.mouse.click(bar["x"] + 6, bar["y"] + bar["height"] / 2))
    area = re.search(r"area=(\d{12})", page.url).group(1)
    assert area != SHANGCHENG and area.startswith("330102")


def test_a_chart_turns_into_a_table_and_back(page_factory):
    page = page_factory()
    open_drawn(page, f"/density?area={SHANGCHENG}")
    drawn_after(page, lambda: page.click("#chart-trend a[aria-label$=表格]"))
    assert urlsplit(page.url).query.endswith("tables=trend")
    expect(page.locator("#chart-trend table")).to_be_visible()
    drawn_after(page, lambda: page.click("#chart-trend a[aria-label$=图]"))
    expect(page.locator("#chart-trend .main-svg").first).to_be_visible()


def test_the_panel_opens_without_drawing_the_page_again_and_closes_by_escape(page_factory):
    page = page_factory()
    open_drawn(page, f"/density?area={KAIXUAN}&as_of=2016-06-30")
    calls = []
    page.on("request", lambda request: calls.append(request.url) if request.method == "POST" else None)
    page.click(".card >> nth=0 >> a[data-panel-link]")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("依据的报送")
    for part in ("定义", "公式", "分子", "分母", "329", "55,763", "/api/v1/indicators/orgs_per_10k_people"):
        expect(panel).to_contain_text(part)
    assert len(calls) == 1
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert "panel=" not in page.url


def test_a_day_is_typed_into_the_time_chip(page_factory):
    page = page_factory()
    open_drawn(page, f"/density?area={KAIXUAN}&basis=辖区总人口")
    page.click("#year-chip summary")
    page.fill("#year-chip input", "2016-06-30")
    drawn_after(page, lambda: page.click("#year-chip button"))
    assert "42.0 个社会组织" in answer(page)


def test_the_theme_is_kept_and_redraws_the_charts(page_factory):
    page = page_factory()
    open_drawn(page, "/density")
    line = "() => getComputedStyle(document.querySelector('#chart-trend .js-line')).stroke"
    light = page.evaluate(line)
    page.click("[data-action=theme]")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(line) != light
    page.reload()
    wait_drawn(page)
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"


def test_a_silent_server_is_said_so(page_factory):
    page = page_factory(expected=r"500|Callback error")
    open_drawn(page, "/density")
    page.route("**/*dash-update-component*", lambda route: route.fulfill(status=500, body="{}"))
    page.click("#year-chip summary")
    page.click("#year-chip .chip-grid a >> nth=2")
    expect(page.locator("#complaint")).to_contain_text("服务器没有给出这一页")


def test_on_paper_there_is_no_menu_and_the_filters_are_words(page_factory):
    page = page_factory()
    open_drawn(page, f"/density?area={SHANGCHENG}")
    expect(page.locator(".filters-words")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator(".filters-words")).to_contain_text("登记+备案")
    assert page.pdf(prefer_css_page_size=True)[:4] == b"%PDF"


def test_the_drawer_opens_on_the_phone(page_factory):
    page = page_factory(width=390, height=844)
    open_drawn(page, "/density")
    expect(page.locator("#menu")).to_be_hidden()
    page.click("[data-action=drawer]")
    expect(page.locator("#menu a >> text=组织密度")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
