"""The record types of the published warehouse and the columns a person may see of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache

from indicators.warehouse import Snapshot, snapshot


class FilterError(Exception):
    """A wish that cannot be met; message and hint are Chinese and say what is allowed."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnknownTypeError(Exception):
    """There is no such record type in the warehouse."""


@dataclass(frozen=True)
class Column:
    """One column of a record type: `expression` is our own SQL, never anything a person wrote."""

    id: str
    name: str
    kind: str
    unit: str
    help: str
    choices: tuple[str, ...]
    expression: str
    join: str | None = None
    is_default: bool = True


@dataclass(frozen=True)
class RecordType:
    """One record type; `columns` in the order in which they are shown."""

    id: str
    name: str
    grain: str
    columns: dict[str, Column]
    main_date: str | None
    restriction: str | None
    last_order: tuple[str, ...]

    @property
    def default_columns(self) -> tuple[str, ...]:
        """The columns of an answer when none were chosen."""
        return tuple(column.id for column in self.columns.values() if column.is_default)

    @property
    def has_area(self) -> bool:
        """Whether rows lie in the area tree."""
        return "area_code" in self.columns


JOINS = {
    "area": "LEFT JOIN areas AS area ON area.area_code = record.area_code AND area.is_canonical",
    "organization": "LEFT JOIN organizations AS organization ON organization.org_id = record.org_id",
    "hub": "LEFT JOIN hubs AS hub ON hub.hub_id = record.hub_id",
    "file": "LEFT JOIN deliveries AS file ON file.delivery = record._delivery",
}
# columns every type gets beside its own: needs this column, id, Chinese name, kind, expression, join, shown by default
ADDED = (
    ("area_code", "area_name", "区划名称", "text", "area.name", "area", True),
    ("area_code", "area_path", "区划全称", "text", "area.path", "area", False),
    ("org_id", "org_name", "组织名称", "text", "organization.name", "organization", True),
    ("hub_id", "hub_name", "枢纽名称", "text", "hub.name", "hub", True),
    ("_delivery", "source_file", "来源文件", "text", "file.file", "file", True),
    ("_row", "source_row", "来源行号", "integer", "record._row", None, True),
    ("_delivery", "delivery", "报送编号", "code", "record._delivery", None, False),
)
LAST_ORDER = ("_delivery", "_row", "area_code", "level")  # makes every order complete, whatever was asked
NAMES_ITSELF = {"areas": "area_name", "organizations": "org_name", "hubs": "hub_name"}


def record_types() -> dict[str, RecordType]:
    """The record types of the data published now, in their order; NoWarehouse when there is none."""
    with snapshot() as taken:
        return types_of(taken)


def record_type(taken: Snapshot, type_id: str) -> RecordType:
    """One record type of a snapshot; UnknownTypeError when there is no such."""
    found = types_of(taken).get(type_id)
    if found is None:
        raise UnknownTypeError(type_id)
    return found


def types_of(taken: Snapshot) -> dict[str, RecordType]:
    """All record types of a snapshot, read once per build."""
    kept = _KEPT.get(str(taken.path))
    if kept is None:
        kept = _read_types(taken)
        _KEPT.clear()
        _KEPT[str(taken.path)] = kept
    return kept


_KEPT: dict[str, dict[str, RecordType]] = {}


def _read_types(taken: Snapshot) -> dict[str, RecordType]:
    declared = taken.cursor.execute(
        'SELECT type, "column", name, kind, unit, help, choices, is_personal '
        "FROM record_columns ORDER BY type, position"
    ).fetchall()
    present = taken.cursor.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall()
    tables: dict[str, set[str]] = {}
    for table, column in present:
        tables.setdefault(table, set()).add(column)
    types = taken.cursor.execute("SELECT type, name, grain FROM record_types ORDER BY position").fetchall()
    return {
        type_id: _type((type_id, name, grain or ""), tables[type_id], declared)
        for type_id, name, grain in types
        if type_id in tables
    }


def _type(described: tuple[str, str, str], present: set[str], declared: list[tuple]) -> RecordType:
    type_id, name, grain = described
    own = [row[1:] for row in declared if row[0] == type_id]
    personal = {row[0] for row in own if row[6]} | {row[1] for row in declared if row[7]}
    columns = {row[0]: _own_column(row) for row in own if row[0] in present and row[0] not in personal}
    for hidden in personal & present:
        columns = {name: _without_people(column, hidden) for name, column in columns.items()}
    main_date = _main_date(type_id, columns)
    for needs, column_id, label, kind, expression, join, is_default in ADDED:
        if needs in present and column_id not in columns and NAMES_ITSELF.get(type_id) != column_id:
            columns[column_id] = Column(column_id, label, kind, "", "", (), expression, join, is_default)
    for row in declared:
        if row[1] in present and row[1] not in columns and row[1] not in personal:
            columns[row[1]] = replace(_own_column(row[1:]), is_default=False)
    restriction = "record.is_extra" if type_id == "areas" else None
    last_order = tuple(f'record."{name}"' for name in LAST_ORDER if name in present)
    return RecordType(type_id, name, grain, columns, main_date, restriction, last_order)


def _own_column(row: tuple) -> Column:
    column_id, name, kind, unit, explanation, choices, _ = row
    return Column(column_id, name, kind, unit or "", explanation or "", _choices(choices), f'record."{column_id}"')


def _without_people(column: Column, hidden: str) -> Column:
    """The column with nothing where it repeats a personal one: keys made up by us begin with the volunteer's number."""
    if column.kind not in ("text", "code"):
        return column
    shown, person = column.expression, f'record."{hidden}"'
    repeats = f"{shown} = {person} OR starts_with({shown}, {person} || '|')"
    return replace(column, expression=f"CASE WHEN {repeats} THEN NULL ELSE {shown} END")


def _main_date(type_id: str, columns: dict[str, Column]) -> str | None:
    """The column that `year`, `from` and `to` speak of: the year, else the first date of an event, else none."""
    if "year" in columns:
        return "year"
    if type_id in STATE_TYPES:
        return None
    return next((column.id for column in columns.values() if column.kind == "date"), None)


# things that last have several dates, and each of them is asked for by its own name
STATE_TYPES = {"areas", "hubs", "organizations"}


@lru_cache(maxsize=256)
def _choices(text: str | None) -> tuple[str, ...]:
    return tuple(str(choice) for choice in json.loads(text)) if text else ()
