"""Volunteer hours: numbered volunteers who come, stay away and come back, and a few rows for whole groups."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from etl.demonstration.chance import between, dice, skewed
from etl.demonstration.places import BAOHE, FUSHAN, HEMEI, KAIXUAN, LAST_DAY, XIASHA, XINGSHA, senders
from etl.demonstration.register import Row
from etl.demonstration.targets import targets

VOLUNTEER_KINDS = {"志愿服务": 1.0, "便民服务": 0.75, "为老服务": 0.45, "文体活动": 0.22, "讲座": 0.1, "培训": 0.08}
HEMEI_COUNTED = date(2022, 7, 31)
LENGTHS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.5, 8.0)
LENGTH_WEIGHTS = (10, 17, 28, 16, 13, 6, 6, 2, 1, 1)
STAYS = 0.63
"""Chance that a volunteer comes again next year."""


@dataclass(frozen=True)
class Corps:
    """The volunteers of one place: how many there ever were and how many rows they leave."""

    street: str
    volunteers: int
    rows: int
    first: date
    has_points: bool = False


CORPS = (
    Corps(KAIXUAN, 940, 2650, date(2013, 3, 1)),
    Corps(XIASHA, 1130, 3300, date(2019, 1, 5)),
    Corps(FUSHAN, 420, 1150, date(2015, 3, 1), has_points=True),
    Corps("330102012000", 260, 520, date(2017, 3, 1)),
    Corps("330114002000", 240, 480, date(2020, 5, 1)),
    Corps("430121002000", 110, 190, date(2022, 6, 1)),
    Corps("430121003000", 130, 230, date(2022, 6, 1)),
)


@dataclass(frozen=True)
class Volunteer:
    """One number of the volunteer system with the span in which it is seen."""

    volunteer_id: str
    first: date
    last: date
    eagerness: float


class Numbers:
    """Issues volunteer numbers, per district."""

    def __init__(self) -> None:
        self._issued: dict[str, int] = {}

    def next(self, district: str) -> str:
        self._issued[district] = self._issued.get(district, 0) + 1
        return f"V{district}-{self._issued[district]:06d}"


def draw_hours(activities: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the hours of every street that sends them, keyed by the street's code; activities learn who came."""
    numbers = Numbers()
    drawn = {corps.street: _corps_hours(corps, activities[corps.street], numbers) for corps in CORPS}
    drawn[XINGSHA] = _xingsha_hours(activities[XINGSHA], numbers)
    drawn[BAOHE] = _hemei_hours(activities[BAOHE], numbers)
    grouped = [s for d in ("330102000000", "330114000000") for s in senders("v", d) if s.code not in drawn]
    for street in grouped:
        drawn[street.code] = _group_hours(activities[street.code], dice(f"时长/{street.code}"))
    for code in ("330102012000", "330114002000"):
        drawn[code] += _group_hours(activities[code][::3], dice(f"团体时长/{code}"))
    return drawn


def _corps_hours(corps: Corps, activities: list[Row], numbers: Numbers) -> list[Row]:
    rng = dice(f"时长/{corps.street}")
    people = [_volunteer(corps.street[:6], corps.first, numbers, rng) for _ in range(corps.volunteers)]
    seen = _served(activities, corps.first, rng, corps.street)
    found: list[Row] = []
    mean = corps.rows / len(seen)
    for activity in seen:
        present = _present(people, activity["held_on"], skewed(rng, mean * 0.85, 0.6), rng)
        found += [_record(activity, person.volunteer_id, rng, corps.has_points) for person in present]
        activity["volunteers"] = max(activity["volunteers"] or 0, len(present))
    return found


def _volunteer(district: str, opened: date, numbers: Numbers, rng: Random) -> Volunteer:
    """Return a volunteer who begins some day and stays for a number of years that shrinks geometrically."""
    first = between(rng, opened, LAST_DAY - timedelta(days=20))
    years = 1
    while rng.random() < STAYS and years < 12:
        years += 1
    last = first + timedelta(days=365 * years - rng.randint(90, 330))
    return Volunteer(numbers.next(district), first, last, rng.lognormvariate(0, 0.8))


def _served(activities: list[Row], first: date, rng: Random, street: str) -> list[Row]:
    """Return the activities that volunteers' hours were registered for."""
    share = 0.5 if street in (KAIXUAN, XIASHA) else 0.85
    likely = [row for row in activities if row["held_on"] >= first and row["brand"] != "公益微创投"]
    return [row for row in likely if rng.random() < share * VOLUNTEER_KINDS.get(row["kind"], 0.0)]


def _present(people: list[Volunteer], day: date, count: int, rng: Random) -> list[Volunteer]:
    """Return up to `count` different volunteers who are around on this day, the eager ones more often."""
    around = [person for person in people if person.first <= day <= person.last]
    keyed = sorted(around, key=lambda person: rng.random() ** (1 / person.eagerness), reverse=True)
    return sorted(keyed[:count], key=lambda person: person.volunteer_id)


def _record(activity: Row, volunteer_id: str | None, rng: Random, has_points: bool = False) -> Row:
    hours = rng.choices(LENGTHS, LENGTH_WEIGHTS)[0]
    day = activity["held_on"]
    if activity["ended_on"] and activity["ended_on"].day > 27 and day.day == 1:
        day = between(rng, day, activity["ended_on"])
    return {
        "record_id": None,
        "volunteer_id": volunteer_id,
        "volunteers": None,
        "org_id": activity["org_id"],
        "activity_id": activity["activity_id"],
        "area_code": activity["area_code"],
        "served_on": day,
        "hours": hours,
        "started_at": None,
        "ended_at": None,
        "points": int(hours * 4) if has_points else None,
    }


def _group_hours(activities: list[Row], rng: Random) -> list[Row]:
    """Return rows for whole groups: how many came and the hours of all of them together."""
    found = []
    for activity in activities:
        if VOLUNTEER_KINDS.get(activity["kind"], 0) < 0.4 or rng.random() > 0.7:
            continue
        people = max(2, activity["volunteers"] or skewed(rng, 6, 0.4))
        activity["volunteers"] = people
        record = _record(activity, None, rng)
        record.update(record_id=f"G{activity['activity_id']}", volunteers=people, hours=record["hours"] * people)
        found.append(record)
    return found


def _xingsha_hours(activities: list[Row], numbers: Numbers) -> list[Row]:
    """Return the hours of 星沙街道: in the micro-projects exactly as many come as each activity says."""
    rng = dice("时长/星沙")
    people = [_volunteer(XINGSHA[:6], date(2022, 5, 12), numbers, rng) for _ in range(190)]
    crew = [Volunteer(numbers.next(XINGSHA[:6]), date(2023, 1, 1), LAST_DAY, 1.0) for _ in range(130)]
    found: list[Row] = []
    for activity in activities:
        if activity["brand"] == "公益微创投" and activity["held_on"] <= date(2024, 12, 31):
            present = _present(crew, activity["held_on"], activity["volunteers"], rng)
        elif rng.random() < 0.8 * VOLUNTEER_KINDS.get(activity["kind"], 0):
            present = _present(people + crew, activity["held_on"], skewed(rng, 5, 0.5), rng)
            activity["volunteers"] = max(activity["volunteers"] or 0, len(present))
        else:
            continue
        found += [_record(activity, person.volunteer_id, rng) for person in present]
    return found


def _hemei_hours(activities: list[Row], numbers: Numbers) -> list[Row]:
    """Return the hours of 和美社区 and its neighbours: 743 different volunteers had served by 2022-07-31."""
    rng = dice("时长/和美")
    served = [row for row in activities if row["kind"] in VOLUNTEER_KINDS and row["area_code"] == HEMEI]
    early = [row for row in served if row["held_on"] <= date(2022, 7, 1)]
    late = [row for row in served if row["held_on"] > HEMEI_COUNTED]
    return list(_early_hemei(early, numbers, rng)) + list(_late_hemei(late, numbers, rng))


def _early_hemei(activities: list[Row], numbers: Numbers, rng: Random) -> Iterator[Row]:
    """Give each of the 743 one first activity, and some of them more."""
    days = [row["held_on"] for row in activities]
    firsts = sorted(rng.randrange(len(activities)) for _ in range(targets()["hemei"]["volunteers_2022"]))
    rosters: list[set[str]] = [set() for _ in activities]
    for position in firsts:
        volunteer_id = numbers.next(HEMEI[:6])
        rosters[position].add(volunteer_id)
        while rng.random() < 0.46:
            until = bisect_right(days, days[position] + timedelta(days=365 * rng.randint(1, 3)))
            rosters[rng.randrange(position, max(position + 1, until))].add(volunteer_id)
    for activity, roster in zip(activities, rosters, strict=True):
        activity["volunteers"] = max(activity["volunteers"] or 0, len(roster))
        for volunteer_id in sorted(roster):
            yield _record(activity, volunteer_id, rng, has_points=True)


def _late_hemei(activities: list[Row], numbers: Numbers, rng: Random) -> Iterator[Row]:
    stayed = [
        Volunteer(f"V{HEMEI[:6]}-{position:06d}", date(2019, 1, 1), between(rng, HEMEI_COUNTED, LAST_DAY), 1.0)
        for position in range(2, targets()["hemei"]["volunteers_2022"], 4)
    ]
    new = [_volunteer(HEMEI[:6], HEMEI_COUNTED, numbers, rng) for _ in range(310)]
    for activity in activities:
        present = _present(stayed + new, activity["held_on"], skewed(rng, 4.4, 0.5), rng)
        activity["volunteers"] = max(activity["volunteers"] or 0, len(present))
        for person in present:
            yield _record(activity, person.volunteer_id, rng, has_points=True)
