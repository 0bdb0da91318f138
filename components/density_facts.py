"""组织密度: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from dataclasses import dataclass

from components.beside import is_top, published_beside
from components.moment import Moment, moment_of
from components.place import Place, place_of, still_there
from components.state import State
from components.targets import Target, published, target_of
from components.topbar import BASES
from indicators.evaluate import Result, evaluate
from indicators.places import peers

DENSITY = "orgs_per_10k_people"
FILTERS = ("field", "legal_form")
FEWEST_PEERS = 3


@dataclass(frozen=True)
class Asked:
    """What the reader chose, understood once."""

    state: State
    place: Place
    moment: Moment
    universe: str
    basis: str

    @property
    def area(self) -> dict[str, str]:
        """The area as a choice; nothing for the whole of the data."""
        return {"area": self.place.code} if self.place.code else {}

    @property
    def counting(self) -> dict[str, str]:
        """Universe and filters: what narrows the organisations."""
        return {"universe": self.universe, **self.state.pick(FILTERS)}

    @property
    def shows_peers(self) -> bool:
        """Whether the ranking is of siblings: chosen, or because there is nothing below a community."""
        return bool(self.place.code) and (self.state["compare"] == "同级" or self.place.level >= 5)

    def density(self, **more: str) -> Result:
        """The ratio under these choices, with some of them changed."""
        return evaluate(DENSITY, {**self.area, **self.moment.choices, **self.counting, "basis": self.basis, **more})

    def ranked_area(self) -> dict[str, str]:
        """The choices of the ranking: the areas below, or those beside."""
        if not self.shows_peers:
            return {"by": "area", **self.area, "level": str(self.place.next_level)}
        above = {"area": self.place.parent} if self.place.parent else {"area": ""}
        return {"by": "area", "level": str(self.place.level), **above}


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults."""
    basis = state["basis"] or BASES[0].value
    return Asked(state, place_of(state), moment_of(state, "organizations"), state["universe"] or "登记备案", basis)


@dataclass(frozen=True)
class Facts:
    """The numbers of the page. Rows are those of `evaluate`."""

    asked: Asked
    result: Result
    row: dict
    before: dict
    by_year: list[dict]
    ranked: list[dict]
    ranked_before: dict[str, dict]
    siblings: list[dict]
    orgs: dict
    orgs_by_year: list[dict]
    orgs_before: dict
    growth: dict
    growth_by_year: list[dict]
    target: Target | None
    any_target: Target | None
    references: list[Target]

    @property
    def gap(self) -> int | None:
        """How many organisations are missing to the target of the same universe; 0 when reached, None without one."""
        if self.target is None or self.row["denominator"] in (None, 0):
            return None
        wanted = self.target.value * float(self.row["denominator"]) / 10_000
        return max(0, -int(-(wanted - self.row["numerator"]) // 1))

    @property
    def rank(self) -> tuple[int, int] | None:
        """Place among the siblings with a value (1 is the highest) and how many they are; None below three peers."""
        values = [row["value"] for row in self.siblings if row["value"] is not None]
        values += [self.row["value"]] if values and is_top(self.asked.place) else []
        if self.row["value"] is None or len(values) <= FEWEST_PEERS:
            return None
        return 1 + sum(value > self.row["value"] for value in values), len(values)


def facts_of(asked: Asked) -> Facts:
    """Ask everything the page needs; what the yearly rows already say is not asked again."""
    counting = {**asked.area, **asked.counting}
    ratio = {**counting, "basis": asked.basis}
    result = evaluate(DENSITY, {**ratio, "by": "year"})
    orgs = evaluate("orgs", {**counting, "by": "year"}).rows
    growth = evaluate("net_growth", {**counting, "by": "year"}).rows
    return Facts(
        asked=asked,
        result=result,
        row=_now(asked, DENSITY, result.rows, ratio),
        before=_year_earlier(asked, DENSITY, result.rows, ratio),
        by_year=result.rows,
        ranked=_ranked(asked, asked.moment.choices),
        ranked_before={row["area_code"]: row for row in _ranked(asked, asked.moment.before)},
        siblings=_siblings(asked),
        orgs=_now(asked, "orgs", orgs, counting),
        orgs_by_year=orgs,
        orgs_before=_year_earlier(asked, "orgs", orgs, counting),
        growth=_growth(asked, growth, counting),
        growth_by_year=growth,
        target=target_of(DENSITY, asked.place, asked.universe, asked.moment.year, asked.basis),
        any_target=_any_target(asked),
        references=[one for one in published(DENSITY, asked.place, asked.universe, asked.basis) if one.kind == "参考"],
    )


def _of_year(rows: list[dict], year: int) -> dict | None:
    return next((row for row in rows if row["year"] == year), None)


def _now(asked: Asked, indicator: str, by_year: list[dict], choices: dict[str, str]) -> dict:
    """The row of the asked time: a yearly row, or asked for when a day was chosen or the year has none."""
    found = None if asked.moment.day else _of_year(by_year, asked.moment.year)
    return found or evaluate(indicator, {**choices, **asked.moment.choices}).rows[0]


def _year_earlier(asked: Asked, indicator: str, by_year: list[dict], choices: dict[str, str]) -> dict:
    """The row of the same time a year before."""
    found = None if asked.moment.day else _of_year(by_year, asked.moment.year - 1)
    return found or evaluate(indicator, {**choices, **asked.moment.before}).rows[0]


def _growth(asked: Asked, by_year: list[dict], choices: dict[str, str]) -> dict:
    """Opened less closed in the year, or from its first day to the chosen one."""
    day = asked.moment.day
    if day:
        return evaluate("net_growth", {**choices, "from": f"{day.year}-01-01", "to": day.isoformat()}).rows[0]
    year = str(asked.moment.year)
    return _of_year(by_year, asked.moment.year) or evaluate("net_growth", {**choices, "year": year}).rows[0]


def _ranked(asked: Asked, when: dict[str, str]) -> list[dict]:
    if asked.shows_peers and not _has_peers(asked):
        return []
    choices = {**when, **asked.counting, "basis": asked.basis, **asked.ranked_area()}
    return still_there(evaluate(DENSITY, choices).rows, asked.moment.year)


def _has_peers(asked: Asked) -> bool:
    return bool(asked.place.code) and len(peers(asked.place.code)) >= FEWEST_PEERS


def _siblings(asked: Asked) -> list[dict]:
    """The rows of the area and its peers, itself among them; empty for the whole and below three peers.

    Of the peers of the area of the scope only what is published: their values, where nothing narrows the question.
    """
    if is_top(asked.place):
        narrowed = asked.state.pick(FILTERS)
        found = [] if narrowed else published_beside(asked.place, DENSITY, asked.moment, asked.universe, asked.basis)
        return [{"value": value} for value in found]
    if not _has_peers(asked):
        return []
    above = {"area": asked.place.parent} if asked.place.parent else {}
    choices = {**asked.moment.choices, **asked.counting, "basis": asked.basis, **above}
    return evaluate(DENSITY, {**choices, "by": "area", "level": str(asked.place.level)}).rows


def _any_target(asked: Asked) -> Target | None:
    return next((target for target in published(DENSITY, asked.place) if target.kind == "目标"), None)


def by_basis(facts: Facts) -> list[tuple[str, dict]]:
    """Every population basis with the row of the same question on it."""
    asked = facts.asked
    others = {one.value: one.value != asked.basis for one in BASES}
    return [(basis, asked.density(basis=basis).rows[0] if other else facts.row) for basis, other in others.items()]


def by_word(asked: Asked, key: str) -> list[dict]:
    """Organisations on the register told apart by field or legal form; the filter of that key itself is lifted.

    What is left out stays out.
    """
    counting = {name: value for name, value in asked.counting.items() if name != key}
    return evaluate("orgs", {**asked.area, **asked.moment.choices, **counting, "by": key}).rows
