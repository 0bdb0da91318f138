"""服务覆盖: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from components.asked_year import AskedOfYear
from components.long_list import LongList, alike
from components.moment import moment_of
from components.place import place_of, still_there
from components.state import NOT, State, narrowing_of
from indicators.catalog import dimensions
from indicators.errors import ChoiceError
from indicators.evaluate import Result, evaluate
from indicators.vocabulary import allowed_words
from indicators.warehouse import ask

SERVED = "communities_served"
FILTERS = ("field", "beneficiary", "kind", "brand")
SIDES = {"field": "服务领域", "beneficiary": "服务对象"}
MEASURES = {"场次": "activities", "人次": "visits"}
LEAST = ("1", "3", "6", "12")
STREET, COMMUNITY = 4, 5
MOST_BLIND = 1_000
"""A page lists no more of them; how many there are is told."""


@dataclass(frozen=True)
class Asked(AskedOfYear):
    """The choices of the page besides area and year."""

    side: str
    measure: str
    least: str

    @property
    def narrowing(self) -> dict:
        """The filters as choices."""
        return self.state.pick(FILTERS)

    def without(self, key: str) -> dict:
        """The filters as choices, with that of one key lifted."""
        return {name: value for name, value in self.narrowing.items() if name not in (key, f"{key}{NOT}")}

    @property
    def listed(self) -> dict:
        """Area, period and filters as parameters of a question."""
        chosen = narrowing_of(self.state, FILTERS)
        year = self.moment.year
        return {"area": self.place.code, "from_on": f"{year}-01-01", "to_on": f"{year}-12-31", **chosen}

    @property
    def shows_communities(self) -> bool:
        """Whether the matrix has a row per community (at a street) or per area below."""
        return self.place.level >= STREET

    @property
    def is_community(self) -> bool:
        """Whether the page speaks of one community: a share of communities would only be 0 or 100."""
        return self.place.level >= COMMUNITY

    def served(self, **more: str) -> Result:
        """The share of communities with at least n activities, with some choices changed (None removes one)."""
        choices = {**self.area, **self.year, **self.narrowing, "n": self.least, **more}
        return evaluate(SERVED, {key: value for key, value in choices.items() if value is not None})


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults; unknown words raise ChoiceError."""
    side, measure, least = state["side"] or "field", state["measure"] or "场次", state["n"] or LEAST[0]
    if side not in SIDES or measure not in MEASURES:
        raise ChoiceError("矩阵没有这样的看法。", f"可以按{'、'.join(SIDES.values())}看{'、'.join(MEASURES)}。")
    return Asked(state, place_of(state), moment_of(state, "activities"), side, measure, least)


@dataclass(frozen=True)
class Facts:
    """The numbers of the page. Rows are those of `evaluate` and `ask`."""

    asked: Asked
    result: Result
    row: dict
    before: dict
    by_year: list[dict]
    breadth: dict
    breadth_before: dict
    hubs: dict
    per_resident: dict
    per_resident_before: dict
    visits: dict
    visits_before: dict
    persons: dict
    hubs_before: dict
    activities: dict
    activities_before: dict

    @cached_property
    def activities_by_year(self) -> list[dict]:
        """Activities year by year under the filters."""
        return evaluate("activities", {**self.asked.area, **self.asked.narrowing, "by": "year"}).rows

    @property
    def too_few(self) -> int:
        """Communities with some activity but fewer than asked for."""
        served, all_of_them = self.row["numerator"] or 0, self.row["denominator"] or 0
        return all_of_them - served - len(self.blind_spots) - len(self.silent)

    @cached_property
    def blind(self) -> list[dict]:
        """Communities without any activity under the filters; `reported` tells zero from 未报送, the first of each."""
        return ask("blind_spots", **self.asked.listed, most=MOST_BLIND)

    @cached_property
    def blind_spots(self) -> LongList:
        """Those in a covered area and period: truly nothing."""
        return alike(self.blind, is_reported=True)

    @cached_property
    def silent(self) -> LongList:
        """Those about which nobody delivered."""
        return alike(self.blind, is_reported=False)

    @cached_property
    def streets(self) -> list[dict]:
        """Streets and towns with the hubs open at the end of the year."""
        return ask("streets_and_hubs", area=self.asked.place.code, day=f"{self.asked.moment.year}-12-31")

    @cached_property
    def zones(self) -> list[dict]:
        """Farm and zone units, apart."""
        year = self.asked.moment.year
        return ask("zone_units", area=self.asked.place.code, from_on=f"{year}-01-01", to_on=f"{year}-12-31")


def facts_of(asked: Asked) -> Facts:
    """Ask everything the answer and the cards need."""
    result = asked.served()
    last = {"year": str(asked.moment.year - 1)}
    without_field = asked.without("field")
    base = {**asked.area, **asked.narrowing}
    return Facts(
        asked=asked,
        result=result,
        row=result.rows[0],
        before=asked.served(**last).rows[0],
        by_year=asked.served(year=None, by="year").rows,
        breadth=_one("field_breadth", {**asked.area, **without_field, **asked.year}),
        breadth_before=_one("field_breadth", {**asked.area, **without_field, **last}),
        hubs=_one("hub_coverage", {**asked.area, **asked.year}),
        per_resident=_one("visits_per_resident", {**base, **asked.year}),
        per_resident_before=_one("visits_per_resident", {**base, **last}),
        visits=_one("visits", {**base, **asked.year}),
        visits_before=_one("visits", {**base, **last}),
        persons=_one("persons_served", {**base, **asked.year}),
        hubs_before=_one("hub_coverage", {**asked.area, **last}),
        activities=_one("activities", {**base, **asked.year}),
        activities_before=_one("activities", {**base, **last}),
    )


def _one(indicator: str, choices: dict) -> dict:
    return evaluate(indicator, choices).rows[0]


def by_area(asked: Asked) -> list[dict]:
    """The share served in every area below."""
    return still_there(asked.served(by="area", level=str(asked.place.next_level)).rows, asked.moment.year)


def by_word(asked: Asked) -> list[dict]:
    """The share of communities reached by each word of the chosen side; its own filter is lifted."""
    rows = asked.served(by=asked.side, **{asked.side: None}).rows
    whole = asked.served(**{asked.side: None}).rows[0]
    return _with_gaps(asked, rows, {"numerator": 0, "value": 0.0, **_keys(whole, "denominator", "reported")})


def activities_by_word(asked: Asked) -> list[dict]:
    """How many activities of each word of the chosen side; its own filter is lifted."""
    narrowing = {key: value for key, value in asked.narrowing.items() if key != asked.side}
    choices = {**asked.area, **asked.year, **narrowing}
    whole = evaluate("activities", choices).rows[0]
    return _with_gaps(
        asked, evaluate("activities", {**choices, "by": asked.side}).rows, {"value": 0, **_keys(whole, "reported")}
    )


def _keys(row: dict, *keys: str) -> dict:
    return {key: row[key] for key in keys}


def _with_gaps(asked: Asked, rows: list[dict], empty: dict) -> list[dict]:
    """A row for every word, with those that do not occur; 未分类 and 其他 only where they do."""
    known = {row[asked.side]: row for row in rows if row["value"]}
    usual, left_out = words_of(asked.side), asked.state.values(f"{asked.side}{NOT}")
    words = [word for word in usual if word not in left_out] + [word for word in known if word not in usual]
    return [known.get(word) or {**empty, asked.side: word} for word in words]


def words_of(side: str) -> list[str]:
    """The columns of the matrix: the six fields, or the groups served."""
    hidden = {"未分类", "其他"} if side == "field" else {"其他"}
    return [word for word in allowed_words(side) if word not in hidden]


def columns_of(asked: Asked, found: dict[str, dict]) -> list[str]:
    """The words above a matrix: those chosen, else all of the side and what else occurs (其他, 未填写)."""
    chosen = asked.state.values(asked.side)
    if chosen:
        return list(chosen)
    left_out = asked.state.values(f"{asked.side}{NOT}")
    words = [word for word in words_of(asked.side) if word not in left_out]
    occurring = {word for one in found.values() for word, row in one["cells"].items() if row.get("value", 1)}
    return [*words, *sorted(occurring - set(words))]


def brands(asked: Asked) -> list[dict]:
    """The brands of the activities at or below the place, most used first; and those chosen, even if none is here."""
    known = ask("filter_options", area=asked.place.code, filter="brand")
    missing = [{"value": word, "rows": 0} for word in asked.state.values("brand")]
    return [*known, *(row for row in missing if row["value"] not in {one["value"] for one in known})]


def hubs_reported(asked: Asked) -> set[str]:
    """Streets and towns about whose hubs somebody delivered: only there no hub means none."""
    rows = evaluate("hub_coverage", {**asked.area, **asked.year, "by": "area", "level": str(STREET)}).rows
    return {row["area_code"] for row in rows if row["reported"]}


def matrix_of(asked: Asked) -> dict[str, dict]:
    """Community → {name, reported, cells: word → {activities, visits, organizations}}."""
    found: dict[str, dict] = {}
    for row in ask("coverage_matrix", **asked.listed, side=asked.side):
        one = found.setdefault(row["area_code"], {"name": row["name"], "reported": row["reported"], "cells": {}})
        if row["word"]:
            one["cells"][row["word"]] = row
    return found


def share_matrix(asked: Asked) -> dict[str, dict]:
    """Area below → {name, reported, cells: word → row of the share served}."""
    level = str(asked.place.next_level)
    found = {
        row["area_code"]: {"name": row["area_name"], "reported": row["reported"], "cells": {}} for row in by_area(asked)
    }
    for row in asked.served(by=f"area,{asked.side}", level=level).rows:
        if row["area_code"] in found:
            found[row["area_code"]]["cells"][row[asked.side]] = row
    return found


def side_name(asked: Asked) -> str:
    """服务领域 or 服务对象."""
    return dimensions()[asked.side].name
