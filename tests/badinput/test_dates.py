"""Dates of the catalogue, B053–B068."""

from datetime import date, datetime, time, timedelta

from etl.normalise.dates import SHANGHAI
from tests.badinput.kept import kept
from tests.badinput.loading import good

FIRST_OF_JUNE = date(2016, 6, 1)


def activities(*days):
    """A clean table with one row per day, written as given."""
    sheet = good("activities")
    sheet = sheet.more(max(0, len(days) - 3))
    sheet = sheet.put_all("活动名称", [f"第{number}场义诊" for number in range(len(sheet.rows))])
    return sheet.put_all("活动日期", [*days, *(row[4] for row in sheet.rows[len(days) :])])


def organizations(day):
    return good("organizations").add("成立日期", [day, "2012-01-05", "2012-01-06"])


def test_B053_the_usual_ways_to_write_a_day(desk):
    written = ["2016/6/1", "2016.6.1", "20160601", "2016年6月1日", "２０１６－６－１", "二〇一六年六月一日"]
    answer = desk.load(desk.csv("活动.csv", activities(*written))).normalised()
    assert kept(answer, "held_on") == [FIRST_OF_JUNE] * len(written)


def test_B054_a_month_alone_is_enough_for_an_activity(desk):
    answer = desk.load(desk.csv("活动.csv", activities("2016年6月")))
    answer.warned("B054", row=2, column="活动日期", found="2016年6月", words="只写到月份，按2016年6月1日计")
    assert kept(answer, "held_on")[0] == FIRST_OF_JUNE


def test_B054_a_month_alone_is_not_enough_for_a_founding_day(desk):
    answer = desk.load(desk.csv("名录.csv", organizations("2011年6月")))
    answer.quarantined("B054", row=2, column="成立日期", found="2011年6月", words="请填写具体日期")


def test_B055_no_day_at_all(desk):
    answer = desk.load(desk.csv("活动.csv", activities("2016年", "上半年", "每周三", "2016-06-04")))
    for row, found in [(2, "2016年"), (3, "上半年"), (4, "每周三")]:
        answer.quarantined("B055", rejected=3, row=row, column="活动日期", found=found, words="请填写具体日期")


def test_B056_day_numbers_of_excel_beside_dates_are_asked_about(desk):
    answer = desk.load(desk.csv("活动.csv", activities("42522", "2016-06-02", "42524")))
    answer.warned("B056", row=2, column="活动日期", found="42522", words="换算为2016-06-01，请确认")
    assert kept(answer, "held_on") == [FIRST_OF_JUNE, date(2016, 6, 2), date(2016, 6, 3)]
    assert [message["row"] for message in answer.said("B056")] == [2, 4]


def test_B056_a_column_of_day_numbers_is_one_remark(desk):
    answer = desk.load(desk.xlsx("活动.xlsx", activities(42522, 42523, 42524)))
    answer.warned("B056", row=None, column="活动日期", found="42522", words="这一列都是Excel日期序号")
    assert answer.rules() == ["B056"] and kept(answer, "held_on")[2] == date(2016, 6, 3)


def test_B057_a_workbook_of_the_1904_calendar(desk):
    with desk.workbook("活动.xlsx", date_1904=True) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, cells in enumerate(good("activities").cells()):
            sheet.write_row(number, 0, cells)
        for row in (1, 2, 3):
            sheet.write_datetime(row, 4, datetime(2016, 6, row), day)
    answer = desk.load(desk.folder / "活动.xlsx").normalised()
    assert kept(answer, "held_on") == [date(2016, 6, day) for day in (1, 2, 3)]


def test_B057_the_day_excel_invented(desk):
    answer = desk.load(desk.xlsx("活动.xlsx", activities(60, "2016-06-02")))
    answer.quarantined("B057", row=2, column="活动日期", found="60", words="在日历中不存在")


def test_B058_a_year_of_two_digits(desk):
    answer = desk.load(desk.csv("活动.csv", activities("16-6-1")))
    answer.warned("B058", row=2, column="活动日期", found="16-6-1", words="已按2016年处理，请确认")
    assert kept(answer, "held_on")[0] == FIRST_OF_JUNE


def test_B058_a_founding_day_needs_its_century(desk):
    answer = desk.load(desk.csv("名录.csv", organizations("12-1-5")))
    answer.quarantined("B058", row=2, column="成立日期", found="12-1-5", words="请写成四位")


def test_B058_99_may_be_of_either_century(desk):
    answer = desk.load(desk.csv("活动.csv", activities("99-6-1")))
    answer.quarantined("B058", row=2, column="活动日期", found="99-6-1", words="无法判断是1999年还是2099年")


def test_B060_days_that_do_not_exist(desk):
    answer = desk.load(desk.csv("活动.csv", activities("2016年2月30日", "2016-6-31", "2016-13-01", "2016-06-04")))
    for row, found in [(2, "2016年2月30日"), (3, "2016-6-31"), (4, "2016-13-01")]:
        answer.quarantined("B060", rejected=3, row=row, column="活动日期", found=found, words="日历上没有这一天")


def test_B061_day_and_month_may_be_either(desk):
    answer = desk.load(desk.csv("活动.csv", activities("01/06/2016")))
    said = answer.quarantined("B061", row=2, column="活动日期", found="01/06/2016", words="请写成2016-06-01")
    assert "1月6日" in said["message"] and "6月1日" in said["message"]


def test_B062_the_lunar_calendar(desk):
    answer = desk.load(desk.csv("活动.csv", activities("16年六月初一")))
    answer.quarantined("B062", row=2, column="活动日期", found="16年六月初一", words="请填写公历日期")


def test_B063_what_has_not_happened_yet(desk):
    today = datetime.now(SHANGHAI).date()
    late = str(today + timedelta(days=30))
    answer = desk.load(desk.csv("活动.csv", activities(late, str(today))))
    answer.quarantined("B063", row=2, column="活动日期", found=late, words="在今天之后")


def test_B064_before_there_could_be_any(desk):
    answer = desk.load(desk.csv("名录.csv", organizations("1948-01-05")))
    answer.quarantined("B064", row=2, column="成立日期", found="1948-01-05", words="日期过早（1948-01-05），请核对")
    hours = good("volunteer_hours").put(2, "服务日期", "1999-06-01")
    desk.load(desk.csv("时长.csv", hours)).quarantined("B064", row=2, column="服务日期", found="1999-06-01")


def test_B064_excels_day_nought(desk):
    with desk.workbook("活动.xlsx") as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(good("activities").cells()):
            sheet.write_row(number, 0, cells)
        sheet.write_datetime(1, 4, time(0, 0), book.add_format({"num_format": "yyyy-mm-dd"}))
    answer = desk.load(desk.folder / "活动.xlsx")
    answer.quarantined("B064", row=2, column="活动日期", words="1900-01-00")


def test_B065_the_end_before_the_beginning(desk):
    sheet = good("activities").add("结束日期", ["2016-05-30", "", "2016-06-04"])
    answer = desk.load(desk.csv("活动.csv", sheet))
    answer.quarantined("B065", row=2, column="结束日期", found="2016-05-30", words="结束日期早于开始日期，可能填反了")


def test_B066_outside_the_period_the_sender_declares(desk):
    path = desk.csv("活动.csv", activities("2015-12-30", "2016-06-02"))
    answer = desk.load(path, from_="2016-01-01", to="2016-12-31")
    said = answer.warned("B066", row=2, column="活动日期", found="2015-12-30", words="已计入2015年")
    assert "2016-01-01至2016-12-31" in said["message"] and len(answer.said("B066")) == 1


def test_B066_outside_the_period_of_the_title(desk):
    sheet = good("population").put(3, "年份", "2014").title(["报告期：2015年度"])
    answer = desk.load(desk.csv("人口.csv", sheet))
    answer.warned("B066", row=4, column="年份", found="2014", words="已计入2014年")


def test_B067_an_end_that_is_open(desk):
    sheet = good("activities").add("结束日期", ["长期", "至今", "2016-06-04"])
    answer = desk.load(desk.csv("活动.csv", sheet)).normalised()
    assert kept(answer, "ended_on") == [None, None, date(2016, 6, 4)]


def test_B068_another_time_zone(desk):
    sheet = activities("2016-06-01 23:30:00+00:00", "2016-06-01 23:30:00")
    answer = desk.load(desk.csv("活动.csv", sheet)).normalised()
    assert kept(answer, "held_on")[:2] == [date(2016, 6, 2), FIRST_OF_JUNE]
