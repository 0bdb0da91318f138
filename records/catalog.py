"""The record types and tables of the published warehouse and the columns a person may see of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache

from indicators.cache import Cache
from indicators.few_people import CLOSED, CLOSED_HINT, CLOSED_WORDS, TABLES, hides_rows
from indicators.scope_numbers import NUMBERED
from indicators.warehouse import Snapshot, snapshot
from records.declared import Declared, DeclaredColumn, declared_tables
from records.joins import Join, area_of, file_of, hub_of, organization_of, type_of


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
    """One column of a record type: `expression` is our own SQL, never anything a person wrote.

    `plain` is the same without the care for personal numbers, `repeats` the SQL that tells where that care is needed.
    """

    id: str
    name: str
    kind: str
    unit: str
    help: str
    choices: tuple[str, ...]
    expression: str
    join: Join | None = None
    is_default: bool = True
    adds: bool | None = None
    plain: str = ""
    repeats: str = ""

    @property
    def is_measure(self) -> bool:
        """Whether its numbers measure something: row numbers, codes, ranks and years do not."""
        return self.kind == "money" or (self.kind in ("integer", "decimal") and bool(self.unit))

    @property
    def is_sum(self) -> bool:
        """Whether adding it over rows makes sense; persons of several activities may be the same ones."""
        if self.adds is not None:
            return self.adds
        return self.is_measure and (self.kind == "money" or self.unit in ADDING_UNITS)


@dataclass(frozen=True)
class RecordType:
    """One record type or table; `columns` in the order in which they are shown, `area` the column that is an area."""

    id: str
    name: str
    grain: str
    columns: dict[str, Column]
    main_date: str | None
    restriction: str | None
    last_order: tuple[str, ...]
    is_delivered: bool = True
    area: str | None = None
    has_lineage: bool = False

    @property
    def default_columns(self) -> tuple[str, ...]:
        """The columns of an answer when none were chosen."""
        return tuple(column.id for column in self.columns.values() if column.is_default)

    @property
    def has_area(self) -> bool:
        """Whether rows lie in the area tree."""
        return self.area is not None

    @property
    def profiles(self) -> dict[str, tuple[str, str]]:
        """Columns whose value leads to a profile: which kind of profile, and the column that holds its id."""
        own = {"organizations": "org", "hubs": "hub", "areas": "area"}.get(self.id)
        found = {name: way for name, way in PROFILES.items() if name in self.columns and way[1] in self.columns}
        if own:
            found["name"] = (own, {"org": "org_id", "hub": "hub_id", "area": "area_code"}[own])
        return found


PROFILES = {
    "org_name": ("org", "org_id"),
    "hub_name": ("hub", "hub_id"),
    "area_name": ("area", "area_code"),
    "project_id": ("project", "project_id"),
    "name_a": ("org", "org_a"),
    "name_b": ("org", "org_b"),
}
ADDING_UNITS = {"元", "万元", "人次", "小时", "行", "场", "次"}
ADDS = {("volunteer_hours", "points"): True}  # points of one service after another; grades and scores do not add up
# columns every type gets beside its own: which column leads to the name, id, Chinese name, kind, SQL, join, by default
ADDED = (
    ("area", "area_name", "区划名称", "text", "area.name", area_of, True),
    ("area", "area_path", "区划全称", "text", "area.path", area_of, False),
    ("org_id", "org_name", "组织名称", "text", "organization.name", organization_of, True),
    ("hub_id", "hub_name", "枢纽名称", "text", "hub.name", hub_of, True),
    ("delivery", "source_file", "来源文件", "text", "file.file", file_of, True),
    ("type", "type_name", "记录种类", "text", "described.name", type_of, True),
)
SOURCE_ROW = "source_row"
LEAST_TELLING = 6  # a shorter number also stands in texts that speak of something else
LAST_ORDER = ("_delivery", "_row", "area_code", "level")  # with the place in the file every order is complete
SHOWN_AS = {("targets", "universe"): "target_universe"}  # the word itself asks which organisations are meant
# of the same name as a column of another type, and something else
OTHER = {"areas": {"kind"}, "projects": {"stage"}, "targets": {"universe"}}
NAMES_ITSELF = {"areas": "area_name", "organizations": "org_name", "hubs": "hub_name", "record_types": "type_name"}
# things that last have several dates, and each of them is asked for by its own name
STATE_TYPES = {"areas", "hubs", "organizations", "partners", "facilities"}
COUNTED_BY = {"projects": "applied_on"}  # the first of its dates is often unknown

FILLED_IN = {"field": ("未分类",)}  # what the builds write where a clerk wrote none of the choices
STAGES = ("申报", "资格审查", "专家评审", "公示", "立项", "中期", "结项", "终止")
# what the builds work out and nobody delivers
COMPUTED = {
    "projects": (
        Column("stage", "到达环节", "choice", "", "按各环节日期与未通过环节推算的最远一步", STAGES, 'record."stage"'),
        Column("reviewers", "评委数", "integer", "", "有几位评委打了分；五项得分是其平均", (), 'record."reviewers"'),
    ),
}


def record_types() -> dict[str, RecordType]:
    """The record types of the data published now, in their order; NoWarehouse when there is none."""
    with snapshot() as taken:
        return types_of(taken)


def record_type(taken: Snapshot, type_id: str) -> RecordType:
    """One record type of a snapshot; UnknownTypeError when there is no such."""
    found = types_of(taken).get(type_id)
    if found is None and type_id in CLOSED and hides_rows():
        raise FilterError(CLOSED_WORDS, CLOSED_HINT)
    if found is None:
        raise UnknownTypeError(type_id)
    return found


def rows_of(taken: Snapshot, found: RecordType) -> int:
    """How many rows a whole table has, which its file knows without reading them; asked once for each build."""
    key = (*taken.key, found.id)
    known = _ROWS.get(key)
    if known is None:
        known = taken.cursor.execute(f'SELECT count(*) FROM "{found.id}"').fetchall()[0][0]
        _ROWS.put(key, known)
    return known


def types_of(taken: Snapshot) -> dict[str, RecordType]:
    """All record types of a snapshot that are open to whoever asks, delivered ones first, read once per build."""
    kept = _KEPT.get(str(taken.path))
    if kept is None:
        read = _read_types(taken)
        kept = (read, {type_id: _within_a_scope(one) for type_id, one in read.items()})
        _KEPT.clear()
        _KEPT[str(taken.path)] = kept
    types = kept[0] if taken.scope.is_everything else kept[1]
    closed = (CLOSED if hides_rows() else frozenset()) | (OF_AREAS if taken.scope.hub is not None else frozenset())
    return {type_id: one for type_id, one in types.items() if type_id not in closed}


OF_AREAS = frozenset({"delivery_areas"})
"""Tables that say what was declared for whole areas: to a hub nothing but what others sent, delivery by delivery."""

_KEPT: dict[str, tuple[dict[str, RecordType], dict[str, RecordType]]] = {}
_ROWS = Cache(limit=1_000)


def _read_types(taken: Snapshot) -> dict[str, RecordType]:
    rows = taken.cursor.execute(
        'SELECT type, "column", name, kind, unit, help, choices, is_personal '
        "FROM record_columns ORDER BY type, position"
    ).fetchall()
    present = taken.cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'main' AND table_catalog = current_database()"
    ).fetchall()
    tables: dict[str, set[str]] = {}
    for table, column in present:
        tables.setdefault(table, set()).add(column)
    types = taken.cursor.execute("SELECT type, name, grain FROM record_types ORDER BY position").fetchall()
    delivered = {
        type_id: _type((type_id, name, grain or ""), tables[type_id], rows)
        for type_id, name, grain in types
        if type_id in tables
    }
    others = {
        table.id: _table(table, tables[table.id])
        for table in declared_tables()
        if table.id in tables and table.id not in delivered
    }
    return delivered | others


def _type(described: tuple[str, str, str], present: set[str], declared: list[tuple]) -> RecordType:
    type_id, name, grain = described
    own = [row[1:] for row in declared if row[0] == type_id]
    personal = {row[0] for row in own if row[6]} | {row[1] for row in declared if row[7]}
    columns = {row[0]: _own_column(row) for row in own if row[0] in present and row[0] not in personal}
    columns = {shown: replace(columns[name], id=shown) for name, shown in _shown_as(type_id, columns)}
    for hidden in sorted(personal & present):
        columns = {name: _without_people(column, hidden) for name, column in columns.items()}
    columns = {name: replace(column, adds=ADDS.get((type_id, name))) for name, column in columns.items()}
    main_date = _main_date(type_id, columns)
    area = "area_code" if "area_code" in present else None
    leads = {"area": area, "org_id": "org_id", "hub_id": "hub_id", "delivery": "_delivery"}
    for column in _named(type_id, {key: found for key, found in leads.items() if found in present}):
        columns.setdefault(column.id, column)
    if "_delivery" in present:
        columns[SOURCE_ROW] = _lineage(SOURCE_ROW, "来源行号", "integer", "_row")
        number = replace(_lineage("delivery", "报送编号", "code", "_delivery"), is_default=False)
        columns["delivery"] = number
    columns |= {column.id: column for column in COMPUTED.get(type_id, ()) if column.id in present}
    for row in declared:
        if row[1] in present and row[1] not in columns and row[1] not in personal | OTHER.get(type_id, set()):
            columns[row[1]] = replace(_own_column(row[1:]), is_default=False)
    restriction = "record.is_extra" if type_id == "areas" else None
    last_order = (*(f'record."{name}"' for name in LAST_ORDER if name in present), "record.rowid")
    lineage = "l5" in present
    return RecordType(type_id, name, grain, columns, main_date, restriction, last_order, area=area, has_lineage=lineage)


def _within_a_scope(found: RecordType) -> RecordType:
    """The type as a scope is shown it: the number of a delivery is told of those that lie inside as a whole
    (indicators/scope_views.py), and rows that are alike in their order follow what is shown of them. Which of two
    files has the greater number, or in which order rows are stored, would be told of the rows of others in them."""
    if not found.is_delivered:
        return found
    columns = dict(found.columns)
    if "delivery" in columns:
        columns["delivery"] = replace(columns["delivery"], expression=f"nullif({columns['delivery'].expression}, '')")
    own = [name for name, table in NUMBERED.items() if table == found.id and table not in TABLES]
    told = own or [name for name, column in columns.items() if column.join is None]
    order = (*(columns[name].expression for name in told), *found.last_order[-1:])
    return replace(found, columns=columns, last_order=order)


def _lineage(column_id: str, name: str, kind: str, source: str) -> Column:
    return Column(column_id, name, kind, "", ADDED_HELP[column_id], (), f'record."{source}"')


def _shown_as(type_id: str, columns: dict[str, Column]) -> list[tuple[str, str]]:
    """The columns of the table, each with the word people ask for it by."""
    return [(name, SHOWN_AS.get((type_id, name), name)) for name in columns]


def _named(type_id: str, leads: dict[str, str]) -> list[Column]:
    """The columns with the names of what a row points to; `leads` says which column points."""
    return [
        Column(
            column_id, label, kind, "", ADDED_HELP.get(column_id, ""), (), expression, join(leads[needs]), is_default
        )
        for needs, column_id, label, kind, expression, join, is_default in ADDED
        if needs in leads and NAMES_ITSELF.get(type_id) != column_id
    ]


ADDED_HELP = {
    "area_name": "区划代码在全国五级区划（及补充区划）里的名称；点它打开这个区域的一页",
    "area_path": "从省到这一级的全称",
    "org_name": "组织编号在名录里的名称；点它打开这个组织的一页",
    "hub_name": "枢纽编号在枢纽名单里的名称；点它打开这个枢纽的一页",
    "source_file": "这一行来自哪份报送的文件",
    "source_row": "在来源文件里的第几行，即在 Excel 里看到的行号",
    "delivery": "来自哪一次报送，与“数据质量”里的编号相同",
    "type_name": "哪一种记录，与上面各页签的名称相同",
}


def _table(declared: Declared, present: set[str]) -> RecordType:
    """A table that the system computes or brings along, as its TOML describes it."""
    own = {column.id: _declared_column(column) for column in declared.columns if column.reads <= present}
    leads = {name: name for name in ("org_id", "hub_id", "delivery", "type")} | {"area": declared.area or ""}
    leads = {
        key: found for key, found in leads.items() if found in present and (key != "delivery" or "file" not in own)
    }
    names = [column for column in _named(declared.id, leads) if column.id not in own]
    columns: dict[str, Column] = {}
    for column in own.values():
        columns[column.id] = column
        columns |= {
            name.id: name for name in names if name.join and f'record."{name.join.column}"' == column.expression
        }
    order = (*(f'record."{name}"' for name in declared.order), "record.rowid")
    return RecordType(
        declared.id, declared.name, declared.grain, columns, declared.main_date, None, order,
        is_delivered=False, area=declared.area, has_lineage="l5" in present,
    )  # fmt: skip


def _declared_column(column: DeclaredColumn) -> Column:
    return Column(
        column.id, column.name, column.kind, column.unit, column.help, column.choices, column.expression,
        is_default=column.is_default, adds=column.adds,
    )  # fmt: skip


def _own_column(row: tuple) -> Column:
    column_id, name, kind, unit, explanation, choices, _ = row
    known = _choices(choices) + (FILLED_IN.get(column_id, ()) if choices else ())
    return Column(column_id, name, kind, unit or "", explanation or "", known, f'record."{column_id}"')


def _without_people(column: Column, hidden: str) -> Column:
    """The column with nothing where it repeats a personal one, alone or as a part of a key of ours or of a clerk's."""
    if column.kind not in ("text", "code"):
        return column
    shown, person = column.expression, f'record."{hidden}"'
    first = f"strpos({shown}, {person})"
    around = f"substr({shown}, {first} - 1, 1) || substr({shown}, {first} + length({person}), 1)"
    within = f"length({person}) >= {LEAST_TELLING} AND NOT regexp_matches({around}, '[0-9A-Za-z]')"
    alone = f"{shown} = {person} OR starts_with({shown}, {person} || '|')"
    repeats = f"contains({shown}, {person}) AND ({alone} OR ({within}))"
    return replace(column, expression=f"CASE WHEN {repeats} THEN NULL ELSE {shown} END", plain=shown, repeats=repeats)


def _main_date(type_id: str, columns: dict[str, Column]) -> str | None:
    """The column that `year`, `from` and `to` speak of: the year, else the first date of an event, else none."""
    if "year" in columns:
        return "year"
    if type_id in STATE_TYPES:
        return None
    if type_id in COUNTED_BY:
        return COUNTED_BY[type_id]
    return next((column.id for column in columns.values() if column.kind == "date"), None)


@lru_cache(maxsize=256)
def _choices(text: str | None) -> tuple[str, ...]:
    return tuple(str(choice) for choice in json.loads(text)) if text else ()
