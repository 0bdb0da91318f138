"""Project records of 公益创投: every application of every round, how far it came and what it was given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from etl.demonstration.activities import MODES, Organisers
from etl.demonstration.chance import between, dice, skewed, workday
from etl.demonstration.later_words import later_words
from etl.demonstration.names import FIELDS
from etl.demonstration.places import LAST_DAY
from etl.demonstration.projects import Project
from etl.demonstration.register import Row
from etl.demonstration.tree import areas

CRITERIA = ("score_public", "score_professional", "score_economy", "score_cohesion", "score_growth")
STRENGTHS = (3.0, 0.0, -4.5, 2.0, -1.5)
"""What reviewers give more or less for on average, criterion by criterion."""
DAYS_BEFORE = {"called_on": 76, "qualified_on": 40, "reviewed_on": 27, "published_on": 18, "approved_on": 6}
"""How long before a round's projects begin its stages take place."""
GROUPS = ("老年人", "儿童青少年", "全体居民", "全体居民", "困境儿童", "残障人士", "低收入家庭")
FAILS = ("资格审查", "资格审查", "专家评审", "专家评审", "专家评审", "公示", "撤回")


@dataclass(frozen=True)
class Round:
    """One round of one place: when its projects run, how many apply, what all of them carry."""

    name: str
    prefix: str
    area_code: str
    first: date
    last: date
    applied: int
    granted: int
    reviewers: int = 0
    brand: str | None = None
    requested: int = 30000
    own_category: str = ""
    """A category that a third of the projects carries beside the usual ones."""
    pace: float = 1.0
    """How long the stages take, as a multiple of the usual."""


def draw_round(call: Round, rows: Iterable[Row], won: list[Project] | None = None) -> tuple[list[Row], list[Row]]:
    """Return the projects of a round and its score sheets; `won` are those granted, where they are known already."""
    rng, organisers = dice(f"项目申报/{call.prefix}"), Organisers(list(rows), dice(f"申报组织/{call.prefix}"))
    granted = won if won is not None else _drawn_winners(call, organisers, rng)
    projects = [_winner(call, project, organisers.by_id(project.org_id), rng) for project in granted]
    for position in range(len(granted), call.applied):
        projects.append(_loser(call, f"{call.prefix}-{position + 1:02d}", _applicant(call, organisers), rng))
    scores = [sheet for row in projects if row["reviewed_on"] for sheet in _judge(row, call, rng)]
    return [_without_quality(row) for row in projects], scores


def _without_quality(row: Row) -> Row:
    return {column: value for column, value in row.items() if column != "quality"}


def _drawn_winners(call: Round, organisers: Organisers, rng: Random) -> list[Project]:
    return [
        Project(
            f"{call.prefix}-{position + 1:02d}",
            _applicant(call, organisers)["org_id"],
            call.first,
            call.last,
            100 * skewed(rng, call.requested / 130, 0.3, 20),
        )
        for position in range(call.granted)
    ]


def _applicant(call: Round, organisers: Organisers) -> Row:
    """Return an organisation that was there while applications were open."""
    called = stage_day(call, "called_on")
    for _ in range(40):
        found = organisers.pick(called)
        if organisers.is_there(found, called + timedelta(days=40)):
            return found
    return found


def _application(call: Round, project_id: str, organiser: Row, rng: Random) -> Row:
    """Return an application with the dates that every application of the round has."""
    field = organiser["field"] if organiser["field"] and rng.random() < 0.7 else rng.choice(FIELDS)
    place = areas()[organiser["area_code"]].short_name
    called = stage_day(call, "called_on")
    row: Row = {
        "project_id": project_id,
        "name": f"{place}·{rng.choice(later_words()['projects'][field])}",
        "round": call.name,
        "org_id": organiser["org_id"],
        "hub_id": f"H{call.area_code[:9]}000",
        "area_code": organiser["area_code"],
        "field": field,
        "category": call.own_category if call.own_category and rng.random() < 0.33 else _category(field),
        "beneficiary": rng.choice(GROUPS),
        "mode": rng.choices(MODES, (2, 1, 6, 2, 3))[0],
        "brand": call.brand,
        "called_on": called,
        "applied_on": workday(rng, called + timedelta(days=6), called + timedelta(days=round(30 * call.pace))),
    }
    row |= dict.fromkeys(("qualified_on", "reviewed_on", "published_on", "approved_on", "midterm_on", "closed_on"))
    row |= {"terminated_on": None, "rejected_at": None, "requested": None, "granted": None, "votes": None}
    return row | dict.fromkeys(CRITERIA) | {"previous_id": None, "quality": 0.0}


def _category(field: str) -> str:
    return {"慈善救助": "助困帮扶", "疏导维权": "矛盾化解", "社会事务": "社区治理"}.get(field, "社区服务")


def stage_day(call: Round, column: str) -> date:
    """Return the workday on which a stage of the round took place."""
    day = call.first - timedelta(days=round(DAYS_BEFORE[column] * call.pace))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _winner(call: Round, project: Project, organiser: Row, rng: Random) -> Row:
    row = _application(call, project.project_id, organiser, rng)
    for column in ("qualified_on", "reviewed_on", "published_on", "approved_on"):
        row[column] = stage_day(call, column)
    half = call.first + (call.last - call.first) / 2
    row["midterm_on"] = _if_past(workday(rng, half, half + timedelta(days=20)))
    if rng.random() < 0.03 and call.last <= LAST_DAY:
        row["terminated_on"] = workday(rng, call.last - timedelta(days=10), call.last)
    else:
        row["closed_on"] = _if_past(workday(rng, call.last + timedelta(days=5), call.last + timedelta(days=45)))
    row["granted"] = project.amount
    row["requested"] = _rounded(project.amount * rng.uniform(1.02, 1.5))
    row["quality"] = min(95.0, max(70.0, rng.gauss(84, 5)))
    row["votes"] = skewed(rng, 420 + 12 * (row["quality"] - 84), 0.45, 20)
    return row


def _if_past(day: date) -> date | None:
    return day if day <= LAST_DAY else None


def _loser(call: Round, project_id: str, organiser: Row, rng: Random) -> Row:
    """Return an application that failed at some stage; it has the dates of the stages it took part in."""
    row = _application(call, project_id, organiser, rng)
    row["rejected_at"] = rng.choice(FAILS)
    reached = {"资格审查": 0, "撤回": 1, "专家评审": 2, "公示": 3}[row["rejected_at"]]
    for column in ("qualified_on", "reviewed_on", "published_on")[:reached]:
        row[column] = stage_day(call, column)
    row["requested"] = _rounded(call.requested * rng.lognormvariate(0, 0.35))
    row["quality"] = min(90.0, max(48.0, rng.gauss(72, 7)))
    row["votes"] = skewed(rng, 240 + 6 * (row["quality"] - 72), 0.5, 10) if reached else None
    return row


def _rounded(amount: float) -> int:
    return max(1000, round(amount / 100) * 100)


def _judge(row: Row, call: Round, rng: Random) -> list[Row]:
    """Give the project its five scores: one mean in its own row, or a sheet per reviewer where they are sent."""
    marks = [_mark(row["quality"] + strength + rng.gauss(0, 3)) for strength in STRENGTHS]
    if not call.reviewers:
        row.update(zip(CRITERIA, marks, strict=True))
        return []
    return [
        {
            "project_id": row["project_id"],
            "reviewer": f"评委{number}",
            **{name: _mark(mark + rng.gauss(0, 2.2)) for name, mark in zip(CRITERIA, marks, strict=True)},
            "reviewed_on": row["reviewed_on"],
        }
        for number in range(1, call.reviewers + 1)
    ]


def _mark(value: float) -> float:
    return round(min(100.0, max(30.0, value)) * 2) / 2


def renew(projects: list[Row], rng: Random, share: float = 0.55) -> None:
    """Let granted projects continue an earlier granted one of the same organisation, where there is one."""
    last: dict[str, Row] = {}
    for row in sorted((row for row in projects if row["granted"]), key=lambda row: row["applied_on"]):
        earlier = last.get(row["org_id"])
        if earlier and earlier["round"] != row["round"] and rng.random() < share:
            row.update(previous_id=earlier["project_id"], name=earlier["name"])
        last[row["org_id"]] = row


def adopted(gifts: Iterable[Row], passed_on: dict[str, str], of_organisation: Callable[[str], Row]) -> list[Row]:
    """Return the projects that firms adopted on 公益伙伴日: applied, shown and adopted within weeks, run for a year."""
    found = []
    for gift in gifts:
        rng = dice(f"认领/{gift['project_id']}")
        day, year = gift["paid_on"], gift["paid_on"].year
        call = Round(f"{year}年公益伙伴日", "", gift["area_code"], day, day + timedelta(days=300), 0, 0)
        organiser = of_organisation(passed_on[gift["project_id"]])
        row = _application(call, gift["project_id"], organiser, rng)
        row.update(
            called_on=date(year, 1, 8),
            applied_on=workday(rng, date(year, 1, 12), date(year, 2, 20)),
            published_on=workday(rng, date(year, 2, 22), date(year, 2, 28)),
            approved_on=day,
            closed_on=_if_past(between(rng, day + timedelta(days=240), day + timedelta(days=330))),
            category="公益伙伴日认领",
            mode="企业驱动",
            requested=gift["amount"],
            granted=gift["amount"],
        )
        found.append(_without_quality(row))
    return found
