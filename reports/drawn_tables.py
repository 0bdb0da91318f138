"""Tables of a page that a report also draws: which of their columns, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from components.behind import Table as Behind
from figures.numbers import NOT_REPORTED
from reports.content import Kind, Picture, Series, Table, Value

NO_RECORD = "没有记录"
FEWEST, MOST = 2, 24
YEAR = re.compile(r"[0-9]{4}年")


@dataclass(frozen=True)
class Drawn:
    """How a table becomes a picture: its kind, the columns that are drawn, and those that name a row."""

    kind: Kind
    values: tuple[str, ...]
    names: tuple[str, ...]


DRAWN = {
    "trainings": Drawn("column", ("before", "now"), ("kind",)),
    "five": Drawn("column", ("before", "share"), ("name",)),
    "by-kind": Drawn("bar", ("now", "before"), ("word",)),
    "by-beneficiary": Drawn("bar", ("now", "before"), ("word",)),
    "gaps": Drawn("bar", ("lost",), ("rubric_item",)),
    "funds-received": Drawn("bar", ("value", "before"), ("source", "instrument")),
    "funds-granted": Drawn("bar", ("value", "before"), ("source", "instrument")),
    "budget": Drawn("column", ("denominator", "numerator"), ("name",)),
    "communities": Drawn("bar", ("whole",), ("name",)),
}


def drawn(name: str, behind: Behind, table: Table) -> Picture | None:
    """The picture of a table that is drawn too; None for others, and where there is nothing to compare."""
    how = DRAWN.get(name)
    if how is None:
        return None
    titles = {column.key: column.title for column in behind.columns}
    shown = [column.title for column in table.columns]  # columns in which nothing stands are gone
    places, named = (
        [shown.index(titles[key]) for key in keys if titles.get(key) in shown] for keys in (how.values, how.names)
    )
    rows = table.rows[:-1] if table.has_total else table.rows
    if not places or not named or not FEWEST <= len(rows) <= MOST:
        return None
    series = tuple(_series(shown[place], [row[place] for row in rows]) for place in places)
    if not any(value for one in series for value in one.values):
        return None
    categories = tuple("·".join(str(row[place]) for place in named if row[place]) for row in rows)
    if how.kind == "column" and all(YEAR.match(name) for name in categories):  # tables begin with the latest year
        categories = categories[::-1]
        series = tuple(replace(one, values=one.values[::-1]) for one in series)
    if how.kind == "bar" and len(series) == 1:
        categories, series = _longest_first(categories, series[0])
    first = table.columns[places[0]]
    return Picture(how.kind, categories, series, first.unit, first.decimals)


def _longest_first(categories: tuple[str, ...], run: Series) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """Bars of one kind in the order of their length, those without a number last."""
    order = sorted(range(len(categories)), key=lambda at: (run.values[at] is None, -(run.values[at] or 0), at))
    values = tuple(run.values[at] for at in order)
    return tuple(categories[at] for at in order), (replace(run, values=values),)


def _series(name: str, cells: list[Value]) -> Series:
    """A column as a run of numbers; a dash is no 未报送."""
    gap = NOT_REPORTED if NOT_REPORTED in cells else NO_RECORD
    return Series(name, tuple(map(_number, cells)), gap)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
