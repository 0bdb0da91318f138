"""总览 as a person uses it: five parts, drill-down, the comparison's 社, panel, numbers of the API."""

import json
import re
import urllib.request
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn

SHANGCHENG = "330102000000"


def api(server: str, address: str) -> dict:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return json.loads(got.read())


def test_the_sentence_says_the_numbers_of_the_api(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/?area={SHANGCHENG}&year=2024")
    row = api(demo_server, f"/api/v1/indicators/communities_served?area={SHANGCHENG}&year=2024")["rows"][0]
    said = page.inner_text("#answer")
    assert f"{row['denominator']} 个社区里 {row['numerator']} 个" in re.sub(r"\s+", " ", said)
    assert page.locator(".part").count() == 5


def test_another_part_is_compared_and_a_bar_leads_down(page_factory):
    page = page_factory()
    open_drawn(page, f"/?area={SHANGCHENG}")
    drawn_after(page, lambda: page.click("#chart-areas .tabs a >> text=社会组织"))
    assert "show=" in page.url
    expect(page.locator("#chart-areas h2")).to_contain_text("每万人社会组织数")
    page.locator("#chart-areas").scroll_into_view_if_needed()
    bar = page.locator("#chart-areas .point path").first.bounding_box()
    drawn_after(page, lambda: page.mouse.click(bar["x"] + 6, bar["y"] + bar["height"] / 2))
    assert re.search(r"area=3301020\d\d000", page.url)


def test_a_number_opens_to_its_definition_and_the_page_stays(page_factory):
    page = page_factory()
    open_drawn(page, f"/?area={SHANGCHENG}")
    before = page.inner_text("#answer")
    page.click('.part-3 [data-panel-link="community_workers_per_10k"]')
    expect(page.locator("#panel")).to_contain_text("社区工作者数 ÷ 城镇常住人口")
    assert page.inner_text("#answer") == before


def test_an_alarm_opens_to_its_names_and_reason(page_factory):
    page = page_factory()
    open_drawn(page, f"/?area={SHANGCHENG}&year=2025")
    page.click(".alarms summary >> nth=0")
    expect(page.locator(".alarm-more .why").first).to_be_visible()


def test_a_tile_is_walked_to_by_keyboard_and_leads_down(page_factory):
    page = page_factory()
    open_drawn(page, f"/?area={SHANGCHENG}&year=2024")
    expect(page.locator("#chart-tiles .tile").first).to_have_attribute("title", re.compile("活动场次"))
    page.focus("#chart-tiles .tile >> nth=0")
    page.keyboard.press("Tab")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    assert "tile " in page.evaluate("document.querySelector('#chart-tiles .tile').className + ' '")
    assert page.url.endswith(second) and re.search(r"area=3301020\d{5}", second)


def test_the_phone_shows_all_parts_without_sideways_scrolling(page_factory):
    page = page_factory(width=390, height=844)
    open_drawn(page, f"/?area={SHANGCHENG}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
