"""Grades: every ladder that the demonstration places use, year after year, with steps up and down."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from etl.demonstration.chance import dice, workday
from etl.demonstration.places import KAIXUAN, LAST_DAY, XIASHA, senders
from etl.demonstration.register import Row
from etl.demonstration.register_xiasha import HUB_NAME
from etl.demonstration.targets import targets
from etl.demonstration.tree import street_of

TIERS = ("基础", "良好", "优秀")
STARS = ("一星", "二星", "三星", "四星", "五星")
STEP_UP, STEP_DOWN = 0.19, 0.06
XIASHA_COUNTED = date(2025, 10, 31)


def alive_on(row: Row, day: date) -> bool:
    """Tell whether the organisation was there on this day: begun, not dissolved."""
    start = row["joined_on"] or row["filed_on"] or row["registered_on"] or row["established_on"]
    return start <= day and not (row["closed_on"] and row["closed_on"] <= day)


def yearly_tiers(rows: Iterable[Row], first_year: int, share: float, rng: Random) -> list[Row]:
    """Return 年度梯队 grades: this share of the organisations takes part; each year some move a step up or down."""
    found = []
    for row in rows:
        position = rng.choices((0, 1, 2), (64, 29, 7))[0]
        for year in range(first_year, 2026):
            if not alive_on(row, date(year, 11, 30)) or rng.random() > share:
                continue
            found.append(_grade(row, "年度梯队", year, TIERS[position], rng, score=_score(rng, position)))
            position = _next_position(rng, position)
    return found


def _next_position(rng: Random, position: int) -> int:
    luck = rng.random()
    if luck < STEP_UP - 0.05 * position:
        return min(2, position + 1)
    return max(0, position - 1) if luck > 1 - STEP_DOWN else position


def _score(rng: Random, position: int) -> float:
    low, high = ((60.0, 74.5), (75.0, 87.5), (88.0, 99.0))[position]
    return round(rng.triangular(low, high), 1)


def _grade(row: Row, ladder: str, year: int, grade: str, rng: Random, **known: object) -> Row:
    awarded_by = {"年度梯队": "街道", "评估等级": "区县", "党组织星级": "街道", "志愿团队星级": "区县"}[ladder]
    awarded_on = workday(rng, date(year, 11, 20), date(year, 12, 30))
    return {
        "org_id": row["org_id"],
        "ladder": ladder,
        "year": year,
        "grade": grade,
        "score": None,
        "awarded_by": awarded_by,
        "awarded_on": awarded_on,
        "valid_until": None,
        **known,
    }


def assessments(rows: Iterable[Row], share: float, rng: Random) -> list[Row]:
    """Return 评估等级 of registered bodies two years old: valid five years, then renewed, higher or lower, or not."""
    found = []
    for row in rows:
        registered = row["registered_on"]
        if not registered or row["legal_form"] == "企业" or rng.random() > share:
            continue
        position = rng.choices((0, 1, 2, 3), (12, 34, 42, 12))[0]
        awarded = workday(rng, registered + timedelta(days=760), registered + timedelta(days=1900))
        while awarded <= LAST_DAY and not (row["closed_on"] and row["closed_on"] <= awarded):
            found.append(_assessment(row, f"{position + 1}A", awarded, rng))
            if rng.random() < 0.3:
                break
            position = min(4, max(0, position + rng.choice((0, 0, 1, 1, -1))))
            awarded = _five_years_after(awarded) + timedelta(days=rng.randint(1, 240))
    return found


def _assessment(row: Row, grade: str, awarded: date, rng: Random) -> Row:
    by = {"1A": "区县", "2A": "区县", "3A": "区县", "4A": "市", "5A": "省"}[grade]
    low, high = {"1A": (60, 70), "2A": (70, 80), "3A": (80, 90), "4A": (90, 95), "5A": (95, 99)}[grade]
    score = round(rng.triangular(low, high), 1)
    valid_until = _five_years_after(awarded) if rng.random() < 0.6 else None
    return _grade(
        row,
        "评估等级",
        awarded.year,
        grade,
        rng,
        awarded_on=awarded,
        valid_until=valid_until,
        awarded_by=by,
        score=score,
    )


def _five_years_after(day: date) -> date:
    """Return the last day on which a rating of this day still holds."""
    return date(day.year + 5, day.month, min(day.day, 28)) - timedelta(days=1)


def star_grades(rows: Iterable[Row], ladder: str, first_year: int, rng: Random) -> list[Row]:
    """Return 党组织星级 or 志愿团队星级, awarded every second year to those that qualify."""
    found = []
    for row in rows:
        position = rng.choices(range(5), (18, 31, 30, 15, 6))[0]
        for year in range(first_year + rng.randint(0, 1), 2026, 2):
            if alive_on(row, date(year, 11, 30)) and _may_have(row, ladder, year) and rng.random() < 0.62:
                found.append(_grade(row, ladder, year, STARS[position], rng))
                position = min(4, max(0, position + rng.choice((0, 0, 0, 1, 1, -1))))
    return found


def _may_have(row: Row, ladder: str, year: int) -> bool:
    if ladder == "志愿团队星级":
        return row["legal_form"] == "志愿团队"
    passed = row["party_passed_on"]
    return row["party_coverage"] == "单独组建" and passed is not None and passed.year <= year


def xiasha_assessments(rows: list[Row]) -> list[Row]:
    """Return 评估等级 of 下沙街道: so many 4A and 3A on 2025-10-31, the hub's own body among the 4A; others expired."""
    rng, aims = dice("评级/下沙评估"), targets()["xiasha"]
    hub = next(row for row in rows if row["name"] == HUB_NAME)
    old_enough = [
        row
        for row in rows
        if row is not hub
        and row["registered_on"]
        and row["registered_on"] < date(2022, 6, 30)
        and row["legal_form"] in ("社会服务机构", "社会团体")
        and not row["closed_on"]
    ]
    rng.shuffle(old_enough)
    fours, rest = [hub, *old_enough[: aims["rated_4a"] - 1]], old_enough[aims["rated_4a"] - 1 :]
    threes, rest = rest[: aims["rated_3a"]], rest[aims["rated_3a"] :]
    found = [_assessment(hub, "3A", date(2020, 7, 15), rng) | {"valid_until": date(2023, 6, 19)}]
    found.append(_assessment(hub, "4A", date(2023, 6, 20), rng))
    found += [_assessment(row, "4A", _recent(row, rng), rng) for row in fours[1:]]
    found += [_assessment(row, "3A", _recent(row, rng), rng) for row in threes]
    found += [_assessment(row, "2A", _recent(row, rng), rng) for row in rest[:6]]
    long_ago = [row for row in rest[6:] if row["registered_on"] < date(2017, 6, 1)]
    expired = date(2019, 9, 2), date(2020, 6, 30)
    return found + [_assessment(row, "3A", workday(rng, *expired), rng) for row in long_ago[:4]]


def _recent(row: Row, rng: Random) -> date:
    """Return a day of award that is two years after registration and still valid on 2025-10-31."""
    first = max(date(2021, 3, 1), row["registered_on"] + timedelta(days=740))
    return workday(rng, first, max(first, XIASHA_COUNTED - timedelta(days=30)))


def draw_ratings(register: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the grades of every street that sends ratings, keyed by the street's code."""
    by_street: dict[str, list[Row]] = {}
    for row in (row for rows in register.values() for row in rows):
        by_street.setdefault(street_of(row["area_code"]), []).append(row)
    return {
        street.code: _street_ratings(street.code, by_street[street.code])
        for district in register_districts()
        for street in senders("r", district)
    }


def register_districts() -> tuple[str, ...]:
    """Return the districts in which anybody sends ratings."""
    return ("330102000000", "330114000000", "330802000000", "430121000000", "510108000000")


def _street_ratings(street: str, rows: list[Row]) -> list[Row]:
    rng = dice(f"评级/{street}")
    first_year, share = {KAIXUAN: (2013, 0.72), XIASHA: (2019, 0.7)}.get(street, (2021, 0.5))
    settled = [row for row in rows if row["hub_id"] and row["legal_form"] != "企业"]
    graded = yearly_tiers(settled, first_year, share, rng)
    rated = xiasha_assessments(rows) if street == XIASHA else assessments(rows, 0.55, rng)
    party = star_grades(rows, "党组织星级", max(first_year, 2016), rng)
    return graded + rated + party + star_grades(rows, "志愿团队星级", max(first_year, 2018), rng)
