"""What the four charts show, asked of the warehouse file: one statement for each chart, the answer a pandas frame.

The same rules as the product's page: organisations registered or filed on 31 December, 常住人口 of the area itself or
of the highest areas below that delivered it, and organisations counted only where people were.
"""

from __future__ import annotations

import os
from functools import cache

import duckdb
import pandas as pd

COUNTRY = "全国"
AREAS = {COUNTRY: "全国", "330102000000": "上城区", "430121000000": "长沙县", "510108000000": "成华区"}
YEARS = tuple(range(2025, 2018, -1))
BASIS, STANDING, OUTSIDE = "常住人口", ("登记", "备案"), "企业"
MOST_BARS = 16
LINEAGE = "l1, l2, l3, l4, l5, l6"
PEOPLED = f"""
WITH delivered AS (
    SELECT year, area_code, area_level, {LINEAGE}, max(persons) AS persons
    FROM population
    WHERE basis = $basis AND persons IS NOT NULL AND area_level >= $level AND ($area = '{COUNTRY}' OR l3 = $area)
    GROUP BY ALL
),
beneath AS (
    SELECT DISTINCT low.year, low.area_code
    FROM delivered AS low
    JOIN delivered AS high
        ON high.year = low.year
        AND high.area_level < low.area_level
        AND high.area_code IN (low.l1, low.l2, low.l3, low.l4, low.l5)
),
cover AS (
    SELECT * FROM delivered ANTI JOIN beneath USING (year, area_code)
),
counted AS (
    SELECT DISTINCT org_years.*
    FROM org_years
    JOIN cover
        ON cover.year = org_years.year
        AND cover.area_code IN (org_years.l1, org_years.l2, org_years.l3, org_years.l4, org_years.l5, org_years.l6)
    WHERE registration_state IN $standing AND legal_form <> $outside
)
"""
TREND = f"""{PEOPLED},
people AS (SELECT year, sum(persons) AS persons FROM cover GROUP BY ALL),
orgs AS (SELECT year, count(DISTINCT org_id) AS orgs FROM counted GROUP BY ALL)
SELECT year, CAST(orgs * 10000.0 / persons AS DOUBLE) AS value
FROM people
JOIN orgs USING (year)
ORDER BY year
"""
RANKING = f"""{PEOPLED},
people AS (SELECT {{unit}} AS code, sum(persons) AS persons FROM cover WHERE year = $year GROUP BY ALL),
orgs AS (SELECT {{unit}} AS code, count(DISTINCT org_id) AS orgs FROM counted WHERE year = $year GROUP BY ALL)
SELECT areas.name, CAST(orgs * 10000.0 / persons AS DOUBLE) AS value
FROM people
JOIN orgs USING (code)
JOIN areas ON areas.area_code = code
ORDER BY value DESC, name
LIMIT {MOST_BARS}
"""
WORDS = f"""
SELECT {{column}} AS name, count(DISTINCT org_id) AS value
FROM org_years
WHERE year = $year AND registration_state IN $standing AND legal_form <> $outside
    AND ($area = '{COUNTRY}' OR l3 = $area)
GROUP BY ALL
ORDER BY value DESC, name
"""


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """One connection for the process, read only; every question uses a cursor of its own."""
    return duckdb.connect(os.environ["BENCH_WAREHOUSE"], read_only=True)


def trend(area: str) -> pd.DataFrame:
    """year, value: organisations per 10 000 people at the end of every year."""
    return _frame(TREND, area, level=0 if area == COUNTRY else 3)


def ranking(area: str, year: int) -> pd.DataFrame:
    """name, value: the counties that have data, or the streets of a county, from high to low."""
    level = 3 if area == COUNTRY else 4
    return _frame(RANKING.format(unit=f"l{level}"), area, level=level, year=year)


def fields(area: str, year: int) -> pd.DataFrame:
    """name, value: organisations by field."""
    return _frame(WORDS.format(column="field"), area, year=year)


def forms(area: str, year: int) -> pd.DataFrame:
    """name, value: organisations by legal form."""
    return _frame(WORDS.format(column="legal_form"), area, year=year)


def _frame(sql: str, area: str, **more: int) -> pd.DataFrame:
    given = {"area": area, "basis": BASIS, "standing": list(STANDING), "outside": OUTSIDE, **more}
    named = {name: value for name, value in given.items() if f"${name}" in sql}
    return connection().cursor().execute(sql, named).df()
