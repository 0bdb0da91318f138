"""枢纽年度: every number of one hub in one year, of its peers and of the years before. No words, no pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from statistics import median

from components.hubs_peers import ABOUT, FEWEST_PEERS, Peers, peers_of
from components.hubs_peers import open_in as open_in  # where reports look for it
from components.hubs_year import Years, years_of
from components.moment import Moment, moment_of
from components.place import Place, place_of
from components.scoped import own_hub, unknown_hub
from components.state import State
from figures.numbers import NOT_REPORTED, Number
from indicators.catalog import definition
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.inside import area_is_inside
from indicators.places import place
from indicators.published import STARTS, UNIVERSES, PeersOfHub, peers_of_hub
from indicators.warehouse import ask, snapshot

UNMARKED = "没有写明它的记录"
# who delivered is a matter of the record type: asked once for all figures made of the same records
SAME_RECORDS = {
    "visits": "activities",
    "communities_served": "activities",
    "funds_granted": "funds_received",
    "volunteer_participations": "volunteer_hours",
}


@dataclass(frozen=True)
class Measure:
    """One headline figure: indicator, name, which column of its rows, unit, further choices.

    `marked_by` are the questions that tell whether records of a year name the hub; a register always does.
    """

    key: str
    indicator: str
    name: str
    unit: str
    column: str = "value"
    decimals: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)
    takes_universe: bool = False
    marked_by: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        """What the handbook says about it."""
        return definition(self.indicator)


_ACTIVITIES, _HOURS = {"activities": {}}, {"volunteer_participations": {}}
_MONEY = {"funds_received": {"custody": "自有,代管"}, "funds_granted": {"custody": "自有,代管"}}
MEASURES = (
    Measure("orgs", "orgs", "在册组织", "家", takes_universe=True),
    Measure("filings", "filings", "新增备案", "个"),
    Measure("hatched", "orgs_incubated", "孵化成功在册", "家"),
    Measure("excellent", "tier_share", "优秀占比", "%", decimals=1, extra={"ladder": "年度梯队", "grade": "优秀"}),
    Measure("activities", "activities", "活动场次", "场", marked_by=_ACTIVITIES),
    Measure("visits", "visits", "服务人次", "人次", marked_by=_ACTIVITIES),
    Measure("communities", "communities_served", "服务社区数", "个", column="numerator", marked_by=_ACTIVITIES),
    Measure("received", "funds_received", "到账资金", "元", marked_by=_MONEY),
    Measure("granted", "funds_granted", "拨付资金", "元", marked_by=_MONEY),
    Measure("hours", "volunteer_hours", "志愿服务时长", "小时", marked_by=_HOURS),
)
PARTICIPATIONS = Measure("participations", "volunteer_participations", "志愿者参与", "人次", marked_by=_HOURS)


@dataclass(frozen=True)
class Asked:
    """What the reader chose: a hub and a year, or no hub yet."""

    state: State
    place: Place
    moment: Moment
    universe: str
    hubs: list[dict]
    hub: dict | None
    shown: Measure
    years: Years

    @property
    def year(self) -> int:
        """The year of the review, called by the calendar year it begins in."""
        return self.moment.year

    @property
    def said(self) -> str:
        """The year as subtitles say it: 2024年, 2024-07-01至2025-06-30."""
        return self.years.full(self.year)

    @property
    def ended(self) -> str:
        """The end of the year as a sentence says it: 2024年末, 2025年6月30日."""
        return self.years.end(self.year)

    @property
    def days(self) -> dict[str, str]:
        """The first and the last day of the year as parameters of a question."""
        return self.years.days(self.year)

    def when(self, year: int | None = None) -> dict[str, str]:
        """A year (the review's own) as choices of evaluate."""
        return {"year": str(self.year if year is None else year), **self.years.choices}


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults; an unknown hub or figure raises ChoiceError.

    An area in the address asks for the hubs of that area: the list, not one hub.
    """
    place, hubs = place_of(state), ask("hubs", area=None, level=None)
    shown = next((one for one in MEASURES if one.key == (state["figure"] or MEASURES[0].key)), None)
    if shown is None:
        raise ChoiceError("没有这个对比指标。", f"可以选：{'、'.join(one.name for one in MEASURES)}。")
    hub = None if state["area"] else _chosen(state["hub"] or own_hub(), hubs)
    moment = moment_of(state, "organizations")
    return Asked(state, place, moment, state["universe"] or "登记备案", hubs, hub, shown, years_of(state))


def _chosen(wanted: str | None, hubs: list[dict]) -> dict | None:
    if not wanted:
        return None
    hub = next((one for one in hubs if wanted in (one["hub_id"], one["name"])), None)
    if hub is None:
        raise unknown_hub(wanted)
    return hub


@dataclass(frozen=True)
class Line:
    """One headline figure over the years for the hub and for each peer; None is 未报送 or not marked with the hub."""

    measure: Measure
    own: dict[int, Number | None]
    others: dict[str, Number | None]
    medians: dict[int, Number | None]
    row: dict
    missing: str = NOT_REPORTED
    is_hidden: bool = False

    def value(self, year: int) -> Number | None:
        """The hub's number of a year."""
        return self.own.get(year)

    @property
    def known_peers(self) -> list[Number]:
        """The peers' numbers of the year, without those that have none."""
        return [value for value in self.others.values() if value is not None]


@dataclass(frozen=True)
class Facts:
    """The review of one hub and year."""

    asked: Asked
    hub: dict
    peers: list[dict]
    lines: dict[str, Line]
    participations: Line
    beside: Peers
    published: dict[str, dict[int, PeersOfHub]] = field(default_factory=dict)

    @property
    def has_peers(self) -> bool:
        """Whether there is anybody to be held against."""
        told = (years.get(self.asked.year) for years in self.published.values())
        return bool(self.peers) or any(one.values for one in told if one is not None)

    @property
    def about(self) -> str:
        """What stands before a number of the peers: those outside the scope are told rounded."""
        return ABOUT if self.beside.are_nameless else ""

    @property
    def is_over(self) -> bool:
        """Whether the year has ended, when what may be told of peers outside the scope is published.

        The days say so: which years there are numbers of would be told by the oldest row of somebody else.
        """
        if not self.beside.are_nameless:
            return True
        with snapshot() as now:
            return bool(self.published) and self.last_day <= now.data_date

    @property
    def last_day(self) -> date:
        """The day on which the stocks of the year are counted."""
        return self.asked.years.last_day(self.asked.year)

    def one(self, indicator: str, year: int | None = None, **more: str) -> dict:
        """The one row of an indicator of this hub in a year (the review's own)."""
        return self.at(indicator, {"hub": (self.hub["hub_id"],), **more}, year)

    def at(self, indicator: str, choices: Mapping, year: int | None = None) -> dict:
        """The one row of an indicator under some choices in a year (the review's own)."""
        return next(iter(self._in(indicator, choices, (), year)))

    def by(self, indicator: str, side: str, year: int | None = None, **more: str) -> list[dict]:
        """The rows of an indicator of this hub in a year that hold something, told apart by `side`."""
        rows = self._in(indicator, {"hub": (self.hub["hub_id"],), **more}, tuple(side.split(",")), year)
        return [row for row in rows if row["value"] or row["numerator"] or row["denominator"]]

    def _in(self, indicator: str, choices: Mapping, sides: tuple[str, ...], year: int | None) -> Iterator[dict]:
        """The rows of a year, asked together with the other year of the review: one question instead of two."""
        year = self.asked.year if year is None else year
        pair = year in (self.asked.year - 1, self.asked.year)
        asked = f"{self.asked.year - 1}-{self.asked.year}" if pair else str(year)
        more = {**self.asked.when(year), "year": asked, "by": ",".join((*sides, "year"))}
        for row in evaluate(indicator, {**choices, **more}).rows:
            if row["year"] == year:
                yield {key: value for key, value in row.items() if key != "year"}

    @cached_property
    def events(self) -> dict[str, list[dict]]:
        """What happened to the hub's organisations in the year, by kind."""
        found: dict[str, list[dict]] = {}
        for row in ask("hub_year", hub=self.hub["hub_id"], ladder=None, **self.asked.days):
            found.setdefault(row["event"], []).append(row)
        return found

    @cached_property
    def matrix(self) -> list[dict]:
        """The hub's activities by community and field."""
        return self.matrix_of(self.asked.year)

    def matrix_of(self, year: int) -> list[dict]:
        """The hub's activities of a year by community and field."""
        return ask("hub_matrix", area=self.hub["area_code"], hub=self.hub["hub_id"], **self.asked.years.days(year))

    def money(self, indicator: str, **more: str) -> list[dict]:
        """Money of the year by source and instrument."""
        return self.by(indicator, "source,instrument", **more)


def facts_of(asked: Asked) -> Facts:
    """Ask everything about the hub: one question per figure answers all years and all peers."""
    hub = asked.hub
    beside = peers_of(asked.state, hub, asked.hubs, asked.years.last_day(asked.year))
    peers = list(beside.hubs)
    lines = {measure.key: _line(asked, hub, peers, measure) for measure in MEASURES}
    told = _published(asked, hub) if beside.are_nameless else {}
    lines = {key: _among_published(asked, line, told[key]) if key in told else line for key, line in lines.items()}
    return Facts(asked, hub, peers, lines, _line(asked, hub, [], PARTICIPATIONS), beside, told)


def _published(asked: Asked, hub: dict) -> dict[str, dict[int, PeersOfHub]]:
    """What is published of the peers outside the scope, by figure and year; nothing for years that begin on a day of
    the reader's own choice.
    """
    if asked.years.starts not in STARTS or asked.universe not in UNIVERSES:
        return {}
    return {one.key: peers_of_hub(hub["hub_id"], one.key, asked.universe, asked.years.starts) for one in MEASURES}


def _among_published(asked: Asked, line: Line, told: dict[int, PeersOfHub]) -> Line:
    """The line beside what is published: values without names, from the highest down."""
    values = told[asked.year].values if asked.year in told else ()
    others = {f"{place}": value for place, value in enumerate(values, 1)}
    medians = {year: told[year].median if year in told else None for year in line.own}
    return replace(line, others=others, medians=medians)


def own_lines(asked: Asked) -> list[Line]:
    """The hub's own figures over the years, without anybody beside it."""
    return [_line(asked, asked.hub, [], measure) for measure in (*MEASURES, PARTICIPATIONS)]


def choices_of(asked: Asked, measure: Measure) -> dict[str, str]:
    """What narrows a figure besides hub and year."""
    return {**measure.extra, **({"universe": asked.universe} if measure.takes_universe else {})}


def _line(asked: Asked, hub: dict, peers: list[dict], measure: Measure) -> Line:
    ids = [hub["hub_id"], *(peer["hub_id"] for peer in peers)]
    choices = {**choices_of(asked, measure), "hub": tuple(ids), "by": "hub,year"}
    rows = {(row["hub"], row["year"]): row for row in _rows(asked, measure.indicator, choices)}
    rows = _named(asked, measure, choices, rows)
    known = {one["hub_id"]: one for one in (hub, *peers)}
    years = range(min((year for _, year in rows), default=asked.year), asked.year + 1)
    reported = _reported(asked, measure, list(known.values()))
    values = {
        key: {year: _value(asked, measure, rows.get((key, year)), one, year, reported) for year in years}
        for key, one in known.items()
    }
    others = [values[peer["hub_id"]] for peer in peers]
    return Line(
        measure=measure,
        own=values[hub["hub_id"]],
        others={peer["hub_id"]: values[peer["hub_id"]].get(asked.year) for peer in peers},
        medians={year: median_of([other.get(year) for other in others]) for year in years},
        row=(row := rows.get((hub["hub_id"], asked.year), {})),
        missing=row.get("hidden") or (UNMARKED if (hub["area_code"], asked.year) in reported else NOT_REPORTED),
        is_hidden=bool(row.get("hidden")),
    )


def median_of(values: list[Number | None]) -> Number | None:
    """The median of those who have a number; fewer than three of them have none."""
    known = [value for value in values if value is not None]
    return median(known) if len(known) >= FEWEST_PEERS else None


def _named(asked: Asked, measure: Measure, choices: dict[str, str], rows: dict) -> dict:
    """Only the rows of years in which some record names the hub: a ledger that leaves the hub out is no zero."""
    if not measure.marked_by:
        return rows
    questions = measure.marked_by.items()
    beside = [row for indicator, more in questions for row in _rows(asked, indicator, {**choices, **more})]
    named = {(row["hub"], row["year"]) for row in beside if row["value"] or row.get("hidden")}
    return {key: row for key, row in rows.items() if key in named}


def _rows(asked: Asked, indicator: str, choices: dict[str, str]) -> list[dict]:
    """The rows of every year of the data; a year beyond them is asked for by itself."""
    rows = evaluate(indicator, {**choices, **asked.years.choices}).rows
    if asked.moment.first_year <= asked.year <= asked.moment.last_year and asked.years.is_calendar:
        return rows
    known = {row["year"] for row in rows}
    missing = [year for year in (asked.year - 1, asked.year) if year not in known]
    more = [evaluate(indicator, {**choices, **asked.when(year)}).rows for year in missing]
    return [*rows, *(row for found in more for row in found)]


def _reported(asked: Asked, measure: Measure, hubs: list[dict]) -> set[tuple[str, int]]:
    """Areas beside those of the hubs, and their own, with the years in which they delivered this kind of record."""
    indicator = SAME_RECORDS.get(measure.indicator, measure.indicator)
    found: set[tuple[str, int]] = set()
    for parent, level in sorted({(hub["parent_code"] or "", _level(hub)) for hub in hubs}):
        area = {"area": parent} if parent and (own_hub() or area_is_inside(parent)) else {}
        choices = {**measure.extra, **area, "level": str(level), "by": "area,year"}
        found |= {(row["area_code"], row["year"]) for row in _rows(asked, indicator, choices) if row["reported"]}
    return found


def _level(hub: dict) -> int:
    found = place(hub["area_code"])
    return found.level if found else 1


def _value(
    asked: Asked, measure: Measure, row: dict | None, hub: dict, year: int, reported: set[tuple[str, int]]
) -> Number | None:
    """A number only where the area delivered that year and some record names the hub; before its start none."""
    started = asked.years.of(hub["established_on"]) if hub["established_on"] else year
    if row is None or year < started or (hub["area_code"], year) not in reported:
        return None
    return row[measure.column]
