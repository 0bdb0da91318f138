"""联动机制: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from components.asked_year import AskedOfYear
from components.moment import moment_of
from components.place import place_of, still_there
from components.state import State, narrowing_of
from figures.numbers import Number
from indicators.evaluate import Result, evaluate
from indicators.survival import survival
from indicators.warehouse import ask

FILTERS = ("field", "kind", "mode", "linkage", "together", "hub")
OF_ORGANIZATIONS = ("field", "hub")
OF_DEGREE = ("field", "kind", "mode", "hub")
FIVE = {
    "社区": "社区",
    "社会组织": "社会组织",
    "社会工作者": "社工",
    "社区志愿者": "志愿者",
    "社会慈善资源": "慈善资源",
}
"""The five 社 by their full names, and the words that stand for them in a combination."""
UNWRITTEN = "未填写"
SEVERAL = 3


@dataclass(frozen=True)
class Asked(AskedOfYear):
    """The choices of the page besides area and year."""

    @property
    def activities(self) -> dict:
        """Area and what narrows activities, without the time."""
        return {**self.area, **self.state.pick(FILTERS)}

    @property
    def degree(self) -> dict:
        """Area and what narrows activities, but not by who takes part: what the degree itself is asked with."""
        return {**self.area, **self.state.pick(OF_DEGREE)}

    @property
    def organizations(self) -> dict:
        """Area and what narrows organisations, without the time."""
        return {**self.area, **self.state.pick(OF_ORGANIZATIONS)}

    @property
    def listed(self) -> dict:
        """The same as parameters of a question about a register on the page's day."""
        chosen = narrowing_of(self.state, ("field",))
        hubs = list(self.state.values("hub")) or None
        return {"area": self.place.code, "day": self.last_day, "hub": hubs, **chosen}

    @property
    def last_day(self) -> str:
        """The day registers are read on: the last of the year."""
        return f"{self.moment.year}-12-31"


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults."""
    return Asked(state, place_of(state), moment_of(state, "activities"))


@dataclass(frozen=True)
class Facts:
    """The numbers of the page; what one part alone needs is asked when it is drawn."""

    asked: Asked
    degree: Result
    before: dict
    several: dict
    several_before: dict
    dual: dict
    dual_before: dict

    @property
    def row(self) -> dict:
        """The degree of the year: numerator, denominator, value, reported."""
        return self.degree.rows[0]

    @property
    def is_reported(self) -> bool:
        """Whether anybody delivered activities of the year."""
        return self.row["reported"]

    @cached_property
    def combinations(self) -> list[dict]:
        """Who took part together, most frequent first; activities that say nothing about it are not in it."""
        rows = evaluate("activities", {**self.asked.activities, **self.asked.year, "by": "together"}).rows
        found = [row for row in rows if row["value"] and row["together"] != UNWRITTEN]
        return sorted(found, key=lambda row: (-row["value"], row["together"]))

    @cached_property
    def taking_part(self) -> dict[str, int]:
        """Activities in which each of the five takes part; they overlap."""
        return {
            name: sum(row["value"] for row in self.combinations if word in row["together"].split("+"))
            for name, word in FIVE.items()
        }

    @cached_property
    def written(self) -> int:
        """Activities that say who took part, none included."""
        rows = evaluate("activities", {**self.asked.activities, **self.asked.year, "by": "linkage"}).rows
        return sum(row["value"] or 0 for row in rows if row["linkage"] != UNWRITTEN)

    @cached_property
    def by_year(self) -> list[dict]:
        """The degree of every year."""
        return evaluate("linkage_degree", {**self.asked.degree, "by": "year"}).rows

    @cached_property
    def by_area(self) -> list[dict]:
        """The degree of every area below."""
        level = {"level": str(min(self.asked.place.next_level, 5))}
        rows = evaluate("linkage_degree", {**self.asked.degree, **self.asked.year, **level, "by": "area"}).rows
        return still_there(rows, self.asked.moment.year)

    @cached_property
    def modes(self) -> list[dict]:
        """The driving modes: activities, visits and degree of each, most activities first."""
        choices = {**self.asked.activities, **self.asked.year, "by": "mode"}
        visits = {row["mode"]: row["value"] for row in evaluate("visits", choices).rows}
        degree = {row["mode"]: row["value"] for row in evaluate("linkage_degree", {**self._by_mode}).rows}
        rows = [row for row in evaluate("activities", choices).rows if row["value"]]
        found = [{**row, "visits": visits.get(row["mode"]), "degree": degree.get(row["mode"])} for row in rows]
        return sorted(found, key=lambda row: (row["mode"] == UNWRITTEN, -row["value"]))

    @property
    def _by_mode(self) -> dict:
        return {**self.asked.degree, **self.asked.year, "by": "mode"}

    @cached_property
    def tracks(self) -> dict[str, int]:
        """Organisations in a hub's care by the two tracks: both, organization_only, party_only, neither."""
        return ask("double_tracks", **self.asked.listed)[0]

    @cached_property
    def waiting(self) -> list[dict]:
        """Organisations hatched whose party track is not passed, longest waiting first."""
        return ask("one_track", **self.asked.listed)

    @cached_property
    def chain(self) -> list[dict]:
        """Steps next to each other on the way 队伍/组织 → 备案 → 登记 → 出壳 → 注销, with their organisations."""
        return ask("growth_chain", **self.asked.listed)

    @cached_property
    def survivals(self) -> dict[str, list[tuple[int, float]]]:
        """Share of organisations still open by age in years, for those settled in a hub and the others."""
        rows = ask("survival", **self.asked.listed)
        groups = {"入驻枢纽的": True, "没有入驻的": False}
        curves = {name: survival(row for row in rows if row["is_settled"] is is_in) for name, is_in in groups.items()}
        return {name: curve for name, curve in curves.items() if len(curve) > 1}


def facts_of(asked: Asked) -> Facts:
    """Ask what the answer and the cards need."""
    several = {**asked.degree, "parties": str(SEVERAL)}
    return Facts(
        asked=asked,
        degree=evaluate("linkage_degree", {**asked.degree, **asked.year}),
        before=evaluate("linkage_degree", {**asked.degree, **asked.last_year}).rows[0],
        several=evaluate("linked_activities", {**several, **asked.year}).rows[0],
        several_before=evaluate("linked_activities", {**several, **asked.last_year}).rows[0],
        dual=evaluate("dual_incubation_rate", {**asked.organizations, **asked.year}).rows[0],
        dual_before=evaluate("dual_incubation_rate", {**asked.organizations, **asked.last_year}).rows[0],
    )


def share(part: Number | None, whole: Number | None) -> float | None:
    """A percentage, None without a whole."""
    return float(part) / float(whole) * 100 if part is not None and whole else None
