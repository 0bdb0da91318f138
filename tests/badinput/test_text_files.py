"""Text files as they really come: encodings, delimiters, quotes, lines of odd length (B001–B015)."""

import pytest

from tests.badinput.loading import good, text_of

ACTIVITIES = good("activities")
TEXT = text_of(ACTIVITIES)


@pytest.fixture(autouse=True)
def register(desk):
    """The organisations the activities name."""
    desk.load_earlier("organizations")


def visits(answer) -> list[int]:
    return answer.column("activities", "visits", "activity_id")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\xff\xfe"])
def test_B001_empty_file(desk, content):
    desk.load(desk.raw("活动.csv", content)).refused("B001", "没有任何内容")


def test_B002_only_a_header(desk):
    desk.load(desk.csv("活动.csv", [ACTIVITIES.header])).refused("B002", "只有表头，没有数据")


@pytest.mark.parametrize("above", ["2016年6月活动台账（零报送）", "零报送"])
def test_B002_nothing_to_report_is_a_report(desk, above):
    answer = desk.load(desk.csv("活动.csv", [[above], ACTIVITIES.header]), area="330102011000", from_="2016-06-01",
                       to="2016-06-30")  # fmt: skip
    answer.warned("B002", "按零报送登记")
    assert answer.entry["type"] == "activities" and answer.entry["rows_read"] == 0
    assert answer.ask("SELECT status FROM deliveries WHERE type = 'activities'") == [("loaded",)]
    area, first = answer.ask("SELECT area_code, from_on FROM delivery_areas WHERE type = 'activities'")[0]
    assert (area, str(first)) == ("330102011000", "2016-06-01")


def test_B002_nothing_to_report_said_below_the_header(desk):
    table = [ACTIVITIES.header, ["本月无活动"]]
    answer = desk.load(desk.xlsx("活动.xlsx", table))
    answer.warned("B002", "按零报送登记")
    assert answer.entry["skipped"] == 1


def test_B003_utf8_with_its_mark(desk):
    assert visits(desk.load(desk.csv("活动.csv", ACTIVITIES, "utf-8-sig")).normalised()) == [30, 45, 12]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_B004_national_encoding(desk, encoding):
    answer = desk.load(desk.csv("活动.csv", ACTIVITIES, encoding)).normalised()
    assert answer.column("activities", "name", "activity_id")[0] == "社区一日义诊"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_B005_unicode_text_of_excel_with_and_without_mark(desk, encoding, delimiter):
    answer = desk.load(desk.csv("活动.txt", ACTIVITIES, encoding, delimiter)).normalised()
    assert answer.column("activities", "name", "activity_id")[0] == "社区一日义诊"


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gbk"), ("gbk", "utf-8")])
def test_B006_two_encodings_in_one_file(desk, first, second):
    lines = TEXT.splitlines(keepends=True)
    content = "".join(lines[:3]).encode(first) + "".join(lines[3:]).encode(second)
    desk.load(desk.raw("活动.csv", content)).refused("B006", "第4行起文字编码与前面不一致")


@pytest.mark.parametrize("spoilt", ["锟斤拷锟斤拷", "烫烫烫", "\ufffd\ufffd\ufffd", "鏉窞甯傝タ婀栧尯"])
def test_B007_characters_spoilt_before_they_came(desk, spoilt):
    table = ACTIVITIES.put(2, "活动名称", spoilt)
    if spoilt.startswith("鏉"):
        table = table.put_all("活动类型", ["鏂囦綋娲诲姩"] * 3).put_all("活动名称", [spoilt] * 3)
        table = [[cell.encode().decode("gb18030", "replace").replace("\ufffd", "") if n == 0 else cell for cell in row]
                 for n, row in enumerate(table.cells())]  # fmt: skip
    desk.load(desk.raw("活动.csv", text_of(table))).refused("B007", "已经损坏")


def test_B008_null_bytes(desk):
    content = TEXT.encode().replace("书画".encode(), b"\0\0\0")
    desk.load(desk.raw("活动.csv", content)).refused("B008", "第3行")


def test_B008_text_cut_in_the_middle_of_a_character(desk):
    desk.load(desk.raw("活动.csv", TEXT.encode("utf-16")[:-1])).refused("B008", "导出中断")


def test_B008_other_control_characters_are_removed(desk):
    answer = desk.load(desk.raw("活动.csv", TEXT.replace("书画", "书\x07\x1b画"))).normalised()
    assert answer.column("activities", "name", "activity_id")[1] == "书画四季展"


def test_B009_mixed_line_ends(desk):
    first, second, third, fourth = TEXT.splitlines()
    answer = desk.load(desk.raw("活动.csv", f"{first}\r{second}\n{third}\r\n{fourth}"))
    assert visits(answer.normalised()) == [30, 45, 12]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_B010_other_delimiters(desk, delimiter):
    assert visits(desk.load(desk.csv("活动.csv", ACTIVITIES, delimiter=delimiter)).normalised()) == [30, 45, 12]


def test_B011_chinese_commas(desk):
    desk.load(desk.raw("活动.csv", TEXT.replace(",", "，"))).refused("B011", "中文逗号")


def test_B012_quote_left_open(desk):
    desk.load(desk.raw("活动.csv", TEXT.replace("书画四季展", '"书画四季展'))).refused("B012", "第3行的引号没有成对")


@pytest.mark.parametrize(("old", "new", "cells"), [("书画", "书,画", 9), ("书画四季展,", "", 7)])
def test_B013_line_with_a_comma_too_many_or_too_few(desk, old, new, cells):
    answer = desk.load(desk.raw("活动.csv", TEXT.replace(old, new)))
    answer.quarantined("B013", f"本行有{cells}列，表头是8列", row=3)


def test_B013_many_such_lines_are_the_whole_files_fault(desk):
    table = ACTIVITIES.more(30)
    text = text_of(table).replace("邻里调解日", "邻里,调解日")
    desk.load(desk.raw("活动.csv", text)).refused("B013", "列数与表头（8列）不同")


def test_B014_cell_of_a_million_characters(desk):
    answer = desk.load(desk.csv("活动.csv", ACTIVITIES.put(3, "活动名称", "长" * 10**6)))
    answer.quarantined("B014", "内容过长（1000000字），最多2000字", row=3, column="活动名称")


def test_B015_empty_rows_and_columns_at_the_end(desk):
    text = "\r\n".join(line + ",,," for line in TEXT.split("\r\n") if line) + "\r\n" + ",,,,,,,,,,\r\n" * 40
    assert visits(desk.load(desk.raw("活动.csv", text)).normalised()) == [30, 45, 12]
