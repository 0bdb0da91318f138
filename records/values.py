"""What people write into a filter, turned into typed values; FilterError names what was expected."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from records.catalog import Column, FilterError

YES = {"是", "true", "1", "有"}
NO = {"否", "false", "0", "无"}
LONGEST = 200
MOST = 500
INTEGER = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
YEARS = re.compile(r"([0-9]{4})-([0-9]{4})", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def single(key: str, given: list[str]) -> str:
    """The one value of a key that takes one."""
    if len(given) != 1:
        raise FilterError(f"“{key}”只能给一次", "请只保留一个。")
    return text(key, given[0])


def several(key: str, given: list[str]) -> list[str]:
    """The values of a key that takes several, repeated or separated by commas."""
    values = [text(key, part.strip()) for value in given for part in value.split(",")]
    values = [value for value in dict.fromkeys(values) if value]
    if len(values) > MOST:
        raise FilterError(f"“{key}”的值太多：{len(values)} 个", f"一次最多 {MOST} 个。")
    return values


def text(key: str, value: str) -> str:
    """A text that can be searched for: no characters that no record holds, not endlessly long."""
    if "\0" in value or "\ufffd" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise FilterError(f"“{key}”的值里有无法识别的字符", "请用 UTF-8 书写并做百分号编码。")
    if len(value) > LONGEST:
        raise FilterError(f"“{key}”的值太长：{len(value)} 个字", f"最多 {LONGEST} 个字。")
    return value


def day(key: str, value: str) -> date:
    """A date written YYYY-MM-DD."""
    try:
        if not DATE.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        raise FilterError(f"“{key}”不是有效日期：{value}", "日期请写成 2016-06-30 的样子。") from None


def integer(key: str, value: str) -> int:
    """A whole number of at most fifteen digits."""
    if not INTEGER.fullmatch(value):
        raise FilterError(f"“{key}”不是整数：{value}", "请写成 2016 这样的数字。")
    return int(value)


def years(key: str, given: list[str]) -> list[int]:
    """Calendar years from `2016`, `2012,2014`, `2012-2016`."""
    found: list[int] = []
    for part in several(key, given):
        span = YEARS.fullmatch(part)
        if span and span[1] <= span[2]:
            found.extend(range(int(span[1]), int(span[2]) + 1))
        elif YEAR.fullmatch(part):
            found.append(int(part))
        else:
            raise FilterError(f"“{key}”不是年份：{part}", "请写成 2016、2012,2014 或 2012-2016。")
    return sorted(set(found))


def typed(column: Column, key: str, value: str) -> object:
    """A value of the column's kind, to be compared with it."""
    if column.kind == "date":
        return day(key, value)
    if column.kind in ("integer", "year"):
        return integer(key, value)
    if column.kind in ("decimal", "money"):
        if not DECIMAL.fullmatch(value):
            raise FilterError(f"“{key}”不是数字：{value}", "请写成 1234.5 这样的数字，不带千分位和单位。")
        return Decimal(value)
    if column.kind == "boolean":
        return yes_or_no(key, value)
    if column.choices and value not in column.choices:
        raise FilterError(f"“{key}”没有这个取值：{value}", f"可用的取值：{'、'.join(column.choices)}。")
    return value


def yes_or_no(key: str, value: str) -> bool:
    """是 or 否, or what programs write for them."""
    lowered = value.lower()
    if lowered in YES:
        return True
    if lowered in NO:
        return False
    raise FilterError(f"“{key}”只能是“是”或“否”：{value}", "请写成 是 或 否。")


def is_blank(key: str, value: str) -> bool:
    """是 or 否 behind `__blank`, nothing else."""
    if value not in ("是", "否"):
        raise FilterError(f"“{key}”只能是“是”或“否”：{value}", "空着的行写 是，不空的行写 否。")
    return value == "是"
