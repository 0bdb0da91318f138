"""数据导入 as a clerk uses it: a messy workbook goes in, the browser is closed in between, nothing is lost."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.drawing import SIZES, Watch, drawn_after, open_drawn, wait_drawn
from tests.browser.test_requests import TOO_WIDE
from tests.conftest import serve

HEAD = ["组织编号", "组织名称", "组织类型", "登记状态", "所在区域", "备案日期", "备注"]
DROP = """([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    for (const kind of ['dragover', 'drop']) {
        const event = new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true});
        document.querySelector('[data-import-drop]').dispatchEvent(event);
    }
}"""


@pytest.fixture(scope="module")
def server(demo_dir, tmp_path_factory):
    """A server of its own that still shows the demonstration; what is loaded here touches no other test."""
    data = tmp_path_factory.mktemp("imports")
    (data / "demo").mkdir()
    for part in ("warehouse", "demonstration.json"):
        source = demo_dir / "demo" / part
        if source.is_dir():
            shutil.copytree(source, data / "demo" / part, ignore=shutil.ignore_patterns("kept"))
        else:
            shutil.copy(source, data / "demo" / part)
    yield from serve(data)


@pytest.fixture
def visit(browser, server):
    """`visit(address)` → a page of a browser that is opened anew; its errors fail the test at the end."""
    opened, watches = [], []

    def open_page(address: str, theme: str = "light", size: str = "desktop", expected: str = r"(?!)"):
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=server, color_scheme=theme, viewport={"width": width, "height": height}, locale="zh-CN",
            reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(60_000)
        watch = Watch(server, expected)
        watch.follow(page)
        opened.append(context)
        watches.append(watch)
        open_drawn(page, address)
        return page

    yield open_page
    for context in opened:
        context.close()
    found = [fault for watch in watches for fault in watch.faults]
    assert not found, "\n".join(found)


def messy(path: Path) -> Path:
    """A title, a total, dates as people write them, three rows that cannot be right."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名录"
    sheet.append(["凯旋街道社会组织名录"])
    sheet.merge_cells("A1:G1")
    sheet.append(HEAD)
    for number in range(1, 13):
        day = f"2015.{number}.3" if number % 2 else f"2015年{number}月3日"
        sheet.append([f"KX-{number:03}", f"凯旋第{number}社", "志愿团队", "备案", "330102011000", day, ""])
    sheet.append(["KX-020", "坏日期社", "志愿团队", "备案", "330102011000", "2015-02-30", ""])
    sheet.append(["KX-021", "", "志愿团队", "备案", "330102011000", "2015-01-01", ""])
    sheet.append(["KX-022", "何处社", "志愿团队", "备案", "999", "2015-01-01", ""])
    sheet.append(["合计", "15", "", "", "", "", ""])
    book.save(path)
    return path


def test_a_messy_workbook_is_checked_declared_and_loaded_while_the_browser_comes_and_goes(visit, tmp_path):
    page = visit("/imports")
    expect(page.locator(".badge")).to_have_text("演示数据")
    page.locator("#import-file").set_input_files(messy(tmp_path / "凯旋名录.xlsx"))
    page.wait_for_url("**/imports?job=*")
    address = page.url
    page.context.close()

    page = visit(address, "dark", "phone")
    page.locator("[data-import-action=confirm]").wait_for()
    words = page.locator("main").inner_text()
    assert "读入 15 = 接收 12 + 退回 3 + 重复 0" in words and "日历上没有这一天" in words
    assert "现在各页显示的是演示数据" in words
    assert not faults(page)
    found = page.evaluate(TOO_WIDE)
    assert found["wide"] <= 0, found["over"]
    with page.expect_download() as waiting:
        page.get_by_text("下载校验后的副本").click()
    assert waiting.value.suggested_filename == "凯旋名录.校验.xlsx"
    copy = io.BytesIO(Path(waiting.value.path()).read_bytes())
    assert openpyxl.load_workbook(copy, read_only=True).sheetnames[0] == "校验结果"

    page = visit(address)
    page.locator("#area-chip summary").click()
    page.locator("#area-chip input[type=search]").fill("凯旋街道")
    drawn_after(page, lambda: page.locator("#area-results a").first.click())
    page.locator("#import-period summary").click()
    drawn_after(page, lambda: page.locator("#import-period a", has_text="2020年").click())
    assert "covered=330102011000&from=2020-01-01&to=2020-12-31" in page.url
    expect(page.locator("#area-chip summary")).to_contain_text("凯旋街道")
    drawn_after(page, lambda: page.locator("[data-import-action=confirm]").click())
    page.context.close()

    page = visit(address)
    expect(page.locator("#answer")).to_have_text("装入了 12 行，退回 3 行。", timeout=60_000)
    expect(page.locator(".badge")).to_have_count(0)
    assert not faults(page)
    drawn_after(page, lambda: page.get_by_text("看装入的社会组织名录").click())
    expect(page.locator("#export-rows")).to_have_text("12 行")


def test_several_files_one_too_large_one_given_up(visit, tmp_path):
    page = visit("/imports")
    large = tmp_path / "太大.csv"
    with large.open("wb") as out:
        out.truncate(51_000_000)
    page.locator("#import-file").set_input_files([messy(tmp_path / "又一份.xlsx"), large])
    page.evaluate(DROP, ["拖来的.csv", "没有,表头\n1,2\n"])
    expect(page.locator(".import-upload.is-failed")).to_contain_text("不能超过 50 MB")
    table = page.get_by_role("region", name="以前的导入")
    for name in ("拖来的.csv", "又一份.xlsx"):
        expect(table.locator("tr", has_text=name)).to_contain_text("待确认", timeout=60_000)
    assert not faults(page)
    page.get_by_role("button", name="去掉").click()
    expect(page.locator(".import-upload")).to_have_count(0)

    drawn_after(page, lambda: table.get_by_text("拖来的.csv").click())
    expect(page.locator("[data-import-action=confirm]")).to_have_count(0)
    drawn_after(page, lambda: page.locator("[data-import-action=cancel]").click())
    expect(page.locator(".notice-title")).to_have_text("已放弃这份文件")
    page.reload()
    wait_drawn(page)
    expect(page.locator(".notice-title")).to_have_text("已放弃这份文件")


def test_the_file_button_works_by_keyboard_and_a_lost_job_is_explained(visit):
    page = visit("/imports?job=0123")
    assert "没有这个导入任务" in page.locator(".notice").first.inner_text()
    button = page.locator("#import-file")
    button.focus()
    expect(button).to_be_focused()
    assert button.get_attribute("multiple") is not None
    with page.expect_file_chooser() as chooser:
        button.press("Enter")
    assert chooser.value.is_multiple()
