"""档案: the numbers of one organisation, hub, project or area over the years, as `evaluate` says them everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from components.hubs_facts import MEASURES as OF_A_HUB
from components.hubs_facts import PARTICIPATIONS, SAME_RECORDS, UNMARKED
from components.hubs_facts import Line as HubLine
from components.profile_subject import Subject
from components.withheld import says_withheld, why_withheld
from figures.numbers import NOT_REPORTED, Number
from indicators.catalog import definition
from indicators.evaluate import evaluate

NAMED_BY_CHOICE = "funding"  # activities and hours always name their organisation, payments where somebody wrote it
SILENT = "没有记录写明它"


@dataclass(frozen=True)
class Measure:
    """One number of every year: which indicator says it, its name and unit here, further choices."""

    key: str
    indicator: str
    name: str
    unit: str
    decimals: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)
    column: str = "value"

    @property
    def is_stock(self) -> bool:
        """Whether it is counted on the last day of a year; otherwise it adds up over the years."""
        return definition(self.indicator).kind == "stock"

    @property
    def adds_up(self) -> bool:
        """Whether the years can be added: flows that are no ratio."""
        return not self.is_stock and not definition(self.indicator).has_denominator

    @property
    def record_type(self) -> str:
        """Where its rows are."""
        return definition(self.indicator).record_type


_DOING = (
    Measure("activities", "activities", "活动场次", "场"),
    Measure("visits", "visits", "服务人次", "人次"),
    Measure("hours", "volunteer_hours", "志愿服务时长", "小时", 1),
    Measure("participations", "volunteer_participations", "志愿者参与", "人次"),
    Measure("received", "funds_received", "到账资金", "元", 2),
    Measure("granted", "funds_granted", "拨付资金", "元", 2),
)
NAMED = (*_DOING, Measure("regranted", "funds_granted", "转拨资金", "元", 2, {"regrant": "转拨"}))
OF_AN_AREA = (
    Measure("orgs", "orgs", "在册组织", "家"),
    Measure("density", "orgs_per_10k_people", "每万人社会组织数", "个/万人", 2),
    Measure("growth", "net_growth", "组织净增", "家"),
    *_DOING,
    Measure("served", "communities_served", "社区服务覆盖率", "%", 1),
    Measure("workers", "social_workers_per_10k", "每万人持证社工", "人/万人", 2),
)
OF_HUB = tuple(
    Measure(one.key, one.indicator, one.name, one.unit, one.decimals, one.extra, one.column)
    for one in (*OF_A_HUB, PARTICIPATIONS)
)


@dataclass(frozen=True)
class Series:
    """One number over the years. A year without a value has its reason in `missing`; `total` is that of all years."""

    measure: Measure
    values: dict[int, Number | None]
    missing: dict[int, str]
    total: Number | None = None
    total_years: tuple[int, int] | None = None

    @property
    def known(self) -> list[int]:
        """The years with a number."""
        return sorted(year for year, value in self.values.items() if value is not None)

    @property
    def last(self) -> int | None:
        """The latest year with a number."""
        return max(self.known, default=None)

    @property
    def why(self) -> str:
        """Why there is no number at all: what is said of most years, of as many what is said first."""
        reasons = [words for words in self.missing.values() if words]
        return max(dict.fromkeys(reasons), key=reasons.count) if reasons else NOT_REPORTED


def series_of(subject: Subject, measures: Sequence[Measure]) -> list[Series]:
    """The numbers of an organisation, a project or an area over all years there is something about."""
    reading = {"org": _of_organization, "project": _of_project, "area": _of_area}[subject.kind]
    return [_with_total(measure, *reading(subject, measure)) for measure in measures]


def series_of_hub(subject: Subject, lines: Sequence[HubLine]) -> list[Series]:
    """The numbers of a hub exactly as 枢纽年度 shows them."""
    found = []
    for line in lines:
        measure = next(one for one in OF_HUB if one.key == line.measure.key)
        unknown = [year for year, value in line.own.items() if value is None]
        missing = {year: SILENT if _is_alive(subject, year) else "" for year in unknown}
        found.append(_with_total(measure, dict(line.own), missing))
    return found


def rows_by_year(subject: Subject, measure: Measure) -> list[dict]:
    """The rows of `evaluate` for every year there is something about."""
    return evaluate(measure.indicator, {**choices_of(subject, measure), "by": "year"}).rows


def choices_of(subject: Subject, measure: Measure) -> dict:
    """What narrows a number besides the time."""
    allowed = definition(measure.indicator)
    shared = subject.state.pick(["universe"] if "universe" in allowed.filters else [])
    if allowed.denominators and subject.kind == "area" and subject.state["basis"]:
        shared |= _known_basis(measure, subject.state["basis"])
    return {**measure.extra, **shared, **subject.choices}


def _known_basis(measure: Measure, basis: str) -> dict[str, str]:
    """The chosen population, where this indicator can be divided by it."""
    return {"basis": basis} if measure.indicator == "orgs_per_10k_people" else {}


def _of_area(subject: Subject, measure: Measure) -> tuple[dict, dict]:
    values, missing = {}, {}
    for row in rows_by_year(subject, measure):
        values[row["year"]] = row[measure.column]
        if row[measure.column] is None:
            missing[row["year"]] = why_withheld(row) or ("没有分母" if row["reported"] else NOT_REPORTED)
    return values, missing


def _of_project(subject: Subject, measure: Measure) -> tuple[dict, dict]:
    """A project is only where records name it: a year in which none does is no zero."""
    rows = rows_by_year(subject, measure)
    values = {row["year"]: row["value"] or None for row in rows}
    return values, {row["year"]: why_withheld(row) or UNMARKED for row in rows if not row["value"]}


def _of_organization(subject: Subject, measure: Measure) -> tuple[dict, dict]:
    """0 only where its area delivered such records that year and every one of them names its organisation."""
    delivered = _delivered(subject, measure)
    values, missing = {}, {}
    for row in rows_by_year(subject, measure):
        year, value = row["year"], row["value"]
        is_zero = year in delivered and measure.record_type != NAMED_BY_CHOICE and _is_alive(subject, year)
        values[year] = value or (0 if is_zero and not why_withheld(row) else None)
        if values[year] is None:
            missing[year] = why_withheld(row) or _reason(subject, year, year in delivered)
    return values, missing


def _reason(subject: Subject, year: int, is_delivered: bool) -> str:
    if not _is_alive(subject, year):
        return ""
    return UNMARKED if is_delivered else NOT_REPORTED


def _delivered(subject: Subject, measure: Measure) -> set[int]:
    """The years in which the organisation's own area delivered this kind of record."""
    if not subject.area:
        return set()
    indicator = SAME_RECORDS.get(measure.indicator, measure.indicator)
    return {row["year"] for row in evaluate(indicator, {"area": subject.area, "by": "year"}).rows if row["reported"]}


def _is_alive(subject: Subject, year: int) -> bool:
    return (subject.started or year) <= year <= (subject.ended or year)


def _with_total(measure: Measure, values: dict, missing: dict) -> Series:
    """What falls into a year falls into no other, so the years add up to what `evaluate` says of all of them."""
    known = {year: value for year, value in values.items() if value is not None}
    if not measure.adds_up or not known or any(map(says_withheld, missing.values())):
        return Series(measure, values, missing)
    return Series(measure, values, missing, sum(known.values()), (min(known), max(known)))


def years_of(series: Sequence[Series]) -> list[int]:
    """Every year from the first to the last about which there is a number or that was not delivered, latest first."""
    told = set(chain.from_iterable(one.known for one in series))
    silent = {year for one in series for year, words in one.missing.items() if words in (NOT_REPORTED, "没有分母")}
    if not told:
        return []
    return sorted((year for year in told | silent if min(told) <= year <= max(told | silent)), reverse=True)
