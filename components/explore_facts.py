"""自由分析: the rows behind one picture, mostly asked in one go; last year beside this one, running sums, the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from components.explore_asked import TIMES, Asked
from components.explore_rules import check
from components.explore_sums import running_sums
from components.place import still_there
from figures.numbers import Number
from indicators.catalog import dimensions
from indicators.evaluate import Result
from indicators.places import names, place
from indicators.vocabulary import UNWRITTEN
from records.catalog import record_types

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Row:
    """One row: what tells it apart (codes or words, and as people read them), its number, the number a year before.

    `sum` is the running sum up to this period where 累计 is on; None where the period was not reported.
    """

    key: Key
    labels: tuple[str, ...]
    now: dict
    before: dict | None = None
    sum: Number | None = None
    sum_before: Number | None = None

    @property
    def reported(self) -> bool:
        """Whether a zero is a zero."""
        return self.now["reported"]

    @property
    def value(self) -> Number | None:
        """The number; None when not reported or without denominator."""
        return self.now["value"] if self.reported else None

    @property
    def value_before(self) -> Number | None:
        """The number a year before, None when there is none."""
        return self.before["value"] if self.before and self.before["reported"] else None

    @property
    def change(self) -> Number | None:
        """This year's number less last year's; None where either is missing."""
        if self.value is None or self.value_before is None:
            return None
        return self.value - self.value_before


@dataclass(frozen=True)
class Facts:
    """What one picture shows. `whole` is the number of all rows together, asked as such, never added up here."""

    asked: Asked
    result: Result
    rows: tuple[Row, ...]
    whole: Row | None
    unadded: bool = False
    cut: tuple[str, ...] = field(default=())

    @property
    def first(self) -> str:
        """What tells rows apart first."""
        return self.asked.by[0]

    @property
    def panels(self) -> str:
        """What tells the panels of small multiples apart: area, else what is no time, else the first."""
        by = self.asked.by
        return next((key for key in by if key == "area"), next((key for key in by if key not in TIMES), by[0]))

    @property
    def inside(self) -> str:
        """What tells rows apart within a panel."""
        return next(key for key in self.asked.by if key != self.panels)


def facts_of(asked: Asked) -> Facts:
    """Ask what the picture needs; ChoiceError says what cannot be shown and what can."""
    check(asked)
    result, now, before = _years_apart(asked)
    kept, cut = _already(asked, result, now)
    if "area" in asked.by:
        kept = still_there(kept, asked.moment.year)
    places = _told_apart(asked, kept)
    sums, sums_before = running_sums(asked, kept, before) if asked.running else ({}, {})
    rows = []
    for row in kept:
        key = key_of(asked, row)
        labels = tuple(label_of(by, row, places) for by in asked.by)
        rows.append(Row(key, labels, row, before.get(key), sums.get(key), sums_before.get(key)))
    whole = _whole(asked)
    return Facts(asked, result, tuple(rows), whole, _is_unadded(asked, rows, whole), cut)


def _told_apart(asked: Asked, rows: list[dict]) -> dict[str, str]:
    """Names by code of areas that share their name with another one shown: with what they belong to."""
    if "area" not in asked.by:
        return {}
    codes: dict[str, set[str]] = {}
    for row in rows:
        codes.setdefault(row["area_name"], set()).add(row["area_code"])
    shared = {code for same in codes.values() if len(same) > 1 for code in same}
    if not shared:
        return {}
    found = [one for code in shared if (one := place(code))]
    above = names([one.parent_code for one in found if one.parent_code])
    return {one.code: f"{one.name}（{above.get(one.parent_code, one.code)}）" for one in found}


def key_of(asked: Asked, row: dict) -> Key:
    """What tells a row apart; months without their year, so that two years can be put side by side."""
    return tuple(_part(asked, by, row) for by in asked.by)


def label_of(by: str, row: dict, places: dict[str, str]) -> str:
    """What tells a row apart as people read it; `places` are names of areas that need more than their own."""
    if by == "area":
        return places.get(row["area_code"], row["area_name"])
    if by == "year":
        return f"{row['year']}年"
    if by == "month":
        return f"{int(row['month'][5:])}月"
    word = row["hub_level" if by == "level" else by]
    if by == "type" and word in record_types():
        return record_types()[word].name
    return str(row.get(f"{by}_name") or word)


def name_of(by: str) -> str:
    """What a dimension is called."""
    return "地区" if by == "area" else TIMES.get(by) or dimensions()[by].name


def written(rows: Iterable[Row]) -> list[Row]:
    """Rows from the highest number to the lowest, what nobody wrote after them, what has no number last."""
    return sorted(rows, key=lambda row: (row.value is None, UNWRITTEN in row.labels, -(row.value or 0)))


def _part(asked: Asked, by: str, row: dict) -> str | int:
    if by == "area":
        return row["area_code"]
    if by == "month":
        return row["month"][5:] if "year" not in asked.by else row["month"]
    return row["hub_level" if by == "level" else by]


def _years_apart(asked: Asked) -> tuple[Result, list[dict], dict[Key, dict]]:
    """The rows of the asked time, and by key those of the same time a year before when 同比 is on."""
    by = ",".join(asked.by)
    if not asked.change:
        result = asked.result(by=by)
        return result, list(result.rows), {}
    if "year" in asked.by:
        result = asked.result(by=by)
        return result, list(result.rows), _shifted(asked, result.rows)
    if asked.moment.day:
        result, earlier = asked.result(by=by), asked.result(by=by, **asked.when_before())
        return result, list(result.rows), {key_of(asked, row): row for row in earlier.rows}
    year = asked.moment.year
    result = asked.result(by=f"{by},year", year=f"{year - 1},{year}")
    now = [row for row in result.rows if row["year"] == year]
    return result, now, {key_of(asked, row): row for row in result.rows if row["year"] == year - 1}


def _shifted(asked: Asked, rows: list[dict]) -> dict[Key, dict]:
    """The row of a year before under the key of each row told apart by year."""
    place = asked.by.index("year")
    found = {}
    for row in rows:
        key = list(_part(asked, by, row) for by in asked.by)
        key[place] = int(key[place]) + 1
        if "month" in asked.by:
            month = asked.by.index("month")
            key[month] = f"{int(str(key[month])[:4]) + 1}{str(key[month])[4:]}"
        found[tuple(key)] = row
    return found


def _already(asked: Asked, result: Result, rows: list[dict]) -> tuple[list[dict], tuple[str, ...]]:
    """The rows without months after the data end: nothing can be known of them; and which months those are."""
    if "month" not in asked.by:
        return rows, ()
    last = f"{result.data_date:%Y-%m}"
    later = sorted({row["month"] for row in rows if row["month"] > last})
    return [row for row in rows if row["month"] <= last], tuple(later)


def _whole(asked: Asked) -> Row | None:
    """All rows together as one number, asked without telling apart; None where no such number means anything."""
    if "universe" in asked.by or set(asked.by) & set(asked.definition.numerator_filters):
        return None
    choices = asked.whole_choices()
    if choices is None:
        return None
    found = asked.result(**choices).rows[0]
    before = None
    if asked.change and not asked.time:
        before = asked.result(**{**choices, **asked.when_before()}).rows[0]
    return Row((), (), found, before)


def _is_unadded(asked: Asked, rows: list[Row], whole: Row | None) -> bool:
    """Whether the rows of a count do not add up to the whole: the same person or place stands in several."""
    if whole is None or asked.definition.has_denominator or whole.value is None:
        return False
    return sum(row.value or 0 for row in rows) != whole.value
