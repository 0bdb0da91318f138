"""等级分布 as a person uses it: ladders, drill-down by a bar, tables, lists, panels, back and pasted links."""

import json
import re
import urllib.request
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn, wait_drawn

SHANGCHENG, KAIXUAN, NOWHERE = "330102000000", "330102011000", "650000000000"


def answer(page) -> str:
    return page.inner_text("#answer")


def chosen(page) -> dict:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def api(server: str, address: str) -> list[dict]:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return json.loads(got.read())["rows"]


def test_the_shown_numbers_are_those_of_the_api(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/tiers?area={SHANGCHENG}&year=2024&ladder=评估等级")
    question = f"area={SHANGCHENG}&year=2024&ladder=评估等级"
    grades = api(demo_server, f"/api/v1/indicators/tier_share?{question}&by=grade")
    graded = sum(row["numerator"] for row in grades)
    up = api(demo_server, f"/api/v1/indicators/tier_upgrades?{question}")[0]
    assert re.search(r"有 (\d+) 个组织", answer(page)).group(1) == str(graded)
    assert f"升级 {up['numerator']} 个" in answer(page)
    assert f"5A {next((row['numerator'] for row in grades if row['grade'] == '5A'), 0)}" in page.inner_text(
        ".card >> nth=0"
    )
    assert f"升级 {up['numerator']} 个 ÷ 两次都有等级 {up['denominator']} 个" in page.inner_text(".cards")


def test_a_ladder_is_chosen_and_back_reload_and_a_pasted_link_restore_it(page_factory):
    page = page_factory()
    open_drawn(page, f"/tiers?area={SHANGCHENG}")
    first = answer(page)
    page.click(".filters .chip >> nth=0 >> summary")
    drawn_after(page, lambda: page.click(".filters .chip >> nth=0 >> a >> text=志愿团队星级"))
    assert chosen(page)["ladder"] == "志愿团队星级" and "有效的志愿团队星级" in answer(page)
    second = answer(page)
    drawn_after(page, page.go_back)
    assert answer(page) == first
    drawn_after(page, page.go_forward)
    assert answer(page) == second
    page.reload()
    wait_drawn(page)
    assert answer(page) == second
    other = page_factory()
    open_drawn(other, page.url.removeprefix(page.url.split("/tiers")[0]))
    assert answer(other) == second


def click_first_bar(page, chart: str) -> None:
    bars = page.locator(f"#{chart} .point path")
    bars.first.scroll_into_view_if_needed()
    drawn_after(page, lambda: bars.first.click(force=True))


def test_a_bar_of_an_area_leads_down_and_one_of_a_field_narrows(page_factory):
    page = page_factory()
    open_drawn(page, f"/tiers?area={SHANGCHENG}")
    click_first_bar(page, "chart-by-area")
    assert chosen(page)["area"].startswith("330102") and chosen(page)["area"] != SHANGCHENG
    open_drawn(page, f"/tiers?area={KAIXUAN}")
    click_first_bar(page, "chart-by-field")
    assert chosen(page)["field"] == "社区服务" and chosen(page)["area"] == KAIXUAN


def test_a_stream_a_grade_and_a_cell_list_their_organisations_and_a_chip_takes_it_back(page_factory):
    page = page_factory()
    open_drawn(page, f"/tiers?area={KAIXUAN}&year=2024")
    marks = (("#chart-flow .node-rect", 0), ("#chart-moves .point path", 0), ("#chart-flow .sankey-link", -1))
    for mark, place in marks:
        page.locator(mark).nth(place).scroll_into_view_if_needed()
        drawn_after(page, lambda mark=mark, place=place: page.locator(mark).nth(place).click(force=True))
        before, _, after = chosen(page)["moved"].partition("→")
        named = f"由{before}到{after}" if before and after and before != after else before or after
        assert page.locator(f".box h2 >> text={named}").count(), (mark, named)
    drawn_after(page, lambda: page.click(".pill >> text=等级变动"))
    assert "moved" not in chosen(page) and chosen(page)["area"] == KAIXUAN


def test_every_chart_turns_into_a_table_and_back(page_factory):
    page = page_factory()
    open_drawn(page, f"/tiers?area={KAIXUAN}")
    for name in ("by-area", "by-year", "by-field", "flow", "moves"):
        drawn_after(page, lambda name=name: page.click(f"#chart-{name} a[aria-label$=表格]"))
        expect(page.locator(f"#chart-{name} table")).to_be_visible()
    page.reload()
    wait_drawn(page)
    assert page.locator("figure.chart table").count() == 5
    drawn_after(page, lambda: page.click("#chart-flow a[aria-label$=图]"))
    expect(page.locator("#chart-flow .main-svg").first).to_be_visible()


def test_every_card_opens_to_a_definition_with_its_own_numbers(page_factory):
    page = page_factory()
    open_drawn(page, f"/tiers?area={KAIXUAN}&year=2024")
    cards = page.locator(".card")
    for place in range(cards.count()):
        value = cards.nth(place).locator(".card-value").inner_text()
        cards.nth(place).locator("a[data-panel-link]").click()
        panel = page.locator("#panel")
        expect(panel).to_contain_text("依据的报送")
        if "%" in value:
            expect(panel).to_contain_text(re.match(r"[\d.]+", value).group())
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()


def test_a_long_list_opens_to_all_names(page_factory):
    page = page_factory()
    open_drawn(page, f"/tiers?area={SHANGCHENG}")
    box = page.locator(".box", has_text="可推动升级")
    total = int(re.search(r"可推动升级 ([\d,]+) 个", box.inner_text()).group(1).replace(",", ""))
    shown = box.locator("tbody tr").count()
    drawn_after(page, lambda: box.get_by_text(f"全部 {total} 个").click())
    assert box.locator("tbody tr").count() == total > shown


def test_a_place_without_grades_says_why_and_where_to_go(page_factory):
    page = page_factory(width=390, height=844)
    open_drawn(page, f"/tiers?area={NOWHERE}")
    expect(page.locator("#page .notice")).to_contain_text("没有任何一年的年度梯队记录")
    drawn_after(page, lambda: page.click(".notice a >> text=评估等级"))
    assert chosen(page)["ladder"] == "评估等级" and "未报送评估等级" in answer(page)
