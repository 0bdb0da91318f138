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
DAY = "330102011|2016-06-01"
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
