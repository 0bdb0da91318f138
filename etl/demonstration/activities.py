"""How an activity is drawn: who holds it, where, on which day, for whom, with which of the five 社."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from etl.demonstration.chance import portions, seasonal_days, skewed, skewed_weights
from etl.demonstration.names import FIELDS
from etl.demonstration.places import LAST_DAY
from etl.demonstration.register import Row
from etl.demonstration.tree import areas, communities, street_of

MODES = ("政府驱动", "企业驱动", "社会组织驱动", "志愿者主导", "多主体共同驱动")


@dataclass(frozen=True)
class Batch:
    """So many activities of one kind within a span, for one place."""

    kind: str
    count: int
    first: date
    last: date
    brand: str | None = None
    visits: int | None = None
    """Sum of 服务人次 of the batch, where a published figure fixes it."""
    growth: float = 1.12
    beneficiaries: dict[str, float] = field(default_factory=dict)
    is_monthly: bool = False
    """One row is a month of daily services, not one event."""


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """Return what activities of each kind look like."""
    return tomllib.loads(Path(__file__).with_name("activities.toml").read_text(encoding="utf-8"))


class Organisers:
    """The organisations that hold activities; a few hold most of them."""

    def __init__(self, rows: Sequence[Row], rng: Random) -> None:
        self._rng = rng
        self._rows = [row for row in rows if row["legal_form"] != "企业"]
        self._sums = list(accumulate(skewed_weights(rng, len(self._rows), 1.0)))
        self._spans = {row["org_id"]: (_start(row), row["closed_on"] or LAST_DAY + timedelta(days=1)) for row in rows}

    def pick(self, day: date) -> Row:
        """Return an organisation that was there on this day (the oldest one if hardly any was)."""
        for _ in range(60):
            row = self._rng.choices(self._rows, cum_weights=self._sums)[0]
            if self.is_there(row, day):
                return row
        return min(self._rows, key=_start)

    def by_id(self, org_id: str) -> Row:
        """Return the organisation with this number."""
        return next(row for row in self._rows if row["org_id"] == org_id)

    def is_there(self, row: Row, day: date) -> bool:
        """Tell whether the organisation was active on this day."""
        begun, ended = self._spans[row["org_id"]]
        return begun <= day < ended


def _start(row: Row) -> date:
    dates = (row["established_on"], row["joined_on"] if row["origin"] == "引进" else None)
    return max(day for day in dates if day)


class Stage:
    """One street in which activities take place: its organisers, its busy and its forgotten communities."""

    def __init__(self, street: str, rows: Sequence[Row], rng: Random, forgotten: float = 0.0) -> None:
        self.street, self.rng = street, rng
        self.organisers = Organisers(rows, rng)
        self.settle_in([area.code for area in communities(street_of(street)) if rng.random() >= forgotten])
        self.cost = 1.0
        """Spending per visit here, as a multiple of the usual."""
        self.is_open: Callable[[str, date], bool] = lambda community, day: True
        """Tells whether anything takes place in a community at that time; replaced where some stay empty."""

    def settle_in(self, community_codes: list[str]) -> None:
        """Let activities take place in these communities, in some of them more often than in others."""
        self.communities = community_codes
        self._sums = list(accumulate(skewed_weights(self.rng, len(community_codes), 0.65)))

    def place(self, row: Row, day: date) -> str:
        """Return where an activity of this organisation is held: mostly at home, sometimes elsewhere in the street."""
        home = row["area_code"]
        if self.rng.random() < 0.66 and home in self.communities and self.is_open(home, day):
            return home
        for _ in range(40):
            community = self.rng.choices(self.communities, cum_weights=self._sums)[0]
            if self.is_open(community, day):
                return community
        return self.street

    def draw(self, batch: Batch) -> list[Row]:
        """Return the activities of the batch, without numbers yet."""
        days = seasonal_days(self.rng, batch.count, batch.first, batch.last, batch.growth)
        rows = [self._activity(batch, day) for day in days]
        if batch.visits is not None:
            fixed = portions(batch.visits - batch.count, [row["visits"] for row in rows])
            for row, visits in zip(rows, fixed, strict=True):
                row["visits"] = visits + 1
        return [_finish(row, batch, self.rng, self.cost) for row in rows]

    def _activity(self, batch: Batch, day: date) -> Row:
        rng, shape = self.rng, kinds()[batch.kind]
        organiser = self.organisers.pick(day)
        beneficiaries = batch.beneficiaries or shape["beneficiaries"]
        area_code = self.place(organiser, day)
        own_field = rng.choices(FIELDS, shape["fields"])[0] if rng.random() < 0.55 else ""
        return {
            "activity_id": "",
            "name": f"{areas()[area_code].short_name}{rng.choice(shape['titles'])}",
            "org_id": organiser["org_id"],
            "hub_id": organiser["hub_id"],
            "project_id": None,
            "brand": batch.brand,
            "area_code": area_code,
            "held_on": day,
            "ended_on": None,
            "kind": batch.kind,
            "field": own_field,
            "beneficiary": rng.choices(list(beneficiaries), list(beneficiaries.values()))[0],
            "visits": skewed(rng, shape["visits"] * (3.4 if batch.is_monthly else 1), shape["spread"], 2),
        }


def _finish(row: Row, batch: Batch, rng: Random, cost: float) -> Row:
    """Add what follows from visits and day: persons, volunteers, cost, mode, the five 社."""
    shape, visits = kinds()[batch.kind], row["visits"]
    if batch.is_monthly:
        row["held_on"], row["ended_on"] = _month_of(row["held_on"])
        persons = max(1, round(visits / rng.uniform(7, 21)))
    else:
        row["ended_on"] = row["held_on"] + timedelta(days=rng.randint(1, 4)) if rng.random() < 0.05 else None
        row["ended_on"] = row["ended_on"] if row["ended_on"] and row["ended_on"] <= LAST_DAY else None
        persons = max(1, round(visits * rng.uniform(0.82, 1)))
    row["persons"] = persons if rng.random() < 0.81 else None
    row["volunteers"] = skewed(rng, shape["volunteers"], 0.55, 0) if rng.random() < 0.9 else None
    row["mode"] = rng.choices(MODES, _mode_weights(row["held_on"].year))[0]
    row.update(_five(row, shape, rng))
    yuan = visits * cost * shape["spend"] * rng.lognormvariate(0, 0.5)
    row["spend"] = round(yuan, rng.choice((0, 0, 1, 2))) if rng.random() < 0.66 else None
    return row


def _month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _mode_weights(year: int) -> tuple[float, ...]:
    """Government-driven at first; organisations, volunteers and several together take over."""
    grown = min(1.0, max(0.0, (year - 2011) / 12))
    return (46 - 30 * grown, 6 + 3 * grown, 30 + 8 * grown, 13 + 5 * grown, 5 + 14 * grown)


def _five(row: Row, shape: dict[str, Any], rng: Random) -> Row:
    """Return which of the five 社 take part; linkage grows over the years."""
    grown = min(1.0, max(0.0, (row["held_on"].year - 2011) / 13))
    shares = {
        "with_community": 0.55 + 0.3 * grown,
        "with_organization": 0.97,
        "with_social_worker": 0.2 + 0.38 * grown,
        "with_volunteer": 0.95 if row["volunteers"] else 0.12,
        "with_charity": shape["charity"] * (0.6 + 0.9 * grown),
    }
    return {name: rng.random() < share for name, share in shares.items()}


def number(rows: list[Row], prefix: str) -> list[Row]:
    """Return the activities in order of their days with a number each, counted per year."""
    counted: dict[int, int] = defaultdict(int)
    rows.sort(key=lambda row: (row["held_on"], row["org_id"], row["name"]))
    for row in rows:
        year = row["held_on"].year
        counted[year] += 1
        row["activity_id"] = f"{prefix}-{year}-{counted[year]:04d}"
    return rows


def mixed(count: int, first: date, last: date, shares: dict[str, float] | None = None) -> list[Batch]:
    """Return batches of every kind that together hold `count` activities in the usual mixture."""
    shares = shares or USUAL_MIXTURE
    parts = portions(count, list(shares.values()))
    batch = Batch("", 0, first, last)
    return [replace(batch, kind=kind, count=part) for kind, part in zip(shares, parts, strict=True) if part]


USUAL_MIXTURE = {
    "文体活动": 30.0,
    "讲座": 13.0,
    "志愿服务": 24.0,
    "调解": 5.0,
    "便民服务": 13.0,
    "为老服务": 9.0,
    "培训": 4.0,
    "其他": 2.0,
}
