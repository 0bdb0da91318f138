"""Rows as people write them → what is kept, what is sent back and by which rule."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from etl.record import record_types
from tests.etl.drawn_tables import ACTIVITY, MOBILE, credit_code, judged, rules


def test_an_activity_is_kept_typed():
    outcome = judged("activities", ACTIVITY, "A-1|端午 包粽子|KX-001|330102011|2016年6月1日|—|文体|１，２００|0.35|√")
    assert outcome.warnings == [] and outcome.row_numbers == [2]
    (row,) = outcome.rows
    assert list(row) == record_types()["activities"].column_ids()
    assert {key: value for key, value in row.items() if value is not None} == {
        "activity_id": "A-1", "name": "端午 包粽子", "org_id": "KX-001", "area_code": "330102011000",
        "held_on": date(2016, 6, 1), "kind": "文体活动", "visits": 1200, "spend": Decimal("3500.00"),
        "with_community": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "rule", "column", "found"),
    [
        ("|名|KX|330102011|2016-06-01||讲座|1|1|是", "V001", "活动编号", ""),
        ("A|名|—|330102011|2016-06-01||讲座|1|1|是", "V001", "组织编号", "—"),
        ("A|名|KX|330102011|2016-02-30||讲座|1|1|是", "B060", "活动日期", "2016-02-30"),
        ("A|名|KX|330102011|2026-02-01||讲座|1|1|是", "B063", "活动日期", "2026-02-01"),
        ("A|名|KX|330102011|1948-02-01||讲座|1|1|是", "B064", "活动日期", "1948-02-01"),
        ("A|名|KX|330102011|2016-06-02|2016-06-01|讲座|1|1|是", "B065", "结束日期", "2016-06-01"),
        ("A|名|KX|330102011|2016-06-02||团建|1|1|是", "V003", "活动类型", "团建"),
        ("A|名|KX|330102011|2016-06-02||讲座|1.5|1|是", "B129", "服务人次", "1.5"),
        ("A|名|KX|330102011|2016-06-02||讲座|-1|1|是", "V004", "服务人次", "-1"),
        ("A|名|KX|330102011|2016-06-02||讲座|约10|1|是", "B072", "服务人次", "约10"),
        ("A|名|KX|330102011|2016-06-02||讲座|1|2万|是", "B071", "活动经费（万元）", "2万"),
        ("A|名|KX|10101|2016-06-02||讲座|1|1|是", "B049", "区域代码", "10101"),
        ("A|名|KX|凯旋街道|2016-06-02||讲座|1|1|是", "B125", "区域代码", "凯旋街道"),
        ("A|名|KX|330102011|2016-06-02||讲座|1|1|大概", "V003", "社区参与", "大概"),
        ("A|名|51350100M000100Y44|330102011|2016-06-02||讲座|1|1|是", "B100", "组织编号", "51350100M000100Y44"),
        ("A|#REF!|KX|330102011|2016-06-02||讲座|1|1|是", "B045", "活动名称", "#REF!"),
        ("A|名|KX|330102011|2016-06-02||讲座|#未计算!|1|是", "B044", "服务人次", "#未计算!"),
        ("3.3E+17|名|KX|330102011|2016-06-02||讲座|1|1|是", "B048", "活动编号", "3.3E+17"),
        (f"A|{'长' * 2001}|KX|330102011|2016-06-02||讲座|1|1|是", "B014", "活动名称", "长" * 80),
    ],
)
def test_a_faulty_activity_is_sent_back_with_row_column_and_value(row, rule, column, found):
    good = "B|名|KX|330102011|2016-06-01||讲座|1|1|是"
    outcome = judged("activities", ACTIVITY, good, row)
    assert len(outcome.rows) == 1
    ((number, written, (problem,)),) = outcome.rejected
    assert (number, problem.row, problem.rule, problem.severity) == (3, 3, rule, "拒收")
    assert (problem.column, problem.found) == (column, found)
    assert problem.message and json.dumps(written, ensure_ascii=False)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("A|名|KX|330102011|2016年6月||讲座|1|1|是", "B054"),
        ("A|名|KX|330102011|16-6-1||讲座|1|1|是", "B058"),
        ("A|名|KX|330102011|42522||讲座|1|1|是", "B056"),
        ("A|名|KX|330102011|2016-06-01||讲座|1|0.0000001|是", None),
        (f"A|联系{MOBILE}|KX|330102011|2016-06-01||讲座|1|1|是", "B113"),
    ],
)
def test_a_doubtful_activity_is_kept_with_a_warning(row, rule):
    outcome = judged("activities", ACTIVITY, row)
    assert outcome.rows[0]["held_on"] == date(2016, 6, 1)
    assert [warning.rule for warning in outcome.warnings] == ([rule] if rule else [])


HOURS = "志愿者编号|组织编号|活动编号|区域代码|服务日期|服务时长|开始时间|结束时间"


@pytest.mark.parametrize(
    ("rows", "refused", "duplicates", "warned"),
    [
        (["V1|KX|A|330102011|2016-06-01|2.5||"], [], 0, []),
        (["V1|KX|A|330102011|2016-06-01|25||"], [["B087"]], 0, []),
        (["V1|KX|A|330102011|2016-06-01|13||"], [], 0, ["B088"]),
        (["V1|KX|A|330102011|2016-06-01|-2||"], [["B089"]], 0, []),
        (["V1|KX|A|330102011|2016-06-01|0||"], [], 0, ["B089"]),
        (["V1|KX|A|330102011|2016-06-01|10||", "V1|KX|B|330102011|2016-06-01|10||", "V1|KX|C|330102011|2016-06-01|5||"],
         [["B090"]], 0, []),
        (["V1|KX|A|330102011|2016-06-01|2|09:00|11:00", "V1|KX|B|330102011|2016-06-01|2|10:00|12:00"],
         [["B091"]], 0, []),
        (["V1|KX|A|330102011|2016-06-01|2|09:00|11:00", "V1|KX|B|330102011|2016-06-01|2|11:00|13:00"], [], 0, []),
        (["V1|KX|A|330102011|2016-06-01|2||", "V1|KX|A|330102011|2016-06-01|2小时||"], [], 1, ["B092"]),
        (["V1|KX|A|330102011|2016-06-01|2||", "V1|KX|A|330102011|2016-06-01|3||"], [["B093"], ["B093"]], 0, []),
        (["V1|KX|A|330102011|1999-06-01|2||"], [["B064"]], 0, []),
        (["|KX|A|330102011|2016-06-01|2||"], [["B097"]], 0, []),
    ],
)  # fmt: skip
def test_hours_of_one_person_and_day(rows, refused, duplicates, warned):
    outcome = judged("volunteer_hours", HOURS, *rows)
    assert (rules(outcome), outcome.duplicates) == (refused, duplicates)
    assert [w.rule for w in outcome.warnings if w.rule != "B000"] == warned


def test_the_hours_of_a_group_are_divided_by_its_people():
    header = "记录编号|志愿者人数|组织编号|区域代码|服务日期|服务时长"
    outcome = judged("volunteer_hours", header, "1|30|KX|330102011|2016-06-01|75", "2|3|KX|330102011|2016-06-01|75")
    assert [row["hours"] for row in outcome.rows] == [Decimal("75.000")]
    assert rules(outcome) == [["B087"]]


FUNDING = "资金编号|日期|金额|资金状态|资金来源|资金用途"


@pytest.mark.parametrize(
    ("amount", "status", "unit", "kept", "rule"),
    [
        ("20万", "拨付", None, "200000.00", None),
        ("20", "拨付", "万元", "200000.00", None),
        ("20", "拨付", "万元、人次", "200000.00", None),
        ("1.005", "拨付", None, "1.01", "B080"),
        ("0", "拨付", None, "0.00", "B076"),
        ("-300", "收回", None, "-300.00", None),
        ("（300）", "退款", None, "-300.00", None),
        ("-300", "拨付", None, None, "B074"),
        ("200亿", "拨付", None, None, "B078"),
        ("—", "拨付", None, None, "B077"),
        ("$5", "拨付", None, None, "B083"),
    ],
)
def test_amounts(amount, status, unit, kept, rule):
    outcome = judged("funding", FUNDING, f"F|2016-06-01|{amount}|{status}|财政|创投", declared_unit=unit)
    found = [p.rule for _, _, problems in outcome.rejected for p in problems] or [
        w.rule for w in outcome.warnings if w.rule != "B000"
    ]
    assert ([str(row["amount"]) for row in outcome.rows], found) == ([kept] if kept else [], [rule] if rule else [])


def test_a_promise_may_lie_in_the_future_and_a_payment_may_not():
    rows = ["F1|2027-06-01|20|承诺|财政|创投", "F2|2027-06-01|20|拨付|财政|创投"]
    assert rules(judged("funding", FUNDING, *rows)) == [["B063"]]


ORGANIZATION = "组织名称|统一社会信用代码|组织类型|登记状态|区域|成立日期|注销日期"


def test_the_credit_code_is_the_number_of_an_organisation_without_another():
    code = credit_code("51350100M000100Y4")
    outcome = judged("organizations", ORGANIZATION, f"某协会|{code.lower()}|社团|已登记|330102|2012-01-01|长期")
    assert (outcome.rows[0]["org_id"], outcome.rows[0]["uscc"]) == (code, code)


@pytest.mark.parametrize(
    ("row", "refused", "warned"),
    [
        ("某协会|{}|民非|登记|330102|2012-01-01|", [], ["B103"]),
        ("某协会|{}|社团|登记|330102||", [], ["V012"]),
        ("某协会|{}|社团|登记|330102|2012-01-01|2011-01-01", [["B065"]], []),
        ("某协会||社团|登记|330102|2012-01-01|", [["V001"]], []),
        ("某协会|{}|社团|登记|330102|2012年1月|", [["B054"]], []),
    ],
)
def test_organisations(row, refused, warned):
    outcome = judged("organizations", ORGANIZATION, row.format(credit_code("51350100M000100Y4")))
    assert (rules(outcome), [w.rule for w in outcome.warnings if w.rule != "B000"]) == (refused, warned)


def test_one_credit_code_on_two_numbers_refuses_both():
    code = credit_code("51350100M000100Y4")
    rows = [f"K{n}|某协会|{code}|社团|登记|330102|2012-01-01|" for n in (1, 2)]
    assert rules(judged("organizations", "组织编号|" + ORGANIZATION, *rows)) == [["B109"], ["B109"]]


@pytest.mark.parametrize(
    ("record_id", "header", "row", "rule"),
    [
        ("population", "区域代码|年份|人口口径|人口数", "330102|2016|常住|0", "B132"),
        ("population", "区域代码|年份|人口口径|人口数", "330102|2016||5", "V001"),
        ("population", "区域代码|年份|人口口径|人口数", "330102|2030|常住|5", "B063"),
        ("population", "区域代码|年份|人口口径|人口数", "330102|2016|常住|5.5", "B129"),
        ("ratings", "组织编号|等级体系|年度|等级", "KX|年度梯队|2016|3A", "V011"),
        ("ratings", "组织编号|等级体系|年度|等级", "KX|评估等级|2016|优秀", "V011"),
        ("areas", "区域代码|区域名称|级别|上级代码", "330104|江干区|县|330104", "V010"),
        ("areas", "区域代码|区域名称|级别|上级代码", "330104|江干区|9|3301", "V004"),
        ("workforce", "区域代码|年份|社区工作者数|持证社工数", "330102|2016||", "V001"),
        (
            "hubs",
            "枢纽编号|枢纽名称|枢纽级别|服务区域代码|成立日期|关闭日期",
            "H|某|街道|330102|2016-06-01|2015-06-01",
            "B065",
        ),
    ],
)
def test_rules_of_the_other_record_types(record_id, header, row, rule):
    assert rules(judged(record_id, header, row)) == [[rule]]


@pytest.mark.parametrize(
    ("record_id", "header", "row", "kept"),
    [
        ("areas", "区域代码|区域名称|级别|上级代码|启用日期", "330104|江干区|区县|3301|1996年", None),
        ("areas", "区域代码|区域名称|级别|上级代码|停用日期", "330104|江干区|区县|3301|长期",
         {"area_code": "330104000000", "level": 3, "parent_code": "330100000000"}),
        ("areas", "区域代码|区域名称|级别", "330102011001001|第一网格|网格",
         {"area_code": "330102011001001", "level": 6}),
        ("population", "区域代码|年份|人口口径|人口数（万人）|户数", "330102|2016年|总人口|7.8333|30,001",
         {"persons": 78333, "basis": "辖区总人口", "year": 2016, "households": 30001}),
        ("ratings", "组织编号|等级体系|年度|等级", "KX|社会组织评估|2016|AAA", {"ladder": "评估等级", "grade": "3A"}),
        ("ratings", "组织编号|等级体系|年度|等级", "KX|党建星级|2016|★★★", {"ladder": "党组织星级", "grade": "三星"}),
        ("workforce", "区域代码|年份|社区用房面积（万平方米）", "330102|2016|1.5",
         {"facility_m2": Decimal("15000.000")}),
        ("volunteer_hours", "志愿者编号|组织编号|区域代码|服务日期|服务时长（分钟）", "V1|KX|330102|2016-06-01|100",
         {"hours": Decimal("1.667"), "volunteers": None}),
    ],
)  # fmt: skip
def test_values_of_the_other_record_types(record_id, header, row, kept):
    outcome = judged(record_id, header, row)
    if kept is None:
        assert rules(outcome) == [["B055"]]
    else:
        assert {key: outcome.rows[0][key] for key in kept} == kept and not outcome.warnings
