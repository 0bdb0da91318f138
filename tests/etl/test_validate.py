"""Whole tables as people send them: files, keys, merged cells, mapped rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from etl.errors import WARNING
from etl.extract import read_tables
from etl.record import record_types
from etl.validate import recognise, validate, validate_mapped
from tests.etl.drawn_tables import ACTIVITY, TODAY, judged, rules


def test_equal_keys_with_other_content_refuse_each_other_and_say_where():
    row = "A|名|KX|330102011|2016-06-01||讲座|{}|1|是"
    outcome = judged("activities", ACTIVITY, row.format(1), row.format(2), "B" + row.format(3)[1:])
    assert rules(outcome) == [["B115"], ["B115"]] and len(outcome.rows) == 1
    assert "第3行" in outcome.rejected[0][2][0].message and "活动编号A" in outcome.rejected[0][2][0].message


def test_lines_with_a_comma_too_many_are_sent_back(tmp_path):
    path = tmp_path / "活动.csv"
    good = "A,名,KX,330102011,2016-06-01,,讲座,1,1,是\n"
    path.write_text(ACTIVITY.replace("|", ",") + "\n" + good + good.replace("A,", "B,").replace("名", "名,多"))
    (table,) = read_tables(path)
    outcome = validate(table, recognise(table), today=TODAY)
    assert len(outcome.rows) == 1 and "B013" in rules(outcome)[0]


def test_a_workbook_from_title_to_total(tmp_path):
    path = tmp_path / "凯旋.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("资金"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 6, "凯旋街道资金台账")
        sheet.write_row(1, 0, ["填报区域：上城区凯旋街道（330102011000）", "", "", "", "金额单位：万元"])
        sheet.write_row(2, 0, ["流水号", "拨付日期", "金额", "状态", "来源", "用途", "所在社区"])
        for number, amount in enumerate([1.5, 2, 3.25]):
            sheet.write_row(3 + number, 0, [f"F{number}", "", amount, "拨付", "财政", "创投", "景芳社区"])
            sheet.write_datetime(3 + number, 1, datetime(2016, 6, 1 + number), day)
        sheet.write_row(6, 0, ["合计", "", 6.8])
        sheet.write_row(7, 0, ["填表人：某某"])
    (table,) = read_tables(path)
    record_type = recognise(table)
    outcome = validate(table, record_type, today=TODAY)
    assert record_type.id == "funding" and outcome.row_numbers == [4, 5, 6]
    assert [row["amount"] for row in outcome.rows] == [
        Decimal(n).quantize(Decimal("0.01")) for n in (15000, 20000, 32500)
    ]
    assert {row["area_code"] for row in outcome.rows} == {"330102011002"}
    (warning,) = [found for found in outcome.warnings if found.severity == WARNING]
    assert (warning.rule, warning.row) == ("B036", 7) and "500" in warning.message


def test_merged_cells_are_filled_down_only_where_that_means_the_same(tmp_path):
    path = tmp_path / "活动.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["活动编号", "组织编号", "区域代码", "活动日期", "活动类型", "服务人次"])
        for row in (1, 2):
            sheet.write_row(row, 0, [f"A{row}", "", "330102011000", "2016-06-01", "讲座"])
        sheet.merge_range(1, 1, 2, 1, "KX-001")
        sheet.merge_range(1, 5, 2, 5, 30)
    (table,) = read_tables(path)
    outcome = validate(table, recognise(table), today=TODAY)
    assert [(number, problem.rule, problem.column) for number, _, (problem,) in outcome.rejected] == [
        (2, "B034", "服务人次"), (3, "B034", "服务人次"),
    ]  # fmt: skip
    assert [raw["组织编号"] for _, raw, _ in outcome.rejected if "组织编号" in raw] == ["KX-001"]
    assert ("B034", "警告") in {(warning.rule, warning.severity) for warning in outcome.warnings}


def test_many_refused_rows_are_a_warning_for_the_whole_file():
    rows = [f"A{n}|名{n}|KX|330102011|{'2016-06-01' if n > 4 else '?'}||讲座|1|1|是" for n in range(20)]
    assert [w.rule for w in judged("activities", ACTIVITY, *rows).warnings] == ["B000"]
    assert not judged("activities", ACTIVITY, *rows[4:8]).warnings


def test_the_same_warning_is_listed_a_hundred_times_at_most():
    rows = [f"A{n}|名{n}|KX|330102011|2016年6月||讲座|1|1|是" for n in range(250)]
    warnings = judged("activities", ACTIVITY, *rows).warnings
    assert len(warnings) == 101 and "共250行" in warnings[-1].message


def test_mapped_rows_are_judged_alike_under_the_headings_of_their_producer():
    rows = [
        {"record_id": "1", "org_id": "LEEDS", "volunteers": "3", "area_code": "E08000035",
         "served_on": date(2023, 10, 1),
         "hours": Decimal("48.857")},
        {"record_id": "2", "org_id": "LEEDS", "volunteers": None, "area_code": "E08000035", "served_on": "",
         "hours": "x"},
    ]  # fmt: skip
    outcome = validate_mapped(
        record_types()["volunteer_hours"], rows, [2, 9], {"hours": "volunteer_hours"}, today=TODAY
    )
    assert outcome.rows[0]["hours"] == Decimal("48.857") and outcome.row_numbers == [2]
    ((number, written, problems),) = outcome.rejected
    assert number == 9 and written["volunteer_hours"] == "x"
    assert {(p.rule, p.column) for p in problems} == {("B081", "volunteer_hours"), ("V001", "服务日期")}


def test_an_empty_report_is_judged_without_rows():
    assert judged("activities", ACTIVITY).rows_read == 0
