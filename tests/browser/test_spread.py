"""分布, 均等, 对比 and events as a person uses them: by clicks alone, on the phone, and with the numbers of the API."""

import json
import urllib.request
from statistics import median
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn

KAIXUAN = "330102011000"
VIEWS = (
    "view=分布&indicator=visits&level=4",
    "view=均等&indicator=visits&level=5",
    "view=均等&indicator=visits&level=4&by=year",
    "view=对比&indicator=visits&against=activities&level=4",
)
POINTS = """name => document.querySelector(`#chart-${name} .js-plotly-plot`).data
    .flatMap(trace => (trace.customdata || []).map((href, place) => ({href, x: trace.x[place], y: trace.y[place]})))
    .filter(point => point.href)"""


def values(server: str, address: str) -> list[float]:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return [row["value"] for row in json.loads(got.read())["rows"] if row["value"] is not None]


def choices(page) -> dict[str, str]:
    return {key: ",".join(found) for key, found in parse_qs(urlsplit(page.url).query).items()}


def test_from_distribution_to_evenness_to_two_indicators_by_clicks(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/explore?indicator=visits&area={KAIXUAN}")
    drawn_after(page, lambda: page.click(".explore-controls .tabs >> text=分布"))
    found = values(demo_server, f"/api/v1/indicators/visits?by=area&area={KAIXUAN}")
    words = f"{len(found)} 个社区村的服务人次，中位数 {median(found):,.0f} 人次"
    expect(page.locator(".answer")).to_contain_text(words)
    assert sorted(point["x"] for point in page.evaluate(POINTS, "explore-spread")) == sorted(found)
    drawn_after(page, lambda: page.click(".explore-controls .tabs >> text=均等"))
    expect(page.locator("#chart-explore-equality")).to_contain_text("基尼系数 = 1 −")
    drawn_after(page, lambda: page.click("#chart-explore-equality .tabs >> text=逐年"))
    signs = page.locator("#chart-explore-equality-years .annotation-text", has_text="①")
    expect(signs).to_have_count(1)
    drawn_after(page, lambda: page.click("#chart-explore-equality-years .tool >> text=事件"))
    expect(signs).to_have_count(0)
    assert choices(page)["events"] == "不显示"
    drawn_after(page, lambda: page.click(".explore-controls .tabs >> text=对比"))
    drawn_after(page, lambda: page.locator(".notice a", has_text="活动场次").click())
    expect(page.locator("#chart-explore-against .annotation-text", has_text="服务人次高")).to_have_count(2)
    dot = page.locator("#chart-explore-against .scatterlayer .point").first
    drawn_after(page, lambda: dot.click(force=True))
    assert choices(page)["area"].startswith("3301020110") and choices(page)["area"] != KAIXUAN
    expect(page.locator(".page-head")).to_contain_text("社区")
    drawn_after(page, page.go_back)
    assert choices(page)["area"] == KAIXUAN


def test_on_the_phone_nothing_is_wider_than_the_screen(page_factory):
    page = page_factory(width=390, height=844)
    for view in VIEWS:
        open_drawn(page, f"/explore?{view}")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, view
        small = page.evaluate(
            """() => [...document.querySelectorAll('.chart-tools a, .explore-controls a, .explore-controls summary')]
                .filter(one => one.offsetParent && one.offsetHeight < 36).map(one => one.textContent)"""
        )
        assert small == [], view
