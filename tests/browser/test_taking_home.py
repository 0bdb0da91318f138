"""Pictures, tables and whole pages taken home as a person would: the menu, the bytes that arrive, what is said."""

import csv
import io
import json
import struct
import urllib.request
from pathlib import Path
from urllib.parse import quote

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.drawing import drawn_after, open_drawn

ADDRESS = "/density?area=330102000000&year=2016&universe=登记"
MENU = "#chart-ranking details.download"


def opened(page: Page, menu: str = MENU) -> None:
    if not page.evaluate("menu => document.querySelector(menu).open", menu):
        page.click(f"{menu} summary")
    expect(page.locator(f"{menu} .download-ways").first).to_be_visible()


def taken(page: Page, selector: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that a click brings."""
    with page.expect_download() as download:
        page.click(selector)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def api(server: str, address: str) -> dict:
    with urllib.request.urlopen(server + quote(address, safe="/?&=,")) as got:
        return json.loads(got.read())


def test_a_chart_is_taken_home_as_table_and_as_picture(page_factory, demo_server):
    page = page_factory(theme="dark")
    open_drawn(page, ADDRESS)
    opened(page)
    told = api(demo_server, ADDRESS.replace("/density?", "/api/v1/pages/density/ranking?"))
    count = len(told["rows"])
    expect(page.locator(MENU)).to_contain_text(f"将导出 {count} 行")
    name, content = taken(page, f"{MENU} [data-get] >> text=CSV")
    assert content[:3] == b"\xef\xbb\xbf" and "演示数据" in name and name.endswith(".csv")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == [row["area_name"] for row in told["rows"]]
    expect(page.locator(".download-said")).to_contain_text(f"已下载 {count} 行")
    opened(page)
    name, picture = taken(page, f"{MENU} [data-picture=png]")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and name == "演示数据_各街道乡镇的组织密度_上城区.png"
    wide, _ = struct.unpack(">II", picture[16:24])
    assert wide >= 2 * 640
    opened(page)
    _, drawing = taken(page, f"{MENU} [data-picture=svg]")
    words = drawing.decode("utf-8")
    for part in ("各街道乡镇的组织密度", "登记", "2016年", "来源：社会组织名录", "演示数据", "五社联动分析台"):
        assert part in words, part
    assert 'fill="#ffffff"' in words  # light for documents, whatever the screen is
    assert "点一条" in page.locator("#chart-by-field > .foot").inner_text()
    drawn = page.evaluate(
        "async () => (await wushe.picture(document.querySelector('#chart-by-field'), 'svg')).blob.text()"
    )
    assert "点一条" not in drawn and "数据截至" in drawn  # nobody can click on a picture
    opened(page)
    drawn_after(page, lambda: page.click(f"{MENU} >> text=背后的记录"))
    assert page.url.partition("/records")[1] and "year=2016" in page.url


def test_a_picture_of_a_profile_is_called_after_whom_it_shows(page_factory):
    page = page_factory()
    open_drawn(page, "/hub/H330102011000")
    menu = ".chart:has(.js-plotly-plot) details.download"
    opened(page, menu)
    name, _ = taken(page, f"{menu}[open] [data-picture=svg]")
    assert name.startswith("演示数据_") and name.endswith("_凯益荟_枢纽档案.svg")


def test_a_file_of_newer_data_than_the_screen_is_said(page_factory):
    page = page_factory()
    open_drawn(page, ADDRESS)
    page.evaluate("() => { document.querySelector('.data-date').title = '数据版本 20200101T000000-older'; }")
    opened(page)
    taken(page, f"{MENU} [data-get] >> text=CSV")
    expect(page.locator(".download-said")).to_contain_text("数据刚刚更新过")


def test_a_page_is_taken_home_and_a_lost_server_is_said(page_factory, demo_server):
    page = page_factory(width=390, height=844, expected="Failed to load resource|Failed to fetch|ERR_|refused")
    open_drawn(page, ADDRESS)
    name, content = taken(page, "[data-page-export]")
    book = openpyxl.load_workbook(io.BytesIO(content))
    told = api(demo_server, ADDRESS.replace("/density?", "/api/v1/pages/density?"))
    assert book.sheetnames[-1] == "说明" and len(book.sheetnames) == len(told["tables"]) + 1
    assert [sheet.max_row - 1 for sheet in book.worksheets[:-1]] == [len(one["rows"]) for one in told["tables"]]
    expect(page.locator(".download-said")).to_contain_text(name)
    page.focus(f"{MENU} summary")
    page.keyboard.press("Enter")
    expect(page.locator(f"{MENU} .download-ways").first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "CSV"
    for box in page.locator(f"{MENU} summary, {MENU} .download-ways > *, {MENU} .chip-menu > a").all():
        size = box.bounding_box()
        assert size["height"] >= 40 and size["width"] >= 40
    page.route("**/api/v1/pages/**", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator(".download-said")).to_contain_text("连不上服务器")
