"""Keys of the catalogue within one file, B115–B117."""

from etl.run import set_withdrawn
from tests.badinput.kept import kept
from tests.badinput.loading import good


def test_B115_the_same_row_twice_counts_once(desk):
    sheet = good("activities")
    answer = desk.load(desk.csv("活动.csv", sheet.append(sheet.rows[0])))
    answer.warned("B092", row=5, words="与第2行完全相同")
    assert (answer.entry["accepted"], answer.entry["duplicates"]) == (3, 1)


def test_B115_one_number_for_two_activities(desk):
    sheet = good("activities").put(4, "活动编号", "A-1")
    answer = desk.load(desk.csv("活动.csv", sheet))
    answer.quarantined("B115", rejected=2, row=2, words="与第4行是同一条记录（活动编号A-1）但内容不同")
    answer.quarantined("B115", rejected=2, row=4, words="与第2行是同一条记录")


def test_B116_the_same_activity_under_two_numbers(desk):
    row = good("activities").rows[0]
    again = ["A-9", "社区 一日义诊。", *row[2:]]
    answer = desk.load(desk.csv("活动.csv", good("activities").append(again)))
    answer.warned("B116", row=5, column="活动名称", found="社区 一日义诊。", words="与第2行疑似同一活动")
    answer.warned("B116", row=2, words="与第5行疑似同一活动")
    assert len(kept(answer, "activity_id")) == 4


def test_B117_what_a_later_file_leaves_out_stays_until_it_is_withdrawn(desk):
    desk.load_earlier("organizations")
    first = desk.load(desk.csv("一.csv", good("activities")))
    later = good("activities")
    later.rows = [[*later.rows[0][:6], "31", "100.10"]]
    answer = desk.load(desk.csv("二.csv", later)).normalised()
    assert answer.column("activities", "visits", "activity_id") == [31, 45, 12]
    set_withdrawn(desk.data_dir, first.entry["delivery"], True)
    assert answer.column("activities", "visits", "activity_id") == [31]
    answer.sums_hold()
