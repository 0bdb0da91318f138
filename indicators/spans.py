"""Years, months and days: which spans of time a question is about."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.warehouse import ask, snapshot

FIRST_YEAR, LAST_YEAR = 1900, 2100
BEGINNING = date(FIRST_YEAR, 1, 1)
MOST_PERIODS = 1200
NEW_YEAR = (1, 1)
YearStart = tuple[int, int]
"""The month and day on which a reader's years begin; such a year is named by the calendar year it begins in."""


@dataclass(frozen=True)
class Period:
    """One row's time: its year and month as they appear in the row, and the spans of days it is made of."""

    year: int | None
    month: str | None
    spans: tuple[tuple[date, date], ...]

    @property
    def ends_on(self) -> date:
        """The last day: where a stock is counted, and whose year chooses the population."""
        return self.spans[-1][1]


def periods(definition: Definition, given: Mapping, by: tuple[str, ...]):
    """(periods, as_of, years, from_on, to_on) of the choices; exactly one of as_of, years, from/to is not None."""
    as_of, from_on, to_on, years = _day(given, "as_of"), _day(given, "from"), _day(given, "to"), _years(given)
    starts = year_start(given)
    _refuse_mixtures(definition, as_of, from_on, to_on, years, by)
    if starts != NEW_YEAR and (as_of or from_on or to_on):
        raise ChoiceError("starts（年度从哪天起）只和 year 一起用。", "请用 year，或去掉 starts。")
    if as_of:
        return (Period(None, None, ((as_of, as_of),)),), as_of, None, None, None
    if from_on or to_on:
        from_on, to_on = from_on or BEGINNING, to_on or _data_date()
        if from_on > to_on:
            raise ChoiceError("起始日期晚于截止日期。", f"from={from_on}，to={to_on}。")
        return _cut(definition, (from_on, to_on), by), None, None, from_on, to_on
    years = years or default_years(definition, by, starts)
    return _of_years(definition, years, by, starts), None, years, None, None


def year_start(given: Mapping) -> YearStart:
    """The day of the year on which years begin (starts=07-01); the first of January when nothing is said."""
    words = given.get("starts", ())
    if not words:
        return NEW_YEAR
    hint = "请写月和日，例如 starts=07-01；2月29日不是每年都有，不能用。"
    if len(words) > 1 or not re.fullmatch(r"[0-9]{2}-[0-9]{2}", words[0]):
        raise ChoiceError(f"年度从“{words[0][:40]}”起，这不是月和日。", hint)
    month, day = int(words[0][:2]), int(words[0][3:])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2023, month)[1]):
        raise ChoiceError(f"没有每年都有的“{words[0]}”这一天。", hint)
    return month, day


def year_span(year: int, starts: YearStart = NEW_YEAR) -> tuple[date, date]:
    """The first and the last day of the year that begins in a calendar year: 2024-07-01 to 2025-06-30."""
    return date(year, *starts), date(year + 1, *starts) - timedelta(days=1)


def in_months(found: tuple[Period, ...]) -> tuple[Period, ...]:
    """The periods with every span widened to the whole months it touches."""
    return tuple(replace(one, spans=tuple(_months_of(*span) for span in one.spans)) for one in found)


def _months_of(first: date, last: date) -> tuple[date, date]:
    return first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])


def year_of(day: date, starts: YearStart = NEW_YEAR) -> int:
    """The name of the year a day lies in."""
    return day.year - ((day.month, day.day) < starts)


def _refuse_mixtures(definition: Definition, as_of, from_on, to_on, years, by) -> None:
    if as_of and definition.kind == "flow":
        raise ChoiceError(f"“{definition.name}”是一段时间的数，不能用 as_of。", "请用 year，或 from 和 to。")
    if (from_on or to_on) and definition.kind == "stock":
        raise ChoiceError(f"“{definition.name}”是某一天的数，不能用 from、to。", "请用 as_of 或 year。")
    if years and (as_of or from_on or to_on):
        raise ChoiceError("year 不能和 as_of、from、to 一起用。", "请只留一种。")
    if as_of and ("year" in by or "month" in by):
        raise ChoiceError("as_of 是一天，不能再按年或月分列。", "请改用 year。")


def _day(given: Mapping, key: str) -> date | None:
    words = given.get(key, ())
    if not words:
        return None
    if len(words) > 1 or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words[0]):
        raise ChoiceError(f"日期“{words[0][:40]}”不对。", f"请写一个日期，例如 {key}=2016-06-30。")
    try:
        day = date.fromisoformat(words[0])
    except ValueError as reason:
        raise ChoiceError(f"没有“{words[0]}”这一天。", f"请写一个日期，例如 {key}=2016-06-30。") from reason
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ChoiceError(f"日期“{words[0]}”超出范围。", f"请写 {FIRST_YEAR} 到 {LAST_YEAR} 年之间的日期。")
    return day


def _years(given: Mapping) -> tuple[int, ...] | None:
    years: set[int] = set()
    for word in given.get("year", ()):
        match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", word)
        if not match:
            raise ChoiceError(f"年份“{word[:40]}”不对。", "请写 2016、2012,2014 或 2012-2016。")
        first, last = int(match[1]), int(match[2] or match[1])
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            raise ChoiceError(f"年份“{word}”不对。", f"请写 {FIRST_YEAR} 到 {LAST_YEAR} 之间、从小到大的年份。")
        years.update(range(first, last + 1))
    return tuple(sorted(years)) or None


def _data_date() -> date:
    with snapshot() as now:
        return now.data_date


def _years_of(definition: Definition) -> tuple[int, int]:
    """First and latest year with rows of the record type behind an indicator."""
    latest = _data_date().year
    known = [row for row in ask("years_of_types") if definition.record_type in ("", row["type"]) and row["first_year"]]
    last = min(max((row["last_year"] for row in known), default=latest), latest)
    return min([*(row["first_year"] for row in known), last]), last


def default_years(definition: Definition, by: tuple[str, ...], starts: YearStart) -> tuple[int, ...]:
    """The years of a question that names none: all with rows where they are told apart, else the latest."""
    first, last = _years_of(definition)
    if starts != NEW_YEAR:
        first, last = first - 1, min(last, year_of(_data_date(), starts))
    if definition.looks_ahead:
        last = max(first, min(last, _data_date().year - (1 if starts == NEW_YEAR else 2)))
    return tuple(range(max(first, FIRST_YEAR), last + 1)) if "year" in by else (last,)


def _of_years(
    definition: Definition, years: tuple[int, ...], by: tuple[str, ...], starts: YearStart
) -> tuple[Period, ...]:
    if "year" in by or "month" in by:
        pieces = [piece for year in years for piece in _year_cut(year, by, starts)]
        return _few(tuple(pieces))
    spans = tuple(year_span(year, starts) for year in years)
    return (Period(None, None, spans if definition.kind == "flow" else spans[-1:]),)


def _year_cut(year: int, by: tuple[str, ...], starts: YearStart) -> list[Period]:
    """One year, or its months; the year of a row is the one asked for, also where it ends in the next."""
    span, name = year_span(year, starts), year if "year" in by else None
    if "month" not in by:
        return [Period(name, None, (span,))]
    return [Period(name, one.month, one.spans) for one in _pieces(span, by)]


def _cut(definition: Definition, span: tuple[date, date], by: tuple[str, ...]) -> tuple[Period, ...]:
    """One span, or its pieces by year or month from the first year with data on."""
    if "year" not in by and "month" not in by:
        return (Period(None, None, (span,)),)
    if span[0] == BEGINNING:
        span = (min(max(BEGINNING, date(_years_of(definition)[0], 1, 1)), span[1]), span[1])
    return _few(tuple(_pieces(span, by)))


def _pieces(span: tuple[date, date], by: tuple[str, ...]) -> list[Period]:
    found = []
    for year in range(span[0].year, span[1].year + 1):
        for first, last, month in _year_pieces(year, "month" in by):
            start, end = max(first, span[0]), min(last, span[1])
            if start <= end:
                found.append(Period(year if "year" in by else None, month, ((start, end),)))
    return found


def _year_pieces(year: int, is_monthly: bool):
    if not is_monthly:
        return [(*year_span(year), None)]
    days = [monthrange(year, month)[1] for month in range(1, 13)]
    return [(date(year, m, 1), date(year, m, last), f"{year}-{m:02}") for m, last in enumerate(days, 1)]


def _few(found: tuple[Period, ...]) -> tuple[Period, ...]:
    if len(found) > MOST_PERIODS:
        raise ChoiceError(f"一共 {len(found)} 个时段，太多了。", f"请缩小到 {MOST_PERIODS} 个以内。")
    return found
