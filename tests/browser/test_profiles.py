"""档案 as a person uses it: from a name in a list to its whole history, on to the hub and an area, back, and home."""

import io
from urllib.parse import unquote

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.drawing import drawn_after, open_drawn, wait_drawn

STREET = "330102011000"
SMALL = """all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 40)
    .map(one => one.innerText)"""


def test_from_a_name_to_its_history_and_back(page_factory):
    page = page_factory()
    open_drawn(page, f"/tiers?area={STREET}&year=2024")
    name = page.locator(".name-table tbody th a").first
    wanted = name.inner_text()
    name.focus()
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    assert "/org/" in page.url
    expect(page.locator("h1")).to_contain_text(wanted)
    first = page.inner_text("#answer")

    page.click("summary:has-text('逐年看')")
    drawn_after(page, lambda: page.click(".chip-menu a >> text=服务人次"))
    assert "figure=visits" in page.url and "/org/" in page.url
    expect(page.locator("#chart-years h2")).to_contain_text("服务人次")
    drawn_after(page, page.go_back)
    assert page.inner_text("#answer") == first

    drawn_after(page, lambda: page.click(".profile-about a >> text=凯益荟"))
    assert page.url.endswith("/hub/H330102011000")
    expect(page.locator("#answer")).to_contain_text("先后归口")
    drawn_after(page, lambda: page.click(".profile-about a >> text=上城区"))
    assert page.url.endswith("/area/330102000000")
    drawn_after(page, lambda: page.click(".crumbs a >> text=杭州市"))
    assert "/area/330100000000" in page.url
    page.reload()
    wait_drawn(page)
    expect(page.locator("h1")).to_contain_text("杭州市")


def test_a_profile_goes_home_as_a_workbook(page_factory, demo_server):
    page = page_factory()
    open_drawn(page, "/project/XSCT2025-17")
    shown = page.locator("table:has-text('历年各项数') tbody tr").first.inner_text().replace(",", "").split("\t")
    address = page.locator("a[href*='/api/v1/pages/project'][href*='format=xlsx']").first.get_attribute("href")
    assert "XSCT2025-17" in unquote(address)
    answer = page.request.get(demo_server + address)
    book = load_workbook(io.BytesIO(answer.body()))
    assert book.sheetnames[-1] == "说明"
    years = next(sheet for sheet in book if sheet.title.startswith("历年各项数"))
    assert [str(value) for value in list(years.values)[1][:2]] == shown[:2]


def test_on_the_phone_in_the_dark(page_factory):
    page = page_factory("dark", 390, 844)
    for address in ("/org/B330102011-0218", "/hub/H330102011000", f"/area/{STREET}", "/project/XSCT2025-17"):
        open_drawn(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        small = page.locator("main a.button, main a.tool, main summary").evaluate_all(SMALL)
        assert not small, (address, small)
    found = faults(page)
    assert not found, "\n".join(found)
