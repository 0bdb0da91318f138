"""Downloads of many rows as a person meets them: progress, going on meanwhile, calling off, bytes on the disk."""

import re
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import expect

from bench.grown import grown_folder
from tests.browser.drawing import Watch, drawn_after, open_drawn
from tests.conftest import serve

ROWS = 400_000
ADDRESS = "/records?type=volunteer_hours&columns=served_on,hours,area_name,org_name,kind"
OTHER_PAGE = "#menu a[href^='/coverage'], #menu a[href^='/tiers']"


@pytest.fixture(scope="session")
def large_dir(demo_dir, shared_folder) -> Path:
    """A data folder with hundreds of thousands of service records; made once per run."""
    folder = shared_folder / "many-rows"
    with FileLock(str(folder) + ".lock"):
        if not (folder / "warehouse" / "CURRENT.json").exists():
            grown_folder(demo_dir, folder, ROWS)
    return folder


@pytest.fixture
def large_page(browser, large_dir):
    """A page of a server on many rows; no error may have been reported at the end."""
    for url in serve(large_dir):
        context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(60_000)
        watch = Watch(url)
        watch.follow(page)
        yield page
        context.close()
        assert not watch.faults, "\n".join(watch.faults)


def orders(folder: Path) -> set[Path]:
    """The workbooks that lie in the spool; files of other tests may lie beside them."""
    found = (folder / "exports").glob("*/order.json")
    return {path for path in found if "format=xlsx" in path.read_text("utf-8") or '"xlsx"' in path.read_text("utf-8")}


def test_a_long_download_shows_progress_outlives_the_page_and_can_be_called_off(large_page, large_dir):
    page, item = large_page, large_page.locator(".export-item")
    before = orders(large_dir)
    open_drawn(page, ADDRESS)
    page.locator("[data-download=xlsx]").click()
    expect(item.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile("[1-9]"), timeout=60_000)
    expect(item).to_contain_text(f"/ {ROWS:,} 行")
    seen = item.locator(".export-item-words").inner_text()

    drawn_after(page, lambda: page.locator(OTHER_PAGE).first.click())
    expect(item.locator(".export-item-words")).not_to_have_text(seen)
    page.reload()
    expect(item).to_contain_text(f"/ {ROWS:,} 行")
    assert len(orders(large_dir) - before) == 1

    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        item.get_by_role("button", name="取消").click()
    expect(item).to_have_count(0)
    expect(page.locator(".export-tray + [role=status]")).to_contain_text("已取消")
    assert orders(large_dir) <= before


def test_a_file_arrives_on_another_page_with_every_row_it_announced(large_page):
    page, item = large_page, large_page.locator(".export-item")
    open_drawn(page, ADDRESS)
    announced = int(re.sub(r"\D", "", page.locator("#export-rows").inner_text()))
    assert announced == ROWS
    with page.expect_download(timeout=120_000) as waiting:
        page.locator("[data-download=csv]").click()
        drawn_after(page, lambda: page.locator(OTHER_PAGE).first.click())
    content = Path(waiting.value.path()).read_bytes()
    assert content[:3] == b"\xef\xbb\xbf"
    assert content.count(b"\r\n") == content.count(b"\n") == announced + 1
    assert waiting.value.suggested_filename == "演示数据_志愿服务时长_截至2025-12-31.csv"
    expect(item).to_contain_text(f"已下载 {ROWS:,} 行")
    item.get_by_role("button", name="关闭").click()
    expect(item).to_have_count(0)
