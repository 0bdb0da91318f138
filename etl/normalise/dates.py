"""Dates, years, times of day and periods in the many ways people write them."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from etl.normalise.reading import EMPTY, Reading, accept, refuse
from etl.normalise.text import fold, is_placeholder

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(10000, 80001)
"""Excel day numbers of 1927 to 2119; anything else is no date of ours."""
_DAY_THAT_NEVER_WAS = 60
_LATEST_SHORT_YEAR = 69
"""“16” is 2016; from here on nobody can tell the century."""

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0", "O": "0"}
_CHINESE = re.compile(
    r"([〇零○O一二三四五六七八九]{4})年"
    r"(?:([元正一二三四五六七八九十]{1,3})月)?(?:([一二三四五六七八九十]{1,3})[日号])?\Z"
)
_CHINESE_YEAR = re.compile(r"\A([一二][〇零○O一二三四五六七八九]{3})(?:年?度?)\Z")
_LUNAR = re.compile(r"初[一二三四五六七八九十]|农历|阴历|正月|腊月|廿")
_WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?")
_TIME = re.compile(
    r"[T ]?(上午|下午|晚上|中午|凌晨|早上)?(\d{1,2})[:点时](\d{1,2})?分?"
    r"(?::(\d{1,2})(?:\.\d+)?秒?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?\Z",
    re.ASCII,
)
_PART_OF_DAY = re.compile(r"(?<=[日号\d])\s?\(?(?:上午|下午|晚上?|中午|早上|全天)\)?\Z")
_FULL = re.compile(r"(\d{4})(?:[-/.年])\s?(\d{1,2})(?:[-/.月])\s?(\d{1,2})[日号]?\Z", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/.年]\s?(\d{1,2})月?份?\Z|((?:19|20)\d{2})(0[1-9]|1[0-2])\Z", re.ASCII)
_SHORT = re.compile(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?\Z", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\Z", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?\Z", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?:\.0+)?(?:年度?)?(?:末|底|年末|年底)?\Z", re.ASCII)
_OPEN = frozenset({"长期", "至今", "永久", "长期有效", "无固定期限", "现在", "今", "无限期", "在运营", "正常", "存续"})
_RANGE = re.compile(r"\d\s*(?:至|到|~|—|--|–|－)\s*\d|日-|[日号]、")


@lru_cache(maxsize=65536)
def _from_text(text: str, accepts_month: bool, accepts_short_year: bool) -> Reading:
    whole = _chinese_to_digits(fold(text).replace("−", "-"))
    if _LUNAR.search(whole):
        return refuse("B062", "请填写公历日期，如2016-06-01")
    day_text, shift = _split_time(_WEEKDAY.sub("", whole).strip())
    return _shift(_day(day_text, accepts_month, accepts_short_year, whole), shift)


def read_date(
    value: object, accepts_month: bool = False, accepts_short_year: bool = False, open_end: bool = False,
    ends_period: bool = False,
) -> Reading:  # fmt: skip
    """The calendar day meant, in Chinese time; a month alone or a two-digit year only where the caller allows it.

    Where the day `ends_period`, a whole period (2020-01-01至2024-12-31) means its last day.
    """
    if isinstance(value, datetime):
        return Reading((value.astimezone(SHANGHAI) if value.tzinfo else value).date())
    if isinstance(value, date):
        return Reading(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, accepts_month)
    if isinstance(value, time | timedelta):
        return refuse("B064", "只有时刻没有日期（Excel里显示为1900-01-00）。请填写日期，如2016-06-01")
    text = str(value)
    if is_placeholder(text):
        return EMPTY
    if open_end and fold(text) in _OPEN:
        return EMPTY
    if len(text) > 60:
        return refuse("B055", "不是日期。请填写具体日期，如2016-06-01")
    if ends_period and (last := _end_of_period(text)):
        return Reading(last)
    return _from_text(text, accepts_month, accepts_short_year)


def _from_number(value: float, accepts_month: bool) -> Reading:
    if not math.isfinite(value):
        return refuse("B055", "不是日期。请填写具体日期，如2016-06-01")
    whole = int(value)
    if whole in _SERIALS:
        return _serial(whole)
    if value == whole == _DAY_THAT_NEVER_WAS:
        return refuse("B057", "该日期（1900年2月29日）在日历中不存在，请重新填写")
    if value == whole and whole > 80000:
        return _day(str(whole), accepts_month, False, str(whole))
    return refuse("B055", "不是完整的日期。请填写具体日期，如2016-06-01")


def _serial(number: int) -> Reading:
    day = _EXCEL_EPOCH + timedelta(days=number)
    return accept(day, "B056", f"已把Excel日期序号{number}换算为{day.isoformat()}，请确认")


def _chinese_to_digits(text: str) -> str:
    match = _CHINESE.match(text)
    if not match:
        return text
    year = "".join(_DIGITS[c] for c in match.group(1))
    month, day = (_small_number(piece) if piece else None for piece in match.group(2, 3))
    return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def _small_number(text: str) -> int:
    """The number of a Chinese numeral below one hundred."""
    text = text.replace("元", "一").replace("正", "一")
    if "十" not in text:
        return int("".join(_DIGITS[c] for c in text))
    tens, _, ones = text.partition("十")
    ones = ones.replace("十", "")
    return int("".join(_DIGITS[c] for c in tens) or "1") * 10 + int("".join(_DIGITS[c] for c in ones) or "0")


def _split_time(text: str) -> tuple[str, tuple[int, int, str] | None]:
    text = _PART_OF_DAY.sub("", text)
    match = _TIME.search(text)
    if not match or match.start() < 6:
        return text, None
    hour, minute = int(match.group(2)), int(match.group(3) or 0)
    return text[: match.start()].rstrip(" ,"), (hour, minute, match.group(5) or "")


def _shift(reading: Reading, clock: tuple[int, int, str] | None) -> Reading:
    """Move a day written with another time zone to the day it was in China."""
    if clock is None or not clock[2] or not isinstance(reading.value, date):
        return reading
    hour, minute, zone = clock
    if hour > 23 or minute > 59:
        return refuse("B060", "时刻不存在。请填写日期，如2016-06-01")
    offset = UTC if zone in ("Z", "UTC") else timezone(_offset(zone))
    try:
        moment = datetime.combine(reading.value, time(hour, minute), offset)
        return Reading(moment.astimezone(SHANGHAI).date(), reading.findings)
    except OverflowError:
        return refuse("B060", "日历上没有这一天。请核对")


def _offset(zone: str) -> timedelta:
    hours, minutes = min(int(zone[1:3]), 23), min(int(zone[-2:]), 59)
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def _day(text: str, accepts_month: bool, accepts_short_year: bool, whole: str) -> Reading:
    if match := _FULL.match(text) or _COMPACT.match(text):
        return _calendar(*match.groups())
    if match := _SERIAL.match(text):
        number = int(match.group(1))
        return _serial(number) if number in _SERIALS else refuse("B055", "不是日期。请填写具体日期，如2016-06-01")
    if match := _MONTH.match(text):
        return _month(*(match.group(1, 2) if match.group(1) else match.group(3, 4)), accepts_month)
    if match := _YEAR_LAST.match(text):
        return _year_last(*match.groups())
    if match := _SHORT.match(text):
        return _short_year(*match.groups(), accepts_short_year)
    if _RANGE.search(whole):
        return refuse("B055", "写的是一段时间。请把开始和结束日期分两列填写，如2016-06-01")
    return refuse("B055", "日期不完整或无法识别。请填写具体日期，如2016-06-01")


def _calendar(year: str, month: str, day: str) -> Reading:
    try:
        return Reading(date(int(year), int(month), int(day)))
    except ValueError:
        return refuse("B060", "日历上没有这一天。请核对")


def _month(year: str, month: str, accepted: bool) -> Reading:
    first = _calendar(year, month, "1")
    if first.is_refused:
        return first
    if not accepted:
        return refuse("B054", "只写到月份。请填写具体日期，如2016-06-01")
    return accept(first.value, "B054", f"只写到月份，按{int(year)}年{int(month)}月1日计，不能用于按日分析。请补充日期")


def _year_last(first: str, second: str, year: str) -> Reading:
    if int(first) > 12:
        return _calendar(year, second, first)
    if int(second) > 12 or first == second:
        return _calendar(year, first, second)
    one, other = f"{int(first)}月{int(second)}日", f"{int(second)}月{int(first)}日"
    return refuse("B061", f"无法判断是{one}还是{other}。请写成2016-06-01的形式")


def _short_year(year: str, month: str, day: str, accepted: bool) -> Reading:
    full = _calendar(str(2000 + int(year)), month, day)
    if full.is_refused:
        return full
    if int(year) > _LATEST_SHORT_YEAR:
        said = f"年份只写两位，无法判断是{1900 + int(year)}年还是{2000 + int(year)}年。请写成四位，如2016-06-01"
        return refuse("B058", said)
    if not accepted:
        return refuse("B058", "年份只写两位。请写成四位，如2016-06-01")
    return accept(full.value, "B058", f"年份只写两位，已按{2000 + int(year)}年处理，请确认")


def read_year(value: object) -> Reading:
    """A calendar year of four digits, also from a date."""
    if isinstance(value, date):
        return Reading(value.year) if value.year >= 1000 else refuse("B064", f"日期过早（{value}），请核对")
    if isinstance(value, bool):
        return refuse("V002", "应填年份，如2016")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = int(value) if math.isfinite(value) and value == int(value) else str(value)
    text = fold(str(value))
    text = _chinese_to_digits(_CHINESE_YEAR.sub(r"\1年", text))
    if is_placeholder(text):
        return EMPTY
    if match := _YEAR.match(text):
        return Reading(int(match.group(1)))
    day = read_date(text, accepts_month=True) if len(text) >= 6 else EMPTY
    return read_year(day.value) if isinstance(day.value, date) else refuse("B055", "应填四位年份，如2016")


def read_clock(value: object) -> Reading:
    """A time of day as “HH:MM”."""
    if isinstance(value, datetime | time):
        return Reading(f"{value.hour:02d}:{value.minute:02d}")
    if isinstance(value, timedelta):
        value = "24:00" if value == timedelta(days=1) else value.total_seconds() / 86400
    if isinstance(value, float | int) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(value * 1440) % 1440
        return Reading(f"{minutes // 60:02d}:{minutes % 60:02d}")
    text = fold(str(value))
    if is_placeholder(text):
        return EMPTY
    match = _TIME.search(text)
    if match and (match.start() == 0 or match.start() >= 6):
        return _clock(match.group(1) or "", int(match.group(2)), int(match.group(3) or 0))
    return refuse("V006", "应填几点几分，如09:30")


def _clock(half: str, hour: int, minute: int) -> Reading:
    if half in ("下午", "晚上") and hour < 12:
        hour += 12
    if (hour > 23 or minute > 59) and (hour, minute) != (24, 0):
        return refuse("V006", "时刻不存在。请填写几点几分，如09:30")
    return Reading(f"{hour:02d}:{minute:02d}")


_PERIOD_CUT = re.compile(
    r"\s*(?:至|到|~|—+|–|－)\s*|(?<=[日号月年\d])\s*-+\s*(?=\d{4}[年\-/.])|(?<=[日号月])-(?=\d)|(?<=\d{8})-(?=\d{8})"
)
_HALVES = {
    "上半年": (1, 6),
    "下半年": (7, 12),
    "一季度": (1, 3),
    "二季度": (4, 6),
    "三季度": (7, 9),
    "四季度": (10, 12),
}


def read_period(text: str) -> tuple[date | None, date | None]:
    """First and last day of a period as titles state it; (None, None) if it is not one."""
    text = _chinese_to_digits(fold(text)).strip()
    pieces = [piece for piece in _PERIOD_CUT.split(text, maxsplit=1) if piece]
    if len(pieces) == 2:
        first, last = _span(pieces[0]), _span(_completed(pieces[1], pieces[0]))
        return (first[0], last[1]) if first and last and first[0] <= last[1] else (None, None)
    return _span(text) or (None, None)


def _end_of_period(text: str) -> date | None:
    """The last day of a period that states its first one too; None for anything else."""
    period = fold(text).removeprefix("自").removeprefix("从").removesuffix("止").strip()
    pieces = [piece for piece in _PERIOD_CUT.split(period, maxsplit=1) if piece]
    return read_period(period)[1] if len(pieces) == 2 else None


def _completed(piece: str, model: str) -> str:
    """A second date without its year (“6月30日”, “6月”) with the year of the first."""
    year = re.match(r"\d{4}", model)
    return piece if re.match(r"\d{4}", piece) or not year else f"{year.group()}年{piece}"


def _span(text: str) -> tuple[date, date] | None:
    """The days a date, a month, a half-year or a year covers."""
    if match := re.match(r"(\d{4})年?度?(\S{3,4})\Z", text):
        months = _HALVES.get(match.group(2).removeprefix("第"))
        if months:
            year = int(match.group(1))
            return date(year, months[0], 1), _month_end(year, months[1])
    day = read_date(text, accepts_month=True)
    if isinstance(day.value, date):
        is_month = any(finding.rule == "B054" for finding in day.findings)
        return day.value, _month_end(day.value.year, day.value.month) if is_month else day.value
    if (match := _YEAR.match(text)) and 1 <= int(match.group(1)) <= 9998:
        return date(int(match.group(1)), 1, 1), date(int(match.group(1)), 12, 31)
    return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
