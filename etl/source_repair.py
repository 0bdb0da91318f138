"""Values of one row that contradict each other, and what the source declared to do about it."""

import re
from datetime import date
from fractions import Fraction

from etl.errors import REFUSED, WARNING
from etl.source_rows import Finding
from etl.source_rules import RepairRule
from etl.source_values import UnreadableError, as_text, read_date

COMMON_DATES = ["iso", "YYYY/MM/DD", "YYYY.MM.DD"]


def comes_before(left: object, right: object) -> bool:
    """Whether left is smaller or earlier than right; never true when either is empty or they cannot be compared."""
    first, second = _comparable(left), _comparable(right)
    return first is not None and type(first) is type(second) and first < second


def _comparable(value: object) -> date | Fraction | None:
    if value in (None, "") or isinstance(value, bool):
        return None
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", as_text(value), re.ASCII):
        return Fraction(as_text(value))
    try:
        return read_date(value, COMMON_DATES).day
    except UnreadableError:
        return None


def needs_repair(repair: RepairRule, values: dict[str, object]) -> bool:
    """Whether the row's values contradict each other in the way the rule names."""
    value = values.get(repair.column)
    if repair.before is not None:
        return comes_before(value, values.get(repair.before))
    if repair.after is not None:
        return comes_before(values.get(repair.after), value)
    if repair.below is not None:
        return comes_before(value, repair.below)
    return comes_before(repair.above, value)


def repaired(repair: RepairRule, values: dict[str, object], labels: dict[str, str]) -> Finding:
    """Changes `values` as the rule says (skip and reject change nothing) and tells what was found and done."""
    column = repair.column
    found = as_text(values.get(column))
    other = repair.before or repair.after
    test = repair.test()
    against = f"{labels[other]}（{as_text(values.get(other))}）" if other else as_text(getattr(repair, test))
    earlier, later = ("早于", "晚于") if isinstance(_comparable(values.get(column)), date) else ("小于", "大于")
    relation = earlier if test in ("before", "below") else later
    done = {"empty": "不采用这个值", "swap": "两个值对调", "set": f"改为 {as_text(repair.value)}",
            "reject": "这一行退回，请更正", "skip": "这一行不取"}[repair.do]
    if repair.do == "empty":
        values[column] = None
    elif repair.do == "swap":
        values[column], values[other] = values[other], values[column]
    elif repair.do == "set":
        values[column] = repair.value
    severity = REFUSED if repair.do == "reject" else WARNING
    said = repair.message or f"{labels[column]}（{found}）{relation}{against}，按映射规则{done}。"
    return Finding(repair.code, severity, found, said)
