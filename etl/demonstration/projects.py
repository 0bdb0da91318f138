"""Projects of 公益创投: who won which round; activities and payments refer to them."""

from dataclasses import dataclass
from datetime import date

from etl.demonstration.activities import Organisers
from etl.demonstration.chance import crooked_portions, dice
from etl.demonstration.register import Row
from etl.demonstration.targets import targets

XIASHA_ROUNDS = (13, 14, 15, 16, 18)
"""Projects per round; round r runs from November 2020 + r to October of the next year: 76 in five years."""


@dataclass(frozen=True)
class Project:
    """One granted project."""

    project_id: str
    org_id: str
    first: date
    last: date
    amount: int


def xiasha_projects(rows: list[Row]) -> list[Project]:
    """Return the 76 projects of 下沙街道 with their grants, which add up to the sum of five years."""
    rng, aims = dice("项目/下沙"), targets()["xiasha"]
    organisers = Organisers(rows, rng)
    amounts = crooked_portions(rng, aims["venture_granted"] // 100, aims["venture_projects"], 150, 0.45)
    found: list[Project] = []
    for round_number, count in enumerate(XIASHA_ROUNDS):
        first, last = date(2020 + round_number, 11, 1), date(2021 + round_number, 10, 31)
        for position in range(count):
            project_id = f"XSCT{first.year + 1}-{position + 1:02d}"
            org_id = organisers.pick(first)["org_id"]
            found.append(Project(project_id, org_id, first, last, amounts[len(found)] * 100))
    return found


def kaixuan_projects(rows: list[Row]) -> list[Project]:
    """Return the 16 projects that shared the 微创投 money of 2014 in 凯旋街道."""
    rng, aims = dice("项目/凯旋"), targets()["kaixuan"]["money"]
    organisers = Organisers(rows, rng)
    amounts = crooked_portions(rng, aims["venture_2014"] // 100, aims["venture_2014_projects"], 60, 0.4)
    return [
        Project(
            f"KXWCT2014-{position + 1:02d}",
            organisers.pick(date(2014, 5, 1))["org_id"],
            date(2014, 6, 1),
            date(2014, 12, 31),
            amount * 100,
        )
        for position, amount in enumerate(amounts)
    ]


def xingsha_projects(rows: list[Row]) -> list[Project]:
    """Return the eight micro-projects of 星沙街道."""
    rng, aims = dice("项目/星沙"), targets()["xingsha"]
    organisers = Organisers(rows, rng)
    return [
        Project(
            f"XSWXM2023-{position + 1:02d}",
            organisers.pick(date(2023, 3, 1))["org_id"],
            date(2023, 4, 1),
            date(2024, 10, 31),
            10000 + 500 * rng.randint(0, 9),
        )
        for position in range(aims["venture_projects"])
    ]
