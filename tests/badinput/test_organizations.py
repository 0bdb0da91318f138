"""B079, B098, B104–B109: what only the register and earlier deliveries can tell of a row."""

import pytest
from stdnum.cn import uscc

from tests.badinput.loading import Sheet, good

OWN = "51330102MJ000000X"
USCC = OWN + uscc.calc_check_digit(OWN)


def register(*rows: str) -> Sheet:
    """A register with credit codes: number | name | code."""
    header = ["组织编号", "组织名称", "统一社会信用代码", "组织类型", "登记状态", "区域代码", "登记日期"]
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return Sheet(header, [[*row, "社会团体", "登记", "330102011000", "2012-03-01"] for row in cells])


def test_B079_amount_a_thousand_times_the_usual(desk):
    desk.load_earlier("organizations")
    plain = good("funding").more(30)
    answer = desk.load(desk.csv("资金.csv", plain.put(3, "金额", "20000000")))
    said = answer.warned("B079", "请确认单位是元还是万元", row=3, column="金额", found="20000000.00")
    assert "金额明显高于以往" in said["message"]
    assert answer.entry["warnings"] == 1
    assert answer.ask("SELECT rule, row, \"column\" FROM findings WHERE rule = 'B079'") == [("B079", 3, "金额")]


def test_B079_whole_file_in_another_unit(desk):
    desk.load_earlier("organizations")
    for year in (2013, 2014, 2015):
        sheet = good("funding").put_all("日期", [f"{year}-06-0{day}" for day in (1, 2, 3)])
        desk.load(desk.csv(f"{year}.csv", sheet.put_all("资金编号", [f"F{year}-{n}" for n in range(3)])))
    large = good("funding").put_all("金额", ["10000000", "20000000", "3005000"])
    answer = desk.load(desk.csv("2016.csv", large))
    answer.warned("B079", "这份文件的金额普遍是同区县以往的10000倍", row=None, column="金额")


def test_B098_hours_of_an_activity_nobody_reported(desk):
    desk.load_earlier("organizations", "activities")
    sheet = good("volunteer_hours").add("活动编号", ["A-1", "A-99", "A-3"])
    answer = desk.load(desk.csv("时长.csv", sheet))
    answer.sums_hold()
    (waiting,) = [message for message in answer.messages if message["severity"] == "待核"]
    assert waiting["row"] == 3 and "找不到活动“A-99”" in waiting["message"] and "不必重报" in waiting["message"]
    assert answer.entry["pending"] == 1 and answer.ask("SELECT count(*) FROM volunteer_hours") == [(2,)]
    assert answer.ask("SELECT value, target, CAST(candidates AS VARCHAR) FROM pending_rows") == [
        ("A-99", "activities", "[]")
    ]


@pytest.mark.parametrize("written", [USCC[8:17], f"{USCC[8:16]}-{USCC[16]}"])
def test_B104_old_nine_digit_code_finds_the_credit_code(desk, written):
    desk.load(desk.csv("名录.csv", register(f"{USCC} | 晨风会 | {USCC}"))).normalised()
    answer = desk.load(desk.csv("活动.csv", good("activities").put_all("组织编号", [written] * 3)))
    answer.normalised()
    assert answer.column("activities", "org_id") == [USCC] * 3


def test_B104_old_code_nobody_bears_waits(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", good("activities").put(3, "组织编号", "12345678-9")))
    answer.sums_hold()
    (waiting,) = [message for message in answer.messages if message["severity"] == "待核"]
    assert waiting["row"] == 3 and "查不到对应的统一社会信用代码" in waiting["message"]


def test_B105_name_is_not_the_registered_one(desk):
    desk.load_earlier("organizations")
    slip = good("organizations").put(3, "组织名称", "邻里调节队").put(4, "组织名称", "红枫书社")
    answer = desk.load(desk.csv("更正.csv", slip))
    answer.warned("B105", "代码KX-002登记的名称是“邻里调解队”，与填写的“邻里调节队”不一致，可能是错字",
                  row=3, column="组织名称", found="邻里调节队")  # fmt: skip
    answer.warned("B105", "确已更名的不必处理", row=4, column="组织名称", found="红枫书社")


def test_B106_brackets_former_and_short_names_find_the_organisation(desk):
    rows = ["G1 | 凯旋街道（社区）公益促进会 | ", "G2 | 银铃合唱团（原名：银龄合唱队） | ",
            "G3 | 上城区助老联盟(简称助老联) | "]  # fmt: skip
    desk.load(desk.csv("名录.csv", register(*rows)))
    desk.load(desk.csv("改名.csv", register("G1 | 凯旋街道公益总会 | ")))
    written = ["凯旋街道（社区）公益促进会", "银龄合唱队", "助老联"]
    answer = desk.load(desk.csv("活动.csv", good("activities").put_all("组织编号", written)))
    answer.normalised()
    assert answer.column("activities", "org_id", "activity_id") == ["G1", "G2", "G3"]
    plain = good("activities").put_all("活动编号", ["B-1", "B-2", "B-3"])
    other = plain.put_all("组织编号", ["凯旋街道公益总会", "银铃合唱团", "上城区助老联盟（简称助老联）"])
    again = desk.load(desk.csv("又.csv", other))
    again.sums_hold()
    assert again.entry["pending"] == 0


def test_B107_organisation_that_is_not_registered_waits_until_it_is(desk):
    desk.load_earlier("organizations")
    answer = desk.load(desk.csv("活动.csv", good("activities").put(3, "组织编号", "KX-009")))
    answer.sums_hold()
    (waiting,) = [message for message in answer.messages if message["severity"] == "待核"]
    assert waiting["row"] == 3 and "找不到组织“KX-009”" in waiting["message"]
    assert answer.ask("SELECT count(*) FROM activities") == [(2,)]
    newcomer = good("organizations").put(3, "组织编号", "KX-009").put(3, "组织名称", "新队")
    late = desk.load(desk.csv("补报.csv", newcomer))
    late.sums_hold()
    assert late.ask("SELECT count(*) FROM activities") == [(3,)]


def test_B108_deeds_before_founding_and_after_closing(desk):
    closed = good("organizations").add("注销日期", ["2016-01-31", "", ""])
    desk.load(desk.csv("名录.csv", closed)).normalised()
    answer = desk.load(desk.csv("活动.csv", good("activities").put(3, "活动日期", "2012-12-31")))
    answer.warned("B108", "该组织成立于2012-03-01、注销于2016-01-31，2016-06-01的活动不在存续期内",
                  row=2, column="活动日期", found="2016-06-01")  # fmt: skip
    answer.warned("B108", "该组织成立于2013-03-01，2012-12-31的活动不在存续期内", row=3, found="2012-12-31")
    money = desk.load(desk.csv("资金.csv", good("funding")))
    money.warned("B108", "2016-06-01的资金不在存续期内", row=2, column="日期")
    assert money.ask("SELECT count(*) FROM funding") == [(3,)]


def test_B109_one_credit_code_under_two_numbers_waits_for_a_person(desk):
    desk.load(desk.csv("区.csv", register(f"M1 | 一会 | {USCC}"))).normalised()
    answer = desk.load(desk.csv("街道.csv", register(f"M2 | 二会 | {USCC}")))
    answer.sums_hold()
    assert answer.entry["pending"] == 1 and answer.ask("SELECT org_id FROM organizations") == [("M1",)]
    reasons = answer.ask("SELECT DISTINCT reason FROM pending_rows")
    assert reasons == [(f"统一社会信用代码“{USCC}”对应两个以上的组织编号",)]
    inside = desk.load(desk.csv("一份.csv", register(f"N1 | 一会 | {USCC}", f"N2 | 二会 | {USCC}")))
    assert [entry["status"] for entry in inside.document["deliveries"]] == ["rejected"]
    assert len(inside.said("B109")) == 2


def test_B109_one_organisation_with_two_codes_is_shown_to_a_person(desk):
    other = "52" + OWN[2:]
    twins = register(f"{USCC} | 晨风会 | ", f"{other}{uscc.calc_check_digit(other)} | 晨风服务社 | ")
    answer = desk.load(desk.csv("名录.csv", twins.put(3, "组织类型", "社会服务机构")))
    answer.warned("B116", "统一社会信用代码中的主体标识码相同", row=3, column="组织名称")
    assert answer.ask("SELECT kind, score, reason FROM near_duplicates") == [
        ("organizations", 0.95, "统一社会信用代码中的主体标识码相同")
    ]
