"""What clerks do to sheets: titles, two-row headings, merged cells, totals, hidden rows, formulas (B032–B052)."""

import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt

from tests.badinput.loading import Sheet, good, write_sheet
from tests.badinput.xlsb import write_xlsb

ACTIVITIES = good("activities")


@pytest.fixture(autouse=True)
def register(desk):
    """The organisations the activities name."""
    desk.load_earlier("organizations")


def hint(answer, rule: str) -> str:
    """The one thing said for the reader's knowledge under this rule."""
    (message,) = (m for m in answer.said(rule) if m["severity"] == "提示")
    return message["message"]


def test_B032_titles_and_the_unit_above_the_header(desk):
    table = ACTIVITIES.title(["凯旋街道2016年6月活动台账"], [], ["填表单位：凯旋街道", None, None, "金额单位：万元"])
    answer = desk.load(desk.xlsx("活动.xlsx", table.put_all("活动经费", [0.01, 2, 0.5]))).normalised(silent=False)
    assert hint(answer, "B032") == "已跳过第1、3行标题；标题中的单位“万元”用于没有另写单位的列"
    assert [float(v) for v in answer.column("activities", "spend", "activity_id")] == [100, 20000, 5000]
    assert answer.entry["skipped"] == 2


def test_B032_the_headings_unit_wins_over_the_titles(desk):
    table = ACTIVITIES.rename("活动经费", "活动经费（元）").title(["金额单位：万元"])
    answer = desk.load(desk.csv("活动.csv", table)).normalised(silent=False)
    assert float(answer.column("activities", "spend", "activity_id")[0]) == 100.1


@pytest.mark.parametrize("is_merged", [True, False])
def test_B033_two_rows_of_headings(desk, is_merged):
    upper = ["活动编号", "活动名称", "组织编号", "区域代码", "活动日期", "活动类型", "服务情况", None, "活动经费"]
    lower = [*[None] * 6, "服务人次", "志愿者人数", None]
    rows = [[*row[:7], 3, row[7]] for row in ACTIVITIES.rows]
    with desk.workbook("活动.xlsx") as book:
        sheet = book.add_worksheet()
        write_sheet(sheet, [upper, lower, *rows])
        if is_merged:
            sheet.merge_range(0, 6, 0, 7, "服务情况")
            for column in [*range(6), 8]:
                sheet.merge_range(0, column, 1, column, upper[column])
    answer = desk.load(desk.folder / "活动.xlsx").normalised(silent=False)
    assert hint(answer, "B033").startswith("表头是两行格式，已按“服务人次”、“志愿者人数”识别")
    assert answer.column("activities", "visits", "activity_id") == [30, 45, 12]
    assert answer.column("activities", "volunteers", "activity_id") == [3, 3, 3]


def test_B033_population_side_by_side_is_read_as_several_reports(desk):
    cells = [
        ["凯旋街道人口统计表"],
        ["区域代码", "2014年", None, "2015年", None],
        [None, "常住人口", "户籍人口（万人）", "常住人口", "户籍人口（万人）"],
        ["330102011001", 4300, 0.4, 4321, 0.41],
        ["330102011002", 5400, 0.5, None, 0.52],
    ]
    answer = desk.load(desk.csv("人口.csv", cells)).normalised(silent=False)
    found = answer.ask("SELECT area_code, year, basis, persons FROM population ORDER BY ALL")
    assert found == [
        ("330102011001", 2014, "常住人口", 4300), ("330102011001", 2014, "户籍人口", 4000),
        ("330102011001", 2015, "常住人口", 4321), ("330102011001", 2015, "户籍人口", 4100),
        ("330102011002", 2014, "常住人口", 5400), ("330102011002", 2014, "户籍人口", 5000),
        ("330102011002", 2015, "户籍人口", 5200),
    ]  # fmt: skip


def _merged(desk, column: str, value: object):
    at = ACTIVITIES.header.index(column)
    with desk.workbook("活动.xlsx") as book:
        sheet = book.add_worksheet()
        write_sheet(sheet, ACTIVITIES.put(2, column, None).put(3, column, None))
        sheet.merge_range(1, at, 2, at, value)
    return desk.load(desk.folder / "活动.xlsx")


def test_B034_merged_cell_that_holds_for_every_row(desk):
    answer = _merged(desk, "组织编号", "KX-001")
    answer.warned("B034", "第2-3行合并单元格，已按“KX-001”补齐，请确认", row=2, column="组织编号")
    assert answer.column("activities", "org_id", "activity_id") == ["KX-001", "KX-001", "KX-003"]


def test_B034_merged_cell_that_may_be_a_sum(desk):
    answer = _merged(desk, "服务人次", 75)
    answer.quarantined("B034", "第2-3行合并成一格", rejected=2, row=3, column="服务人次", found="75")
    assert answer.column("activities", "visits") == [12]


TOTAL = ["合计", None, None, None, None, None, 87, "350.60"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
def test_B035_total_that_agrees(desk, form):
    table = ACTIVITIES.append(TOTAL)
    answer = desk.load(getattr(desk, form)(f"活动.{form}", table)).normalised(silent=False)
    assert hint(answer, "B035") == "已识别合计行（第5行），与明细相加一致"
    assert answer.entry["skipped"] == 1 and sum(answer.column("activities", "visits")) == 87


def _grouped(*totals: float) -> Sheet:
    first, second, third = ACTIVITIES.rows
    words = zip(["小计", "小计", "总计"], totals, strict=True)
    parts, rest, whole = ([word, *[None] * 5, total] for word, total in words)
    return Sheet(ACTIVITIES.header, [first, second], below=[parts, third, rest, whole])


def test_B035_subtotals_and_a_grand_total(desk):
    answer = desk.load(desk.xlsx("活动.xlsx", _grouped(75, 12, 87))).normalised(silent=False)
    assert hint(answer, "B035") == "已识别合计行（第4、6、7行），与明细相加一致"
    assert answer.entry["skipped"] == 3


def test_B036_one_of_the_subtotals_is_wrong(desk):
    answer = desk.load(desk.xlsx("活动.xlsx", _grouped(75, 13, 87)))
    said = answer.warned("B036", "合计13与明细之和12不一致（相差1），以明细为准", row=6, column="服务人次", found="13")
    assert answer.rules("警告") == ["B036"] and said["severity"] == "警告"


@pytest.mark.parametrize(("total", "rows"), [(75, "above"), (87, "all")])
def test_B035_a_total_amid_the_rows_is_that_of_the_rows_above_it_or_of_all(desk, total, rows):
    first, second, third = ACTIVITIES.rows
    table = Sheet(ACTIVITIES.header, [first, second], below=[["合计", *[None] * 5, total], third])
    answer = desk.load(desk.xlsx("活动.xlsx", table)).normalised(silent=False)
    assert hint(answer, "B035") == "已识别合计行（第4行），与明细相加一致", rows


def test_B036_a_total_amid_the_rows_that_is_neither(desk):
    first, second, third = ACTIVITIES.rows
    table = Sheet(ACTIVITIES.header, [first, second], below=[["合计", *[None] * 5, 80], third])
    answer = desk.load(desk.xlsx("活动.xlsx", table))
    answer.warned("B036", "合计80与明细之和75不一致（相差5）", row=4, column="服务人次", found="80")


def test_B036_total_that_differs(desk):
    answer = desk.load(desk.csv("活动.csv", ACTIVITIES.append(["合计", *[None] * 5, 90, "350.60"])))
    answer.warned("B036", "合计90与明细之和87不一致（相差3）", row=5, column="服务人次", found="90")


def test_B037_notes_and_signatures(desk):
    notes = (["注：含补报的活动"], ["填表人：某某", None, None, "审核人：某某"])
    answer = desk.load(desk.xlsx("活动.xlsx", ACTIVITIES.append(*notes))).normalised(silent=False)
    assert hint(answer, "B037") == "已忽略说明2行（第5-6行）" and answer.entry["skipped"] == 2


def test_B038_blank_row_in_the_middle(desk):
    table = ACTIVITIES.append([], ["A-4", *ACTIVITIES.rows[0][1:4], "2016-07-01", *ACTIVITIES.rows[0][5:]])
    answer = desk.load(desk.csv("活动.csv", table)).normalised()
    assert answer.entry["accepted"] == 4 and answer.entry["skipped"] == 1


def test_B039_header_repeated_on_every_printed_page(desk):
    more = ["A-4", *ACTIVITIES.rows[0][1:4], "2016-07-01", *ACTIVITIES.rows[0][5:]]
    table = ACTIVITIES.append(ACTIVITIES.header, more)
    answer = desk.load(desk.xlsx("活动.xlsx", table)).normalised(silent=False)
    assert hint(answer, "B039") == "已忽略重复的表头或标题（第5行）" and answer.entry["accepted"] == 4


def test_B040_several_sheets_of_several_types(desk):
    book = desk.xlsx("年报.xlsx", 说明=[["请各社区如实填写"]], 活动=ACTIVITIES, 资金=good("funding"),
                     空表=[good("ratings").header], 人口=good("population"))  # fmt: skip
    answer = desk.load(book)
    found = {(e["sheet"], e["type"], e["accepted"]) for e in answer.document["deliveries"]}
    assert found == {("活动", "activities", 3), ("资金", "funding", 3), ("人口", "population", 3)}
    answer.warned("B040", "工作表“说明”没有表格，未读取")
    answer.warned("B040", "工作表“空表”只有表头，没有数据，未读取")


def test_B040_a_sheet_nobody_knows_does_not_hold_up_the_others(desk):
    strange = [["菜名", "价格", "辣度"], ["豆腐", 12, 3]]
    answer = desk.load(desk.xlsx("年报.xlsx", 菜单=strange, 活动=ACTIVITIES))
    answer.sums_hold()
    found = {(entry["sheet"], entry["status"]) for entry in answer.document["deliveries"]}
    assert found == {("菜单", "rejected"), ("活动", "loaded")}
    assert "认不出这是哪一种表" in answer.said("B018")[0]["message"]


def test_B041_hidden_sheets(desk):
    with desk.workbook("活动.xlsx") as book:
        write_sheet(book.add_worksheet("活动"), ACTIVITIES)
        for name, hide in (("草稿", "hide"), ("旧表", "very_hidden")):
            sheet = book.add_worksheet(name)
            write_sheet(sheet, good("funding"))
            getattr(sheet, hide)()
    answer = desk.load(desk.folder / "活动.xlsx")
    answer.warned("B041", "隐藏的工作表“草稿”未读取", found="草稿")
    answer.warned("B041", "隐藏的工作表“旧表”未读取", found="旧表")


def _hide_xls(desk):
    book = xlwt.Workbook()
    sheet = book.add_sheet("活动")
    for number, row in enumerate(ACTIVITIES.cells()):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    for row in (1, 2):
        sheet.row(row).hidden = True
    book.save(str(desk.folder / "活动.xls"))
    return desk.folder / "活动.xls"


def _hide_xlsx(desk):
    with desk.workbook("活动.xlsx") as book:
        sheet = book.add_worksheet("活动")
        write_sheet(sheet, ACTIVITIES)
        for row in (1, 2):
            sheet.set_row(row, None, None, {"hidden": True})
    return desk.folder / "活动.xlsx"


@pytest.mark.parametrize("hide", [_hide_xls, _hide_xlsx])
def test_B042_hidden_rows_are_read_and_named(desk, hide):
    answer = desk.load(hide(desk))
    answer.warned("B042", "第2-3行（共2行）处于隐藏状态，已一并读取", found="活动")
    assert answer.column("activities", "visits", "activity_id") == [30, 45, 12]


def test_B043_formula_with_its_result(desk):
    with desk.workbook("活动.xlsx") as book:
        sheet = book.add_worksheet()
        write_sheet(sheet, ACTIVITIES)
        sheet.write_formula(1, 6, "=10+20", None, 30)
    _replace(desk.folder / "活动.xlsx", "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")
    assert desk.load(desk.folder / "活动.xlsx").normalised().column("activities", "visits", "activity_id")[0] == 30


def _replace(book, member: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(book) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert old in members[member]
    members[member] = members[member].replace(old, new)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _by_openpyxl(desk, cells: dict[str, object]):
    book = openpyxl.Workbook()
    for row in ACTIVITIES.cells():
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
        if isinstance(value, str) and value.startswith("#"):
            book.active[place].data_type = "e"
    book.save(desk.folder / "活动.xlsx")
    return desk.load(desk.folder / "活动.xlsx")


def test_B044_formula_nobody_calculated(desk):
    answer = _by_openpyxl(desk, {"G2": "=SUM(1,2)"})
    answer.quarantined("B044", "是公式但没有计算结果", row=2, column="服务人次")


def test_B044_program_that_writes_zeros_for_results(desk):
    with desk.workbook("活动.xlsx") as book:
        sheet = book.add_worksheet()
        write_sheet(sheet, ACTIVITIES)
        sheet.write_formula(1, 6, "=10+20")
    desk.load(desk.folder / "活动.xlsx").quarantined("B044", row=2, column="服务人次")


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!"])
def test_B045_errors(desk, error):
    answer = _by_openpyxl(desk, {"G3": error})
    answer.quarantined("B045", f"显示{error}，公式引用出错", row=3, column="服务人次", found=error)


def test_B045_errors_in_an_old_workbook(desk):
    book = xlwt.Workbook()
    sheet = book.add_sheet("活动")
    for number, row in enumerate(ACTIVITIES.put(3, "服务人次", None).cells()):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)
    sheet.row(2).set_cell_error(6, 0x17)
    book.save(str(desk.folder / "活动.xls"))
    answer = desk.load(desk.folder / "活动.xls")
    answer.quarantined("B045", "显示#REF!", row=3, column="服务人次", found="#REF!")


def test_B045_errors_in_an_open_document(desk):
    """LibreOffice keeps an error as an empty text and shows it all the same."""
    book = desk.ods("活动.ods", ACTIVITIES.put(3, "服务人次", "#REF!"))
    shown = b'office:value-type="string"><text:p>#REF!'
    kept = b'office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!'
    space = b' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    _replace(book, "content.xml", shown, kept)
    _replace(book, "content.xml", b"<office:document-content", b"<office:document-content" + space)
    desk.load(book).quarantined("B045", "显示#REF!", row=3, column="服务人次", found="#REF!")


def test_B045_errors_and_hidden_rows_in_a_binary_workbook(desk):
    cells = ACTIVITIES.put(3, "服务人次", "#REF!").put(2, "服务人次", 30.0).cells()
    answer = desk.load(write_xlsb(desk.folder / "活动.xlsb", cells, hidden=(4,)))
    answer.quarantined("B045", "显示#REF!", row=3, column="服务人次", found="#REF!")
    assert "第4行（共1行）处于隐藏状态" in answer.said("B042")[0]["message"]


def test_B046_value_from_another_file(desk):
    with desk.workbook("活动.xlsx") as book:
        sheet = book.add_worksheet()
        write_sheet(sheet, ACTIVITIES)
        sheet.write_formula(2, 6, "=[1]Sheet1!$A$1", None, 45)
    _replace(desk.folder / "活动.xlsx", "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")
    answer = desk.load(desk.folder / "活动.xlsx")
    answer.warned("B046", "引用了其他文件，已取缓存值", row=3, column="服务人次")


def test_B047_numbers_stored_as_text(desk):
    table = ACTIVITIES.put_all("服务人次", ["30", "'45", " 12 "])
    answer = desk.load(desk.xlsx("活动.xlsx", table)).normalised()
    assert answer.column("activities", "visits", "activity_id") == [30, 45, 12]


@pytest.mark.parametrize("value", ["3.30106E+17", 330106000000123456])
def test_B048_code_turned_into_a_rounded_number(desk, value):
    answer = desk.load(desk.xlsx("活动.xlsx", ACTIVITIES.put(2, "活动编号", value)))
    answer.quarantined("B048", "后几位已丢失", row=2, column="活动编号")


@pytest.mark.parametrize("value", ["10101", 10101])
def test_B049_code_without_its_leading_zero(desk, value):
    answer = desk.load(desk.xlsx("活动.xlsx", ACTIVITIES.put(2, "区域代码", value)))
    assert answer.entry["rejected"] == 1
    said = [m["message"] for m in answer.messages if m["severity"] == "拒收" and m["column"] == "区域代码"]
    assert any("代码只有5位" in message for message in said), said


@pytest.mark.parametrize("text", ["=HYPERLINK(\"http://x\")", "@SUM(A1)", "+1+1", "-邻里节"])
def test_B050_text_that_begins_like_a_formula(desk, text):
    answer = desk.load(desk.csv("活动.csv", ACTIVITIES.put(2, "活动名称", text))).normalised()
    assert answer.column("activities", "name", "activity_id")[0] == text


def test_B051_invisible_characters_within_a_name(desk):
    table = ACTIVITIES.put(2, "活动名称", "社区\u200b一日\xa0\u3000义\n诊\ufeff").put(2, "组织编号", "KX\u200b-001")
    answer = desk.load(desk.xlsx("活动.xlsx", table)).normalised()
    assert answer.column("activities", "name", "activity_id")[0] == "社区一日 义 诊"
    assert answer.column("activities", "org_id", "activity_id")[0] == "KX-001"


@pytest.mark.parametrize("gap", [[None], []])
def test_B052_two_tables_side_by_side(desk, gap):
    cells = [[*row, *gap, *row] for row in ACTIVITIES.cells()]
    desk.load(desk.xlsx("活动.xlsx", cells)).refused("B052", "两个并排的表格")


def test_B052_beside_a_sound_sheet_only_that_sheet_is_sent_back(desk):
    doubled = [[*row, None, *row] for row in good("funding").cells()]
    answer = desk.load(desk.xlsx("年报.xlsx", 活动=ACTIVITIES, 资金=doubled))
    answer.sums_hold()
    found = {(entry["sheet"], entry["status"]) for entry in answer.document["deliveries"]}
    assert found == {("活动", "loaded"), ("资金", "rejected")}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_two_tables_below_each_other_are_read_as_two(desk, form):
    table = ACTIVITIES.append(TOTAL, [], ["资金情况"], *good("funding").cells())
    answer = desk.load(getattr(desk, form)(f"半年报.{form}", table))
    answer.sums_hold()
    found = [(entry["type"], entry["accepted"], entry["rejected"]) for entry in answer.document["deliveries"]]
    assert found == [("activities", 3, 0), ("funding", 3, 0)]
    bad = table.put(2, "活动日期", "2016-02-30")
    bad.below[-1][1] = "2016-02-31"
    answer = desk.load(getattr(desk, form)(f"半年报{form}.{form}", bad))
    assert sorted(m["row"] for m in answer.messages if m["severity"] == "拒收") == [2, 11]


def test_dates_of_a_workbook_are_the_days_shown(desk):
    days = [date(2016, 6, 1), date(2016, 6, 2), date(2016, 6, 3)]
    answer = desk.load(desk.xlsx("活动.xlsx", ACTIVITIES.put_all("活动日期", days))).normalised()
    assert answer.column("activities", "held_on", "activity_id") == days
