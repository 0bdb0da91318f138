"""The marked-up copy: the clerk's own workbook with every fault where it stands, and nothing that must not go back."""

import csv
import hashlib
import json
import re
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from etl.answer import marked, marked_name, plan, write_marked_copy
from etl.answer.book import draw
from etl.answer.checking import check_paths
from etl.answer.hints import _in_file
from etl.answer.looks import COLOURS
from etl.cli import main
from etl.extract import read_tables
from etl.normalise.personal import has_personal
from etl.run import WrongCallError, load_paths
from tests.etl.answered import HEADS, IDENTITY, MOBILE, ROWS, colour, messy_book, opened, parts, said
from tests.etl.little_tables import ACTIVITIES, ORGANIZATIONS, STREET, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")
REFUSED, WARNED = COLOURS["拒收"], COLOURS["警告"]


@pytest.fixture(scope="module")
def checked(tmp_path_factory, small_reference):
    """The messy workbook checked once: (path, document, sheets of the copy, path of the copy)."""
    folder = tmp_path_factory.mktemp("answer")
    path = messy_book(folder / "名录.xlsx")
    document = check_paths([path], folder / "data")
    copy = folder / document["marked"][str(path)]
    return path, document, opened(copy), copy


def test_bad_cells_are_coloured_and_explained_where_they_stand(checked):
    _, _, sheets, _ = checked
    sheet = sheets["名录"]
    assert colour(sheet, "D5") == colour(sheet, "G5") == colour(sheet, "E6") == REFUSED
    assert sheet["D5"].comment.text.startswith("【拒收】") and "志愿团队" in sheet["D5"].comment.text
    assert "必填" in sheet["E6"].comment.text and sheet["E6"].value is None
    assert colour(sheet, "D4") == "" and sheet["D4"].comment is None
    assert sheet["J3"].value == "校验标记"
    assert [str(sheet[f"J{row}"].value)[:2] for row in range(4, 9)] == ["No", "退回", "退回", "退回", "重复"]


def test_the_workbook_keeps_its_looks_and_loses_what_could_act(checked):
    path, _, sheets, copy = checked
    before, after = load_workbook(path)["名录"], sheets["名录"]
    assert after["B3"].fill.fgColor.rgb == "FFCCE5FF" and after["B3"].font.bold
    assert after.column_dimensions["C"].width == 33 and [str(r) for r in after.merged_cells.ranges] == ["A1:I1"]
    for row in range(4, 9):
        assert [after.cell(row, column).value for column in range(1, 8)] == [
            before.cell(row, column).value for column in range(1, 8)
        ]
    texts = parts(copy)
    assert not any("<f>" in text or "<f " in text for text in texts.values())
    assert after["I4"].value == "=1+1" and after["I4"].data_type == "s" and after["I4"].quotePrefix
    assert not any("tel:" in text or "externalLink" in text for name, text in texts.items() if name.endswith(".rels"))
    assert sheets["底稿"].sheet_state == "hidden"


def test_no_personal_number_is_in_any_part_of_the_copy(checked):
    _, document, sheets, copy = checked
    for name, text in parts(copy).items():
        assert MOBILE not in text and IDENTITY not in text, name
        assert not any(has_personal(piece) for piece in re.findall(r">([^<]+)<", text)), name
    assert not has_personal(json.dumps(document, ensure_ascii=False))
    assert sheets["名录"]["H4"].value == "138********" and "*" in sheets["名录"]["C5"].comment.text


def test_the_first_sheet_counts_what_adds_up_and_links_to_the_cells(checked):
    _, document, sheets, _ = checked
    entry = document["deliveries"][0]
    assert next(iter(sheets)) == "校验结果"
    first = sheets["校验结果"]
    heads = {cell.value: cell.column for row in first.iter_rows() for cell in row if cell.value == "读入"}
    row = next(cell.row for cell in first["A"] if cell.value == "名录")
    read, accepted, rejected, repeated, skipped = (first.cell(row, heads["读入"] + n).value for n in range(5))
    assert (read, accepted, rejected, repeated) == (5, 1, 3, 1) and skipped == entry["skipped"]
    assert read == accepted + rejected + repeated == entry["rows_read"]
    links = [cell for line in first.iter_rows() for cell in line if cell.hyperlink]
    assert {link.hyperlink.location for link in links} >= {"'名录'!D5", "'名录'!G5", "'名录'!E6", "'名录'!G7"}
    words = said(first)
    assert "部分退回：可以接收1行，退回3行" in words and "底稿" in words and "这次只是检查" in words
    assert "跳过合计行1行：第9行" in words and "联系方式" in words


def test_a_copy_sent_back_unchanged_says_the_same_and_mended_says_nothing(checked, tmp_path):
    _, document, _, copy = checked
    again = check_paths([copy], tmp_path / "data", out=tmp_path)
    findings = [{(m["row"], m["column"], m["rule"]) for m in d["deliveries"][0]["messages"] if m["row"]}
                for d in (document, again)]  # fmt: skip
    assert findings[0] == findings[1] != set() and len(again["deliveries"]) == 1
    book = load_workbook(copy)
    sheet = book["名录"]
    for place, value in {"D5": "志愿团队", "G5": "2012-02-28", "E6": "备案", "G7": "2016-02-03"}.items():
        sheet[place] = value
    sheet.delete_rows(8)
    sheet.delete_cols(8, 2)
    book.remove(book["底稿"])
    book.save(tmp_path / "改好.xlsx")
    mended = check_paths([tmp_path / "改好.xlsx"], tmp_path / "data")
    assert [m for m in mended["deliveries"][0]["messages"] if m["severity"] != "提示"] == []
    clean = opened(tmp_path / "改好.校验.xlsx")
    assert colour(clean["名录"], "D5") == "" and clean["名录"]["D5"].comment is None
    assert "没有发现问题" in said(clean["校验结果"]) and list(clean).count("校验结果") == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_comes_back_as_a_workbook_with_the_same_rows(tmp_path, encoding):
    bad = ORGANIZATIONS.replace("2013-03-01", "2013-02-30").replace("一队", "=HYPERLINK(1)")
    path = write_csv(tmp_path / "名录.csv", bad, encoding)
    document = check_paths([path], tmp_path / "data")
    sheet = opened(tmp_path / "名录.校验.xlsx")["社会组织名录"]
    cells = [[cell.value for cell in row[:6]] for row in sheet.iter_rows()]
    with path.open(encoding=encoding, newline="") as handle:
        assert cells == list(csv.reader(handle))
    assert sheet["B2"].data_type == "s" and sheet["B2"].value.startswith("=HYPER")
    assert colour(sheet, "F3") == REFUSED and sheet["G3"].value.startswith("退回")
    again = check_paths([tmp_path / "名录.校验.xlsx"], tmp_path / "data", out=tmp_path / "out")
    assert again["deliveries"][0]["messages"] == document["deliveries"][0]["messages"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.csv", b"", "没有任何内容"),
        ("坏.xlsx", b"PK\x03\x04 no workbook", "已损坏"),
        ("图.xlsx", b"\x89PNG....", "图片"),
        ("只有表头.csv", "组织编号,组织名称,组织类型,登记状态,区域代码\n".encode(), "只有表头"),
    ],
)
def test_a_file_refused_as_a_whole_gets_one_sheet_saying_why(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    document = check_paths([path], tmp_path / "data")
    sheets = opened(document["marked"][str(path)] and tmp_path / marked_name(path))
    assert list(sheets) == ["校验结果"]
    text = said(sheets["校验结果"])
    assert words in text and "整份退回" in text and "重新报送" in text
    assert path.read_bytes() == content


def test_a_sheet_nobody_recognises_is_told_at_its_heading(tmp_path):
    path = write_csv(tmp_path / "名录.csv", ORGANIZATIONS.replace("registration", "注册与否否"))
    check_paths([path], tmp_path / "data")
    sheets = opened(tmp_path / "名录.校验.xlsx")
    sheet = sheets["数据"]
    assert colour(sheet, "A1") == REFUSED and "登记状态" in sheet["A1"].comment.text
    assert "没有认出" in said(sheets["校验结果"])


def test_a_big_file_comes_back_with_the_rows_that_have_findings(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "MOST_ROWS", 10)
    path = messy_book(tmp_path / "大.xlsx")
    book = load_workbook(path)
    for number in range(20):
        book["名录"].insert_rows(9)
        for index, value in enumerate([9, f"U{number}", f"第{number}队", "志愿团队", "备案", STREET, "2012-03-01"], 1):
            book["名录"].cell(9, index, value)
    book.save(path)
    check_paths([path], tmp_path / "data")
    sheets = opened(tmp_path / "大.校验.xlsx")
    sheet = sheets["名录"]
    assert [cell.value for cell in sheet["A"]] == ["原行号", "5", "6", "7", "8"]
    assert [cell.value for cell in sheet[1]][1:10] == HEADS
    assert colour(sheet, "E2") == REFUSED and "只列出有问题的行" in said(sheets["校验结果"])
    assert "请按“原行号”在原文件里改" in said(sheets["校验结果"])
    assert any(c.hyperlink and c.hyperlink.location == "'名录'!E2" for r in sheets["校验结果"].iter_rows() for c in r)


def test_comments_are_capped_with_a_word_and_colours_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "MOST_COMMENTS", 3)
    rows = "\n".join(f"T{n} | 队{n} | 志愿团对 | 备案 | {STREET} | 2012-03-01" for n in range(8))
    path = write_csv(tmp_path / "名录.csv", ORGANIZATIONS.strip().split("\n")[0] + "\n" + rows)
    check_paths([path], tmp_path / "data")
    sheets = opened(tmp_path / "名录.校验.xlsx")
    bad = [cell for cell in sheets["社会组织名录"]["C"][1:]]
    assert sum(cell.comment is not None for cell in bad) <= 3
    assert all(cell.fill.fgColor.rgb == REFUSED for cell in bad)
    assert "只有前3个带批注" in said(sheets["校验结果"])


def test_shapes_of_comments_are_one_each_and_links_lead_somewhere(checked):
    _, _, sheets, copy = checked
    texts = parts(copy)
    drawing = next(text for name, text in texts.items() if name.endswith(".vml"))
    shapes = re.findall(r"<\w+:Row>(\d+)</\w+:Row>\s*<\w+:Column>(\d+)</\w+:Column>", drawing)
    assert len(shapes) == len(set(shapes)) == sum(c.comment is not None for r in sheets["名录"].iter_rows() for c in r)
    for row in sheets["校验结果"].iter_rows():
        for cell in row:
            if cell.hyperlink:
                title, place = cell.hyperlink.location.rsplit("!", 1)
                assert sheets[title.strip("'")][place] is not None


def test_a_workbook_openpyxl_cannot_open_comes_back_as_its_cells(tmp_path):
    path = messy_book(tmp_path / "怪.xlsx")
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["xl/styles.xml"] = contents["xl/styles.xml"].replace(b"<cellXfs", b"<strange", 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    assert read_tables(path), "calamine no longer opens it"
    check_paths([path], tmp_path / "data")
    sheets = opened(tmp_path / "怪.校验.xlsx")
    assert colour(sheets["名录"], "D5") == REFUSED and "格式没能保留" in said(sheets["校验结果"])
    assert not any(MOBILE in text for text in parts(tmp_path / "怪.校验.xlsx").values())


def test_a_check_changes_nothing_and_needs_no_lock(tmp_path, monkeypatch, capsys):
    data = tmp_path / "data"
    monkeypatch.setenv("WUSHE_DATA_DIR", str(data))
    path = messy_book(tmp_path / "名录.xlsx")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    assert main(["check", str(path), "--out", str(tmp_path / "答复"), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["dry_run"] and document["marked"] == {str(path): str(tmp_path / "答复" / "名录.校验.xlsx")}
    assert not data.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["名录.xlsx", "答复"]


def test_copies_of_files_of_one_name_do_not_overwrite_each_other(tmp_path):
    one = write_csv(tmp_path / "甲" / "名录.csv", ORGANIZATIONS)
    two = write_csv(tmp_path / "乙" / "名录.csv", ORGANIZATIONS.replace("T3", "T4"))
    document = check_paths([one, two], tmp_path / "data", out=tmp_path / "out")
    assert len(set(document["marked"].values())) == 2 and len(list((tmp_path / "out").iterdir())) == 2
    beside = check_paths([tmp_path / "甲"], tmp_path / "data")
    assert list(beside["marked"]) == [str(one)]
    assert list(check_paths([tmp_path / "甲"], tmp_path / "data")["marked"]) == [str(one)]


def test_a_folder_that_cannot_be_written_is_named_in_chinese(tmp_path):
    path = write_csv(tmp_path / "名录.csv", ORGANIZATIONS)
    (tmp_path / "占用").write_text("x")
    with pytest.raises(WrongCallError, match="--out"):
        check_paths([path], tmp_path / "data", out=tmp_path / "占用")


def test_what_refers_to_nobody_known_is_hinted_at_once_something_is_published(tmp_path):
    activities = write_csv(tmp_path / "活动.csv", ACTIVITIES)
    before = check_paths([activities], tmp_path / "data", out=tmp_path)
    assert [m for m in before["deliveries"][0]["messages"] if m["severity"] == "提示"] == []
    load_paths([write_csv(tmp_path / "名录.csv", ORGANIZATIONS)], tmp_path / "data")
    after = check_paths([activities], tmp_path / "data", out=tmp_path)["deliveries"][0]
    hints = [m for m in after["messages"] if m["severity"] == "提示"]
    assert [(m["row"], m["found"]) for m in hints] == [(4, "T9")] and after["rejected"] == 0
    assert "待核" in hints[0]["message"] and after["accepted"] == 3
    sheet = opened(tmp_path / "活动.校验.xlsx")["活动"]
    assert colour(sheet, "B4") == COLOURS["提示"]


def test_a_file_known_already_is_told_again_what_was_wrong_with_it(tmp_path):
    path = messy_book(tmp_path / "名录.xlsx")
    load_paths([path], tmp_path / "data")
    entry = check_paths([path], tmp_path / "data")["deliveries"][0]
    assert entry["status"] == "duplicate" and entry["duplicates"] == 5 and entry["rejected"] == 0
    sheets = opened(tmp_path / "名录.校验.xlsx")
    assert colour(sheets["名录"], "D5") == REFUSED and "完全相同" in said(sheets["校验结果"])


def test_the_answer_of_a_load_says_what_was_taken_in(tmp_path):
    path = messy_book(tmp_path / "名录.xlsx")
    document = load_paths([path], tmp_path / "data")
    copy = write_marked_copy(path, document["deliveries"], tmp_path / "out")
    assert copy == tmp_path / "out" / "名录.校验.xlsx" and [p.name for p in copy.parent.iterdir()] == [copy.name]
    words = said(opened(copy)["校验结果"])
    assert "已经接收1行" in words and "这次只是检查" not in words


def test_names_of_copies_are_safe_short_and_hold_no_personal_number(tmp_path):
    assert marked_name(tmp_path / f"名录{MOBILE}.xlsx") == "名录138＊＊＊＊＊＊＊＊.校验.xlsx"
    assert marked_name(tmp_path / "名录.校验.xlsx") == "名录.校验.xlsx"
    assert len(marked_name(tmp_path / ("长" * 90 + ".csv")).encode()) < 255


hostile_text = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["=1+1", "＝1", "@x", "-2", "+A1", "\t=1", "_x0041_", "a\x00b\ufffe", "<&>\"'", MOBILE, IDENTITY]),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cells=st.lists(st.lists(hostile_text, min_size=1, max_size=4), min_size=1, max_size=6), remark=hostile_text)
def test_whatever_stands_in_cells_and_messages_stays_harmless_text(tmp_path, cells, remark):
    mark = (1, 1, "拒收", remark)
    sheet = {"title": "数据", "header_row": 1, "mark_column": 9, "marks": [mark], "rows": [(2, remark)],
             "cells": [(number, row) for number, row in enumerate(cells, start=1)]}  # fmt: skip
    own = {"title": "校验结果", "lines": [[(remark, "wrap", None)]]}
    draw({"original": None, "sheets": [sheet], "own": [own]}, tmp_path / "x.xlsx")
    drawn = load_workbook(tmp_path / "x.xlsx")["数据"]
    for number, row in enumerate(cells, start=1):
        for index in range(1, len(row) + 1):
            cell = drawn.cell(number, index)
            assert cell.data_type in ("s", "n", "inlineStr") and (cell.value is None or isinstance(cell.value, str))
            assert not cell.value or not has_personal(cell.value)
    for name, text in parts(tmp_path / "x.xlsx").items():
        assert "<f>" not in text and MOBILE not in text and IDENTITY not in text, name
        if name.endswith(".xml"):
            ElementTree.fromstring(text)


def test_tables_lists_and_conditions_survive_and_charts_and_outside_links_do_not(tmp_path):
    path = tmp_path / "花.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名录")
        sheet.add_table(0, 0, 5, 6, {"columns": [{"header": head} for head in HEADS[:7]]})
        for number, row in enumerate(ROWS, start=1):
            sheet.write_row(number, 0, row[:7])
        sheet.data_validation("D2:D9", {"validate": "list", "source": ["志愿团队", "基金会"]})
        sheet.data_validation("E2:E9", {"validate": "list", "source": "='[别的.xlsx]表'!$A$1:$A$3"})
        sheet.conditional_format("A2:A9", {"type": "cell", "criteria": ">", "value": 3, "format": book.add_format()})
        sheet.insert_chart("K2", _chart(book))
        book.define_name("外面", "='[别的.xlsx]表'!$A$1")
        book.define_name("里面", "=名录!$A$1")
    check_paths([path], tmp_path / "data")
    copy = tmp_path / "花.校验.xlsx"
    sheet = opened(copy)["名录"]
    assert [table.ref for table in sheet.tables.values()] == ["A1:G6"]
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["D2:D9"]
    assert len(sheet.conditional_formatting) == 1
    texts = parts(copy)
    assert not any("chart" in name or "externalLink" in name or "[别的" in text for name, text in texts.items())
    assert list(load_workbook(copy).defined_names) == ["里面"]
    assert colour(sheet, "D3") == REFUSED


def _chart(book):
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=名录!$A$2:$A$6"})
    return chart


def test_of_a_very_long_text_file_only_the_beginning_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(marked, "MOST_TEXT_BYTES", 2_000)
    monkeypatch.setattr(marked, "_HEAD_BYTES", 1_000)
    forms = ["志愿团对" if number == 60 else "志愿团队" for number in range(90)]
    rows = "\n".join(f"T{n} | 第{n}队 | {form} | 备案 | {STREET} | 2012-03-01" for n, form in enumerate(forms))
    path = write_csv(tmp_path / "名录.csv", ORGANIZATIONS.strip().split("\n")[0] + "\n" + rows)
    entry = check_paths([path], tmp_path / "data")["deliveries"][0]
    assert (entry["accepted"], entry["rejected"]) == (89, 1)
    sheet = opened(tmp_path / "名录.校验.xlsx")["社会组织名录"]
    assert [cell.value for cell in sheet[1]][:4] == ["原行号", "org_id", "name", "legal_form"]
    assert [cell.value for cell in sheet[2]][:4] == ["62", None, None, "志愿团对"]
    assert colour(sheet, "D2") == REFUSED and sheet.max_row == 2


def test_references_of_files_read_by_columns_are_hinted_too(tmp_path):
    rows = pa.table({"org_id": ["T9", "T1", "T9", None], "activity_id": ["A", "B", "C", "D"], "_row": [2, 3, 4, 5]})
    pq.write_table(rows, tmp_path / "rows.parquet")
    assert _in_file(tmp_path / "rows.parquet", "org_id") == {"T9": (2, 2), "T1": (1, 3)}


def test_a_table_that_does_not_begin_in_column_a_is_marked_where_it_stands(tmp_path):
    path = tmp_path / "靠右.xlsx"
    book = Workbook()
    sheet = book.active
    for number, row in enumerate([HEADS[1:7], *(row[1:7] for row in ROWS[:3])]):
        for index, value in enumerate(row):
            sheet.cell(4 + number, 3 + index, value)
    sheet["D6"].value, sheet["D6"].data_type = "#REF!", "e"
    book.save(path)
    entry = check_paths([path], tmp_path / "data")["deliveries"][0]
    assert (6, "组织名称", "B045") in {(m["row"], m["column"], m["rule"]) for m in entry["messages"]}
    copy = opened(tmp_path / "靠右.校验.xlsx")["Sheet"]
    assert [colour(copy, place) for place in ("D6", "E6", "F7", "D5", "C6")] == [REFUSED, REFUSED, REFUSED, "", ""]
    assert copy["I4"].value == "校验标记"
