"""Numbers of people and organisations that the build has counted: of whole calendar years none is counted again.

The answer is the one that single rows would give (tests/indicators/test_ahead.py puts both beside each other).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from indicators.asked import Asked
from indicators.definition import Ahead
from indicators.scope import current
from indicators.spans import Period
from indicators.warehouse import Snapshot

YEARS = range(2000, 2061)
"""Those that etl/models/volunteer_counts.sql counts; organisations are counted ahead in these alone, too."""
COUNT = {"shape": "share", "denominators": []}


def counted_ahead(asked: Asked, now: Snapshot) -> Asked | None:
    """The same question to what the build has counted; None where single rows must be read.

    Of a ratio with `places` it gives the numerator of everybody, within the cover and outside.
    """
    found = _told_by(asked)
    if found is None or (found.is_up_to_data and _last_year(asked) > now.data_date.year):
        return None
    told = {"numerator": found.numerator, "numerator_where": found.numerator_where, "denominator": found.denominator}
    counting = {"rows": found.rows, "where": found.where, "grain": [], "measures": ""} | (COUNT if found.places else {})
    return replace(asked, definition=asked.definition.model_copy(update=counting | told))


def _last_year(asked: Asked) -> int:
    return max(period.ends_on.year for period in asked.periods)


def asked_of_places(asked: Asked) -> Asked | None:
    """The question which places lie inside the cover, for a ratio that is counted ahead by them; None for any other."""
    found = _told_by(asked)
    if found is None or not found.places:
        return None
    there = {"rows": found.places, "numerator": "count(*)"}
    return replace(asked, definition=asked.definition.model_copy(update=there))


def outside(places: Iterable[dict]) -> dict[str, list]:
    """Of the answer about places, those outside the cover where there is one: periods and area codes as bound lists."""
    found = [
        (row["period"], next(code for code in reversed(lineage) if code))
        for row in places
        for lineage in row["places"] or ()
    ]
    return {"outside_period": [period for period, _ in found], "outside_code": [code for _, code in found]}


def within_cover(places: Iterable[dict], counted: Iterable[dict], lost: Iterable[dict]) -> list[dict]:
    """The rows of the ratio: everybody counted of an asked area and period, without those `lost` to places outside.

    Where nothing is divided, everybody stands on the side of the places.
    """
    numbers = {(row["asked_code"], row["period"]): row["numerator"] for row in counted}
    only_outside = {(row["asked_code"], row["period"]): row["volunteers"] for row in lost}
    found = []
    for row in places:
        at = (row["asked_code"], row["period"])
        people = only_outside.get(at, 0) if row["places"] is not None else numbers[at]
        found.append({**row, "numerator": people - only_outside.get(at, 0) if row["is_covered"] else people})
    return found


def _told_by(asked: Asked) -> Ahead | None:
    found = asked.definition.ahead
    if found is None or asked.level > found.deepest or current().hub is not None:
        return None
    if {*asked.filters, *asked.without, *asked.dimensions} - {*found.filters}:
        return None
    if found.deepest == 0 and not current().is_everything:
        return None
    return found if all(_is_calendar_year(asked, period) for period in asked.periods) else None


def _is_calendar_year(asked: Asked, period: Period) -> bool:
    """Whether a period is one; of a stock, whether it ends on the last day of one."""
    (first, _), last = period.spans[0], period.ends_on
    begins = asked.definition.kind == "stock" or first == date(last.year, 1, 1)
    return len(period.spans) == 1 and begins and (last.month, last.day) == (12, 31) and last.year in YEARS
