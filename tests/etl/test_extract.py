"""Real files of every form people send → the same table, or a refusal that says what to do."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl.errors import DeliveryError
from etl.extract import ReadOptions, read_tables
from etl.files.table import NOT_CALCULATED
from etl.files.text_file import decode

HEADER = ["活动编号", "活动名称", "组织编号", "区域代码", "活动日期", "活动类型"]
ROWS = [
    ["A-1", "某社区一日义诊", "KX-001", "330102011001", "2016-06-01", "便民服务"],
    ["A-2", "书画“四季”展,㛃䶮", "KX-002", "330102011002", "2016-06-02", "文体活动"],
]


def csv_text(rows, delimiter=",", newline="\r\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return stream.getvalue()


def write(tmp_path: Path, content: bytes | str, name: str = "活动.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        read_tables(path)
    assert caught.value.message and caught.value.hint, "a refusal says what is wrong and what to do"
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_a_text_file_reads_the_same_in_every_form(tmp_path, encoding, delimiter, newline):
    path = write(tmp_path, csv_text([HEADER, *ROWS], delimiter, newline).encode(encoding))
    (table,) = read_tables(path)
    assert (table.header, table.rows, table.row_numbers, table.header_row) == (HEADER, ROWS, [2, 3], 1)
    assert (table.file, table.sheet, table.skipped, table.warnings) == ("活动.csv", "", [], [])


def test_gb18030_that_happens_to_be_valid_utf8_is_read_as_chinese():
    assert decode("一某省".encode("gb18030")) == "一某省"


def test_western_text_in_utf8_stays_as_it_is():
    assert decode("café,Łódź,Zürich".encode()) == "café,Łódź,Zürich"


@pytest.mark.parametrize("order", [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_mixed_encodings_are_refused_with_the_line(tmp_path, order):
    first, second = (csv_text([row]).encode(code) for row, code in zip(ROWS, order, strict=True))
    path = write(tmp_path, csv_text([HEADER]).encode(order[0]) + first + second)
    fault = refusal(path)
    assert fault.rule == "B006" and "第3行" in fault.message


@pytest.mark.parametrize(
    "spoilt",
    [b"\xe9\x94\x9f\xe6\x96\xa4\xe6\x8b\xb7", "烫烫烫".encode(), "\ufffd\ufffd".encode(),
     "杭州市西湖区文新街道".encode().decode("gb18030", "replace").replace("\ufffd", "").encode()],
)  # fmt: skip
def test_text_spoilt_before_it_came_is_refused(tmp_path, spoilt):
    path = write(tmp_path, b"a,b\n1," + spoilt + b"\n")
    assert refusal(path).rule == "B007"


def test_ordinary_chinese_is_not_taken_for_spoilt(tmp_path):
    text = "凯旋街道社会组织发展服务中心孵化培育社区社会组织三百零三家，鏉犲垬是人名"
    (table,) = read_tables(write(tmp_path, csv_text([HEADER, [*ROWS[0][:1], text, *ROWS[0][2:]]])))
    assert table.rows[0][1] == text


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        (b"", "a.csv", "B001"),
        (b"\xef\xbb\xbf", "a.csv", "B001"),
        (b" \r\n\r\n", "a.csv", "B001"),
        (",".join(HEADER), "a.csv", "B002"),
        (csv_text([HEADER, *ROWS]).encode() + b"\0\0", "a.csv", "B008"),
        ("，".join(HEADER) + "\n" + "，".join(ROWS[0]), "a.csv", "B011"),
        (csv_text([HEADER]) + '"没有结束的引号,1,2\nA-2,3\n', "a.csv", "B012"),
        (csv_text([HEADER, *ROWS]), "a.xlsx", "B023"),
        ("<html><table><tr><td>1</td></tr></table>", "a.xls", "B023"),
        ("%PDF-1.7", "a.pdf", "B023"),
        (b"\x89PNG\r\n", "a.csv", "B023"),
        (csv_text([HEADER, *ROWS]), "a.docx", "B023"),
        (b"PK\x03\x04 cut short", "a.xlsx", "B027"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "B024"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "B027"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.csv", "B023"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, name, rule):
    assert refusal(write(tmp_path, content, name)).rule == rule


def test_a_missing_file_is_refused(tmp_path):
    assert "找不到" in refusal(tmp_path / "没有.csv").message


def titled(rows) -> list[list[object]]:
    return [
        ["杭州市上城区凯旋街道活动台账"],
        ["填报区域：上城区凯旋街道（330102011000）", None, "填报期间：2016-01-01 至 2016-06-30"],
        ["填报单位：凯旋街道办事处", None, None, None, None, "金额单位：万元"],
        [],
        HEADER,
        *rows,
    ]


TAIL = [
    ROWS[0], [], HEADER, ROWS[1],
    ["合计", None, None, None, "2场"], ["注：含6月补报的活动"],
    ["填表人：某某", None, "审核人：某某", None, "联系电话：13800138000"],
]  # fmt: skip


def test_titles_blank_rows_totals_and_notes_are_skipped_and_counted(tmp_path):
    path = write(tmp_path, csv_text([["" if c is None else c for c in row] for row in titled(TAIL)]))
    (table,) = read_tables(path)
    assert (table.header_row, table.rows, table.row_numbers) == (5, ROWS, [6, 9])
    assert table.skipped == [
        (1, "标题"), (2, "标题"), (3, "标题"), (7, "空行"), (8, "重复表头"),
        (10, "合计行"), (11, "表尾说明"), (12, "表尾说明"),
    ]  # fmt: skip
    assert table.declared_area == "上城区凯旋街道(330102011000)"
    assert (table.declared_from, table.declared_to) == (date(2016, 1, 1), date(2016, 6, 30))
    assert table.declared_unit == "万元"
    assert table.has_personal_notes


def book_of(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    return path


def test_a_workbook_reads_like_the_text_file(tmp_path):
    (table,) = read_tables(book_of(tmp_path / "活动.xlsx", {"台账": titled(TAIL)}))
    assert (table.sheet, table.header_row, table.row_numbers) == ("台账", 5, [6, 9])
    assert [row[: len(HEADER)] for row in table.rows] == ROWS
    assert [why for _, why in table.skipped].count("标题") == 3


def test_every_visible_sheet_is_a_table_and_sheets_of_words_are_left_out(tmp_path):
    path = tmp_path / "年报.xlsx"
    book = openpyxl.Workbook()
    for name, rows in {
        "活动": [HEADER, *ROWS],
        "说明": [["填表说明"], ["请如实填写"]],
        "隐藏": [HEADER, *ROWS],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book["隐藏"].sheet_state = "hidden"
    book["活动"].row_dimensions[3].hidden = True
    del book["Sheet"]
    book.save(path)
    (table,) = read_tables(path)
    assert table.sheet == "活动" and len(table.rows) == 2
    assert [warning.rule for warning in table.warnings] == ["B042", "B041", "B040"]


def test_cells_of_a_workbook_keep_their_kind(tmp_path):
    row = ["A-1", date(2016, 6, 1), datetime(2016, 6, 1, 9, 30), 330102011000, 1.5, True]
    (table,) = read_tables(book_of(tmp_path / "a.xlsx", {"s": [HEADER, row]}))
    assert table.rows == [["A-1", date(2016, 6, 1), datetime(2016, 6, 1, 9, 30), 330102011000, 1.5, True]]


def test_times_and_lengths_of_time_are_lengths_of_time(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(1, 0, "A-1")
        sheet.write(1, 1, 0.104166666667, book.add_format({"num_format": "h:mm"}))
        sheet.write(1, 2, 26 / 24, book.add_format({"num_format": "[h]:mm"}))
    (table,) = read_tables(path)
    assert table.rows[0][1:3] == [timedelta(hours=2, minutes=30), timedelta(hours=26)]


def test_errors_and_formulas_without_result_are_not_silently_empty(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(["A-1", "#REF!", "=1+1", None, "#N/A"])
    book.active["B2"].data_type = book.active["E2"].data_type = "e"
    book.active["F4"] = "#DIV/0!"
    book.active["F4"].data_type = "e"
    book.save(path)
    (table,) = read_tables(path)
    assert table.rows[0][1:5] == ["#REF!", NOT_CALCULATED, None, "#N/A"]
    assert table.rows[-1][5] == "#DIV/0!" and table.row_numbers == [2, 4]


def test_days_counted_from_1904_are_the_days_shown(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_datetime(1, 0, datetime(2016, 6, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    (table,) = read_tables(path)
    assert table.rows[0][0] == date(2016, 6, 1)


def test_an_opendocument_table_is_read(tmp_path):
    path = tmp_path / "a.ods"
    row = "<table:table-row>{}</table:table-row>"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(row.format("".join(cell.format(text) for text in cells)) for cells in [HEADER, *ROWS])
    spaces = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="活动">{rows}</table:table>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        end = "</office:spreadsheet></office:body></office:document-content>"
        archive.writestr("content.xml", f"<office:document-content{spaces}>{body}{end}")
    (table,) = read_tables(path)
    assert (table.sheet, table.header, table.rows) == ("活动", HEADER, ROWS)


def test_merged_headings_and_merged_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 5, "凯旋街道活动台账")
        sheet.write_row(1, 0, ["活动编号", "组织编号", "服务情况", "", "活动日期"])
        sheet.merge_range(1, 2, 1, 3, "服务情况")
        sheet.write_row(2, 2, ["服务人次", "服务人数"])
        sheet.write_column(3, 0, ["A-1", "A-2", "A-3"])
        sheet.merge_range(3, 1, 5, 1, "KX-001")
        sheet.write_column(3, 2, [3, 4, 5])
    (table,) = read_tables(path)
    assert table.header == ["活动编号", "组织编号", "服务人次", "服务人数", "活动日期"]
    assert table.row_numbers == [4, 5, 6]
    assert table.merged == {(5, 1): "KX-001", (6, 1): "KX-001"}


def test_an_empty_report_is_a_table_without_rows(tmp_path):
    (table,) = read_tables(write(tmp_path, csv_text([["2016年活动台账（零报送）"], HEADER])))
    assert table.zero_report and table.rows == []


def test_lines_with_a_comma_too_many_or_too_few_are_told(tmp_path):
    lines = [HEADER, *ROWS, [*ROWS[0], "多"], ROWS[0][:-1]]
    (table,) = read_tables(write(tmp_path, csv_text(lines)))
    assert table.ragged == {4: 7, 5: 5}


def test_trailing_commas_excel_leaves_out_are_no_fault(tmp_path):
    (table,) = read_tables(write(tmp_path, csv_text([HEADER, *[ROWS[0][:-1]] * 20, ROWS[1]])))
    assert table.ragged == {}


def test_foreign_tables_have_their_first_wide_row_of_words_as_headings(tmp_path):
    text = "Grants awarded 2019\n\nIdentifier,Award Date,Amount\n360G-1,2019-03-01,500.00\n"
    (table,) = read_tables(write(tmp_path, text, "grants.csv"))
    assert (table.header_row, table.header, table.row_numbers) == (3, ["Identifier", "Award Date", "Amount"], [4])


def test_options_of_a_source_are_obeyed(tmp_path):
    text = "x;y\nskip;me\nId;Total\n1;2\n合计;2\n"
    options = ReadOptions(encodings=("latin-1",), delimiter=";", header_row=3, plain=True)
    (table,) = read_tables(write(tmp_path, text.encode("gb18030"), "a.csv"), options)
    assert table.header == ["Id", "Total"] and table.row_numbers == [4, 5]
    path = book_of(tmp_path / "b.xlsx", {"一": [HEADER, ROWS[0]], "二": [HEADER, ROWS[1]]})
    assert [t.sheet for t in read_tables(path, ReadOptions(sheet="二"))] == ["二"]
    with pytest.raises(DeliveryError, match="没有名为“三”的工作表"):
        read_tables(path, ReadOptions(sheet="三"))


def rezip(source: Path, target: Path, extra: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, data in extra.items():
            new.writestr(name, data)
    return target


def far_cell() -> bytes:
    cell = '<c r="{0}" t="inlineStr"><is><t>活动编号</t></is></c>'
    rows = f'<row r="1">{cell.format("A1")}</row><row r="1048576">{cell.format("XFD1048576")}</row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("name", "extra", "rules"),
    [
        ("a.xlsx", {"xl/vbaProject.bin": b"macro"}, {"B025"}),
        ("a.xlsm", {}, {"B025"}),
        ("a.xlsx", {"../evil.xml": b"<a/>"}, {"B027"}),
        ("a.xlsx", {"xl/bomb.xml": b" " * 80_000_000}, {"B026"}),
        ("a.xlsx", {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"}, {"B027"}),
        ("a.xlsx", {"xl/worksheets/sheet1.xml": far_cell()}, {"B026", "B027"}),
        ("a.csv", {}, {"B023"}),
    ],
)
def test_hostile_and_broken_workbooks_are_refused(tmp_path, name, extra, rules):
    sound = book_of(tmp_path / "sound.xlsx", {"s": [HEADER, *ROWS]})
    assert refusal(rezip(sound, tmp_path / name, extra)).rule in rules


def test_a_workbook_that_declares_entities_is_refused(tmp_path):
    sound = book_of(tmp_path / "sound.xlsx", {"s": [HEADER, *ROWS]})
    with zipfile.ZipFile(sound) as book:
        xml = book.read("xl/workbook.xml")
    bomb = xml.replace(b"<workbook", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><workbook', 1)
    assert refusal(rezip(sound, tmp_path / "bomb.xlsx", {"xl/workbook.xml": bomb})).rule == "B027"


def test_a_document_that_is_no_table_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(path).rule == "B023"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
@example(data=b"\x01,\x01\n1,2")  # a heading of which nothing can be seen
@example(data=b"\x7f\na")
def test_no_bytes_ever_make_reading_raise_anything_but_a_refusal(tmp_path, data):
    path = write(tmp_path, data)
    try:
        tables = read_tables(path)
    except DeliveryError as fault:
        assert fault.message
    else:
        assert all(len(table.rows) == len(table.row_numbers) for table in tables)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=5), max_size=12), plain=st.booleans())
def test_every_filled_row_is_read_or_skipped_with_a_reason(tmp_path, rows, plain):
    path = write(tmp_path, csv_text([HEADER, *rows]).encode("utf-8", "ignore"))
    try:
        tables = read_tables(path, ReadOptions(plain=plain))
    except DeliveryError:
        return
    for table in tables:
        numbers = sorted([*table.row_numbers, *(number for number, _ in table.skipped), table.header_row])
        assert numbers == list(range(1, numbers[-1] + 1))
