"""The ten questions of docs/an-analysts-hour.md asked as printed there: by clicks from the first page on, counted, and
each answer compared with the published file itself."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.drawing import drawn_after, open_drawn
from tests.conftest import ROOT

KAIXUAN = "330102011000"


class Hand:
    """A hand on the mouse that counts: clicks, and how often something was typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.typed = page, 0, 0

    def press(self, found: str | Locator) -> None:
        """A click that opens something where one stands."""
        self.clicks += 1
        (self.page.locator(found).first if isinstance(found, str) else found).click()

    def go(self, found: str | Locator) -> None:
        """A click after which the page is drawn anew."""
        drawn_after(self.page, lambda: self.press(found))

    def choose(self, chip: str, word: str) -> None:
        """Two clicks: a chip, a line of its menu; Escape closes a menu that stays."""
        self.press(self.page.locator(".chip", has=self.page.locator(f"summary > small:text-is('{chip}')")).first)
        self.go(self.page.locator(".chip[open] a", has_text=word).first)
        self.page.keyboard.press("Escape")

    def leave_out(self, chip: str, word: str) -> None:
        """Two clicks: a chip, 排除 beside a word."""
        self.press(self.page.locator(".chip", has=self.page.locator(f"summary > small:text-is('{chip}')")).first)
        self.go(self.page.locator(f".chip[open] a[aria-label*='{word}']", has_text="排除").first)
        self.page.keyboard.press("Escape")

    def write(self, found: str, words: str) -> None:
        """Type into a field and press Enter."""
        self.typed += 1
        self.page.locator(found).first.fill(words)
        drawn_after(self.page, lambda: self.page.keyboard.press("Enter"))

    def to_kaixuan(self) -> None:
        """The street of the first questions, by its name in the top bar."""
        self.press("#area-chip summary")
        self.typed += 1
        self.page.locator("#area-chip input").fill("凯旋")
        self.go(self.page.locator("#area-results a", has_text="凯旋街道").first)

    def menu(self, name: str) -> None:
        self.go(self.page.locator("#menu a", has_text=name).first)

    def file(self, found: str | Locator) -> bytes:
        """The bytes of a download."""
        with self.page.expect_download() as waiting:
            self.press(found)
        return Path(waiting.value.path()).read_bytes()


class Records:
    """A copy of the published file, asked without the product, which may have the file itself open in its own way."""

    def __init__(self, data: Path, folder: Path) -> None:
        warehouse = data / "demo" / "warehouse"
        pointer = json.loads((warehouse / "CURRENT.json").read_text("utf-8"))
        self.path = Path(shutil.copy(warehouse / pointer["file"], folder))

    def ask(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def records(demo_dir, tmp_path_factory) -> Records:
    return Records(demo_dir, tmp_path_factory.mktemp("published"))


def rows_of(data: bytes) -> list[list[str]]:
    assert data[:3] == b"\xef\xbb\xbf"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def filed_organizations(hand: Hand, records: Records) -> None:
    """凯旋街道备案的组织里，除了志愿团队还有哪些？按拼音排好，要 Excel。"""
    hand.menu("数据明细")
    hand.to_kaixuan()
    hand.choose("登记状态", "备案")
    hand.leave_out("组织类型", "志愿团队")
    hand.go(".ag-header-cell[col-id=name] .ag-header-cell-label")
    sheet = openpyxl.load_workbook(io.BytesIO(hand.file("[data-download=xlsx]")), read_only=True).worksheets[0]
    head, *rows = list(sheet.iter_rows(values_only=True))
    wanted = records.ask(
        f"""SELECT name FROM organizations WHERE l4 = '{KAIXUAN}' AND registration = '备案'
        AND legal_form IS DISTINCT FROM '志愿团队' ORDER BY name COLLATE zh"""
    )
    names = [row[head.index("组织名称") if "组织名称" in head else head.index("名称")] for row in rows]
    assert names == [name for (name,) in wanted]


def largest_payments(hand: Hand, records: Records) -> None:
    """拨付出去的钱一共多少、中位数多少、最大的几笔是哪些？要 CSV。"""
    hand.menu("数据明细")
    hand.go(hand.page.locator(".record-types a", has_text="资金").first)
    hand.choose("资金状态", "拨付")
    hand.go(".ag-header-cell[col-id=amount] .ag-header-cell-label")
    hand.go(".ag-header-cell[col-id=amount] .ag-header-cell-label")
    total, median, count = records.ask(
        "SELECT sum(amount), median(amount), count(*) FROM funding WHERE status = '拨付'"
    )[0]
    shown = hand.page.locator("#records-summary")
    expect(shown).to_contain_text(f"{total:,.2f}")
    assert f"{float(median):,.2f}".rstrip("0").rstrip(".") in shown.inner_text()
    head, *rows = rows_of(hand.file("[data-download=csv]"))
    amounts = [float(row[head.index("金额")]) for row in rows]
    assert len(rows) == count and amounts == sorted(amounts, reverse=True)


def one_organization(hand: Hand, records: Records) -> None:
    """活动最多的组织是哪一家，它这些年怎么样？把它的档案整页带走。"""
    most, count = records.ask(
        """SELECT any_value(o.name), count(*) FROM activities a JOIN organizations o USING (org_id)
        GROUP BY org_id ORDER BY 2 DESC LIMIT 1"""
    )[0]
    hand.menu("数据明细")
    hand.write(".records-search input", most)
    hand.go(hand.page.locator(".ag-cell[col-id=name] a", has_text=most).first)
    expect(hand.page.locator("h1")).to_contain_text(most)
    expect(hand.page.locator("#answer")).to_contain_text(f"{count} 场活动")
    book = openpyxl.load_workbook(io.BytesIO(hand.file("[data-page-export]")))
    assert book.sheetnames[-1] == "说明" and "指标卡" in book.sheetnames


def against_each_other(hand: Hand, records: Records) -> None:
    """组织多的街道，居民受益也多吗？"""
    hand.menu("自由分析")
    hand.choose("哪一级", "街道乡镇")
    hand.go(hand.page.locator(".explore-controls .tabs a", has_text="对比"))
    hand.choose("对比", "人均受益次数")
    expect(hand.page.get_by_text("秩相关").first).to_be_visible()
    expect(hand.page.locator(".main-svg").first).to_be_visible()


def unequal(hand: Hand, records: Records) -> None:
    """凯旋街道的活动在各社区之间分得均匀吗？"""
    hand.menu("服务覆盖")
    hand.to_kaixuan()
    hand.go("#explore-open")
    hand.press("#indicator-chip summary")
    hand.write("#indicator-chip input", "活动场次")
    hand.go(hand.page.locator("#explore .tabs a", has_text="均等"))
    expect(hand.page.locator("#explore")).to_contain_text("基尼系数")


def month_by_month(hand: Hand, records: Records) -> None:
    """今年各月的志愿服务时长，比去年同月多还是少？"""
    hand.menu("自由分析")
    hand.press("#indicator-chip summary")
    hand.write("#indicator-chip input", "志愿服务时长")
    hand.choose("按", "月")
    hand.go(hand.page.locator(".switch", has_text="同比"))
    hand.go("#chart-explore a[aria-label$=表格]")
    march = records.ask("SELECT sum(hours) FROM volunteer_hours WHERE year(served_on) = 2025 AND month(served_on) = 3")
    expect(hand.page.locator("#chart-explore")).to_contain_text(f"{float(march[0][0]):,.1f}")


def by_kind_and_year(hand: Hand, records: Records) -> None:
    """各类活动这些年各有多少？一类一张小图。"""
    hand.menu("自由分析")
    hand.press("#indicator-chip summary")
    hand.write("#indicator-chip input", "活动场次")
    hand.choose("按", "活动类型")
    hand.go(hand.page.locator(".explore-controls .tabs a", has_text="小图"))
    kinds = records.ask("SELECT count(DISTINCT kind) FROM activities WHERE kind IS NOT NULL")[0][0]
    expect(hand.page.locator("#chart-explore .cartesianlayer .subplot")).to_have_count(kinds)


def a_picture(hand: Hand, records: Records) -> None:
    """只看文化体育类组织的密度，把逐年变化的图放进汇报。"""
    hand.menu("组织密度")
    hand.choose("服务领域", "文化体育")
    assert hand.page.locator(".said .pill", has_text="文化体育").count() == 1
    hand.press("#chart-trend details.download summary")
    picture = hand.file(
        hand.page.locator("#chart-trend details.download .chip-menu", has_text="PNG").get_by_text("PNG")
    )
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 20_000


def a_link(hand: Hand, records: Records) -> None:
    """把现在看到的发给同事：他打开就是同一页。"""
    hand.menu("组织密度")
    hand.to_kaixuan()
    hand.press("#views-chip summary")
    hand.press("#views-chip form button")
    expect(hand.page.locator("#view-said")).to_contain_text("/v/")
    link = re.search(r"/v/\w+", hand.page.locator("#view-said").inner_text())[0]
    answer = hand.page.locator("#answer").inner_text()
    open_drawn(hand.page, link)
    assert hand.page.locator("#answer").inner_text() == answer and KAIXUAN in hand.page.url


def where_from(hand: Hand, records: Records) -> None:
    """这个数怎么来的？看定义、分子分母、依据的文件，把查询语句拿到别处再算一遍。"""
    hand.menu("组织密度")
    hand.to_kaixuan()
    hand.press(".card a[data-panel-link=orgs_per_10k_people]")
    hand.press("#panel .sql-fold summary")
    value = float(hand.page.locator("#panel .fraction dd").first.inner_text().split("个")[0].replace(",", ""))
    sql = hand.page.locator("#panel .sql-fold pre, #panel .sql-fold code").first.text_content()
    (row,) = records.ask(sql)
    assert any(round(float(one), 2) == value for one in row if isinstance(one, int | float)), (value, row)


QUESTIONS: list[Callable[[Hand, Records], None]] = [
    filed_organizations, largest_payments, one_organization, against_each_other, unequal,
    month_by_month, by_kind_and_year, a_picture, a_link, where_from,
]  # fmt: skip


def told() -> dict[str, tuple[int, int]]:
    """Clicks and typings of each question as the document tells them."""
    text = (ROOT / "docs" / "an-analysts-hour.md").read_text("utf-8")
    lines = re.findall(r"^\| \d+ \| (.+?) \| (\d+) \| (\d+) \|", text, re.MULTILINE)
    return {question: (int(clicks), int(typed)) for question, clicks, typed in lines}


IN_SHORT = {filed_organizations, unequal, month_by_month, a_link, where_from}
"""The others are asked in the long run."""
EACH = [pytest.param(found, marks=() if found in IN_SHORT else pytest.mark.soak) for found in QUESTIONS]


@pytest.mark.parametrize("question", EACH, ids=lambda found: found.__name__)
def test_a_question_takes_the_clicks_that_are_told(question, page_factory, records):
    page = page_factory()
    open_drawn(page, "/")
    hand = Hand(page)
    question(hand, records)
    assert (hand.clicks, hand.typed) == told()[question.__doc__]
