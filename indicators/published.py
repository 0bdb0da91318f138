"""The one place that looks beyond a scope: what may be told of peers, to hold one's own numbers against.

Fixed questions on years that have ended, with no filter anybody could narrow until one organisation is left; a number
that rests on fewer than FEWEST organisations is not given, and every number is rounded (indicators/rounded.py), so that
two builds do not tell the row between them. Other hubs have no names here and are not counted, only values in the order
of their size; areas have names, because the tree is public. Kept per build like every answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median

from indicators import table
from indicators.cache import Cache
from indicators.catalog import definition
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.few_people import smallest
from indicators.inside import area_is_inside, hub_is_inside
from indicators.places import peers, place
from indicators.rounded import Behind, Number, about, behind, can_be_rounded
from indicators.scope import EVERYTHING, within
from indicators.spans import NEW_YEAR, YearStart, default_years, year_span
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
    """One figure of the hubs of the same level under the same parent in one year, rounded, the highest value first.

    Hubs with too few organisations, a row too large or nothing to tell are left out, and not counted either: how many
    there are is a row of the register. With fewer than FEWEST_PEERS values none is given.
    """

    values: tuple[Number, ...]

    @property
    def median(self) -> Number | None:
        """The middle of the given values."""
        return median(self.values) if self.values else None


@dataclass(frozen=True)
class BesideArea:
    """An area under the same parent with its value, rounded; None where it may not be told or there is none."""

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

    ChoiceError for an area outside the scope, and for an indicator whose numbers do not rest on organisations or of
    which nobody knows how much one row adds.
    """
    if not area_is_inside(code):
        raise ChoiceError(f"区域“{code[:40]}”不在您的范围内。", "只能看您范围内的区域与同级的对比。")
    found = definition(indicator)
    if found.record_type not in (*ON_REGISTER, *BY_ORGANIZATION) or not can_be_rounded(found):
        raise ChoiceError(f"指标“{found.name}”不公布各地区的对比。", "可以看本地区自己的数。")
    with within(EVERYTHING), snapshot() as now:
        own, beside = place(code), peers(code)
        if not beside or year_span(year, NEW_YEAR)[1] > now.data_date:
            return []
        choices = {"area": own.parent_code, "level": str(own.level), "by": "area", "year": str(year)}
        choices |= {"universe": universe} if universe else {}
        choices |= {"basis": basis} if basis else {}
        rows = {row["area_code"]: row for row in evaluate(indicator, choices).rows}
        rests_on = _behind(now, found, "area", f"l{own.level}", NEW_YEAR, choices)
        told = {
            one.code: _of_enough(rows[one.code], "value", found, rests_on[one.code, year])
            for one in beside
            if one.code in rows and (one.code, year) in rests_on
        }
        return [BesideArea(one.code, one.name, told.get(one.code)) for one in beside]


def _peers(now: Snapshot, hub: str, figure: Figure, universe: str, starts: YearStart) -> dict[int, PeersOfHub]:
    beside, found = _hubs_beside(hub), definition(figure.indicator)
    rows = _rows_of_hubs(figure, universe, starts)
    rests_on = _behind(now, found, "hub", "hub_id", starts)
    told: dict[int, PeersOfHub] = {}
    for year in sorted({year for _, year in rows}):
        last_day = year_span(year, starts)[1]
        if last_day <= now.data_date:
            open_then = [(one["hub_id"], year) for one in beside if _is_open(one, last_day)]
            known = [at for at in open_then if at in rows and at in rests_on]
            told[year] = _told([_of_enough(rows[at], figure.column, found, rests_on[at]) for at in known])
    return told


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


def _rows_of_hubs(figure: Figure, universe: str, starts: YearStart) -> dict[tuple[str, int], dict]:
    choices = {**figure.extra, **_starts(starts)}
    choices |= {"universe": universe} if figure.takes_universe else {}
    return {(row["hub"], row["year"]): row for row in _by_hub_and_year(figure.indicator, choices, starts)}


def _by_hub_and_year(indicator: str, choices: Mapping[str, str], starts: YearStart) -> list[dict]:
    """The rows of every hub and year, of as many years at a time as one answer holds: else many hubs of others would
    be refused to everybody.
    """
    by = ("hub", "year")
    years = default_years(definition(indicator), by, starts)
    at_once = max(1, table.MOST_ROWS // (len(ask("hubs", area=None, level=None)) + 1))  # and those without a hub
    portions = [years[first : first + at_once] for first in range(0, len(years), at_once)]
    asked = [{**choices, "by": ",".join(by), "year": f"{portion[0]}-{portion[-1]}"} for portion in portions]
    return [row for one in asked for row in evaluate(indicator, one).rows]


def _of_enough(row: dict, column: str, found: Definition, known: Behind) -> Number | None:
    """The number of a row, rounded; None below FEWEST organisations, and for a share of fewer than FEWEST."""
    is_small = row["denominator"] is not None and row["denominator"] < FEWEST
    return None if is_small or known.organizations < FEWEST else about(row, column, found, known)


def _told(values: list[Number | None]) -> PeersOfHub:
    given = sorted((value for value in values if value is not None), reverse=True)
    return PeersOfHub(tuple(given) if len(given) >= FEWEST_PEERS else ())


def _behind(
    now: Snapshot, found: Definition, by: str, column: str, starts: YearStart, where: Mapping[str, str] | None = None
) -> dict[tuple[str, int], Behind]:
    """What a number rests on, by hub or area and year.

    Of events both are asked: how many organisations the rows name, and how many there are on the register.
    """
    narrowed = {key: value for key, value in (where or {}).items() if key in ("area", "level", "year")}
    choices, key = {**narrowed, "universe": "全部", **_starts(starts)}, "hub" if by == "hub" else "area_code"
    rows = _by_hub_and_year("orgs", choices, starts) if by == "hub" else evaluate(
        "orgs", {**choices, "by": f"{by},year"}).rows  # fmt: skip
    register = {(row[key], row["year"]): row["value"] or 0 for row in rows}
    if found.record_type in ON_REGISTER:
        return {at: Behind(count) for at, count in register.items()}
    named = behind(now, found, column, "{:02}-{:02}".format(*starts))
    return {at: replace(one, organizations=min(register.get(at, 0), one.organizations)) for at, one in named.items()}


def _starts(starts: YearStart) -> dict[str, str]:
    return {} if starts == NEW_YEAR else {"starts": "{:02}-{:02}".format(*starts)}
