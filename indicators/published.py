"""The one place that looks beyond a scope: what may be told of peers, to hold one's own numbers against.

Fixed questions on years that have ended, with no filter anybody could narrow until one organisation is left; a number
that rests on fewer than FEWEST organisations is not given. Other hubs have no names here, only values in the order of
their size; areas have theirs, because the tree is public. Kept per build like every answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from indicators.cache import Cache
from indicators.catalog import definition
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.few_people import smallest
from indicators.inside import area_is_inside, hub_is_inside
from indicators.places import peers, place
from indicators.reporting import BY_DAY, DAYS
from indicators.scope import EVERYTHING, within
from indicators.spans import NEW_YEAR, YearStart, year_span
from indicators.warehouse import Snapshot, ask, snapshot

FEWEST = 5
"""Organisations below which a number says something about one of them."""
FEWEST_PEERS = 3
STARTS: tuple[YearStart, ...] = (NEW_YEAR,)
"""Calendar years alone: two years that begin on different days differ by a span that may rest on one organisation."""
UNIVERSES = ("登记", "登记备案", "全部")
REGISTER = "organizations"
BY_ORGANIZATION = ("activities", "funding", "volunteer_hours", "trainings", "projects")
"""Events whose rows name the organisation they rest on; what is counted on the register rests on all of it."""
ON_REGISTER = (REGISTER, "ratings", "milestones")

Number = int | float | Decimal
_kept = Cache(limit=2_000)


@dataclass(frozen=True)
class Figure:
    """A headline figure of hubs: the indicator with its fixed choices, and the column of its rows."""

    indicator: str
    extra: Mapping[str, str] = field(default_factory=dict)
    takes_universe: bool = False
    column: str = "value"


FIGURES = {
    "orgs": Figure("orgs", takes_universe=True),
    "filings": Figure("filings"),
    "hatched": Figure("orgs_incubated"),
    "excellent": Figure("tier_share", {"ladder": "年度梯队", "grade": "优秀"}),
    "activities": Figure("activities"),
    "visits": Figure("visits"),
    "communities": Figure("communities_served", column="numerator"),
    "received": Figure("funds_received"),
    "granted": Figure("funds_granted"),
    "hours": Figure("volunteer_hours"),
}
"""By the key hubs' pages call them."""


@dataclass(frozen=True)
class PeersOfHub:
    """One figure of the hubs of the same level under the same parent in one year, the highest value first.

    `count` peers in all, `withheld` of them rest on too few organisations or have nothing to tell; with fewer than
    FEWEST_PEERS values none is given.
    """

    count: int
    withheld: int
    values: tuple[Number, ...]

    @property
    def median(self) -> Number | None:
        """The middle of the given values."""
        return median(self.values) if self.values else None


@dataclass(frozen=True)
class BesideArea:
    """An area under the same parent with its value; None where it rests on too few organisations or there is none."""

    code: str
    name: str
    value: Number | None


def peers_of_hub(
    hub: str, figure: str, universe: str = "登记备案", starts: YearStart = NEW_YEAR
) -> dict[int, PeersOfHub]:
    """The peers' values of every year that has ended; ChoiceError for another's hub or a choice that is not fixed."""
    if not hub_is_inside(hub):
        raise ChoiceError(f"枢纽“{hub[:40]}”不在您的范围内。", "只能看您范围内的枢纽与同级的对比。")
    if figure not in FIGURES or universe not in UNIVERSES or starts not in STARTS:
        raise ChoiceError("对比只按固定的口径公布。", "请用页面上的指标、统计口径和年度起点。")
    with within(EVERYTHING), snapshot() as now:
        key = (*now.key, smallest(), hub, figure, universe, starts)
        found = _kept.get(key)
        if found is None:
            found = _peers(now, hub, FIGURES[figure], universe, starts)
            _kept.put(key, found)
        return found


def areas_beside(code: str, indicator: str, year: int, universe: str = "", basis: str = "") -> list[BesideArea]:
    """The areas under the same parent, without the area itself, in a year that has ended; fewer than three are none.

    ChoiceError for an area outside the scope and for an indicator whose numbers do not rest on organisations.
    """
    if not area_is_inside(code):
        raise ChoiceError(f"区域“{code[:40]}”不在您的范围内。", "只能看您范围内的区域与同级的对比。")
    found = definition(indicator)
    if found.record_type not in (*ON_REGISTER, *BY_ORGANIZATION):
        raise ChoiceError(f"指标“{found.name}”不公布各地区的对比。", "可以看本地区自己的数。")
    with within(EVERYTHING), snapshot() as now:
        own, beside = place(code), peers(code)
        if not beside or year_span(year, NEW_YEAR)[1] > now.data_date:
            return []
        choices = {"area": own.parent_code, "level": str(own.level), "by": "area", "year": str(year)}
        choices |= {"universe": universe} if universe else {}
        choices |= {"basis": basis} if basis else {}
        values = {row["area_code"]: _of_enough(row, "value") for row in evaluate(indicator, choices).rows}
        rests_on = _organizations(now, found, "area", f"l{own.level}", NEW_YEAR, choices)
        told = {one.code for one in beside if rests_on.get((one.code, year), 0) >= FEWEST}
        return [BesideArea(one.code, one.name, values.get(one.code) if one.code in told else None) for one in beside]


def _peers(now: Snapshot, hub: str, figure: Figure, universe: str, starts: YearStart) -> dict[int, PeersOfHub]:
    beside = _hubs_beside(hub)
    values = _values_of_hubs(figure, universe, starts)
    rests_on = _organizations(now, definition(figure.indicator), "hub", "hub_id", starts)
    found: dict[int, PeersOfHub] = {}
    for year in sorted({year for _, year in values}):
        last_day = year_span(year, starts)[1]
        if last_day <= now.data_date:
            open_then = [(one["hub_id"], year) for one in beside if _is_open(one, last_day)]
            found[year] = _told([values.get(at) if rests_on.get(at, 0) >= FEWEST else None for at in open_then])
    return found


def _hubs_beside(hub: str) -> list[dict]:
    """The hubs of the same level under the same parent, without the hub itself."""
    hubs = ask("hubs", area=None, level=None)
    own = next((one for one in hubs if one["hub_id"] == hub), None)
    if own is None:
        raise ChoiceError(f"没有编号为“{hub[:40]}”的枢纽。", "请从枢纽列表里选。")
    alike = (own["level"], own["parent_code"])
    return [
        one
        for one in hubs
        if one["hub_id"] != hub and own["parent_code"] and (one["level"], one["parent_code"]) == alike
    ]


def _is_open(hub: dict, day: date) -> bool:
    started = hub["established_on"] is None or hub["established_on"] <= day
    return started and (hub["closed_on"] is None or hub["closed_on"] > day)


def _values_of_hubs(figure: Figure, universe: str, starts: YearStart) -> dict[tuple[str, int], Number | None]:
    choices = {**figure.extra, "by": "hub,year", **_starts(starts)}
    choices |= {"universe": universe} if figure.takes_universe else {}
    return {
        (row["hub"], row["year"]): _of_enough(row, figure.column) for row in evaluate(figure.indicator, choices).rows
    }


def _of_enough(row: dict, column: str) -> Number | None:
    """The number of a row; None for a share of fewer than FEWEST of anything."""
    return None if row["denominator"] is not None and row["denominator"] < FEWEST else row[column]


def _told(values: list[Number | None]) -> PeersOfHub:
    given = sorted((value for value in values if value is not None), reverse=True)
    if len(given) < FEWEST_PEERS:
        given = []
    return PeersOfHub(len(values), len(values) - len(given), tuple(given))


def _organizations(
    now: Snapshot, found: Definition, by: str, column: str, starts: YearStart, where: Mapping[str, str] | None = None
) -> dict[tuple[str, int], int]:
    """On how many organisations a number rests, by hub or area and year.

    Of events both are asked: how many organisations the rows name, and how many there are on the register.
    """
    narrowed = {key: value for key, value in (where or {}).items() if key in ("area", "level", "year")}
    choices = {**narrowed, "universe": "全部", "by": f"{by},year", **_starts(starts)}
    key = "hub" if by == "hub" else "area_code"
    register = {(row[key], row["year"]): row["value"] or 0 for row in evaluate("orgs", choices).rows}
    if found.record_type in ON_REGISTER:
        return register
    named = _named(now, found, column, starts)
    return {at: min(register.get(at, 0), count) for at, count in named.items()}


def _named(now: Snapshot, found: Definition, column: str, starts: YearStart) -> dict[tuple[str, int], int]:
    """How many organisations the counted rows of a year name."""
    day = DAYS[found.record_type]
    year = f"CAST(year({day}) - CAST(strftime({day}, '%m-%d') < $starts AS INTEGER) AS INTEGER)"
    where = found.where if found.record_type == "funding" else "TRUE"
    rows = now.rows(
        f"SELECT {column} AS key, {year} AS year, CAST(count(DISTINCT org_id) AS BIGINT) AS organizations "
        f"FROM {BY_DAY.get(found.record_type, found.record_type)} WHERE {column} IS NOT NULL AND {where} GROUP BY ALL",
        {"starts": "{:02}-{:02}".format(*starts)},
    )
    return {(row["key"], row["year"]): row["organizations"] for row in rows}


def _starts(starts: YearStart) -> dict[str, str]:
    return {} if starts == NEW_YEAR else {"starts": "{:02}-{:02}".format(*starts)}
