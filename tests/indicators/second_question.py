"""A question in plain Python and what it takes to answer one: who counts on a day, which population, which areas."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from tests.indicators.second_lake import Lake, national_tree


@dataclass
class Question:
    """What is asked: spans of days (a stock is counted on the last), area, filters, what is left out and the rest."""

    spans: list[tuple[date, date]]
    area: str | None = None
    filters: dict[str, list[str]] = field(default_factory=dict)
    universe: str | None = None
    basis: str = "常住人口"
    numbers: dict[str, float] = field(default_factory=dict)
    without: dict[str, list[str]] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.spans[-1][1]

    def within(self, day: date | None) -> bool:
        return day is not None and any(start <= day <= end for start, end in self.spans)


def is_inside(row: dict, area: str | None) -> bool:
    return area is None or area in row["lineage"]


def standing(row: dict, day: date) -> str | None:
    """登记, 备案 or 未登记 on a day; None before it exists."""
    start = row["established_on"] or row["joined_on"]
    if row["registered_on"] and row["registered_on"] <= day:
        return "登记"
    if row["filed_on"] and row["filed_on"] <= day:
        return "备案"
    if start and start <= day:
        return row["registration"] if not row["registered_on"] and not row["filed_on"] else "未登记"
    return None


def is_in_universe(row: dict, day: date, universe: str | None) -> bool:
    if universe is None:
        return True
    if row["legal_form"] == "企业":
        return False
    state = standing(row, day)
    if state == "未登记":
        return universe == "全部" and row["legal_form"] == "志愿团队"
    return state == "登记" or (state == "备案" and universe != "登记")


def is_open(row: dict, day: date) -> bool:
    return row["closed_on"] is None or row["closed_on"] > day


def organizations(lake: Lake, question: Question, keep: Callable[[dict], bool]) -> list[dict]:
    """Organisations that count on the day and pass the filters."""
    found = []
    for row in lake.organizations:
        if not (is_inside(row, question.area) and is_open(row, question.day) and keep(row)):
            continue
        if is_in_universe(row, question.day, question.universe) and passes(lake, question, _as_on(row, question.day)):
            found.append(row)
    return found


def _as_on(row: dict, day: date) -> dict:
    hatched = row["hatched_on"] and row["hatched_on"] <= day
    passed = row["party_passed_on"] and row["party_passed_on"] <= day
    return row | {
        "registration": standing(row, day),
        "field": row["field"] or "未分类",
        "incubation": ("双孵化" if passed else "单孵化") if hatched else None,
    }


def passes(lake: Lake, question: Question, row: dict, leave_out: tuple[str, ...] = ()) -> bool:
    """Whether a row has a chosen word under every filter and none of the words left out."""
    chosen = all(has(lake, row, key, words) for key, words in question.filters.items() if key not in leave_out)
    return chosen and not any(has(lake, row, key, question.without[key]) for key in question.without)


def has(lake: Lake, row: dict, key: str, words: list[str]) -> bool:
    """Whether what a row says under a filter is among the words; hubs and organisations by number or name."""
    columns = {"project": "project_id", "level": "level", "custody": "custody_word", "regrant": "regrant_word"}
    if key == "hub":
        ids = {hub["hub_id"] for hub in lake.hubs if hub["hub_id"] in words or hub["name"] in words}
        return row["hub_id"] in ids | set(words)
    if key == "org":
        ids = {org["org_id"] for org in lake.organizations if org["org_id"] in words or org["name"] in words}
        return row["org_id"] in ids | set(words)
    return row.get(columns.get(key, key)) in [None if word == "未填写" else word for word in words]


def populations(lake: Lake, question: Question, basis: str, column: str = "persons") -> dict[str, int]:
    """The areas whose delivered population stands for the asked area, with it."""
    delivered: dict[str, int] = {}
    for row in lake.population:
        is_asked = row["year"] == question.day.year and basis in ("", row["basis"]) and is_inside(row, question.area)
        if is_asked and row[column] is not None:
            delivered[row["area_code"]] = max(row[column], delivered.get(row["area_code"], 0))
    return {
        code: amount for code, amount in delivered.items() if not any(up in delivered for up in lake.lineage(code)[:-1])
    }


def per_population(lake, question, rows, measure, basis=None, column="persons") -> tuple:
    """The measure of the rows inside the areas with a population, and that population."""
    cover = populations(lake, question, question.basis if basis is None else basis, column)
    if not cover:
        return measure(rows), None
    return measure([row for row in rows if any(code in cover for code in row["lineage"])]), sum(cover.values())


def tree(lake: Lake, question: Question, level: int, accept: Callable[[str], bool]) -> int:
    """How many areas of the national tree lie inside; without an area only below streets with data."""
    if question.area is None:
        with_data = streets_with_data(lake)
        return sum(accept(code) for code in codes_of(level) if code[:9] + "000" in with_data)
    prefix = question.area[: {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}[lake.level(question.area)]]
    codes = codes_of(level)
    first, last = bisect_left(codes, prefix.ljust(12, "0")), bisect_right(codes, prefix.ljust(12, "9"))
    return sum(accept(code) for code in codes[first:last])


@cache
def codes_of(level: int) -> list[str]:
    """All codes of a level in order."""
    return sorted(code for code, own in national_tree().items() if own == level)


@cache
def streets_with_data(lake: Lake) -> set[str]:
    """Streets with a row at or below, or at, below or above an area somebody declared."""
    tables = [
        lake.population, lake.hubs, lake.organizations, lake.activities, lake.funding, lake.volunteer_hours,
        lake.workforce,
    ]  # fmt: skip
    touched = {row["lineage"] for rows in tables for row in rows}
    found = {lineage[3] for lineage in touched if len(lineage) > 3}
    declared = {lineage for _, lineage, _, _ in lake.declared}
    found |= {lineage[3] for lineage in declared if len(lineage) > 3}
    above = {lineage[-1] for lineage in declared if len(lineage) <= 3}
    for code in codes_of(4):
        if {code[:2] + "0" * 10, code[:4] + "0" * 8, code[:6] + "0" * 6} & above:
            found.add(code)
    return found


def is_urban(code: str) -> bool:
    return "001" <= code[9:] <= "199" or "400" <= code[9:] <= "499"


def is_committee(code: str) -> bool:
    return "001" <= code[9:] <= "399"


def is_street(code: str) -> bool:
    return "001" <= code[6:9] <= "399"


def distinct(column: str) -> Callable[[list[dict]], int]:
    return lambda rows: len({row[column] for row in rows if row[column] is not None})


def total(column: str) -> Callable[[list[dict]], object]:
    """The sum of what is known; None where rows exist but nothing is known, 0 where there are no rows."""

    def measure(rows: list[dict]):
        known = [row[column] for row in rows if row[column] is not None]
        return sum(known) if known else (None if rows else 0)

    return measure
