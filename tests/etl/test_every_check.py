"""Every check of the record types is broken once, and every limit of a column: what is declared is really asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from etl.errors import REFUSED
from etl.judging.terms import Terms, checks_on
from etl.record import Check, Column, RecordType, record_types
from etl.validate import validate, validate_mapped
from tests.badinput.loading import good
from tests.etl.drawn_tables import TODAY, credit_code, judged, raw

CODE = credit_code("51350100M000100Y4")
PERSONAL = "记录编号|志愿者编号|组织编号|活动编号|区域代码|服务日期|服务时长|开始时间|结束时间"
GROUP = "记录编号|志愿者人数|组织编号|区域代码|服务日期|服务时长"
ACTIVITY = "活动编号|活动名称|组织编号|区域代码|活动日期|结束日期|活动类型|服务人次|服务人数"
FUNDING = "资金编号|日期|金额|资金状态|资金来源|资金用途|上级资金编号"
REGISTER = "组织编号|组织名称|统一社会信用代码|组织类型|登记状态|区域代码|成立日期|登记日期|入驻日期|出壳日期|注销日期"
RATING = "组织编号|等级体系|年度|等级|评定日期|有效期至"
DEMAND = "需求编号|需求内容|需求类型|区域代码|收集渠道|提出日期|转化方式|转化日期|项目编号|办结日期|满意度"
POINTS = "流水编号|志愿者编号|收支类型|发生日期|区域代码|活动编号|商家编号|积分|时长|兑换内容"
BANKED = "流水编号|志愿者人数|收支类型|发生日期|区域代码|时长"
PARTNER = "资源编号|资源名称|资源类型|区域代码|签约日期|结束日期|折算金额"
FACILITY = "阵地编号|阵地名称|阵地类型|区域代码|启用日期|停用日期|面积|每日开放时间"
HONOUR = "荣誉编号|荣誉名称|荣誉类型|荣誉级别|区域代码|获得日期|数量"
IMPROVEMENT = "优化编号|优化事项|区域代码|优化日期|原环节数|现环节数|原办理天数|现办理天数"
PROJECT = (
    "项目编号|项目名称|批次|组织编号|区域代码|申报日期|征集日期|资格审查日期|专家评审日期|公示日期|立项日期|中期日期|结项日期"
    "|终止日期|未通过环节|申请金额|立项金额|续投自"
)
APPLIED = "X1|银龄课堂|2016年|KX|330102011|2016-06-01"
SCORES = "项目编号|评委编号|公益性|专业性|经济性|凝聚性|发展性"
TRAINING = "培训编号|培训名称|培训类型|培训形式|培训日期|结束日期|组织编号|区域代码|参训人次|参训人数|场次时长"
ASSESSED = "枢纽编号|组织编号|评估细则|年度|一级指标|评估项目|得分|满分|评估日期"
TARGET = "指标|区域代码|年份|目标值|出处"
PAIR = "组织编号|同步事项|社会组织日期|党组织日期"
DAY = "330102011|2016-06-01"
EARNED, BANKING = "获得|2016-06-01|330102011", "时间存入|2016-06-01|330102011"
NEED = "服务需求|330102011|网格|2016-06-01"
BROKEN: dict[tuple[str, str, str, str], tuple[str, ...]] = {
    ("areas", "B065", "valid_to", "拒收"): (
        "区域代码|区域名称|级别|启用日期|停用日期", "330104|江干区|3|2001-01-01|2000-01-01"),
    ("areas", "V010", "parent_code", "拒收"): ("区域代码|区域名称|级别|上级代码", "330104|江干区|3|330104"),
    ("population", "B132", "persons", "拒收"): ("区域代码|年份|人口口径|人口数", "330102|2015|常住|0"),
    ("population", "B063", "year", "拒收"): ("区域代码|年份|人口口径|人口数", "330102|2030|常住|5"),
    ("population", "B132", "households", "警告"): ("区域代码|年份|人口口径|人口数|户数", "330102|2015|常住|5|6"),
    ("hubs", "B065", "closed_on", "拒收"): (
        "枢纽编号|枢纽名称|枢纽级别|服务区域代码|成立日期|关闭日期", "H|某|街道|330102|2016-06-01|2015-06-01"),
    ("organizations", "B065", "closed_on", "拒收"): (REGISTER, "K|某|| 社团|登记|330102|2012-01-01||||2011-01-01"),
    ("organizations", "B065", "hatched_on", "拒收"): (
        REGISTER, "K|某||社团|登记|330102|2012-01-01||2013-01-01|2012-06-01|"),
    ("organizations", "B065", "registered_on", "警告"): (REGISTER, "K|某||社团|登记|330102|2012-01-01|2011-01-01|||"),
    ("organizations", "B103", "legal_form", "警告"): (REGISTER, f"K|某|{CODE}|民非|登记|330102|2012-01-01||||"),
    ("organizations", "V012", "registration", "警告"): (REGISTER, "K|某||社团|登记|330102|||||"),
    ("organizations", "B109", "uscc", "拒收"): (
        REGISTER, f"K1|某|{CODE}|社团|登记|330102|2012-01-01||||", f"K2|某|{CODE}|社团|登记|330102|2012-01-01||||"),
    ("ratings", "V011", "grade", "拒收"): (RATING, "K|年度梯队|2016|3A||"),
    ("ratings", "B065", "valid_until", "拒收"): (RATING, "K|评估等级|2016|3A|2016-06-01|2016-05-01"),
    ("ratings", "B063", "year", "拒收"): (RATING, "K|评估等级|2030|3A||"),
    ("ratings", "B066", "awarded_on", "警告"): (RATING, "K|评估等级|2016|3A|2019-06-01|"),
    ("activities", "B065", "ended_on", "拒收"): (ACTIVITY, f"A|名|KX|{DAY}|2016-05-01|讲座|5|"),
    ("activities", "V013", "persons", "警告"): (ACTIVITY, f"A|名|KX|{DAY}||讲座|5|6"),
    ("activities", "B116", "name", "警告"): (ACTIVITY, f"A|名|KX|{DAY}||讲座|5|", f"B|名 。|KX|{DAY}||讲座|5|"),
    ("funding", "B074", "amount", "拒收"): (FUNDING, "F|2016-06-01|-5|拨付|财政|创投|"),
    ("funding", "B076", "amount", "警告"): (FUNDING, "F|2016-06-01|0|拨付|财政|创投|"),
    ("funding", "B063", "paid_on", "拒收"): (FUNDING, "F|2027-06-01|5|拨付|财政|创投|"),
    ("funding", "V010", "parent_id", "拒收"): (FUNDING, "F|2016-06-01|5|拨付|财政|创投|F"),
    ("volunteer_hours", "B065", "ended_at", "拒收"): (PERSONAL, f"R|V|KX|A|{DAY}|2|11:00|09:00"),
    ("volunteer_hours", "B094", "hours", "警告"): (PERSONAL, f"R|V|KX|A|{DAY}|3|09:00|11:00"),
    ("volunteer_hours", "B089", "hours", "拒收"): (PERSONAL, f"R|V|KX|A|{DAY}|-3||"),
    ("volunteer_hours", "B089", "hours", "警告"): (PERSONAL, f"R|V|KX|A|{DAY}|0||"),
    ("volunteer_hours", "B087", "hours", "拒收"): (GROUP, f"R|3|KX|{DAY}|75"),
    ("volunteer_hours", "B088", "hours", "警告"): (GROUP, f"R|3|KX|{DAY}|40"),
    ("volunteer_hours", "B093", "hours", "拒收"): (PERSONAL, f"R|V|KX|A|{DAY}|2||", f"S|V|KX|A|{DAY}|3||"),
    ("volunteer_hours", "B091", "started_at", "拒收"): (
        PERSONAL, f"R|V|KX|A|{DAY}|2|09:00|11:00", f"S|V|KX|B|{DAY}|2|10:00|12:00"),
    ("volunteer_hours", "B090", "hours", "拒收"): (
        PERSONAL, *(f"{n}|V|KX|{n}|{DAY}|9||" for n in "ABC")),
    ("workforce", "B063", "year", "拒收"): ("区域代码|年份|社区工作者数", "330102|2030|5"),
    ("demands", "B065", "routed_on", "拒收"): (DEMAND, f"D|想学书法|{NEED}|微公益|2016-05-01|||"),
    ("demands", "B065", "closed_on", "拒收"): (DEMAND, f"D|想学书法|{NEED}||||2016-05-01|"),
    ("demands", "B065", "closed_on", "警告"): (DEMAND, f"D|想学书法|{NEED}|微公益|2016-07-01||2016-06-15|"),
    ("demands", "V030", "satisfaction", "警告"): (DEMAND, f"D|想学书法|{NEED}|||||满意"),
    ("demands", "V031", "routed", "警告"): (DEMAND, f"D|想学书法|{NEED}||2016-07-01|||"),
    ("demands", "V031", "project_id", "警告"): (DEMAND, f"D|想学书法|{NEED}|微公益||XM-1||"),
    ("demands", "B116", "name", "警告"): (DEMAND, f"D|想学书法|{NEED}|||||", f"E|想学 书法。|{NEED}|||||"),
    ("points", "V032", "points", "警告"): (POINTS, "J|V1|兑换|2016-06-01|330102011||S1|-20||"),
    ("points", "V032", "hours", "警告"): (POINTS, "J|V1|时间支取|2016-06-01|330102011||||-2|"),
    ("points", "V001", "points", "拒收"): (POINTS, f"J|V1|{EARNED}||||2|"),
    ("points", "V001", "hours", "拒收"): (POINTS, f"J|V1|{BANKING}|||5||"),
    ("points", "B089", "points", "拒收"): (POINTS, f"J|V1|{EARNED}|||-5||"),
    ("points", "B089", "hours", "拒收"): (POINTS, f"J|V1|{BANKING}||||-5|"),
    ("points", "B076", "points", "警告"): (POINTS, f"J|V1|{EARNED}|||0||"),
    ("points", "B076", "hours", "警告"): (POINTS, f"J|V1|{BANKING}||||0|"),
    ("points", "B087", "hours", "拒收"): (BANKED, f"J|3|{BANKING}|75"),
    ("points", "B088", "hours", "警告"): (BANKED, f"J|3|{BANKING}|40"),
    ("points", "V033", "partner_id", "警告"): (POINTS, f"J|V1|{EARNED}||S1|5||"),
    ("points", "B093", "points", "拒收"): (POINTS, f"J|V1|{EARNED}|A||5||", f"K|V1|{EARNED}|A||6||"),
    ("points", "B090", "hours", "拒收"): (POINTS, *(f"{n}|V1|{BANKING}||||9|" for n in "JKL")),
    ("partners", "B065", "ended_on", "拒收"): (PARTNER, f"S|某店|商家|{DAY}|2016-05-01|"),
    ("partners", "B076", "value", "警告"): (PARTNER, f"S|某店|商家|{DAY}||0"),
    ("partners", "B116", "name", "警告"): (PARTNER, f"S|某店|商家|{DAY}||5", f"T|某 店|企业|{DAY}||5"),
    ("facilities", "B065", "closed_on", "拒收"): (FACILITY, f"F|某站|服务站|{DAY}|2016-05-01||"),
    ("facilities", "B076", "m2", "警告"): (FACILITY, f"F|某站|服务站|{DAY}||0|"),
    ("facilities", "V039", "m2", "警告"): (FACILITY, f"F|某站|服务站|{DAY}||60000|"),
    ("facilities", "B076", "hours_per_day", "警告"): (FACILITY, f"F|某站|服务站|{DAY}|||0"),
    ("facilities", "B116", "name", "警告"): (FACILITY, f"F|某站|服务站|{DAY}|||", f"G|某·站|服务点|{DAY}|||"),
    ("honours", "V034", "level", "警告"): (HONOUR, f"R|优秀单位|荣誉称号||{DAY}|"),
    ("honours", "V035", "items", "警告"): (HONOUR, f"R|优秀单位|荣誉称号|省|{DAY}|3"),
    ("honours", "B116", "name", "警告"): (
        HONOUR, f"R|一篇报道|媒体报道|省|{DAY}|", f"S|《一篇报道》|媒体报道|市|{DAY}|"),
    ("improvements", "V036", "steps_after", "拒收"): (IMPROVEMENT, f"Y|备案|{DAY}|3|5||"),
    ("improvements", "V036", "days_after", "拒收"): (IMPROVEMENT, f"Y|备案|{DAY}|||3|5"),
    ("improvements", "V037", "steps_after", "警告"): (IMPROVEMENT, f"Y|备案|{DAY}|3||5|2"),
    ("improvements", "V037", "days_after", "警告"): (IMPROVEMENT, f"Y|备案|{DAY}|5|3|5|"),
    ("improvements", "V038", "name", "警告"): (IMPROVEMENT, f"Y|备案|{DAY}|5|5||"),
    ("projects", "B065", "applied_on", "警告"): (PROJECT, f"{APPLIED}|2016-07-01|||||||||||"),
    ("projects", "B065", "qualified_on", "拒收"): (PROJECT, f"{APPLIED}||2016-05-01||||||||||"),
    ("projects", "B065", "reviewed_on", "拒收"): (PROJECT, f"{APPLIED}||2016-06-10|2016-06-05|||||||||"),
    ("projects", "B065", "published_on", "拒收"): (PROJECT, f"{APPLIED}|||2016-06-10|2016-06-05||||||||"),
    ("projects", "B065", "approved_on", "拒收"): (PROJECT, f"{APPLIED}|||2016-06-10||2016-06-05|||||||"),
    ("projects", "B065", "midterm_on", "拒收"): (PROJECT, f"{APPLIED}|||||2016-06-10|2016-06-05||||||"),
    ("projects", "B065", "closed_on", "拒收"): (PROJECT, f"{APPLIED}|||||2016-06-10||2016-06-05|||||"),
    ("projects", "B065", "terminated_on", "拒收"): (PROJECT, f"{APPLIED}|||||2016-06-10|||2016-06-05||||"),
    ("projects", "B065", "approved_on", "警告"): (PROJECT, f"{APPLIED}||||2016-06-10|2016-06-05|||||||"),
    ("projects", "V016", "rejected_at", "拒收"): (PROJECT, f"{APPLIED}|||||2016-06-05||||专家评审|||"),
    ("projects", "V016", "granted", "拒收"): (PROJECT, f"{APPLIED}|||||||||公示||5000|"),
    ("projects", "V017", "granted", "警告"): (PROJECT, f"{APPLIED}|||||||||||5000|"),
    ("projects", "V017", "approved_on", "警告"): (PROJECT, f"{APPLIED}|||||||2016-12-05|||||"),
    ("projects", "V017", "terminated_on", "警告"): (PROJECT, f"{APPLIED}|||||2016-06-10||2016-12-05|2016-12-05||||"),
    ("projects", "B079", "granted", "警告"): (PROJECT, f"{APPLIED}|||||2016-06-10|||||5000|6000|"),
    ("projects", "B076", "granted", "警告"): (PROJECT, f"{APPLIED}|||||2016-06-10||||||0|"),
    ("projects", "V010", "previous_id", "拒收"): (PROJECT, f"{APPLIED}||||||||||||X1"),
    ("projects", "B116", "name", "警告"): (
        PROJECT, f"{APPLIED}||||||||||||", f"{APPLIED.replace('X1|银龄', 'X2|银龄 ')}||||||||||||"),
    ("project_scores", "V018", "score_public", "警告"): (SCORES, *(f"X{n}|评委1|8|9|10|7|6" for n in range(5))),
    ("trainings", "B065", "ended_on", "拒收"): (TRAINING, "P|财务|专业培训|线下|2016-06-02|2016-06-01||330102011|9||"),
    ("trainings", "V019", "ended_on", "警告"): (TRAINING, "P|财务|专业培训|线下|2014-06-02|2016-06-01||330102011|9||"),
    ("trainings", "V013", "persons", "警告"): (TRAINING, "P|财务|专业培训|线下|2016-06-02|||330102011|9|10|"),
    ("trainings", "V020", "org_id", "警告"): (TRAINING, "P|财务|个别督导|线下|2016-06-02|||330102011|9||"),
    ("trainings", "B088", "hours", "拒收"): (TRAINING, "P|财务|专业培训|线下|2016-06-02|2016-06-03||330102011|9||50"),
    ("trainings", "B076", "attendances", "警告"): (TRAINING, "P|财务|专业培训|线下|2016-06-02|||330102011|0||"),
    ("trainings", "B116", "name", "警告"): (
        TRAINING, *(f"{n}|财务|专业培训|线下|2016-06-02|||330102011|9||" for n in "PQ")),
    ("assessments", "V021", "hub_id", "拒收"): (ASSESSED, "H|K|枢纽|2016|基础条件|场地|4|5|"),
    ("assessments", "V011", "rubric", "拒收"): (ASSESSED, "|K|枢纽|2016|基础条件|场地|4|5|"),
    ("assessments", "V022", "score", "拒收"): (ASSESSED, "H||枢纽|2016|基础条件|场地|6|5|"),
    ("assessments", "B076", "full_score", "警告"): (ASSESSED, "H||枢纽|2016|基础条件|场地|0|0|"),
    ("assessments", "B063", "year", "拒收"): (ASSESSED, "H||枢纽|2030|基础条件|场地|4|5|"),
    ("assessments", "B066", "assessed_on", "警告"): (ASSESSED, "H||枢纽|2016|基础条件|场地|4|5|2018-01-05"),
    ("targets", "V019", "year", "警告"): (TARGET, "每万人社会组织数|330102011|2060|9|规划"),
    ("targets", "B078", "value", "警告"): (TARGET, "每万人社会组织数|330102011|2016|-9|规划"),
    ("milestones", "V019", "party_on", "警告"): (PAIR, "K|同步组建|2012-03-01|2020-03-01"),
    ("milestones", "B065", "org_on", "警告"): (PAIR, "K|同步组建|2016-03-01|", "K|同步出壳|2015-03-01|"),
}  # fmt: skip
CHECKS = [(record_type, check) for record_type in record_types().values() for check in record_type.checks]


def named(record_type: RecordType, check: Check) -> tuple[str, str, str, str]:
    return (record_type.id, check.code, check.column, check.severity)


def test_every_check_has_a_table_that_breaks_it():
    assert sorted(BROKEN) == sorted(named(*pair) for pair in CHECKS)


@pytest.mark.parametrize("case", BROKEN, ids="·".join)
def test_a_check_is_broken(case):
    record_id, code, column, severity = case
    outcome = judged(record_id, *BROKEN[case])
    said = [*outcome.warnings, *(problem for _, _, problems in outcome.rejected for problem in problems)]
    found = [problem for problem in said if (problem.rule, problem.severity) == (code, severity)]
    headings = {heading.lower() for heading in record_types()[record_id].column(column).headings()}
    assert found and all(problem.column.lower() in headings for problem in found)
    assert all(problem.row and "{" not in problem.message for problem in found)
    assert {problem.rule for problem in said} - {"B000"} == {code}


@pytest.mark.parametrize("case", [case for case in BROKEN if case[3] == "警告"], ids="·".join)
def test_a_warning_made_stricter_refuses_the_row(case):
    record_id, code, *_ = case
    header, *rows = BROKEN[case]
    table = raw(header, *rows)
    ordinary = validate(table, record_types()[record_id], today=TODAY)
    stricter = validate(table, record_types()[record_id], today=TODAY, terms=Terms(frozenset({code})))
    assert len(ordinary.rows) == len(rows) and len(stricter.rejected) >= 1
    assert stricter.rows_read == len(rows)
    assert {p.severity for _, _, problems in stricter.rejected for p in problems if p.rule == code} == {REFUSED}


def test_an_organisation_that_joins_before_it_is_filed_is_nobodys_mistake():
    assert not judged("organizations", REGISTER, "K|某||志愿团队|备案|330102|2012-01-01||2011-01-01||").rejected


LIMITS = [
    (record_type, column, limit)
    for record_type in record_types().values()
    for column in record_type.columns
    for limit in ("minimum", "maximum", "earliest", "not_future")
    if getattr(column, limit) not in (None, False)
]


def a_good_row(record_type: RecordType) -> dict[str, object]:
    """The first row of the clean table of the type, by column id."""
    if record_type.id == "areas":
        return {"area_code": "330104", "name": "江干区", "level": 3}
    sheet = good(record_type.id)
    ids = {heading: column.id for column in record_type.columns for heading in column.headings()}
    return {ids[heading]: value for heading, value in zip(sheet.header, sheet.rows[0], strict=True)}


def beyond(column: Column, limit: str) -> tuple[object, object]:
    """A value just beyond the limit, and the last one within it."""
    if limit == "earliest":
        return column.earliest - timedelta(days=1), column.earliest
    if limit == "not_future":
        return TODAY + timedelta(days=2), TODAY + timedelta(days=1)
    bound = getattr(column, limit)
    return (bound - 1 if limit == "minimum" else bound + 1), bound


@pytest.mark.parametrize(("record_type", "column", "limit"), LIMITS, ids=lambda v: getattr(v, "id", v))
def test_a_limit_of_a_column_refuses_what_lies_beyond(record_type, column, limit):
    outside, inside = beyond(column, limit)
    rules = []
    for value in (outside, inside):
        row = a_good_row(record_type) | {column.id: value}
        outcome = validate_mapped(record_type, [row], [2], today=TODAY)
        rules.append({p.rule for _, _, problems in outcome.rejected for p in problems if p.column == column.name})
    assert rules[0] & {"V004", "B063", "B064", "B078"} and not rules[1] & {"V004", "B064", "B078"}


@pytest.mark.parametrize("record_type", record_types().values(), ids=lambda r: r.id)
def test_the_declared_period_is_asked_of_what_the_rows_are_counted_by(record_type):
    terms = Terms(first=TODAY.replace(month=1, day=1), last=TODAY)
    added = [check for check in checks_on(record_type, terms) if check.code == "B066" and "本次报送" in check.message]
    assert [check.column for check in added] == [column.id for column in record_type.columns if column.in_period]
    assert checks_on(record_type, Terms()) == record_type.checks
