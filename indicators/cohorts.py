"""Volunteers by the year they were first seen in an area and the years they were seen in."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.scope import current
from indicators.warehouse import ask


def volunteer_cohorts(area: str | None, year: int, narrowed: Mapping[str, list[str]]) -> list[dict]:
    """first_year, year and how many volunteers, up to a year; `narrowed` as in questions/volunteer_cohorts.sql.

    Of everywhere and everybody the build has a row per person and year; elsewhere single rows are read.
    """
    if not area and not any(narrowed.values()) and current().is_everything:
        return ask("volunteer_cohorts_everywhere", year=year)
    return ask("volunteer_cohorts", area=area, year=year, **narrowed)
