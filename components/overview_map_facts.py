"""总览, 一地一块: which areas are shown, in which groups, how large and with which number. No words, no pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from components.overview_facts import Asked, Facts, Measure
from components.place import still_there
from figures.numbers import Number
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask

MOST_TILES = 400
COMMUNITY = 5
ENOUGH_KNOWN = 0.8
MEASURES = (
    Measure("activities", "活动场次"),
    Measure("visits", "服务人次"),
    Measure("field_breadth", "服务领域完整度"),
    Measure("orgs", "在册组织", takes=("universe",)),
    Measure("orgs_per_10k_people", "每万人社会组织数", takes=("universe", "basis")),
    Measure("volunteer_hours", "志愿服务时长"),
    Measure("funds_received", "到账资金"),
)
POPULATION = Measure("orgs_per_10k_people", "人口", takes=("universe", "basis"))


@dataclass(frozen=True)
class Shown:
    """One area: its number, who lives there (None: nobody told), the group it stands in, how large it is drawn."""

    code: str
    name: str
    row: dict
    people: Number | None
    group: str
    weight: float

    @property
    def value(self) -> Number | None:
        """The number; None where nobody reported or there is nothing to divide by."""
        return self.row["value"]


@dataclass(frozen=True)
class Plan:
    """The areas of one page with the measure they show; `groups` are codes with names, the fullest first.

    `silent` are the areas of groups in which nobody reported: no tiles, but on a map they are there.
    """

    facts: Facts
    measure: Measure
    level: int
    areas: Sequence[Shown]
    groups: Sequence[tuple[str, str]]
    silent: Sequence[Shown]
    left_out: int
    is_sized: bool

    def of(self, group: str) -> list[Shown]:
        """The areas of one group, the largest first, then those with the largest number."""
        own = [area for area in self.areas if area.group == group]
        return sorted(own, key=lambda area: (-area.weight, area.value is None, -(area.value or 0), area.code))


def measure_of(asked: Asked) -> Measure:
    """The measure the address asks for, else the first; ChoiceError for one there is not."""
    wanted = asked.state["tile"]
    found = next((one for one in MEASURES if one.indicator == wanted), None if wanted else MEASURES[0])
    if found is None:
        names = "、".join(one.name for one in MEASURES)
        raise ChoiceError(f"没有叫“{(wanted or '')[:30]}”的着色。", f"可以选：{names}。")
    return found


def plan_of(facts: Facts, is_deep: bool = True) -> Plan:
    """The communities of a district by street, the streets of a city by district; of a community those beside it.

    One that is not deep shows the areas right below instead.
    """
    asked, measure = facts.asked, measure_of(facts.asked)
    level, grouped, rows = _rows(asked, measure, is_deep)
    found = {row["area_code"]: row for row in ask("area_lineages", codes=sorted(row["area_code"] for row in rows))}
    groups = {code: _group(found.get(code), level, grouped) for code in (row["area_code"] for row in rows)}
    told = {groups[row["area_code"]] for row in rows if row["reported"]}
    shown = [row["area_code"] for row in rows if not grouped or groups[row["area_code"]] in told]
    people = _people(asked, level, {row["area_code"] for row in rows})
    weights, is_sized = _weights(shown, {code: people[code] for code in shown if code in people})
    every = {
        row["area_code"]: Shown(
            row["area_code"],
            row["area_name"],
            row,
            people.get(row["area_code"]),
            groups[row["area_code"]],
            weights.get(row["area_code"], 1.0),
        )
        for row in rows
    }
    areas = [every[code] for code in shown]
    silent = [area for code, area in every.items() if code not in weights]
    left_out = len({area.group for area in silent})
    return Plan(facts, measure, level, areas, _groups(areas, grouped), silent, left_out, is_sized)


def _rows(asked: Asked, measure: Measure, is_deep: bool) -> tuple[int, bool, list[dict]]:
    """The level of the areas, whether they stand in groups, their rows: two levels down unless too many."""
    if asked.compares_peers:
        return asked.place.level, False, _asked(asked, measure, asked.place.level, asked.place.parent)
    level = asked.place.next_level
    deeper = _asked(asked, measure, level + 1, asked.place.code) if is_deep and level < COMMUNITY else []
    if 0 < len(deeper) <= MOST_TILES:
        return level + 1, True, deeper
    return level, False, _asked(asked, measure, level, asked.place.code)


def _asked(asked: Asked, measure: Measure, level: int, area: str | None) -> list[dict]:
    where = {"area": area} if area else {}
    choices = {**where, "by": "area", "level": str(level), **asked.counting(measure), **asked.moment.choices}
    return still_there(evaluate(measure.indicator, choices).rows, asked.moment.year)


def _group(area: dict | None, level: int, grouped: bool) -> str:
    if not grouped or area is None:
        return ""
    return next((code for code in reversed(area["lineage"][: level - 1]) if code), "")


def _people(asked: Asked, level: int, codes: set[str]) -> dict[str, Number]:
    above = asked.place.parent if asked.compares_peers else asked.place.code
    rows = _asked(asked, POPULATION, level, above)
    return {row["area_code"]: row["denominator"] for row in rows if row["area_code"] in codes and row["denominator"]}


def _weights(codes: Sequence[str], people: dict[str, Number]) -> tuple[dict[str, float], bool]:
    """By population where four in five are known (the others count as the middle one), else all the same."""
    if not codes or len(people) < len(codes) * ENOUGH_KNOWN:
        return dict.fromkeys(codes, 1.0), False
    middle = float(median(people.values()))
    return {code: float(people.get(code, middle)) for code in codes}, True


def _groups(areas: Sequence[Shown], grouped: bool) -> list[tuple[str, str]]:
    if not grouped:
        return [("", "")]
    sizes: dict[str, float] = {}
    for area in areas:
        sizes[area.group] = sizes.get(area.group, 0) + area.weight
    names = {row["area_code"]: row["name"] for row in ask("area_names", codes=sorted(sizes))}
    return [(code, names.get(code, code)) for code in sorted(sizes, key=lambda code: (-sizes[code], code))]
