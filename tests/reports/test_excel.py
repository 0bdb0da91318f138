"""The workbook: typed cells, links, charts that draw their own cells, gaps that stay gaps, the same bytes."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from reports.content import Figure
from reports.drawing import drawn
from reports.excel.document import write_xlsx
from reports.excel.tables import Placed, cells_in, headings
from reports.findings import finding
from reports.table_pictures import picture_of
from tests.reports.made_up import FOOT, YEARS, figure, long_table, report, wide_table


def written(content) -> bytes:
    whole = io.BytesIO()
    write_xlsx(content, whole)
    return whole.getvalue()


@pytest.fixture(scope="module")
def made() -> bytes:
    return written(report())


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(io.BytesIO(made))


def rows_of(sheet) -> list[tuple]:
    return list(sheet.iter_rows(values_only=True))


def test_the_same_report_gives_the_same_bytes_without_a_clock(made):
    assert written(report()) == made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "2024-12-31T00:00:00Z" in package.read("docProps/core.xml").decode()


def test_cover_names_everything_and_leads_to_every_part(book):
    chapters = ["一、概况与十项指标", "二、社会组织", "三、服务与覆盖", "四、需要留意", "五、志愿服务"]
    assert book.sheetnames == ["封面与目录", *chapters, "说明"]
    cover = book.worksheets[0]
    told = [row[0] for row in rows_of(cover)]
    assert told[:2] == ["下沙社会组织服务中心", "2024年度成效报告"]
    assert any("不得作为统计依据" in str(words) for words in told)
    for link in cover._hyperlinks:
        sheet, row = re.fullmatch(r"'?([^'!]+)'?!A(\d+)", link.location).groups()
        at = rows_of(book[sheet])[int(row) - 1][0]
        assert at == cover[link.ref].value or int(row) == 1
    assert book[chapters[0]]["A2"].hyperlink.location == "'封面与目录'!A1"


def test_numbers_are_numbers_and_text_never_acts(book):
    sheet = book["一、概况与十项指标"]
    named = {row[0].value: row for row in sheet.iter_rows() if isinstance(row[0].value, str)}
    money = named["自有经费支出"]
    assert money[1].value == 1234567.89 and money[1].number_format == "#,##0.00"
    assert money[4].data_type == "f" and re.fullmatch(r"=B(\d+)-D\1", money[4].value)
    assert named["志愿服务时长"][1].value == "未报送"
    other = [cell for row in book["二、社会组织"].iter_rows() for cell in row]
    odd = {cell.value: cell.data_type for cell in other if cell.value in ("=1+1", "@x", "=名称")}
    assert odd == {"=1+1": "s", "@x": "s", "=名称": "s"}


def test_no_row_or_column_is_lost_and_the_sum_stands_below_the_table(book):
    sheet = book["二、社会组织"]
    table = next(one for one in sheet.tables.values() if "做了什么" in one.column_names)
    first, last = (int(re.search(r"\d+", corner)[0]) for corner in table.ref.split(":"))
    assert last - first == 60 and sheet.cell(last + 1, 1).value == "合计"
    assert sheet.cell(last + 1, 3).value == sum((n + 1) * 1000.5 for n in range(60))
    assert table.autoFilter is not None and sheet.freeze_panes == "A3"
    wide = next(iter(book["三、服务与覆盖"].tables.values()))
    assert len(wide.column_names) == 25
    assert headings(long_table().columns)[2] == "数0（元）" and len(set(headings(wide_table().columns))) == 25


def test_charts_draw_cells_that_hold_their_numbers(made, book):
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "/charts/chart" in name]
    kinds = {kind for chart in charts for kind in re.findall(r"<c:(\w+Chart)>", chart)}
    assert kinds == {"barChart", "lineChart", "radarChart", "scatterChart"}
    assert not any(f'dispBlanksAs val="{other}"' in chart for chart in charts for other in ("zero", "span"))
    seen = 0
    for chart in charts:
        for where, cache in re.findall(r"<c:val><c:numRef><c:f>([^<]+)</c:f><c:numCache>(.*?)</c:numCache>", chart):
            sheet, column, first, last = re.fullmatch(r"'?([^'!]+)'?!\$(\w+)\$(\d+):\$\w+\$(\d+)", where).groups()
            cells = [book[sheet][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]
            cached = {int(at): float(value) for at, value in re.findall(r'<c:pt idx="(\d+)"><c:v>([^<]+)', cache)}
            assert cached == {at: value for at, value in enumerate(cells) if value is not None}
            seen += 1
    assert seen >= 9


def test_a_table_is_drawn_where_it_holds_the_picture_and_backwards_years_are_turned():
    one = figure("line", YEARS, [("本枢纽", (5, 8, 7, 9, 14))])
    backwards = replace(one, table=replace(one.table, rows=one.table.rows[::-1]))
    for made_of, is_reversed in ((one, False), (backwards, True)):
        cells, found = cells_in("甲", Placed(made_of.table, 4, "表"), drawn(one.picture))
        assert (cells.first, cells.last, cells.names, cells.runs, found) == (5, 9, 0, (1,), is_reversed)
    silent = figure("line", YEARS, [("本枢纽", (5, None, 7, 9, 14))])
    assert cells_in("甲", Placed(silent.table, 4, "表"), drawn(silent.picture)) is None


def test_a_picture_is_made_of_a_table_of_one_kind_only():
    money = Figure("资金进出：到账", "元", FOOT, table=replace(long_table(8, 3), left_out=0))
    made_of = picture_of(replace(money, table=replace(money.table, columns=money.table.columns)))
    assert made_of is None or made_of.kind == "bar"
    assert picture_of(Figure("社区与领域", "人次", FOOT, table=wide_table())) is None
    assert picture_of(Figure("长", "元", FOOT, table=long_table(60))) is None


def test_sentences_come_from_the_numbers_of_the_asked_year():
    one = replace(
        figure("line", YEARS, [("本枢纽", (5, 8, 7, 9, 14))]), title="逐年变化：在册组织", summary="折线图：5 个年份"
    )
    assert finding(one, "2024") == "2024年在册组织 14 个，比2023年多 5 个"
    assert finding(one, "2022") == "2022年在册组织 7 个，比2021年少 1 个"
    ranks = replace(figure("bar", ("甲", "乙", "丙"), [("数", (3, 9, 5))]), title="和同级比：在册组织", summary="")
    assert finding(ranks) == "在册组织：最多的是乙，9 个"
    own = replace(ranks, table=replace(ranks.table, strong=(2,)))
    assert finding(own) == "丙在册组织 5 个，在有数的 3 个中居第 2"


def test_print_is_a4_lying_with_page_numbers_and_the_warning(book):
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert "演示数据" in sheet.oddFooter.center.text and "&P" in str(sheet.oddFooter.right.text) + "&P"
    real = openpyxl.load_workbook(io.BytesIO(written(report(False))))
    words = [str(cell) for sheet in real.worksheets for row in rows_of(sheet) for cell in row if cell]
    assert not any("演示" in one for one in words)
    notes = {row[0]: row[1] for row in rows_of(real["说明"])}
    assert notes["数据版本"] == "b-20241231" and notes["口径"] == "登记+备案；常住人口；不含代管" and "指标29" in notes
