"""Populations: census counts as published, streets and communities extrapolated (推算) so that they add up."""

import csv
from typing import Any

from etl.demonstration.chance import dice, portions, skewed_weights
from etl.demonstration.places import HEMEI, KAIXUAN, XIASHA, District, Street, districts
from etl.demonstration.register import Row
from etl.demonstration.tree import REFERENCE, communities

YEARS = range(2011, 2026)
KAIXUAN_2016 = {"常住人口": 55763, "辖区总人口": 78333}
"""推算: 329 organisations ÷ 59 and ÷ 42 per ten thousand, as published for 2016-06."""
LEFT_OUT = {
    ("上城区（2021年前）", "2020"): "它的代码与今天的上城区相同，同一年不能有两个数",
    ("江干区（2021年前）", "2020"): "这些人已计入今天的上城区，同在杭州市之下会算两次",
    ("杭州市", "2020"): "只有两个区参加演示，全市人口会与两个区的组织相除",
}
"""Published counts that the demonstration does not deliver, and why: its areas are those of today's tree."""


def census() -> list[Row]:
    """Return the published census counts (data/reference/population_facts.csv)."""
    with (REFERENCE / "population_facts.csv").open(encoding="utf-8-sig", newline="") as file:
        facts = [fact for fact in csv.DictReader(file) if (fact["place"], fact["year"]) not in LEFT_OUT]
    return [_people(fact["area_code"], int(fact["year"]), fact["basis"], int(fact["persons"])) for fact in facts]


def district_population(district: District) -> list[Row]:
    """Return the streets' populations 2012–2025 on three bases; those of 2020 add up to the published count."""
    rng = dice(f"人口/{district.code}")
    in_2020 = _in_2020(district)
    rows: list[Row] = []
    for street in district.streets:
        per_household = rng.uniform(2.35, 2.9)
        for year in YEARS:
            noise = 1.0 if year == 2020 or street.fixed else rng.uniform(0.996, 1.004)
            persons = round(in_2020[street.code] * (1 + street.yearly) ** (year - 2020) * noise)
            rows += _street_population(street, year, persons, per_household)
    return rows


def _in_2020(district: District) -> dict[str, int]:
    if district.residents_2020 is None:
        return {street.code: street.residents for street in district.streets}
    fixed = {street.code: street.residents for street in district.streets if street.fixed}
    free = [street for street in district.streets if not street.fixed]
    parts = portions(district.residents_2020 - sum(fixed.values()), [street.residents for street in free])
    return fixed | {street.code: part for street, part in zip(free, parts, strict=True)}


def _street_population(street: Street, year: int, persons: int, per_household: float) -> list[Row]:
    is_known = street.code == KAIXUAN and year == 2016
    if is_known:
        persons = KAIXUAN_2016["常住人口"]
    registered = round(persons * street.household * (1 - 0.002 * (year - 2020)))
    urban = min(1.0, street.urban * (1 + 0.008 * (year - 2020)))
    rows = [
        _people(street.code, year, "常住人口", persons, round(persons / per_household)),
        _people(street.code, year, "户籍人口", registered),
        _people(street.code, year, "城镇常住人口", round(persons * urban)),
    ]
    if is_known:
        rows.append(_people(street.code, year, "辖区总人口", KAIXUAN_2016["辖区总人口"]))
    return rows


def community_population(streets: list[Row], street: str, years: range) -> list[Row]:
    """Return 常住人口 of the communities of a street; each year's add up to the street's."""
    rng = dice(f"社区人口/{street}")
    units = communities(street)
    weights = skewed_weights(rng, len(units), 0.32)
    totals = {
        row["year"]: row["persons"] for row in streets if (row["area_code"], row["basis"]) == (street, "常住人口")
    }
    rows: list[Row] = []
    for year in years:
        parts = portions(totals[year], weights)
        rows += [_people(unit.code, year, "常住人口", part) for unit, part in zip(units, parts, strict=True)]
        weights = [weight * rng.uniform(0.985, 1.015) for weight in weights]
    return rows


def draw_population() -> dict[str, list[Row]]:
    """Return populations by table: census, one per district, and the communities of three streets."""
    drawn = {code: district_population(district) for code, district in districts().items()}
    drawn["census"] = census()
    for street in (KAIXUAN, XIASHA):
        drawn[street] = community_population(drawn[street[:6] + "000000"], street, range(2020, 2026))
    hemei = community_population(drawn[HEMEI[:6] + "000000"], HEMEI[:9] + "000", range(2019, 2026))
    drawn[HEMEI] = hemei
    return drawn


def draw_workforce(population: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return community workers, social workers, stations and facilities per street and year, keyed by district."""
    return {code: _district_workforce(district, population[code]) for code, district in districts().items()}


def _district_workforce(district: District, population: list[Row]) -> list[Row]:
    rng = dice(f"社工/{district.code}")
    persons = {(row["area_code"], row["year"]): row for row in population if row["basis"] == "常住人口"}
    rows: list[Row] = []
    for street in (street for street in district.streets if "w" in street.sends):
        first = 2012 if street.code == KAIXUAN else 2018
        level, room = rng.uniform(0.78, 1.12), rng.uniform(0.72, 1.3)
        for year in range(first, 2026):
            people = persons[street.code, year]
            grown = (year - 2012) / 13
            rows.append(_workers(street, people, level * (0.7 + 0.32 * grown), room * (0.6 + 0.5 * grown), year, rng))
    return rows


def _workers(street: Street, people: Row, level: float, room: float, year: int, rng: Any) -> Row:
    urban = people["persons"] * street.urban
    return {
        "area_code": street.code,
        "year": year,
        "community_workers": round(urban / 10000 * 18 * level * rng.uniform(0.97, 1.03)) + 4,
        "social_workers": round(people["persons"] / 10000 * 11.5 * level**2 * rng.uniform(0.9, 1.1)),
        "stations": 0 if year < 2019 else min(len(street.communities) // 4 + 1, 1 + (year - 2019) // 2),
        "facility_m2": round(people["households"] / 100 * 31 * room, 1),
    }


def _people(area_code: str, year: int, basis: str, persons: int, households: int | None = None) -> Row:
    return {"area_code": area_code, "year": year, "basis": basis, "persons": persons, "households": households}
