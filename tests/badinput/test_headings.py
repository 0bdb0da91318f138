"""Headings, and files that are not what they say (B016–B031)."""

import zipfile
from pathlib import Path

import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from tests.badinput.loading import good, text_of

ACTIVITIES = good("activities")
HTML = "<html><body><table><tr><td>活动编号</td></tr></table></body></html>"


@pytest.fixture(autouse=True)
def register(desk):
    """The organisations the activities name."""
    desk.load_earlier("organizations")


def test_B016_two_columns_of_one_name(desk):
    table = ACTIVITIES.add("服务人次", [1, 2, 3])
    desk.load(desk.csv("活动.csv", table)).refused("B016", "无法判断用哪一列")


def test_B017_headings_with_spaces_breaks_and_brackets(desk):
    table = ACTIVITIES.rename("组织编号", "组 织\n编号").rename("活动日期", " 活动 日期（年月日）").rename(
        "服务人次", "服务人次　(人次)")
    answer = desk.load(desk.xlsx("活动.xlsx", table)).normalised()
    assert answer.column("activities", "visits", "activity_id") == [30, 45, 12]


def test_B018_required_column_missing(desk):
    desk.load(desk.csv("活动.csv", ACTIVITIES.drop("活动日期"))).refused("B018", "缺少必填列“活动日期”")


def test_B018_no_table_of_ours_at_all(desk):
    desk.load(desk.csv("菜单.csv", [["菜名", "价格", "辣度"], ["豆腐", 12, 3]])).refused("B018", "认不出这是哪一种表")


def test_B019_extra_column(desk):
    answer = desk.load(desk.csv("活动.csv", ACTIVITIES.add("心情", ["好", "好", "好"])))
    answer.warned("B019", "不在采集范围内，未保存", column="心情")


def test_B020_extra_column_with_personal_numbers(desk):
    table = ACTIVITIES.add("联系人手机", ["13800138000", "13900139000", "13700137000"])
    answer = desk.load(desk.csv("活动.csv", table))
    answer.warned("B020", "含个人信息", column="联系人手机")
    kept = b"".join(path.read_bytes() for path in desk.data_dir.rglob("*") if path.is_file())
    assert b"13800138000" not in kept and b"13700137000" not in kept


def test_B020_large_plain_numbers_are_no_phones(desk):
    numbers = [15912345678, 21400000000, 98300000000]
    answer = desk.load(desk.xlsx("活动.xlsx", ACTIVITIES.add("累计点击量", numbers)))
    answer.warned("B019", column="累计点击量")
    assert not answer.said("B020")


def test_B021_columns_in_another_order(desk):
    order = list(reversed(range(len(ACTIVITIES.header))))
    cells = [[row[index] for index in order] for row in ACTIVITIES.cells()]
    answer = desk.load(desk.csv("活动.csv", cells)).normalised()
    assert answer.column("activities", "visits", "activity_id") == [30, 45, 12]


def test_B022_table_under_the_name_of_another(desk):
    """There is one way in for all types: the headings decide, whatever the file is called."""
    answer = desk.load(desk.csv("活动.csv", good("funding")))
    assert answer.entry["type"] == "funding" and answer.entry["accepted"] == 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("活动.xlsx", text_of(ACTIVITIES), "实际是文本"),
        ("活动.xls", HTML, "实际是网页"),
        ("活动.xls", '<?xml version="1.0"?><Workbook/>', "网页或XML"),
        ("活动.csv", "%PDF-1.7", "实际是PDF"),
        ("活动.xlsx", "乱\x00\x01\x02码" * 40, "内容认不出来"),
        ("活动.docx", text_of(ACTIVITIES), "不支持“.docx”文件"),
    ],
)
def test_B023_file_that_is_not_what_it_says(desk, name, content, words):
    desk.load(desk.raw(name, content)).refused("B023", words)


def test_B023_workbook_called_csv(desk):
    book = desk.xlsx("活动.xlsx", ACTIVITIES)
    desk.load(book.rename(book.with_suffix(".csv"))).refused("B023", "实际是.xlsx文件")


@pytest.mark.parametrize("name", ["活动.xls", "活动.et"])
def test_B024_old_workbooks_are_read(desk, name):
    book = desk.xls("a.xls", ACTIVITIES)
    answer = desk.load(book.rename(book.with_name(name))).normalised()
    assert answer.column("activities", "visits", "activity_id") == [30, 45, 12]


def test_B024_workbook_of_the_wps_office_in_the_new_form(desk):
    book = desk.xlsx("活动.xlsx", ACTIVITIES)
    desk.load(book.rename(book.with_suffix(".et"))).normalised()


def _locked_xls(path: Path) -> Path:
    """An .xls whose stream says, right after its beginning, that the rest is encrypted (FILEPASS)."""
    book = xlwt.Workbook()
    book.add_sheet("s").write(0, 0, "x")
    stream = book.get_biff_data()
    start = 4 + int.from_bytes(stream[2:4], "little")
    filepass = b"\x2f\x00\x36\x00\x01\x00\x01\x00\x01\x00" + bytes(range(48))
    XlsDoc().save(str(path), stream[:start] + filepass + stream[start:])
    return path


def _locked_xlsx(path: Path) -> Path:
    """Excel keeps a locked .xlsx as a stream “EncryptedPackage” of a compound file."""
    stream = "EncryptedPackage".encode("utf-16-le") + b"\0" * 5000
    XlsDoc().save(str(path), stream)
    return path


@pytest.mark.parametrize(("make", "name"), [(_locked_xls, "活动.xls"), (_locked_xlsx, "活动.xlsx")])
def test_B024_locked_workbooks_are_refused(desk, make, name):
    desk.load(make(desk.folder / name)).refused("B024", "加了密码")


def test_B025_macros(desk):
    book = desk.xlsx("活动.xlsx", ACTIVITIES)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    desk.load(book.rename(book.with_suffix(".xlsm"))).refused("B025", "带有宏")


def _with_sheet(book: Path, change) -> Path:
    """The workbook with the XML of its first sheet changed."""
    with zipfile.ZipFile(book) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["xl/worksheets/sheet1.xml"] = change(members["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return book


def test_B026_zip_bomb(desk):
    book = _with_sheet(desk.xlsx("活动.xlsx", ACTIVITIES), lambda xml: xml + b" " * 80_000_000)
    desk.load(book).refused("B026", "文件过大或含有异常区域")


def test_B026_cell_at_the_far_end_of_the_sheet(desk):
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    book = _with_sheet(desk.xlsx("活动.xlsx", ACTIVITIES), lambda xml: xml.replace(b"</sheetData>", far))
    desk.load(book).refused("B026", "实际数据约5行，却占用1048576行")


def test_B026_xml_that_unfolds(desk):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet'
    book = _with_sheet(desk.xlsx("活动.xlsx", ACTIVITIES), lambda xml: xml.replace(b"<worksheet", bomb, 1))
    answer = desk.load(book)
    assert answer.entry["status"] in ("loaded", "rejected")
    answer.sums_hold()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_B027_workbook_cut_off(desk, share):
    for book in (desk.xlsx("活动.xlsx", ACTIVITIES), desk.ods("活动.ods", ACTIVITIES)):
        content = book.read_bytes()
        desk.load(desk.raw(book.name, content[: int(len(content) * share)])).refused("B027", "已损坏")


def test_B027_old_workbook_cut_off(desk):
    content = desk.xls("活动.xls", ACTIVITIES).read_bytes()
    desk.load(desk.raw("活动.xls", content[:2000])).refused("B027", "已损坏")


def test_B028_unfinished_and_lock_files_of_a_folder_are_left_alone(desk):
    folder = desk.csv("收件/活动.csv", ACTIVITIES).parent
    for name in ("下载.csv.part", ".活动.csv", "~$活动.xlsx"):
        (folder / name).write_bytes(b"half")
    answer = desk.load(folder).normalised()
    assert [entry["file"] for entry in answer.document["deliveries"]] == ["活动.csv"]


def test_B029_same_content_again(desk):
    desk.load(desk.csv("活动.csv", ACTIVITIES))
    answer = desk.load(desk.csv("活动（最终版）.csv", ACTIVITIES))
    message = answer.warned("B029", "已入库的《活动.csv》内容完全相同，未重复计算")
    assert message["row"] is None and answer.entry["duplicates"] == 3
    assert answer.ask("SELECT count(*) FROM activities") == [(3,)]


def test_B030_same_name_other_content(desk):
    desk.load(desk.csv("活动.csv", ACTIVITIES))
    changed = ACTIVITIES.put(2, "服务人次", 99)
    changed.rows.append(["A-4", "消防讲座", "KX-001", "330102011001", "2016-06-09", "讲座", 20, "0.5"])
    answer = desk.load(desk.csv("活动.csv", changed))
    answer.warned("B030", "按更正处理：新增1行、修改1行、未变2行")
    assert answer.entry["superseded"] == 0
    assert answer.column("activities", "visits", "activity_id") == [99, 45, 12, 20]


def test_B030_same_name_from_another_month_is_no_correction(desk):
    desk.load(desk.csv("活动.csv", ACTIVITIES))
    days = [f"2016-07-0{day}" for day in (1, 2, 3)]
    july = ACTIVITIES.put_all("活动编号", ["B-1", "B-2", "B-3"]).put_all("活动日期", days)
    assert not desk.load(desk.csv("活动.csv", july)).said("B030")


@pytest.mark.parametrize("name", ["活\u202e动\u200b.csv", "活\x07动.csv", "..活动.csv"])
def test_B031_tricks_in_the_name(desk, name):
    answer = desk.load(desk.csv(name, ACTIVITIES)).normalised(silent=False)
    assert answer.entry["file"] in ("活动.csv", "..活动.csv")
    assert [m["severity"] for m in answer.said("B031")] == (["提示"] if answer.entry["file"] != name else [])
    assert all(path.name.split(".")[0].isalnum() for path in (desk.data_dir / "lake" / "_files").iterdir())


def test_B031_name_in_the_old_encoding(desk):
    path = desk.csv("活动.csv", ACTIVITIES)
    odd = path.rename(path.with_name(b"\xbb\xee\xb6\xaf.csv".decode("utf-8", "surrogateescape")))
    answer = desk.load(odd).normalised(silent=False)
    assert answer.said("B031") and answer.entry["file"] == "活动.csv"
