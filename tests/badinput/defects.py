"""A clean synthetic set of tables, and the defects that clerks put into single cells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from etl.normalise.personal import check_digit
from tests.badinput.loading import COMMUNITY, STREET, Sheet

ROWS = 40
IDENTITY = "33010619900101123" + check_digit("33010619900101123")
MOBILE = "13800138000"
FIRST_DAY = date(2016, 3, 1)


@dataclass(frozen=True)
class Defect:
    """One cell written wrongly: what becomes of its row (Q sent back, W kept and asked about, N kept) and why."""

    record_type: str
    column: str
    written: str
    treatment: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.record_type}·{self.column}·{self.written[:12]}"


def _days(column: str, record_type: str) -> list[Defect]:
    wrong = {
        "B055": ["2016年", "上半年", "每周三", "待定日"],
        "B058": ["99-6-1"],
        "B060": ["2016-02-30", "2016年13月1日"],
        "B061": ["01/06/2016"],
        "B062": ["16年六月初一"],
        "B063": ["2099-01-01"],
        "B064": ["1900-01-05"],
    }
    found = [Defect(record_type, column, text, "Q", rule) for rule, texts in wrong.items() for text in texts]
    found += [Defect(record_type, column, text, "N") for text in ("2016.6.1", "2016年6月1日", "２０１６－０６－０１")]
    return [*found, Defect(record_type, column, "16-6-1", "W", "B058")]


DEFECTS = [
    *_days("活动日期", "activities"),
    *_days("服务日期", "volunteer_hours"),
    Defect("activities", "活动日期", "2016年6月", "W", "B054"),
    Defect("activities", "活动日期", "42522", "W", "B056"),
    Defect("activities", "活动编号", "", "Q", "V001"),
    Defect("activities", "活动编号", "3.30106E+17", "Q", "B048"),
    Defect("activities", "活动编号", IDENTITY, "Q", "B111"),
    Defect("activities", "活动名称", f"义诊{MOBILE}", "W", "B113"),
    Defect("activities", "活动名称", "长" * 2001, "Q", "B014"),
    Defect("activities", "活动名称", "#REF!", "Q", "B045"),
    Defect("activities", "活动名称", "=1+1", "N"),
    Defect("activities", "活动名称", "健\u200b康 讲座", "N"),
    Defect("activities", "组织编号", "51350100M000100Y44", "Q", "B100"),
    Defect("activities", "组织编号", MOBILE, "Q", "B112"),
    Defect("activities", "区域代码", "10101", "Q", "B049"),
    Defect("activities", "区域代码", "虚无街道", "Q", "B119"),
    Defect("activities", "区域代码", "浙江省杭州市上城区凯旋街道", "N"),
    Defect("activities", "活动类型", "团建", "Q", "V003"),
    Defect("activities", "活动类型", "讲 座", "N"),
    Defect("activities", "服务人次", "约30", "Q", "B072"),
    Defect("activities", "服务人次", "1.5", "Q", "B129"),
    Defect("activities", "服务人次", "-1", "Q", "V004"),
    Defect("activities", "服务人次", "１，２００人次", "N"),
    Defect("activities", "活动经费（元）", "无", "W", "B077"),
    Defect("activities", "活动经费（元）", "$5", "Q", "B083"),
    Defect("funding", "金额（元）", "约20万", "Q", "B072"),
    Defect("funding", "金额（元）", "壹拾万元整", "Q", "B073"),
    Defect("funding", "金额（元）", "-300", "Q", "B074"),
    Defect("funding", "金额（元）", "0", "W", "B076"),
    Defect("funding", "金额（元）", "—", "Q", "B077"),
    Defect("funding", "金额（元）", "200亿", "Q", "B078"),
    Defect("funding", "金额（元）", "1.005", "W", "B080"),
    Defect("funding", "金额（元）", "1.000,50", "Q", "B081"),
    Defect("funding", "金额（元）", "500美元", "Q", "B083"),
    Defect("funding", "金额（元）", "￥1,000.50", "N"),
    Defect("funding", "资金状态", "审批中", "Q", "V003"),
    Defect("funding", "资金来源", "财政拨款", "N"),
    Defect("volunteer_hours", "志愿者编号", IDENTITY, "Q", "B111"),
    Defect("volunteer_hours", "志愿者编号", MOBILE, "Q", "B112"),
    Defect("volunteer_hours", "志愿者编号", "", "Q", "B097"),
    Defect("volunteer_hours", "服务时长", "半天", "Q", "B086"),
    Defect("volunteer_hours", "服务时长", "25", "Q", "B087"),
    Defect("volunteer_hours", "服务时长", "13", "W", "B088"),
    Defect("volunteer_hours", "服务时长", "-2", "Q", "B089"),
    Defect("volunteer_hours", "服务时长", "0", "W", "B089"),
    Defect("volunteer_hours", "服务时长", "2小时30分", "N"),
    Defect("volunteer_hours", "服务时长", "150分钟", "N"),
]
KEYS = {"activities": "活动编号", "funding": "资金编号", "volunteer_hours": "志愿者编号"}
CHECKED = {"activities": "服务人次", "funding": "金额（元）", "volunteer_hours": "服务时长"}
"""What is added up of each type."""


def clean(record_type: str, rows: int = ROWS) -> Sheet:
    """A clean table of that many rows: every row of another key and day, all amounts different."""
    return {"activities": _activities, "funding": _funding, "volunteer_hours": _hours}[record_type](rows)


def _activities(rows: int) -> Sheet:
    header = ["活动编号", "活动名称", "组织编号", "区域代码", "活动日期", "活动类型", "服务人次", "活动经费（元）"]
    return Sheet(header, [
        [f"A-{n}", f"第{n}场讲座", f"KX-00{n % 3 + 1}", COMMUNITY, str(FIRST_DAY + timedelta(n)), "讲座", str(20 + n),
         f"{100 + n}.50"] for n in range(rows)])  # fmt: skip


def _funding(rows: int) -> Sheet:
    header = ["资金编号", "日期", "金额（元）", "资金状态", "资金来源", "资金用途", "组织编号", "区域代码"]
    return Sheet(header, [
        [f"F-{n}", str(FIRST_DAY + timedelta(n)), f"{1000 + n}.25", "拨付", "企业", "捐赠", f"KX-00{n % 3 + 1}", STREET]
        for n in range(rows)])  # fmt: skip


def _hours(rows: int) -> Sheet:
    header = ["志愿者编号", "组织编号", "区域代码", "服务日期", "服务时长"]
    return Sheet(header, [
        [f"V-{n}", f"KX-00{n % 3 + 1}", COMMUNITY, str(FIRST_DAY + timedelta(n)), f"{n % 7 + 1}.5"]
        for n in range(rows)])  # fmt: skip


def total(sheet: Sheet, record_type: str, left_out: set[int] = frozenset()) -> Decimal:
    """The sum of what is added up, without the rows of these numbers (2 is the first)."""
    at = sheet.header.index(CHECKED[record_type])
    return sum((Decimal(row[at]) for n, row in enumerate(sheet.rows, start=2) if n not in left_out), Decimal(0))
