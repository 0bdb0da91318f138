"""服务覆盖 as a person uses it: matrix, filters, drill-down, tables, names of blind spots, back and pasted links."""

import json
import re
import urllib.request
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn, wait_drawn

SHANGCHENG, XIASHA, CHANGSHA, NOWHERE = "330102000000", "330114001000", "430121000000", "650000000000"


def answer(page) -> str:
    return page.inner_text("#answer")


def chosen(page) -> dict:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def api(server: str, address: str) -> list[dict]:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return json.loads(got.read())["rows"]


def test_the_shown_numbers_are_those_of_the_api(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/coverage?area={CHANGSHA}&year=2024&n=3")
    row = api(demo_server, f"/api/v1/indicators/communities_served?area={CHANGSHA}&year=2024&n=3")[0]
    assert f"{row['denominator']} 个社区（村）中，{row['numerator']} 个至少有 3 场活动" in answer(page)
    assert f"{row['numerator']} 个 ÷ 社区（村） {row['denominator']} 个" in page.inner_text(".card >> nth=0")
    drawn_after(page, lambda: page.click("#chart-areas a[aria-label$=表格]"))
    by_area = api(demo_server, f"/api/v1/indicators/communities_served?area={CHANGSHA}&year=2024&n=3&by=area&level=4")
    shown = {line[0]: line[1] for line in lines(page, "#chart-areas")}
    assert shown == {one["area_name"]: str(one["numerator"]) for one in by_area if one["reported"]}


def lines(page, part: str) -> list[list[str]]:
    rows = page.locator(f"{part} tbody tr")
    return [rows.nth(place).locator("th, td").all_inner_texts() for place in range(rows.count())]


def test_filters_and_views_are_the_address_and_come_back(page_factory):
    page = page_factory()
    open_drawn(page, f"/coverage?area={XIASHA}")
    first = page.inner_text("#chart-matrix h2")
    drawn_after(page, lambda: page.click("#chart-matrix .tabs a >> text=服务对象"))
    drawn_after(page, lambda: page.click("#chart-matrix .tabs a >> text=人次"))
    page.click(".filters .chip >> nth=0 >> summary")
    drawn_after(page, lambda: page.click(".filters .chip >> nth=0 >> a >> text='6 场'"))
    assert chosen(page) == {"area": XIASHA, "side": "beneficiary", "measure": "人次", "n": "6"}
    second = (answer(page), page.inner_text("#chart-matrix h2"))
    assert "至少有 6 场活动" in second[0] and second[1] == "社区 × 服务对象" != first
    for _ in range(3):
        drawn_after(page, page.go_back)
    assert chosen(page) == {"area": XIASHA} and page.inner_text("#chart-matrix h2") == first
    for _ in range(3):
        drawn_after(page, page.go_forward)
    assert (answer(page), page.inner_text("#chart-matrix h2")) == second
    page.reload()
    wait_drawn(page)
    assert (answer(page), page.inner_text("#chart-matrix h2")) == second
    other = page_factory()
    open_drawn(other, page.url.removeprefix(page.url.split("/coverage")[0]))
    assert (answer(other), other.inner_text("#chart-matrix h2")) == second


def test_a_brand_narrows_the_page(page_factory):
    page = page_factory()
    open_drawn(page, f"/coverage?area={XIASHA}")
    chip = page.locator(".filters .chip", has_text="品牌")
    chip.locator("summary").click()
    drawn_after(page, lambda: chip.get_by_text("1516便民服务").click())
    assert chosen(page)["brand"] == "1516便民服务"
    expect(chip.locator("summary")).to_contain_text("1516便民服务")


def test_a_bar_and_a_cell_lead_down(page_factory):
    page = page_factory()
    for chart in ("chart-areas", "chart-matrix"):
        open_drawn(page, f"/coverage?area={SHANGCHENG}")
        mark = page.locator(f"#{chart} .point path").first
        mark.scroll_into_view_if_needed()
        drawn_after(page, lambda mark=mark: mark.click(force=True))
        assert chosen(page)["area"].startswith("330102") and chosen(page)["area"] != SHANGCHENG


def test_every_chart_turns_into_a_table(page_factory):
    page = page_factory()
    open_drawn(page, f"/coverage?area={SHANGCHENG}")
    for name in ("matrix", "areas", "words", "trend"):
        drawn_after(page, lambda name=name: page.click(f"#chart-{name} a[aria-label$=表格]"))
        expect(page.locator(f"#chart-{name} table")).to_be_visible()
    drawn_after(page, lambda: page.locator("#chart-areas tbody a").first.click())
    assert chosen(page)["area"] != SHANGCHENG


def test_every_card_opens_to_its_definition(page_factory):
    page = page_factory()
    open_drawn(page, f"/coverage?area={XIASHA}")
    links = page.locator(".card a[data-panel-link]")
    assert links.count() == page.locator(".card").count() == 5
    for place in range(5):
        links.nth(place).click()
        expect(page.locator("#panel")).to_contain_text("依据的报送")
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()


def test_blind_spots_are_links_by_name_and_open_to_all(page_factory):
    page = page_factory()
    open_drawn(page, "/coverage")
    box = page.locator(".box", has_text="一场活动也没有的社区")
    total = re.search(r"没有活动 ([\d,]+) 个", box.inner_text()).group(1)
    drawn_after(page, lambda: box.get_by_text(f"全部 {total} 个").click())
    assert box.locator("ul >> nth=0 >> li").count() == int(total.replace(",", ""))
    name = box.locator("ul >> nth=0 >> a").first.inner_text()
    drawn_after(page, lambda: box.locator("ul >> nth=0 >> a").first.click())
    assert name in page.inner_text("h1") and "一场活动也没有" in answer(page)


def test_a_place_without_deliveries_is_silent(page_factory):
    page = page_factory(width=390, height=844)
    open_drawn(page, f"/coverage?area={NOWHERE}")
    assert "未报送活动记录" in answer(page)
    assert page.locator("figure.chart").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_wide_matrix_scrolls_inside_its_frame_on_the_phone(page_factory):
    page = page_factory(width=390, height=844)
    open_drawn(page, f"/coverage?area={XIASHA}&side=beneficiary")
    sizes = page.evaluate(
        "() => { const p = document.querySelector('#chart-matrix .picture'); return [p.scrollWidth, p.clientWidth] }"
    )
    assert sizes[0] > sizes[1]
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
