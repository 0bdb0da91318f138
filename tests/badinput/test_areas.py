"""B119–B128: areas nobody knows, areas of another time, two that disagree, areas of others."""

from dataclasses import replace

import pytest

from tests.badinput.loading import Sheet, good

FORMER = Sheet(
    ["区域代码", "区域名称", "级别", "上级代码", "启用日期", "停用日期"],
    [["330104000000", "江干区", "3", "330100000000", "", "2021-04-09"],
     ["330104008000", "凯旋街道（江干）", "4", "330104000000", "", "2021-04-09"]],
)  # fmt: skip


def places(*codes: str) -> Sheet:
    return good("activities").put_all("区域代码", codes)


def waiting(answer) -> list[dict]:
    answer.sums_hold()
    return [message for message in answer.messages if message["severity"] == "待核"]


def test_B119_code_that_does_not_exist_waits(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", places("330102011001", "330102999000", "330102011002")))
    (said,) = waiting(answer)
    assert said["row"] == 3 and "找不到区划“330102999000”" in said["message"]
    assert "今天的区划中没有这个代码" in said["message"]
    assert answer.ask("SELECT value, target FROM pending_rows") == [("330102999000", "areas")]


def test_B119_name_that_does_not_exist_is_sent_back(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", places("330102011001", "蓬莱仙岛街道", "330102011002")))
    answer.quarantined("B119", "找不到“蓬莱仙岛街道”", row=3, found="蓬莱仙岛街道")


def test_B120_codes_of_two_to_twelve_digits(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", places("330102", "330102011", "3301")))
    answer.normalised()
    assert answer.column("activities", "area_code", "activity_id") == [
        "330102000000", "330102011000", "330100000000",
    ]  # fmt: skip


def test_B121_former_district_waits_until_it_is_delivered_and_is_never_converted_whole(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", places("330102011001", "330104000000", "330104008000")))
    assert [said["row"] for said in waiting(answer)] == [3, 4]
    assert "可能已撤并或改名；请填所在街道今天的代码，或先报送这个历史区划" in waiting(answer)[0]["message"]
    later = desk.load(desk.csv("历史区划.csv", FORMER))
    later.sums_hold()
    assert later.ask("SELECT area_code, l3 FROM activities ORDER BY activity_id") == [
        ("330102011001", "330102000000"), ("330104000000", "330104000000"), ("330104008000", "330104000000"),
    ]  # fmt: skip


def test_B122_row_of_a_split_area_without_a_street_stays_with_the_area(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", places("330110000000", "330110", "余杭区")))
    answer.normalised()
    found = answer.ask("SELECT DISTINCT area_code, area_level, l3, l4 FROM activities")
    assert found == [("330110000000", 3, "330110000000", None)]


def test_B123_street_that_became_a_town_is_found_once_delivered(desk):
    desk.load_earlier("organizations")
    town = "330102177000"
    answer = desk.load(desk.csv("活动.csv", places(town, "330102011001", "330102011001")))
    assert [said["row"] for said in waiting(answer)] == [2]
    area = Sheet(FORMER.header, [[town, "老镇", "4", "330102000000", "", "2015-01-01"]])
    later = desk.load(desk.csv("历史区划.csv", area))
    assert later.ask("SELECT kind FROM areas WHERE area_code = '330102177000'") == [("镇",)]
    assert later.ask("SELECT count(*) FROM activities") == [(3,)]


def test_B124_former_code_used_after_its_end(desk):
    desk.load_earlier("organizations")
    desk.load(desk.csv("历史区划.csv", FORMER)).normalised()
    sheet = places("330104000000", "330104000000", "330102011001").put(3, "活动日期", "2021-05-01")
    answer = desk.load(desk.csv("活动.csv", sheet))
    said = answer.warned("B124", "“江干区”（330104000000）在2021-05-01已停用（用到2021-04-09）",
                         row=3, column="区域代码", found="330104000000")  # fmt: skip
    assert "请改填当时的区域代码" in said["message"] and len(answer.said("B124")) == 1
    early = Sheet(FORMER.header, [["330198000000", "新设区", "3", "330100000000", "2021-04-09", ""]])
    desk.load(desk.csv("新区.csv", early)).normalised()
    people = good("population").put(2, "区域代码", "330198000000")
    desk.load(desk.csv("人口.csv", people)).warned("B124", "尚未启用（2021-04-09起用）", row=2, column="区域代码")


def test_B119_a_sender_nobody_can_place_is_told_once(desk):
    table = replace(good("activities"), above=[["填报区域：朝阳区"]])
    answer = desk.load(desk.xlsx("活动.xlsx", table))
    answer.warned("B119", "标题里的填报区域“朝阳区”没有读懂")
    assert "B125" not in answer.rules("警告")


def test_B125_name_that_several_places_bear(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", places("330102011001", "朝阳区", "鼓楼区")))
    answer.quarantined("B125", "请填写代码或上级名称", rejected=2, row=3, found="朝阳区")
    assert "“鼓楼区”在多个地方都有" in answer.said("B125")[1]["message"]


@pytest.mark.parametrize("heading", ["街道", "区域"])
def test_B126_code_and_name_disagree_within_the_county(desk, heading):
    desk.load_earlier("organizations")
    names = ["凯旋街道", "湖滨街道", "凯旋街道"]
    answer = desk.load(desk.csv("活动.csv", good("activities").add(heading, names)))
    said = answer.warned("B126", "代码330102011001是“景昙社区”，名称填的是“湖滨街道”，以代码为准",
                         row=3, column=heading, found="湖滨街道")  # fmt: skip
    assert said["severity"] == "警告" and len(answer.said("B126")) == 1
    assert set(answer.column("activities", "area_code")) == {"330102011001"}


def test_B126_code_and_name_of_two_counties_go_back(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", good("activities").add("区域", ["凯旋街道", "余杭区", ""])))
    answer.quarantined("B126", "代码330102011001是“景昙社区”，名称填的是“余杭区”，两者不在同一个区县",
                       row=3, column="区域", found="余杭区")  # fmt: skip


def test_B127_zone_without_an_official_code_counts_once_it_is_delivered(desk):
    desk.load_earlier("organizations")
    zone = Sheet(FORMER.header[:4], [["KFQ-1", "云栖开发区", "4", "330102000000"]])
    answer = desk.load(desk.csv("活动.csv", places("330102011001", "KFQ-1", "云栖开发区")))
    assert [said["row"] for said in waiting(answer)] == [3]
    answer.quarantined("B119", "找不到“云栖开发区”", row=4)
    later = desk.load(desk.csv("区划.csv", zone))
    assert later.ask("SELECT area_code, l3 FROM activities WHERE area_code = 'KFQ-1'") == [("KFQ-1", "330102000000")]


def test_B128_register_row_of_somebody_elses_area_waits(desk):
    sheet = good("organizations").put(3, "区域代码", "330102001000")
    answer = desk.load(desk.csv("名录.csv", sheet), area="330102011000")
    (said,) = waiting(answer)
    assert said["row"] == 3 and "不在本次报送声明的区域“330102011000 凯旋街道”内" in said["message"]
    assert answer.ask("SELECT count(*) FROM organizations") == [(2,)]


def test_B128_event_held_elsewhere_counts_there_with_a_remark(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", places("330102011001", "330102001000", "330102011002")),
                       area="330102011000")  # fmt: skip
    said = answer.warned("B128", "已按发生地计入", row=3, column="区域代码", found="330102001000")
    assert "不在本次报送声明的区域“330102011000 凯旋街道”内" in said["message"]
    assert answer.ask("SELECT count(*) FROM activities") == [(3,)]
