"""Tables drawn with bars, and what becomes of them."""

from __future__ import annotations

from datetime import date

from stdnum.cn import uscc

from etl.extract import RawTable
from etl.normalise.personal import check_digit
from etl.record import record_types
from etl.validate import Validated, validate

TODAY = date(2026, 1, 15)


IDENTITY = "33010619900101123" + check_digit("33010619900101123")


MOBILE = "13800138000"


def raw(header: str, *rows: str, titles: tuple[str, ...] = (), **declared) -> RawTable:
    """A table drawn with bars: raw("甲|乙", "1|2")."""
    cells = [[cell.strip() or None for cell in row.split("|")] for row in rows]
    numbers = list(range(2, len(rows) + 2))
    return RawTable("表.csv", "", list(titles), [h.strip() for h in header.split("|")], 1, cells, numbers, **declared)


def judged(record_id: str, header: str, *rows: str, **declared) -> Validated:
    table = raw(header, *rows, **declared)
    outcome = validate(table, record_types()[record_id], today=TODAY)
    assert outcome.rows_read == len(rows)
    return outcome


def rules(outcome: Validated) -> list[list[str]]:
    """The rules each refused row broke."""
    return [[p.rule for p in problems if p.severity == "拒收"] for _, _, problems in outcome.rejected]


ACTIVITY = "活动编号|活动名称|组织编号|区域代码|活动日期|结束日期|活动类型|服务人次|活动经费（万元）|社区参与"


def credit_code(first: str) -> str:
    return first + uscc.calc_check_digit(first)
