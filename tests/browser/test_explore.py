"""自由分析 as a person uses it: an indicator found by typing, told apart, compared with last year, on the phone, and
inside the page of another indicator; numbers equal the API."""

import json
import urllib.request
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn

SHANGCHENG = "330102000000"


def api(server: str, address: str) -> list[dict]:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return json.loads(got.read())["rows"]


def choices(page) -> dict[str, str]:
    return {key: ",".join(values) for key, values in parse_qs(urlsplit(page.url).query).items()}


def pick(page, chip: str, words: str) -> None:
    """Open the chip that begins with these words and follow a line of its menu."""
    found = page.locator(".explore-controls .chip", has=page.locator(f"summary > small:text-is('{chip}')"))
    found.locator("summary").click()
    drawn_after(page, lambda: found.locator("a", has_text=words).first.click())


def cells(page, row: str) -> list[str]:
    """The words of the row of the shown table that begins with a name."""
    return (
        page.locator("#chart-explore tbody tr", has=page.locator(f"th:text-is('{row}')"))
        .locator("td")
        .all_inner_texts()
    )


def test_an_analyst_goes_from_an_indicator_to_a_comparison_without_typing_an_address(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, "/explore")
    page.click("#indicator-chip summary")
    page.locator("#indicator-chip input").press_sequentially("服务人次")
    expect(page.locator("#indicator-chip .finder a:visible")).to_have_count(1)
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    assert choices(page) == {"indicator": "visits"}
    pick(page, "按", "活动类型")
    drawn_after(page, lambda: page.click(".switch >> text=同比"))
    assert choices(page) == {"indicator": "visits", "by": "kind", "change": "同比"}
    assert "上年同期" in page.inner_text("#answer")
    drawn_after(page, lambda: page.click("#chart-explore a[aria-label$=表格]"))
    rows = {row["kind"]: row["value"] for row in api(demo_server, "/api/v1/indicators/visits?by=kind&year=2025")}
    before = {row["kind"]: row["value"] for row in api(demo_server, "/api/v1/indicators/visits?by=kind&year=2024")}
    for kind in ("为老服务", "讲座"):
        assert cells(page, kind)[:2] == [f"{rows[kind]:,}", f"{before[kind]:,}"]
    drawn_after(page, page.go_back)
    drawn_after(page, lambda: page.click(".explore-controls .tabs >> text=小图"))
    assert choices(page)["by"] == "kind,year" and choices(page)["view"] == "小图"
    expect(page.locator("#chart-explore .main-svg").first).to_be_visible()
    expect(page.locator("#chart-explore .cartesianlayer .subplot")).to_have_count(len(rows))


def test_small_multiples_make_room_for_the_phone(page_factory):
    page = page_factory(width=390, height=844)
    open_drawn(page, f"/explore?indicator=visits&by=area,year&area={SHANGCHENG}")
    graph = page.locator("#chart-explore .dash-graph")
    narrow = graph.bounding_box()
    assert narrow["width"] < 390 and page.evaluate("() => document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function(
        "high => document.querySelector('#chart-explore .dash-graph').clientHeight < high", arg=narrow["height"] * 0.7
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(
        "high => document.querySelector('#chart-explore .dash-graph').clientHeight >= high", arg=narrow["height"]
    )


def test_the_section_opens_inside_a_page_and_keeps_its_filters(page_factory):
    page = page_factory()
    open_drawn(page, "/density?field=文化体育&year=2020")
    drawn_after(page, lambda: page.click("#explore-open"))
    assert choices(page) == {"field": "文化体育", "year": "2020", "explore": "on"}
    expect(page.locator("#explore .chart")).to_contain_text("文化体育")
    drawn_after(page, lambda: page.click("#explore .tabs >> text=走势"))
    expect(page.locator("#explore .chart h2")).to_contain_text("逐年")
    drawn_after(page, lambda: page.click("#explore-open"))
    assert choices(page) == {"field": "文化体育", "year": "2020"}
    expect(page.locator("#explore")).to_have_count(0)
