"""资金, 公益创投, 志愿服务 and 联动机制 as a person uses them: numbers, a filter, a way down, pictures as tables."""

import json
import urllib.request
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn

XIASHA = "330114001000"
HERE = f"area={XIASHA}&year=2024"


def chosen(page) -> dict:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def ask(server: str, indicator: str, more: str = "") -> list[dict]:
    with urllib.request.urlopen(server + quote(f"/api/v1/indicators/{indicator}?{HERE}{more}", safe="/?&=,")) as got:
        return json.loads(got.read())["rows"]


def lines(page, part: str) -> list[list[str]]:
    rows = page.locator(f"{part} tbody tr")
    return [rows.nth(place).locator("th, td").all_inner_texts() for place in range(rows.count())]


def as_table(page, chart: str) -> list[list[str]]:
    drawn_after(page, lambda: page.click(f"#{chart} a[aria-label$=表格]"))
    return lines(page, f"#{chart}")


def choose(page, chip: str, words: str) -> None:
    """Opens the chip and clicks one of its choices."""
    found = page.locator(".filters .chip", has_text=chip)
    found.locator("summary").click()
    drawn_after(page, lambda: found.get_by_text(words, exact=True).first.click())
    expect(page.locator(".filters .chip", has_text=chip).locator("summary")).to_contain_text(words)


def card(page, name: str) -> str:
    return page.locator(".card", has_text=name).first.inner_text()


def test_projects_shown_are_those_of_the_interface_and_a_category_narrows_them(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/projects?{HERE}")
    rate = ask(demo_server, "project_approval_rate")[0]
    whole = f"立项 {rate['numerator']} 个 ÷ 申报 {rate['denominator']} 个"
    assert whole in card(page, "通过率")
    funnel = as_table(page, "chart-funnel")
    assert funnel[0][1] == str(rate["denominator"]) and len(funnel) >= 5
    choose(page, "服务对象", "老年人")
    narrowed = ask(demo_server, "project_approval_rate", "&beneficiary=老年人")[0]
    assert 0 < narrowed["denominator"] < rate["denominator"]
    assert f"立项 {narrowed['numerator']} 个 ÷ 申报 {narrowed['denominator']} 个" in card(page, "通过率")
    drawn_after(page, page.go_back)
    assert chosen(page) == {"area": XIASHA, "year": "2024", "tables": "funnel"} and whole in card(page, "通过率")


def test_how_many_take_part_together_and_a_mode_narrows_it(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/linkage?{HERE}")
    degree = ask(demo_server, "linkage_degree")[0]
    assert f"{degree['denominator']:,} 场" in card(page, "平均联动度")
    modes = {line[0]: line[1] for line in as_table(page, "chart-modes")}
    counted = {row["mode"]: row["value"] for row in ask(demo_server, "activities", "&by=mode")}
    assert {name: f"{counted[name]:,}" for name in modes if name in counted} == {
        name: shown for name, shown in modes.items() if name in counted
    } and len(modes) >= 5
    choose(page, "驱动模式", "企业驱动")
    narrowed = ask(demo_server, "linkage_degree", "&mode=企业驱动")[0]
    assert f"{narrowed['denominator']:,} 场" in card(page, "平均联动度")


def test_volunteers_are_never_added_to_their_participations_and_a_community_leads_down(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, f"/volunteers?{HERE}")
    people, times = ask(demo_server, "volunteers")[0], ask(demo_server, "volunteer_participations")[0]
    shown = card(page, "有服务的志愿者")
    assert f"{people['value']:,}" in shown and f"参与 {times['value']:,} 人次" in shown
    stars = {row["star"]: row["numerator"] for row in ask(demo_server, "volunteer_stars", "&by=star")}
    assert {line[0]: int(line[1].replace(",", "")) for line in as_table(page, "chart-stars")}.items() <= stars.items()
    by_area = {row["area_name"]: row["value"] for row in ask(demo_server, "volunteer_hours", "&by=area")}
    areas = as_table(page, "chart-areas")
    assert areas and all(float(line[1].replace(",", "")) == by_area[line[0]] for line in areas)
    link = page.locator("#chart-areas tbody a").first
    name = link.inner_text()
    drawn_after(page, link.click)
    assert chosen(page)["area"].startswith(XIASHA[:9]) and chosen(page)["area"] != XIASHA
    expect(page.locator("h1")).to_contain_text(name)


def test_money_of_its_own_and_money_kept_for_others_stay_apart(page_factory, demo_server):
    page = page_factory()
    sums = {}
    for side in ("自有", "代管"):
        by_source = ask(demo_server, "funds_received", f"&custody={side}&by=source")
        sums[side] = {row["source"]: float(row["value"]) for row in by_source if row["value"]}
    open_drawn(page, f"/funding?{HERE}")
    as_table(page, "chart-matrix")
    heads = page.locator("#chart-matrix thead th").all_inner_texts()
    total = page.locator("#chart-matrix tfoot").locator("th, td").all_inner_texts()
    for name, amount in sums["自有"].items():
        (shown,) = [cell for head, cell in zip(heads, total, strict=True) if head.startswith(name)]
        assert float(shown.replace(",", "")) == amount
    assert sums["代管"] == {}, "a case in which nothing was kept for others"
    open_drawn(page, f"/funding?{HERE}&custody={quote('代管')}")
    expect(page.locator("#chart-matrix")).to_contain_text("没有到账")
