"""The parts of the national area tree in which the demonstration takes place."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
DISTRICTS = ("330102", "330114", "330802", "430121", "510108")
_SUFFIXES = (
    "社区居民委员会", "社区居委会", "居民委员会", "社区委员会", "村委会", "村民委员会", "社区", "居委会",
    "街道", "镇", "乡",
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """One area of the national tree."""

    code: str
    name: str
    level: int

    @property
    def short_name(self) -> str:
        """The name without 社区居委会, 街道 and the like: what people put in front of an organisation's name."""
        for suffix in _SUFFIXES:
            if self.name.endswith(suffix) and len(self.name) > len(suffix):
                return self.name.removesuffix(suffix)
        return self.name


@cache
def areas() -> dict[str, Area]:
    """Return the districts of the demonstration with everything below them, in the order of their codes."""
    prefixes = " OR ".join(f"code LIKE '{district}%'" for district in DISTRICTS)
    query = f"SELECT code, name, level FROM read_parquet(?) WHERE {prefixes} ORDER BY code"
    with duckdb.connect() as connection:
        rows = connection.execute(query, [str(REFERENCE / "areas.parquet")]).fetchall()
    return {code: Area(code, name, level) for code, name, level in rows}


@cache
def communities(street: str) -> tuple[Area, ...]:
    """Return the 居委会 and 村委会 of a street; farm and zone units (codes from 400) are left out."""
    below = (area for area in areas().values() if area.level == 5 and area.code.startswith(street[:9]))
    return tuple(area for area in below if int(area.code[9:]) < 400)


@cache
def streets(district: str) -> tuple[Area, ...]:
    """Return the streets, towns and townships of a district."""
    return tuple(area for area in areas().values() if area.level == 4 and area.code.startswith(district[:6]))


def street_of(area_code: str) -> str:
    """Return the code of the street in which a community lies (a street lies in itself)."""
    return area_code[:9] + "000"
