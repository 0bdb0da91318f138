"""Tables of a page that a report also draws: which of their columns, and how."""

from __future__ import annotations

from dataclasses import dataclass

from components.behind import Table as Behind
from reports.content import Kind, Picture, Series, Table

FEWEST, MOST = 2, 24


@dataclass(frozen=True)
class Drawn:
    """How a table becomes a picture: its kind, the columns that are drawn, and those that name a row."""

    kind: Kind
    values: tuple[str, ...]
    names: tuple[str, ...]


DRAWN = {
    "trainings": Drawn("column", ("before", "now"), ("kind",)),
    "five": Drawn("column", ("before", "share"), ("name",)),
    "gaps": Drawn("bar", ("lost",), ("rubric_item",)),
    "funds-received": Drawn("bar", ("value",), ("source", "instrument")),
    "funds-granted": Drawn("bar", ("value",), ("source", "instrument")),
    "funds-held": Drawn("bar", ("value",), ("source", "instrument")),
    "communities": Drawn("bar", ("whole",), ("name",)),
}


def drawn(name: str, behind: Behind, table: Table) -> Picture | None:
    """The picture of a table that is drawn too; None for others, and where there is nothing to compare."""
    how = DRAWN.get(name)
    keys = [column.key for column in behind.columns]
    if how is None or not {*how.values, *how.names} <= set(keys) or len(keys) != len(table.columns):
        return None
    rows = table.rows[:-1] if table.has_total else table.rows
    if not FEWEST <= len(rows) <= MOST:
        return None
    places = [keys.index(key) for key in how.values]
    named = [keys.index(key) for key in how.names]
    columns = [table.columns[place] for place in places]
    series = tuple(
        Series(column.title, tuple(_number(row[place]) for row in rows))
        for column, place in zip(columns, places, strict=True)
    )
    if not any(value for one in series for value in one.values):
        return None
    categories = tuple("·".join(str(row[place]) for place in named if row[place]) for row in rows)
    return Picture(how.kind, categories, series, columns[0].unit, columns[0].decimals)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
