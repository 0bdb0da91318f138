"""The streets of the demonstration and what each of them sends."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from etl.demonstration.tree import Area, areas, communities

KAIXUAN = "330102011000"
XIASHA = "330114001000"
KECHENG = "330802000000"
FUSHAN = "330802006000"
CHANGSHA = "430121000000"
XINGSHA = "430121001000"
LANGLI = "430121004000"
HUANGHUA = "430121105000"
ANSHA = "430121113000"
BAOHE = "510108014000"
HEMEI = "510108014012"

LAST_DAY = date(2025, 12, 31)


@dataclass(frozen=True)
class Street:
    """One street, town or township: its size, its register and the tables it sends."""

    code: str
    residents: int
    yearly: float
    household: float
    urban: float
    organizations: int
    activities: int
    since: int
    sends: str
    hub: date | None = None
    fixed: bool = False

    @property
    def area(self) -> Area:
        return areas()[self.code]

    @property
    def district(self) -> str:
        return self.code[:6] + "000000"

    @property
    def hub_id(self) -> str:
        """The number of the street's hub; empty where it has none."""
        return f"H{self.code}" if self.hub else ""

    @property
    def communities(self) -> tuple[Area, ...]:
        return communities(self.code)


@dataclass(frozen=True)
class District:
    """One district or county with the streets of it that the demonstration knows."""

    code: str
    hub: date
    streets: tuple[Street, ...]
    residents_2020: int | None = None


@cache
def districts() -> dict[str, District]:
    """Return the districts of the demonstration by code."""
    text = Path(__file__).with_name("places.toml").read_text(encoding="utf-8")
    return {entry["code"]: _district(entry) for entry in tomllib.loads(text)["district"]}


@cache
def streets() -> dict[str, Street]:
    """Return every street of the demonstration by code."""
    return {street.code: street for district in districts().values() for street in district.streets}


def senders(table: str, district: str) -> list[Street]:
    """Return the streets of a district that send this table (a letter of `sends`)."""
    return [street for street in districts()[district].streets if table in street.sends]


def _district(entry: dict) -> District:
    drawn = tuple(Street(**{**street, "hub": _day(street.get("hub"))}) for street in entry["street"])
    return District(entry["code"], _day(entry["hub"]), drawn, entry.get("residents_2020"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
