"""自由分析: running sums of flows. Where the same person may come back in a later period, the sum is asked anew."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date

from components.explore_asked import Asked
from figures.numbers import Number

Key = tuple[str | int, ...]


def running_sums(asked: Asked, rows: list[dict], before: dict[Key, dict]) -> tuple[dict[Key, Number], dict]:
    """Sums up to each period by the key of its row, and those of the year before by the keys of this year's rows.

    Periods without a number have none; what follows them goes on from what was there.
    """
    return _sums(asked, rows), _sums(asked, list(before.values())) if before else {}


def _sums(asked: Asked, rows: list[dict]) -> dict[Key, Number]:
    """If the periods add up to the whole they share nothing, so every sum of the first ones is right too; else the
    number from the first day to the end of each period is asked by itself."""
    series: dict[Key, list[dict]] = defaultdict(list)
    for row in rows:
        series[_other(asked, row)].append(row)
    wholes = _wholes(asked, rows)
    found: dict[Key, Number] = {}
    for other, periods in series.items():
        periods.sort(key=lambda row: str(row[asked.time]))
        values = [row["value"] or 0 if row["reported"] else 0 for row in periods]
        exact = sum(values) != (wholes.get(other) or 0)
        total: Number = 0
        for row, value in zip(periods, values, strict=True):
            total += value
            if row["reported"] and row["value"] is not None:
                found[_key(asked, row)] = _asked_anew(asked, rows, row) if exact else total
    return found


def _wholes(asked: Asked, rows: list[dict]) -> dict[Key, Number]:
    """The whole span as one number by what else tells rows apart."""
    others = [by for by in asked.by if by != asked.time]
    found = asked.rows(by=",".join(others), **_span(asked, rows)) if rows else []
    return {_other(asked, row): row["value"] for row in found}


def _span(asked: Asked, rows: list[dict]) -> dict[str, str]:
    if asked.moment.day:
        years = {int(row["month"][:4]) for row in rows if "month" in row}
        if asked.time == "month" and "year" not in asked.by:
            return asked.when() if asked.moment.year in years else asked.when_before()
    years = sorted({_year(row) for row in rows})
    return {"year": f"{years[0]}-{years[-1]}"}


def _asked_anew(asked: Asked, rows: list[dict], row: dict) -> Number | None:
    """The number of this row's series from the first day of the span to the end of this row's period."""
    month = asked.time == "month"
    first = _year(row) if month else min(_year(one) for one in rows)
    ends = _month_end(row["month"]) if month else date(_year(row), 12, 31)
    if asked.moment.day and month and _year(row) == asked.moment.year:
        ends = min(ends, asked.moment.day)
    others = ",".join(by for by in asked.by if by not in ("year", "month"))
    span = {"from": f"{first}-01-01", "to": ends.isoformat()}
    wanted = tuple(part for part in _other(asked, row) if "year" not in asked.by or part != row.get("year"))
    found = asked.rows(by=others, **span)
    named = [by for by in asked.by if by not in ("year", "month")]
    for one in found:
        if tuple(_of(one, by) for by in named) == wanted:
            return one["value"]
    return None


def _month_end(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def _year(row: dict) -> int:
    return int(row["year"]) if row.get("year") else int(row["month"][:4])


def _other(asked: Asked, row: dict) -> Key:
    """What tells the row's series apart: everything but the time the sum runs over."""
    return tuple(_of(row, by) for by in asked.by if by != asked.time)


def _key(asked: Asked, row: dict) -> Key:
    """The key of the row as components/explore_facts.py writes it."""
    lone = "month" in asked.by and "year" not in asked.by
    return tuple(row["month"][5:] if by == "month" and lone else _of(row, by) for by in asked.by)


def _of(row: dict, by: str) -> str | int:
    return row["area_code" if by == "area" else "hub_level" if by == "level" else by]
