"""Draws that look like life (skewed, seasonal) and are the same in every run."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

MONTH_WEIGHTS = (0.7, 0.5, 1.45, 1.1, 1.2, 1.05, 0.85, 0.75, 1.1, 1.3, 1.1, 1.0)
"""Volunteering peaks in March (学雷锋), October (重阳) and falls at the Spring Festival and in summer."""

STANDSTILL = {(2020, 2): 0.15, (2020, 3): 0.35, (2020, 4): 0.6, (2022, 4): 0.6, (2022, 12): 0.4, (2023, 1): 0.8}
"""Months in which hardly anything could take place."""


def dice(name: str) -> Random:
    """Return the generator of one part of the demonstration; parts do not disturb each other."""
    return Random(f"五社联动演示/{name}")  # noqa: S311 (nothing here is secret)


def between(rng: Random, first: date, last: date) -> date:
    """Return a day from first to last, both possible; first alone if the span is empty."""
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))


def workday(rng: Random, first: date, last: date) -> date:
    """Return a Monday to Friday of the span where it has one near, offices being closed at weekends."""
    day = between(rng, first, last)
    while day.weekday() >= 5 and day > first:
        day -= timedelta(days=1)
    return day


def seasonal_days(rng: Random, count: int, first: date, last: date, yearly_growth: float = 1.0) -> list[date]:
    """Return `count` days of the span, busier in the months and (with growth above 1) in the years that are busier."""
    months = _months(first, last)
    weights = [_busyness(day) * yearly_growth ** (day.year - first.year) for day in months]
    weights[0] *= (_month_end(first) - first).days / 30
    weights[-1] *= last.day / 30
    drawn = rng.choices(months, weights, k=count)
    return sorted(_day_in_month(rng, month, first, last) for month in drawn)


def _busyness(month: date) -> float:
    return MONTH_WEIGHTS[month.month - 1] * STANDSTILL.get((month.year, month.month), 1.0)


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)


def _day_in_month(rng: Random, month: date, first: date, last: date) -> date:
    """Return a day of the month within the span; weekends are twice as likely."""
    earliest, latest = max(month, first), min(_month_end(month), last)
    day = between(rng, earliest, latest)
    return day if day.weekday() >= 5 else between(rng, earliest, latest)


def growing_year(rng: Random, first: int, last: int, yearly_growth: float = 1.16) -> int:
    """Return a year of the span; later years are likelier by the growth."""
    years = range(first, last + 1)
    return rng.choices(years, [yearly_growth ** (year - first) for year in years])[0]


def skewed(rng: Random, median: float, spread: float = 0.7, least: int = 1) -> int:
    """Return a whole number around a median with a long tail upwards."""
    return max(least, round(rng.lognormvariate(0, spread) * median))


def portions(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole parts of `total` in proportion to the weights; they add up exactly."""
    scale = total / sum(weights)
    exact = [weight * scale for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda position: parts[position] - exact[position])
    for position in by_remainder[: total - sum(parts)]:
        parts[position] += 1
    return parts


def crooked_portions(rng: Random, total: int, count: int, least: int = 1, spread: float = 0.5) -> list[int]:
    """Return `count` uneven whole parts of `total`, none below `least`; they add up exactly."""
    parts = portions(total - least * count, [rng.lognormvariate(0, spread) for _ in range(count)])
    return [part + least for part in parts]


def skewed_weights(rng: Random, count: int, spread: float = 0.9) -> list[float]:
    """Return weights that make a few of `count` things much busier than the rest."""
    return [rng.lognormvariate(0, spread) for _ in range(count)]
