"""总览: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from components.beside import is_top, published_beside
from components.long_list import LongList, alike
from components.moment import Moment, moment_of
from components.place import Place, place_of, still_there
from components.ranks import place_words
from components.state import State
from components.targets import Target, target_of
from components.topbar import BASES
from indicators.catalog import definition
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import Result, evaluate
from indicators.places import peers
from indicators.warehouse import ask

FEWEST_PEERS = 3
MOST_SHOWN = 100
"""More names under an alarm are not written on the page; its list has all of them."""


@dataclass(frozen=True)
class Measure:
    """One indicator of the page: its short name, whether more is better, which shared choices it takes."""

    indicator: str
    name: str
    rising_is: str = "good"
    takes: tuple[str, ...] = ()

    @property
    def definition(self) -> Definition:
        """What the handbook says about it."""
        return definition(self.indicator)


@dataclass(frozen=True)
class Part:
    """One of the five 社: the role it plays, the page that says more, its leading measure first."""

    name: str
    role: str
    path: str
    measures: tuple[Measure, ...]

    @property
    def lead(self) -> Measure:
        """The measure that stands for it."""
        return self.measures[0]


PARTS = (
    Part(
        "社区",
        "平台",
        "/coverage",
        (
            Measure("communities_served", "社区服务覆盖率"),
            Measure("field_breadth", "服务领域完整度"),
            Measure("visits", "服务人次"),
            Measure("demand_response_rate", "需求办结率"),
        ),
    ),
    Part(
        "社会组织",
        "载体",
        "/density",
        (
            Measure("orgs_per_10k_people", "每万人社会组织数", takes=("universe", "basis")),
            Measure("orgs", "在册组织", takes=("universe",)),
            Measure("net_growth", "当年净增", takes=("universe",)),
            Measure("rated_3a_or_above", "3A 及以上占比"),
        ),
    ),
    Part(
        "社会工作者",
        "支撑",
        "",
        (
            Measure("social_workers_per_10k", "每万人持证社工"),
            Measure("community_workers_per_10k", "每万城镇人口社区工作者"),
            Measure("trainings", "培训督导"),
            Measure("training_attendances", "培训督导人次"),
        ),
    ),
    Part(
        "社区志愿者",
        "辅助",
        "/volunteers",
        (
            Measure("active_volunteer_share", "志愿者活跃率"),
            Measure("volunteers", "有服务的志愿者"),
            Measure("volunteer_hours", "服务时长"),
            Measure("hours_per_volunteer", "人均服务时长"),
        ),
    ),
    Part(
        "社会慈善资源",
        "补充",
        "/funding",
        (
            Measure("funds_received", "到账资金"),
            Measure("government_dependence", "财政资金依赖度", rising_is="bad"),
            Measure("project_granted", "创投立项金额"),
            Measure("partners", "合作资源"),
        ),
    ),
)
EMPTY = {"numerator": None, "denominator": None, "value": None, "reported": False}


@dataclass(frozen=True)
class Asked:
    """What the reader chose, understood once; `shown` is the 社 whose lead the comparison shows."""

    state: State
    place: Place
    moment: Moment
    universe: str
    basis: str
    shown: Part

    @property
    def area(self) -> dict[str, str]:
        """The area as a choice; nothing for the whole of the data."""
        return {"area": self.place.code} if self.place.code else {}

    @property
    def compares_peers(self) -> bool:
        """Below a community there is nothing: it is compared with the others of its street."""
        return self.place.level >= 5

    def counting(self, measure: Measure) -> dict[str, str]:
        """Those of the shared choices that the measure takes."""
        shared = {"universe": self.universe, "basis": self.basis}
        return {key: shared[key] for key in measure.takes}

    def across(self, peers: bool) -> dict[str, str]:
        """The choices that give one row per area: those below, or those beside."""
        if not peers:
            return {**self.area, "by": "area", "level": str(self.place.next_level)}
        above = {"area": self.place.parent} if self.place.parent else {}
        return {**above, "by": "area", "level": str(self.place.level)}


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults; an unknown 社 raises ChoiceError."""
    shown = next((part for part in PARTS if part.name == (state["show"] or PARTS[0].name)), None)
    if shown is None:
        names = "、".join(part.name for part in PARTS)
        raise ChoiceError(f"没有叫“{(state['show'] or '')[:20]}”的一社。", f"可以选：{names}。")
    moment = moment_of(state, "organizations")
    universe, basis = state["universe"] or "登记备案", state["basis"] or BASES[0].value
    return Asked(state, place_of(state), moment, universe, basis, shown)


@dataclass(frozen=True)
class Facts:
    """The numbers of the page; rows are those of `evaluate`."""

    asked: Asked
    results: dict[str, Result]
    by_year: dict[str, dict[int, dict]]
    targets: dict[str, Target | None]

    def row(self, measure: Measure) -> dict:
        """The number of the chosen year."""
        return self.by_year[measure.indicator].get(self.asked.moment.year, EMPTY)

    def before(self, measure: Measure) -> dict:
        """The number of the year before."""
        return self.by_year[measure.indicator].get(self.asked.moment.year - 1, EMPTY)

    def history(self, measure: Measure) -> list[dict]:
        """The numbers up to the chosen year, oldest first, none for years before the first report."""
        years = self.by_year[measure.indicator]
        known = [year for year, row in years.items() if row["value"] is not None]
        if not known:
            return []
        return [{"year": year, **years.get(year, EMPTY)} for year in range(min(known), self.asked.moment.year + 1)]

    def areas(self, measure: Measure) -> list[dict]:
        """One row per area that is compared: those below, for a community those beside."""
        return _across(self.asked, measure, self.asked.compares_peers)

    def not_split(self, measure: Measure) -> bool:
        """Whether the area has a number but no area below has a part of it: it was delivered for the whole only."""
        rows = self.areas(measure)
        own = self.row(measure) if measure.indicator in self.by_year else _own(self.asked, measure)
        below = bool(rows) and not self.asked.compares_peers
        return bool(own["numerator"]) and below and not any(row["numerator"] for row in rows)

    def rank(self, measure: Measure) -> tuple[str, int] | None:
        """Place among the siblings with a value and how many they are; None below three peers."""
        own, code = self.row(measure)["value"], self.asked.place.code
        if code and own is not None and is_top(self.asked.place):
            counting = self.asked.counting(measure)
            others = published_beside(self.asked.place, measure.indicator, self.asked.moment, **counting)
            return (place_words(own, others), len(others) + 1) if len(others) >= FEWEST_PEERS else None
        if not code or own is None or not peers(code):
            return None
        rows = [row for row in _across(self.asked, measure, peers=True) if row["value"] is not None]
        others = [row["value"] for row in rows if row["area_code"] != code]
        return (place_words(own, others), len(others) + 1) if len(others) >= FEWEST_PEERS else None

    @cached_property
    def blind_spots(self) -> LongList:
        """Communities with a reported zero of activities in the year; those that reported nothing are not listed.

        All of them only where the address asks for the list.
        """
        year, is_listed = self.asked.moment.year, self.asked.state["alarm"] is not None
        days = {"from_on": f"{year}-01-01", "to_on": f"{year}-12-31"}
        most = None if is_listed else MOST_SHOWN
        return alike(ask("blind_spots", area=self.asked.place.code, only_reported=True, most=most, **days), True)

    @property
    def silent_communities(self) -> int:
        """How many communities nobody delivered activities for: neither served nor with a reported zero."""
        row = self.row(PARTS[0].lead)
        return (row["denominator"] or 0) - (row["numerator"] or 0) - len(self.blind_spots)

    @cached_property
    def sources(self) -> list[dict]:
        """Own funds received by source and year."""
        return evaluate("funds_received", {**self.asked.area, "by": "year,source"}).rows


def _across(asked: Asked, measure: Measure, peers: bool) -> list[dict]:
    choices = {**asked.across(peers), **asked.counting(measure), **asked.moment.choices}
    return still_there(evaluate(measure.indicator, choices).rows, asked.moment.year)


def _own(asked: Asked, measure: Measure) -> dict:
    return evaluate(measure.indicator, {**asked.area, **asked.counting(measure), **asked.moment.choices}).rows[0]


def measures() -> list[Measure]:
    """Every measure of the page in order."""
    return [measure for part in PARTS for measure in part.measures]


def facts_of(asked: Asked) -> Facts:
    """Ask what the answer and the five parts need: one question per measure gives year, last year and history."""
    results = {
        measure.indicator: evaluate(measure.indicator, {**asked.area, **asked.counting(measure), "by": "year"})
        for measure in measures()
    }
    return Facts(
        asked=asked,
        results=results,
        by_year={measure.indicator: _years(asked, measure, results[measure.indicator]) for measure in measures()},
        targets={measure.indicator: _target(asked, measure) for measure in measures()},
    )


def _years(asked: Asked, measure: Measure, result: Result) -> dict[int, dict]:
    """The rows by year; the chosen year and the one before are asked for if they lie outside the years of the data."""
    rows = {row["year"]: row for row in result.rows}
    for year in (asked.moment.year - 1, asked.moment.year):
        if year not in rows:
            choices = {**asked.area, **asked.counting(measure), "year": str(year)}
            rows[year] = evaluate(measure.indicator, choices).rows[0]
    return rows


def _target(asked: Asked, measure: Measure) -> Target | None:
    basis = asked.basis if "basis" in measure.takes else None
    return target_of(measure.indicator, asked.place, asked.universe, asked.moment.year, basis)
