"""Trainings, supervision and exchange visits: the published counts of 下沙街道, 育树计划 of 长沙县, and the others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from etl.demonstration.activities import Organisers
from etl.demonstration.chance import crooked_portions, dice, seasonal_days, skewed, workday
from etl.demonstration.later_words import later_words
from etl.demonstration.names import FIELDS
from etl.demonstration.places import BAOHE, CHANGSHA, FUSHAN, KAIXUAN, LAST_DAY, XIASHA, districts
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import FIRST_ROWS
from etl.demonstration.targets import targets

COUNTED = date(2025, 10, 31)
USUAL = {"能力培训": 34, "集体督导": 18, "个别督导": 30, "专业培训": 14, "外出交流": 4}
TREE_PLAN = {"集体督导": 30, "个别督导": 46, "专业培训": 24}
"""育树计划 is made of these three."""


@dataclass(frozen=True)
class Series:
    """So many trainings of one kind within a span, for one street."""

    street: str
    kind: str
    count: int
    first: date
    last: date
    mode: str = "线下"
    programme: str | None = None
    attendances: int | None = None


def draw_trainings(rows_of) -> dict[str, list[Row]]:
    """Return the trainings of every place that sends any, keyed by the street's or the county's code."""
    drawn = {
        KAIXUAN: _kaixuan(rows_of(KAIXUAN)[FIRST_ROWS:]),
        XIASHA: _xiasha(rows_of(XIASHA)),
        FUSHAN: _usual(FUSHAN, rows_of(FUSHAN), 74, date(2015, 3, 2)),
        BAOHE: _usual(BAOHE, rows_of(BAOHE), 41, date(2019, 3, 4)),
    }
    drawn[CHANGSHA] = [row for street in districts()[CHANGSHA].streets for row in _county(street, rows_of(street.code))]
    return {code: _numbered(rows) for code, rows in drawn.items()}


def _draw(series: Series, rows: list[Row], rng: Random) -> list[Row]:
    organisers = Organisers(rows, rng)
    days = [workday(rng, day, min(day + timedelta(days=2), series.last)) for day in
            seasonal_days(rng, series.count, series.first, series.last, 1.05)]  # fmt: skip
    found = [_training(series, day, organisers, rng) for day in days]
    if series.attendances is not None:
        fixed = crooked_portions(rng, series.attendances, len(found), 9, 0.35)
        for row, attendances in zip(found, fixed, strict=True):
            row.update(attendances=attendances, persons=attendances)
    return found


def _training(series: Series, day: date, organisers: Organisers, rng: Random) -> Row:
    is_single, is_trip = series.kind == "个别督导", series.kind == "外出交流"
    attendances = rng.randint(2, 6) if is_single else skewed(rng, 24, 0.4, 6)
    return {
        "training_id": "",
        "name": rng.choice(later_words()["trainings"][series.kind]),
        "kind": series.kind,
        "mode": series.mode,
        "held_on": day,
        "ended_on": min(day + timedelta(days=rng.randint(1, 3)), LAST_DAY) if is_trip else None,
        "hub_id": f"H{series.street}",
        "org_id": organisers.pick(day)["org_id"] if is_single else None,
        "area_code": series.street,
        "field": rng.choice(FIELDS) if series.kind == "专业培训" else None,
        "attendances": attendances,
        "persons": attendances if rng.random() < 0.9 else None,
        "hours": 12.0 if is_trip else rng.choice((1.5, 2.0, 3.0, 3.0, 6.0)),
        "provider": None if is_single else rng.choice(later_words()["trainings"]["providers"]),
        "programme": series.programme,
    }


def _xiasha(rows: list[Row]) -> list[Row]:
    """34 能力培训 (5 of them online) for 563 attendances; with 集体督导 and 专业培训 54 were offline; 3 trips."""
    rng, aims, first = dice("培训/下沙"), targets()["xiasha"]["trainings"], date(2018, 9, 3)
    people = aims["attendances"]
    online = Series(XIASHA, "能力培训", aims["online"], date(2020, 2, 20), COUNTED, "线上", attendances=people // 5)
    offline = Series(XIASHA, "能力培训", aims["offline"], first, COUNTED, attendances=people - people // 5)
    series = [online, offline]
    series += [Series(XIASHA, kind, aims[kind], first, COUNTED) for kind in ("集体督导", "专业培训", "外出交流")]
    series.append(Series(XIASHA, "个别督导", 63, first, LAST_DAY, programme="导师辅导"))
    series += [Series(XIASHA, kind, 2, COUNTED + timedelta(days=1), LAST_DAY) for kind in ("能力培训", "集体督导")]
    return [row for one in series for row in _draw(one, rows, rng)]


def _kaixuan(rows: list[Row]) -> list[Row]:
    """The usual ones, and the meeting of 凯益荟 on some workday of every month from May 2013."""
    rng = dice("培训/凯旋")
    found = _usual(KAIXUAN, rows, 118, date(2012, 3, 1))
    meeting = Series(KAIXUAN, "集体督导", 1, date(2013, 5, 1), LAST_DAY, programme="凯益荟例会")
    organisers = Organisers(rows, rng)
    for number in range(2013 * 12 + 4, 2026 * 12):
        first = date(number // 12, number % 12 + 1, 1)
        row = _training(meeting, workday(rng, first + timedelta(days=6), first + timedelta(days=20)), organisers, rng)
        found.append(row | {"name": "凯益荟例会", "hours": 2.0, "provider": None})
    return found


def _usual(street: str, rows: list[Row], count: int, first: date) -> list[Row]:
    rng = dice(f"培训/{street}")
    shares = rng.choices(list(USUAL), list(USUAL.values()), k=count)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for kind in shares:
        counts[kind, "线上" if kind == "能力培训" and rng.random() < 0.14 else "线下"] += 1
    series = [
        Series(street, kind, number, date(2020, 2, 10) if mode == "线上" else first, LAST_DAY, mode)
        for (kind, mode), number in sorted(counts.items())
    ]
    return [row for one in series for row in _draw(one, rows, rng)]


def _county(street, rows: list[Row]) -> list[Row]:
    """育树计划 in every street and town of the county since its hub opened: more in the streets."""
    rng = dice(f"育树/{street.code}")
    total = 16 if street.code[6:9] < "100" else 9
    counts = {kind: max(1, round(total * share / 100)) for kind, share in TREE_PLAN.items()}
    series = [
        Series(street.code, kind, count, street.hub + timedelta(days=20), LAST_DAY, programme="育树计划")
        for kind, count in counts.items()
    ]
    return [row for one in series for row in _draw(one, rows, rng)]


def _numbered(rows: list[Row]) -> list[Row]:
    counted: dict[tuple[str, int], int] = defaultdict(int)
    rows.sort(key=lambda row: (row["held_on"], row["kind"], row["name"], row["attendances"]))
    for row in rows:
        key = (row["area_code"][:9], row["held_on"].year)
        counted[key] += 1
        row["training_id"] = f"PX{key[0]}-{key[1]}-{counted[key]:03d}"
    return rows
