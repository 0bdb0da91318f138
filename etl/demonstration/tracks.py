"""五同步: what an organisation and its party branch did side by side, pair by pair."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from etl.demonstration.chance import dice
from etl.demonstration.places import LAST_DAY
from etl.demonstration.register import Row

PAIRS = ("同步组建", "同步登记", "同步培育", "同步评估", "同步出壳")
LAGS = {"同步组建": 40, "同步登记": 25, "同步培育": 15, "同步评估": 30, "同步出壳": 35}
"""How many days the party branch is behind, as a median."""


def draw_milestones(street: str, rows: Iterable[Row], share: float) -> list[Row]:
    """Return the pairs of this share of the organisations that settled in the hub and do party work."""
    rng = dice(f"五同步/{street}")
    settled = [row for row in rows if row["joined_on"] and row["party_coverage"] != "未覆盖" and rng.random() < share]
    return [pair for row in settled for pair in _pairs(row, rng)]


def _pairs(row: Row, rng: Random) -> list[Row]:
    steps = {
        "同步组建": row["established_on"],
        "同步登记": row["registered_on"] or row["filed_on"],
        "同步培育": row["joined_on"],
        "同步评估": row["joined_on"] + timedelta(days=330),
        "同步出壳": row["hatched_on"],
    }
    found = []
    for pair in PAIRS:
        day = steps[pair]
        if day is None or day > _end(row):
            continue
        party = row["party_passed_on"] if pair == "同步出壳" else _behind(pair, day, rng)
        is_known = party is not None and party <= _end(row)
        found.append({"org_id": row["org_id"], "pair": pair, "org_on": day, "party_on": party if is_known else None})
    return found


def _end(row: Row) -> date:
    return row["closed_on"] or LAST_DAY


def _behind(pair: str, day: date, rng: Random) -> date | None:
    """Return the day of the party branch: usually some weeks later, sometimes earlier, in a tenth never."""
    if rng.random() < 0.1:
        return None
    return day + timedelta(days=round(LAGS[pair] * rng.lognormvariate(0, 0.8)) - 12)
