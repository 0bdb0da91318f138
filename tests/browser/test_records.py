"""数据明细 as a person uses it: conditions, order, columns, downloads; the address brings everything back."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import unquote

import openpyxl

from tests.browser.drawing import drawn_after, open_drawn

SHOWN = """part => decodeURIComponent(document.documentElement.dataset.rows || '').includes(part)"""
STATE = """() => {
    const grid = wushe.grid;
    const order = grid.getColumnState().filter(one => one.sort).map(one => one.colId + ' ' + one.sort);
    return [order, grid.getFilterModel(), grid.getDisplayedRowCount(), grid.getAllDisplayedColumns().length];
}"""


def rows_shown(page, part: str) -> None:
    """Wait until the grid shows the rows of an address with this part."""
    page.wait_for_function(SHOWN, arg=part)


def stated(page) -> int:
    """The number of rows that a file is said to hold."""
    return int(re.sub(r"\D", "", page.locator("#export-rows").inner_text()))


def all_rows_shown(page, rows: int) -> None:
    """Wait until the grid itself counts this many rows; another count fails."""
    page.wait_for_function("rows => wushe.grid?.getDisplayedRowCount() === rows", arg=rows)


def downloaded(page, kind: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f"[data-download={kind}]").click()
    return Path(waiting.value.path()).read_bytes()


def test_filters_set_by_hand_are_exactly_what_is_downloaded(page_factory):
    page = page_factory()
    open_drawn(page, "/records?area=330102011000")
    drawn_after(page, lambda: page.locator(".record-types").get_by_text("资金", exact=False).first.click())
    page.locator(".filters summary", has_text="资金状态").click()
    drawn_after(page, lambda: page.locator(".chip[open] a", has_text="到账").click())
    page.keyboard.press("Escape")
    rows_shown(page, "status=到账")
    drawn_after(page, lambda: page.locator(".ag-header-cell[col-id=amount] .ag-header-cell-label").click())
    rows_shown(page, "sort=amount")
    assert "status=到账" in unquote(page.url) and "sort=amount" in page.url
    expected = stated(page)
    assert expected > 0
    all_rows_shown(page, expected)

    data = downloaded(page, "csv")
    assert data[:3] == b"\xef\xbb\xbf"
    head, *rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == expected
    amounts = [float(row[head.index("金额")]) for row in rows]
    assert amounts == sorted(amounts) and {row[head.index("资金状态")] for row in rows} == {"到账"}

    book = openpyxl.load_workbook(io.BytesIO(downloaded(page, "xlsx")), read_only=True)
    assert book.sheetnames[1] == "说明"
    assert sum(1 for _ in book.worksheets[0].iter_rows()) == expected + 1
    notes = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True) if row[0]}
    assert int(notes["行数"]) == expected and "到账" in notes["筛选条件"]


def test_the_address_restores_order_conditions_and_columns(page_factory):
    address = "/records?type=funding&amount__min=10000&sort=-amount,paid_on&columns=paid_on,amount,donor,source_row"
    page = page_factory()
    open_drawn(page, address)
    rows_shown(page, "amount__min=10000")
    all_rows_shown(page, stated(page))
    order, model, rows, columns = page.evaluate(STATE)
    assert order == ["paid_on asc", "amount desc"] or order == ["amount desc", "paid_on asc"]
    assert model["amount"]["filter"] == 10000 and rows == stated(page) and columns == 4
    page.reload()
    rows_shown(page, "amount__min=10000")
    all_rows_shown(page, rows)
    assert page.evaluate(STATE) == [order, model, rows, columns]


def test_the_column_that_orders_the_rows_is_on_screen(page_factory):
    page = page_factory()
    open_drawn(page, "/records?type=activities&sort=-source_row")
    rows_shown(page, "sort=-source_row")
    page.locator(".ag-header-cell[col-id=source_row]").wait_for()
    inside = page.locator(".records-grid").bounding_box()
    heading = page.locator(".ag-header-cell[col-id=source_row]").bounding_box()
    assert heading["x"] + heading["width"] <= inside["x"] + inside["width"] + 1


def test_a_condition_in_the_grid_becomes_an_address_and_back_takes_it_away(page_factory):
    page = page_factory()
    open_drawn(page, "/records?type=funding")
    rows_shown(page, "/records/funding")
    every = stated(page)
    all_rows_shown(page, every)
    page.locator(".ag-header-cell[col-id=amount] .ag-header-cell-filter-button").click()
    low, high = page.locator(".ag-filter input:visible").nth(0), page.locator(".ag-filter input:visible").nth(1)
    for ends, words in ((("20000", "10000"), "起点 20000 大于终点 10000"), (("1", "1"), "只要 1 这一个值")):
        low.fill(ends[0])
        high.fill(ends[1])
        assert words in page.locator(".ag-filter [role=alert]").inner_text()
        assert page.locator(".ag-filter").get_by_text("确定").is_disabled()
    low.fill("10000")
    high.fill("20000")
    assert not page.locator(".ag-filter [role=alert]").inner_text()
    drawn_after(page, lambda: page.locator(".ag-filter").get_by_text("确定").click())
    rows_shown(page, "amount__max=20000")
    assert "amount__min=10000&amount__max=20000" in page.url and stated(page) < every
    drawn_after(page, page.go_back)
    all_rows_shown(page, every)
    assert stated(page) == every and page.evaluate(STATE)[1] == {}


def test_search_and_a_condition_taken_away(page_factory):
    page = page_factory()
    open_drawn(page, "/records?type=organizations")
    page.locator(".records-search input").fill("凯旋")
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    few = stated(page)
    drawn_after(page, lambda: page.locator(".pill", has_text="名称含").click())
    assert "q=" not in page.url and stated(page) > few


def test_nothing_in_english_and_nothing_to_overflow_on_the_phone(page_factory):
    page = page_factory("dark", 390, 844)
    open_drawn(page, "/records?type=activities")
    rows_shown(page, "/records/activities")
    assert not re.search(r"[A-Za-z]{4,}", page.locator(".ag-header").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


SHOWN_ROWS = """() => {
    const grid = wushe.grid;
    const columns = grid.getAllDisplayedColumns().map(column => column.getColId());
    const rows = [];
    for (let number = 0; number < Math.min(grid.getDisplayedRowCount(), 60); number += 1) {
        const node = grid.getDisplayedRowAtIndex(number);
        if (node && node.data) rows.push(columns.map(id => node.data[id] ?? null));
    }
    return [columns, rows];
}"""
LOOKS = [
    "type=funding&status__not=预算,承诺&donor__blank=是&sort=hub_name,-amount&columns=funding_id,hub_name,amount,status",
    "type=volunteer_hours&org_name__contains=队&sort=org_name,served_on&columns=record_id,org_name,served_on,hours",
    "type=deliveries&sort=-rows_read&columns=file,rows_read,status,received_on",
]


def test_the_grid_shows_what_the_file_holds_sums_it_up_and_leads_to_profiles(page_factory):
    page = page_factory()
    for look in LOOKS:
        open_drawn(page, f"/records?{look}")
        rows_shown(page, "/records/")
        all_rows_shown(page, stated(page))
        page.wait_for_selector("#records-summary dl")
        columns, shown = page.evaluate(SHOWN_ROWS)
        expected = page.request.get(page.locator("#records-source").get_attribute("data-href") + "&limit=60").json()
        assert shown and [list(row.values()) for row in expected["rows"]] == shown
        assert f"columns={','.join(columns)}" in unquote(page.url)
    assert "合计" in page.locator("#records-summary .measure").first.inner_text()
    open_drawn(page, "/records?type=organizations&columns=name,area_name")
    rows_shown(page, "/records/organizations")
    page.locator("#records-tables > summary").click()
    assert page.locator("#records-tables .chip-menu a").count() > 15
    page.keyboard.press("Escape")
    name = page.locator(".ag-cell a.profile-link").first
    words = name.inner_text()
    drawn_after(page, name.click)
    assert "/org/" in page.url and words in page.locator("h1").inner_text()
