"""Volunteer hours of the catalogue, B085–B097."""

from datetime import date, time
from decimal import Decimal

from tests.badinput.kept import kept
from tests.badinput.loading import Sheet, good

HEADER = ["记录编号", "志愿者编号", "组织编号", "活动编号", "区域代码", "服务日期", "服务时长", "开始时间", "结束时间"]


def hours(*written, heading="服务时长"):
    """A clean table with one row per duration, written as given."""
    sheet = good("volunteer_hours").more(max(0, len(written) - 3))
    left = [row[4] for row in sheet.rows[len(written) :]]
    return sheet.put_all("服务时长", [*written, *left]).rename("服务时长", heading)


def services(*rows):
    """Rows drawn as “volunteer activity hours [start end]” of one day, numbered R2, R3, … as Excel shows them."""
    cells = []
    for number, row in enumerate(rows, start=2):
        volunteer, activity, length, *clock = row.split()
        begun, ended = clock or ("", "")
        cells.append([f"R{number}", volunteer, "KX-001", activity, "330102011001", "2016-06-01", length, begun, ended])
    return Sheet(HEADER, cells)


def unnumbered(*rows):
    return services(*rows).drop("记录编号")


def test_B085_durations_in_many_notations(desk):
    written = ["2小时30分", "2:30", "2.5h", "150分钟", "2小时半", "0.104166"]
    answer = desk.load(desk.csv("时长.csv", hours(*written)))
    assert kept(answer, "hours") == [Decimal("2.500")] * 6
    answer.warned("B085", row=7, found="0.104166", words="换算为2.5小时")
    assert answer.rules() == ["B085"]


def test_B085_times_and_minutes_of_a_workbook(desk):
    answer = desk.load(desk.xlsx("时长.xlsx", hours(time(2, 30), 2.5, "150分钟"))).normalised()
    assert kept(answer, "hours") == [Decimal("2.500")] * 3
    answer = desk.load(desk.csv("分钟.csv", hours("150", "60", "45", heading="服务时长（分钟）"))).normalised()
    assert kept(answer, "hours") == [Decimal("2.500"), Decimal("1.000"), Decimal("0.750")]


def test_B086_half_a_day_is_no_number(desk):
    found = ["半天", "一天", "上午"]
    answer = desk.load(desk.csv("时长.csv", hours(*found, "2")))
    for row, length in enumerate(found, start=2):
        answer.quarantined("B086", rejected=3, row=row, column="服务时长", found=length, words="请填写小时数")


def test_B087_more_than_the_day_has(desk):
    answer = desk.load(desk.csv("时长.csv", hours("25")))
    answer.quarantined("B087", row=2, column="服务时长", found="25", words="25小时（每人）超过24小时")


def test_B088_a_long_day(desk):
    answer = desk.load(desk.csv("时长.csv", hours("13")))
    answer.warned("B088", row=2, column="服务时长", found="13", words="请核实")


def test_B089_less_than_nothing_and_nothing(desk):
    answer = desk.load(desk.csv("时长.csv", hours("-2", "0")))
    answer.quarantined("B089", row=2, column="服务时长", found="-2", words="必须大于0")
    assert [(m["row"], m["severity"]) for m in answer.said("B089")] == [(2, "拒收"), (3, "警告")]


def test_B090_beyond_24_hours_in_the_order_of_the_clock(desk):
    sheet = services("V1 A 3 21:00 24:00", "V1 B 12 00:00 12:00", "V1 C 9 12:00 21:00", "V1 D 1", "V2 A 2")
    answer = desk.load(desk.csv("时长.csv", sheet))
    answer.quarantined("B090", row=5, column="服务时长", found="1", words="同一人当天累计25小时")
    assert kept(answer, "record_id") == ["R2", "R3", "R4", "R6"]


def test_B090_every_row_beyond_is_sent_back(desk):
    answer = desk.load(desk.csv("时长.csv", services("V1 A 12", "V1 B 12", "V1 C 5", "V1 D 1", "V2 A 2")))
    for row in (4, 5):
        answer.quarantined("B090", rejected=2, row=row, words="超过24小时")


def test_B091_the_row_registered_later_is_sent_back(desk):
    sheet = services("V1 A 2 10:00 12:00", "V1 B 2 09:00 11:00", "V1 C 1 08:00 09:00", "V1 D 2 12:00 14:00", "V2 A 2")
    answer = desk.load(desk.csv("时长.csv", sheet))
    said = answer.quarantined("B091", row=3, column="开始时间", found="09:00", words="与第2行的服务时间重叠")
    assert "10:00–11:00" in said["message"] and kept(answer, "record_id") == ["R2", "R4", "R5", "R6"]


def test_B091_a_row_that_was_sent_back_blocks_nobody(desk):
    sheet = services("V1 A 2 09:00 11:00", "V1 B 2 10:00 12:00", "V1 C 2 11:00 13:00", "V2 A 2", "V3 A 2", "V4 A 2")
    answer = desk.load(desk.csv("时长.csv", sheet))
    answer.quarantined("B091", row=3)
    assert kept(answer, "record_id") == ["R2", "R4", "R5", "R6", "R7"]


def test_B091_past_midnight_into_the_next_day(desk):
    sheet = services("V1 A 4 22:00 02:00", "V1 B 2 01:00 03:00", "V2 A 2", "V3 A 2", "V4 A 2")
    answer = desk.load(desk.csv("时长.csv", sheet.put(3, "服务日期", "2016-06-02")))
    answer.quarantined("B091", row=3, words="01:00–02:00")


def test_B092_the_same_service_twice_counts_once(desk):
    answer = desk.load(desk.csv("时长.csv", unnumbered("V1 A 2", "V2 A 3", "V1 A 2小时")))
    answer.warned("B092", row=4, words="与第2行完全相同，重复登记，只计一次")
    assert (answer.entry["accepted"], answer.entry["duplicates"]) == (2, 1)


def test_B092_under_two_numbers(desk):
    answer = desk.load(desk.csv("时长.csv", services("V1 A 2", "V2 A 3", "V1 A 2")))
    answer.warned("B092", row=4, words="与第2行完全相同")
    assert kept(answer, "record_id") == ["R2", "R3"]


def test_B093_two_durations_for_the_same_service(desk):
    for name, table in (("无编号", unnumbered), ("有编号", services)):
        rows = ["V1 A 2", "V2 A 3", "V1 A 3", *(f"V{n} A 1" for n in range(3, 9))]
        answer = desk.load(desk.csv(f"{name}.csv", table(*rows)))
        answer.quarantined("B093", rejected=2, row=2, column="服务时长", found="2", words="2/3")
        answer.quarantined("B093", rejected=2, row=4, column="服务时长", found="3", words="3/2")


def test_B093_two_shifts_are_two_services(desk):
    sheet = services("V1 A 2 09:00 11:00", "V1 A 3 14:00 17:00", "V2 A 1")
    desk.load(desk.csv("时长.csv", sheet)).normalised()


def test_B094_the_clock_wins_over_the_duration(desk):
    sheet = services("V1 A 3 09:00 11:00", "V2 A 2.3 09:00 11:20", "V3 A 3").put(4, "开始时间", "09:00")
    answer = desk.load(desk.csv("时长.csv", sheet))
    said = answer.warned("B094", row=2, column="服务时长", found="3", words="按起止时间09:00–11:00应为2小时")
    assert said["message"].startswith("填写3小时") and answer.rules() == ["B094"]
    assert kept(answer, "hours") == [Decimal("2.000"), Decimal("2.300"), Decimal("3.000")]


def test_B094_the_hours_of_a_group_have_no_clock(desk):
    header = ["记录编号", "志愿者人数", "组织编号", "区域代码", "服务日期", "服务时长", "开始时间", "结束时间"]
    row = ["R1", "30", "KX-001", "330102011001", "2016-06-01", "75", "09:00", "11:00"]
    answer = desk.load(desk.csv("时长.csv", Sheet(header, [row]))).normalised()
    assert kept(answer, "hours") == [Decimal("75.000")]


def test_B095_past_midnight(desk):
    answer = desk.load(desk.csv("时长.csv", services("V1 A 4 22:00 02:00"))).normalised()
    assert (kept(answer, "hours"), kept(answer, "served_on")) == ([Decimal("4.000")], [date(2016, 6, 1)])


def test_B095_the_duration_past_midnight_follows_the_clock(desk):
    answer = desk.load(desk.csv("时长.csv", services("V1 A 2 22:00 02:00")))
    answer.warned("B094", row=2, words="应为4小时")


def test_B095_an_end_before_the_beginning_is_not_a_night(desk):
    answer = desk.load(desk.csv("时长.csv", services("V1 A 2 11:00 09:00", "V2 A 2")))
    answer.quarantined("B065", row=2, column="结束时间", found="09:00", words="可能填反了")


def test_B097_the_total_of_a_month_is_no_persons_record(desk):
    answer = desk.load(desk.csv("时长.csv", good("volunteer_hours").put(2, "志愿者编号", "").put(2, "服务时长", "300")))
    answer.quarantined("B097", row=2, column="志愿者编号", words="这是汇总数，不是个人记录")
