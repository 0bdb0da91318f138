"""志愿服务: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from components.asked_year import AskedOfYear
from components.moment import moment_of
from components.place import place_of, still_there
from components.state import State, narrowing_of
from components.withheld import told, why_withheld
from indicators.cohorts import volunteer_cohorts
from indicators.errors import ChoiceError
from indicators.evaluate import Result, evaluate
from indicators.warehouse import ask

FILTERS = ("kind", "brand", "hub")
OF_COHORTS = ("kind", "brand")
HOURS = "volunteer_hours"
MOST_COHORTS = 12


@dataclass(frozen=True)
class Asked(AskedOfYear):
    """The choices of the page besides area and year."""

    @property
    def choices(self) -> dict:
        """Area and filters, without the time."""
        return {**self.area, **self.state.pick(FILTERS)}

    @property
    def star_ladder(self) -> str:
        """The ladder the stars are given by: the country's, if none is chosen. ChoiceError for one that is none."""
        known = list(star_ladders())
        chosen = self.state["star_ladder"] or next(iter(known), "国家")
        if chosen not in known:
            raise ChoiceError(f"没有叫“{chosen[:20]}”的星级阶梯。", f"可选：{'、'.join(known)}。")
        return chosen

    @property
    def points(self) -> dict:
        """Area and what narrows the points, without the time."""
        return {**self.area, **self.state.pick(("hub",))}


def star_ladders() -> dict[str, dict]:
    """Every ladder of stars by its name, the country's first: names, hours, source."""
    return {row["word"]: row for row in ask("star_ladders")}


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults."""
    return Asked(state, place_of(state), moment_of(state, HOURS))


@dataclass(frozen=True)
class Facts:
    """The numbers of the page; what one part alone needs is asked when it is drawn."""

    asked: Asked
    hours: Result
    hours_before: dict
    active: dict
    active_before: dict
    each: dict
    each_before: dict
    kept: dict
    kept_before: dict

    @property
    def row(self) -> dict:
        """The hours of the year."""
        return self.hours.rows[0]

    @property
    def is_reported(self) -> bool:
        """Whether anybody delivered hours of the year."""
        return self.row["reported"]

    @cached_property
    def people(self) -> dict:
        """Those who served, where the share of the active ones is withheld: of a whole hub their number is told."""
        if not why_withheld(self.active):
            return {**self.active, "value": self.active["numerator"]}
        return evaluate("volunteers", {**self.asked.choices, **self.asked.year}).rows[0]

    @cached_property
    def people_before(self) -> int | None:
        """The same a year before."""
        if not why_withheld(self.active_before):
            return self.active_before["numerator"]
        return next((row["people"] for row in self.by_year if row["year"] == self.asked.moment.year - 1), None)

    @cached_property
    def participations(self) -> dict:
        """Person-times of the year."""
        return evaluate("volunteer_participations", {**self.asked.choices, **self.asked.year}).rows[0]

    @cached_property
    def by_year(self) -> list[dict]:
        """Hours, people and person-times of every year."""
        choices = {**self.asked.choices, "by": "year"}
        people = {row["year"]: row for row in evaluate("volunteers", choices).rows}
        times = {row["year"]: row for row in evaluate("volunteer_participations", choices).rows}
        rows = evaluate(HOURS, choices).rows
        return [
            _with_people(row, people.get(row["year"], {})) | {"times": told(times.get(row["year"], {}))} for row in rows
        ]

    @cached_property
    def by_area(self) -> list[dict]:
        """Hours and people of every area below, most hours first."""
        level = {"level": str(min(self.asked.place.next_level, 5))}
        choices = {**self.asked.choices, **self.asked.year, **level, "by": "area"}
        people = {row["area_code"]: row for row in evaluate("volunteers", choices).rows}
        rows = still_there(evaluate(HOURS, choices).rows, self.asked.moment.year)
        found = [_with_people(row, people.get(row["area_code"], {})) for row in rows]
        return sorted(found, key=lambda row: (not row["reported"], -(row["value"] or 0)))

    @cached_property
    def by_kind(self) -> list[dict]:
        """Hours by the kind of activity, most first."""
        rows = evaluate(HOURS, {**self.asked.choices, **self.asked.year, "by": "kind"}).rows
        return sorted((row for row in rows if told(row)), key=lambda row: -(row["value"] or 0))

    @cached_property
    def stars(self) -> list[dict]:
        """Volunteers by star of the chosen ladder at the end of the year."""
        choices = {**self.asked.choices, **self.asked.year, "star_ladder": self.asked.star_ladder, "by": "star"}
        return evaluate("volunteer_stars", choices).rows

    @cached_property
    def months(self) -> dict[int, dict[int, dict]]:
        """Hours by year and month, up to the page's year."""
        years = f"{self.asked.moment.first_year}-{self.asked.moment.year}"
        found: dict[int, dict[int, dict]] = {}
        for row in evaluate(HOURS, {**self.asked.choices, "year": years, "by": "month"}).rows:
            year, month = (int(part) for part in row["month"].split("-"))
            found.setdefault(year, {})[month] = row
        return found

    @cached_property
    def cohorts(self) -> dict[int, dict[int, int]]:
        """Volunteers by the year they were first seen here and the years they were seen in."""
        chosen = narrowing_of(self.asked.state, OF_COHORTS)
        found: dict[int, dict[int, int]] = {}
        for row in volunteer_cohorts(self.asked.place.code, self.asked.moment.year, chosen):
            found.setdefault(row["first_year"], {})[row["year"]] = row["volunteers"]
        return found


def _with_people(row: dict, people: dict) -> dict:
    """The hours with the number of people, and with what a table says of it."""
    return {**row, "people": people.get("value"), "people_told": told(people)}


def facts_of(asked: Asked) -> Facts:
    """Ask what the answer and the cards need."""

    def one(indicator: str, time: dict) -> dict:
        return evaluate(indicator, {**asked.choices, **time}).rows[0]

    before = asked.last_year
    # whether people come again next year is known of the year before the last
    return Facts(
        asked=asked,
        hours=evaluate(HOURS, {**asked.choices, **asked.year}),
        hours_before=one(HOURS, before),
        active=one("active_volunteer_share", asked.year),
        active_before=one("active_volunteer_share", before),
        each=one("hours_per_volunteer", asked.year),
        each_before=one("hours_per_volunteer", before),
        kept=one("volunteer_retention", before),
        kept_before=one("volunteer_retention", {"year": str(asked.moment.year - 2)}),
    )
