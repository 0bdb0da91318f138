"""Scores by rubric: the check-up of hubs and of organisations, item by item."""

from collections.abc import Callable, Iterable
from datetime import date
from random import Random

from etl.demonstration.chance import dice, workday
from etl.demonstration.later_words import later_words
from etl.demonstration.places import CHANGSHA, FUSHAN, KAIXUAN, XIASHA, districts
from etl.demonstration.ratings import alive_on
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import FIRST_ROWS

HUB_YEARS = {KAIXUAN: (2014, 2015, 2024, 2025), XIASHA: (2023, 2024, 2025), FUSHAN: (2018, 2019, 2025)}
COUNTY_ORGANISATIONS, STREET_ORGANISATIONS = 46, 24


def draw_assessments(rows_of: Callable[[str], list[Row]]) -> dict[str, list[Row]]:
    """Return the scores by place: hubs and organisations of 长沙县, the hubs of three streets, some of 凯旋街道."""
    county = districts()[CHANGSHA].streets
    hubs = [(street.hub_id, year) for street in county for year in (2023, 2024, 2025) if street.hub.year <= year]
    rng = dice("细则/长沙县")
    candidates = [row for street in county for row in rows_of(street.code) if row["hub_id"] and row["filed_on"]]
    chosen = rng.sample(candidates, COUNTY_ORGANISATIONS)
    kaixuan = rng.sample(_filed(rows_of(KAIXUAN)[FIRST_ROWS:]), STREET_ORGANISATIONS)
    drawn = {CHANGSHA: _hubs(hubs, rng, "区县") + _organisations(chosen, (2024, 2025), rng)}
    drawn[KAIXUAN] = _organisations(kaixuan, (2014, 2015), rng)
    for street, years in HUB_YEARS.items():
        own = _hubs([(f"H{street}", year) for year in years], dice(f"细则/{street}"), "区县")
        drawn[street] = drawn.get(street, []) + own
    return drawn


def _filed(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["hub_id"] and row["filed_on"] and alive_on(row, date(2015, 12, 20))]


def _hubs(subjects: Iterable[tuple[str, int]], rng: Random, awarded_by: str) -> list[Row]:
    level: dict[str, float] = {}
    found = []
    for hub_id, year in subjects:
        level[hub_id] = min(0.96, level.get(hub_id, rng.uniform(0.58, 0.82)) + rng.uniform(0.0, 0.06))
        found += _sheet({"hub_id": hub_id, "org_id": None}, "枢纽", year, level[hub_id], rng, awarded_by)
    return found


def _organisations(rows: Iterable[Row], years: tuple[int, ...], rng: Random) -> list[Row]:
    found = []
    for row in rows:
        level = rng.uniform(0.55, 0.9)
        for year in years:
            if alive_on(row, date(year, 12, 1)):
                found += _sheet({"hub_id": None, "org_id": row["org_id"]}, "社区社会组织", year, level, rng, "街道")
                level = min(0.97, level + rng.uniform(-0.02, 0.06))
    return found


def _sheet(subject: Row, rubric: str, year: int, level: float, rng: Random, awarded_by: str) -> list[Row]:
    """Return the items of one subject in one year: uneven, none above its full marks."""
    day = workday(rng, date(year, 11, 18), date(year, 12, 26))
    return [
        {
            **subject,
            "rubric": rubric,
            "year": year,
            "dimension": dimension,
            "item": item,
            "score": min(full, max(0, round(2 * full * rng.gauss(level, 0.11)) / 2)),
            "full_score": full,
            "assessed_on": day,
            "awarded_by": awarded_by,
        }
        for dimension, items in later_words()["rubrics"][rubric].items()
        for item, full in items.items()
    ]
