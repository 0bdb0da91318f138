"""Within what a delivery has to lie when its sender has a scope: an area with all below it, or a hub.

A row is outside when it names an area, a hub or a record that is not inside, when it names none at all, or when its
number is that of a record outside. Such rows are sent back before anything is stored. What is outside and what nobody
knows is refused in the same words, so that nobody learns from a refusal what others have delivered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.apart import NUMBERED, is_marked, mark, renumber
from etl.errors import REFUSED, DeliveryError, Problem
from etl.held import read_held
from etl.lake import Lake, Manifest
from etl.normalise.areas import area_book, root_prefix
from etl.normalise.personal import mask_personal
from etl.normalise.text import word_key
from etl.publish import Warehouse
from etl.record import RecordType, record_types
from etl.taken import HOURS, IDS, HoursOutside, NamedOutside, waited_for_outside
from etl.validate import Validated

NAMED_BY = {
    "organizations": ("org_id", "uscc", "name"),
    "hubs": ("hub_id", "name"),
    "activities": ("activity_id",),
    "funding": ("funding_id",),
    "projects": ("project_id", "name"),
    "partners": ("partner_id", "name"),
}
"""By what records refer to each other."""
REFERRED = {"org_id": "organizations", "hub_id": "hubs", "activity_id": "activities", "project_id": "projects",
            "funding_id": "funding", "parent_id": "funding", "previous_id": "projects",
            "partner_id": "partners"}  # fmt: skip
OFFICE_ONLY = {"area": ("areas",), "hub": ("areas", "population", "workforce", "targets", "hubs")}
"""What speaks for more than a sender with an area, or with a hub, can speak for."""
_FOUND_LENGTH = 80


@dataclass(frozen=True)
class Bounds:
    """An area or a hub (neither: everything), and kinds of records that the sender may not bring at all."""

    area: str = ""
    hub: str = ""
    refused_types: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells deliveries of senders with different scopes apart; empty for everything."""
        return f"hub:{self.hub}" if self.hub else f"area:{self.area}" if self.area else ""

    @property
    def words(self) -> str:
        """The scope by its name."""
        return f"枢纽 {self.hub}" if self.hub else area_book().name_of(self.area) or self.area


EVERYTHING = Bounds()


def bounds_of(key: str) -> Bounds:
    """The bounds whose `key` was written down."""
    kind, _, value = key.partition(":")
    return Bounds(**{kind: value}) if value else EVERYTHING


@dataclass
class _Judged:
    """Which rows of a table lie outside, and why."""

    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))

    def refuse_row(self, row: int, rule: str, message: str, column: str = "", found: object = "") -> None:
        """Sends a row back."""
        shown = mask_personal("" if found is None else str(found))[:_FOUND_LENGTH]
        self.problems[row].append(Problem(row, column, shown, rule, REFUSED, mask_personal(message)))


class Boundary:
    """Judges the tables of one run against the bounds, the present data, and what was taken in during the run."""

    def __init__(self, bounds: Bounds, data_dir: Path, is_looked_up: bool = False) -> None:
        """With `is_looked_up` the numbers in the rows are not those the sender wrote but what a mapping found for a
        name among all records: then no refusal repeats them."""
        self.bounds = bounds
        self.is_looked_up = is_looked_up
        self.data_dir = data_dir
        self.own: dict[str, set[str]] = defaultdict(set)
        self.apart: dict[str, set[str]] = defaultdict(set)

    def refuse_type(self, record_type: RecordType) -> None:
        """DeliveryError for a kind of record that the sender may not bring."""
        kind = "hub" if self.bounds.hub else "area" if self.bounds.area else ""
        if record_type.id in (*self.bounds.refused_types, *OFFICE_ONLY.get(kind, ())):
            said = f"您的账户不能报送“{record_type.name}”，整份没有入库。"
            raise DeliveryError(said, "请由有这项权限的人报送；同一个文件里的其他表不受影响", "V124")

    def declared(self, area: str | None) -> str | None:
        """The area a delivery is kept under: one inside, or none. Who has a hub speaks for no area."""
        if not self.bounds.key or area is None:
            return area
        if self.bounds.hub:
            return None
        if area not in self._areas_inside([area]):
            said = f"填报区域不在您的范围（{self.bounds.words}）内，整份没有入库。"
            raise DeliveryError(said, "请核对标题里的填报区域", "V125")
        return area

    def is_own(self, manifest: Manifest) -> bool:
        """Whether a delivery is the sender's: brought within the same bounds, or all of it counts and lies inside."""
        if not self.bounds.key or manifest.within == self.bounds.key:
            return True
        if self.bounds.hub or manifest.type in OFFICE_ONLY["area"] or not manifest.accepted:
            return False
        inside = "coalesce(list_contains([l1, l2, l3, l4, l5, l6], $bound), FALSE)"
        sql = f"SELECT count(*) FILTER ({inside}) FROM {manifest.type} WHERE _delivery = $delivery"
        found = self._ask(sql, bound=self.bounds.area, delivery=manifest.delivery)
        is_declared_inside = manifest.area is None or manifest.area in self._areas_inside([manifest.area])
        return is_declared_inside and all(count == manifest.accepted for (count,) in found)

    def judge(self, record_type: RecordType, judged: Validated) -> None:
        """Moves the rows that lie outside from the accepted ones to those sent back."""
        if not self.bounds.key or not judged.accepted:
            return
        columns = [c.id for c in record_type.columns if c.form == "area" or c.id in REFERRED]
        names = list(dict.fromkeys([*columns, *NAMED_BY.get(record_type.id, ()), *_id_of(record_type)]))
        rows = _rows(judged, names)
        outside = self._outside(record_type, rows)
        if outside.problems:
            hidden = frozenset(REFERRED) if self.is_looked_up else frozenset()
            _send_back(record_type, judged, outside.problems, hidden)
        self._keep_apart(record_type, judged, [row for row in rows if row["_row"] not in outside.problems])
        if record_type.id == HOURS:
            bound, is_hub = self.bounds.hub or self.bounds.area, bool(self.bounds.hub)
            HoursOutside(self._ask, self._inside_sql(HOURS), bound, self.data_dir, is_hub).give_numbers(judged)
        words = NAMED_BY.get(record_type.id, ())
        kept = (row for row in rows if row["_row"] not in outside.problems)
        self.own[record_type.id] |= {word_key(str(row[word])) for row in kept for word in words if row.get(word)}

    def _keep_apart(self, record_type: RecordType, judged: Validated, rows: list[dict]) -> None:
        """Numbers that somebody outside uses too become others, in the records and where the sender names them."""
        own = NUMBERED.get(record_type.id)
        columns = {c.id: REFERRED[c.id] for c in record_type.columns if REFERRED.get(c.id) in NUMBERED and c.id != own}
        if own:
            numbers = {str(row[own]) for row in rows if row[own]}
            waited_for = self._waited_for(record_type.id)
            taken = self._numbers_outside(record_type.id, own, numbers)
            taken |= {number for number in numbers if word_key(number) in waited_for}
            self.apart[record_type.id] |= taken | self._apart_before(record_type.id, numbers)
            columns[own] = record_type.id
        known = {
            name: self.apart[target] | self._apart_before(target, {str(row[name]) for row in rows if row[name]})
            for name, target in columns.items()
        }
        behind = mark(self.bounds.hub or self.bounds.area)
        if columns:
            renumber(judged, {name: {one: one + behind for one in numbers} for name, numbers in known.items()})

    def _apart_before(self, target: str, numbers: set[str]) -> set[str]:
        """Those of the numbers under which a record of the sender was kept apart before."""
        behind = mark(self.bounds.hub or self.bounds.area)
        column = NUMBERED[target]
        sql = f"SELECT DISTINCT {column} FROM {target} WHERE {column} IN (SELECT unnest($values))"
        found = self._ask(sql, values=sorted(number + behind for number in numbers))
        return {number.removesuffix(behind) for (number,) in found}

    def _waited_for(self, type_id: str) -> set[str]:
        """The words by which rows of others that wait mean a record of the type, and the numbers of such rows."""
        own = [one.delivery for one in Lake(self.data_dir).manifests() if one.within == self.bounds.key]
        return waited_for_outside(self._ask, type_id, self.bounds.hub or self.bounds.area, bool(self.bounds.hub), own)

    def _outside(self, record_type: RecordType, rows: list[dict]) -> _Judged:
        outside = _Judged()
        self._judge_areas(record_type, rows, outside)
        self._judge_references(record_type, rows, outside)
        self._judge_numbers(record_type, rows, outside)
        self._judge_nowhere(record_type, rows, outside)
        return outside

    def _judge_areas(self, record_type: RecordType, rows: list[dict], outside: _Judged) -> None:
        """Where an area bounds the sender, every area a row names lies in it."""
        if not self.bounds.area:
            return
        for column in (c for c in record_type.columns if c.form == "area"):
            inside = self._areas_inside({row[column.id] for row in rows if row[column.id]})
            for row in rows:
                if row[column.id] and row[column.id] not in inside:
                    said = f"“{row[column.id]}”不在您的范围（{self.bounds.words}）内，这一行没有收"
                    outside.refuse_row(row["_row"], "V121", said, column.name, row[column.id])

    def _judge_references(self, record_type: RecordType, rows: list[dict], outside: _Judged) -> None:
        """Every record a row points to is one inside: present, or brought in the same run."""
        own_id = {name for key in _ids(record_type) for name in key}
        for column in (c for c in record_type.columns if c.id in REFERRED and c.id not in own_id):
            target = REFERRED[column.id]
            used = {str(row[column.id]) for row in rows if row[column.id]}
            inside = self._inside(target, used)
            if target in NUMBERED:
                inside = {one for one in inside if not is_marked(one)}
                inside |= used & self.apart[target] | self._apart_before(target, used)
            called = record_types()[target].name
            for row in rows:
                if row[column.id] and str(row[column.id]) not in inside:
                    found = "" if self.is_looked_up else row[column.id]
                    what = f"“{found}”（{called}）" if found else f"这一行所写的{called}"
                    said = (f"您的范围（{self.bounds.words}）内没有{what}，这一行没有收。"
                            "请核对；它的记录还没有报来的，请先报")  # fmt: skip
                    outside.refuse_row(row["_row"], "V122", said, column.name, found)

    def _judge_numbers(self, record_type: RecordType, rows: list[dict], outside: _Judged) -> None:
        """A row has not the number of a record outside, which it would replace, and no word that others name one by.

        Of records without names the number is kept apart instead (etl/apart.py): only its marks may not be written.
        """
        if record_type.id in NUMBERED:
            self._judge_marks(record_type, rows, outside)
            return
        waited_for = self._waited_for(record_type.id)
        for name in [*_id_of(record_type), *(["uscc"] if record_type.id == "organizations" else [])]:
            numbers = {str(row[name]) for row in rows if row[name]}
            taken = self._numbers_outside(record_type.id, name, numbers)
            taken |= {number for number in numbers if word_key(number) in waited_for}
            column = record_type.column(name)
            for row in rows:
                if row[name] and str(row[name]) in taken:
                    said = f"{column.name}“{row[name]}”已经用在别处，这一行没有收。请换一个编号，或请管全部数据的人更正"
                    outside.refuse_row(row["_row"], "V123", said, column.name, row[name])
        if record_type.id in IDS:
            self._judge_words(record_type, rows, outside, waited_for)

    def _judge_marks(self, record_type: RecordType, rows: list[dict], outside: _Judged) -> None:
        column = record_type.column(NUMBERED[record_type.id])
        for row in rows:
            if row[column.id] and is_marked(str(row[column.id])):
                said = f"{column.name}“{row[column.id]}”里有本系统自用的括号⟪⟫，这一行没有收。请换一个编号"
                outside.refuse_row(row["_row"], "V123", said, column.name, row[column.id])

    def _judge_words(
        self, record_type: RecordType, rows: list[dict], outside: _Judged, waited_for: set[str]
    ) -> None:
        """Others name records by number, code or name in their rows: a row takes none of these words over."""
        bound = self.bounds.hub or self.bounds.area
        named = NamedOutside(self._ask, record_type.id, self._inside_sql(record_type.id), bound, waited_for)
        for name in NAMED_BY[record_type.id]:
            column = record_type.column(name)
            for row in (row for row in rows if row[name] and row["_row"] not in outside.problems):
                if named.takes(name, str(row[name])):
                    said = (f"{column.name}“{row[name]}”也是别处的{record_type.name}里的叫法，别处按它报的行会分不清，"
                            "这一行没有收。请换一个编号，名称请写全（例如加上社区的名称）")  # fmt: skip
                    outside.refuse_row(row["_row"], "V123", said, column.name, row[name])

    def _judge_nowhere(self, record_type: RecordType, rows: list[dict], outside: _Judged) -> None:
        """A row says whose it is."""
        own_id = {name for key in _ids(record_type) for name in key}
        telling = [c.id for c in record_type.columns if c.id in REFERRED and c.id not in own_id]
        if self.bounds.area or record_type.id == "hubs":
            telling += [c.id for c in record_type.columns if c.form == "area"]
        for row in rows:
            if not any(row[name] for name in telling):
                said = f"这一行没有写明是哪里的，说不清在不在您的范围（{self.bounds.words}）内，没有收"
                outside.refuse_row(row["_row"], "V126", said)

    def _areas_inside(self, codes: Iterable[str]) -> set[str]:
        """Those of the codes that are the area of the bounds or lie below it."""
        area = self.bounds.area
        if area.isdigit() and len(area) == 12:
            prefix = root_prefix(area)
            return {code for code in codes if code == area or (len(code) == 12 and code.startswith(prefix))}
        asked = sorted(set(codes))
        sql = ("SELECT area_code FROM areas WHERE area_code IN (SELECT unnest($codes))"
               " AND list_contains([l1, l2, l3, l4, l5, l6], $area)")  # fmt: skip
        found = {code for (code,) in self._ask(sql, codes=asked, area=area)}
        return found | ({area} & set(asked))

    def _inside(self, target: str, used: set[str]) -> set[str]:
        """The words that mean a record inside, and none outside."""
        inside, outside = self._words(target, used)
        inside = inside | self.own[target]
        return {value for value in used if word_key(value) in inside and word_key(value) not in outside}

    def _words(self, target: str, used: set[str]) -> tuple[set[str], set[str]]:
        """The words for records inside and for those outside: of all records that have names, else of the used ones."""
        if NAMED_BY[target][-1] == "name":
            return self._named[target]
        where = f"WHERE {NAMED_BY[target][0]} IN (SELECT unnest($used))"
        return self._split(target, where, used=sorted(used))

    @cached_property
    def _named(self) -> Mapping[str, tuple[set[str], set[str]]]:
        return {target: self._split(target, "") for target, words in NAMED_BY.items() if words[-1] == "name"}

    def _split(self, target: str, where: str, **params: object) -> tuple[set[str], set[str]]:
        sql = f"SELECT {', '.join(NAMED_BY[target])}, {self._inside_sql(target)} FROM {target} {where}"
        inside, outside = set(), set()
        for *words, is_inside in self._ask(sql, bound=self.bounds.hub or self.bounds.area, **params):
            (inside if is_inside else outside).update(word_key(str(word)) for word in words if word)
        return inside, outside

    def _inside_sql(self, table: str) -> str:
        """Whether a row of the present data lies inside; a hub above serves the areas below it too."""
        if self.bounds.hub:
            if "hub_id" in self._columns_of(table):
                return "coalesce(hub_id = $bound, FALSE)"
            return "coalesce(org_id IN (SELECT org_id FROM organizations WHERE hub_id = $bound), FALSE)"
        inside = "coalesce(list_contains([l1, l2, l3, l4, l5, l6], $bound), FALSE)"
        return f"{inside} OR area_code IN ({self._above_sql()})" if table == "hubs" else inside

    def _above_sql(self) -> str:
        lineage = "SELECT unnest([l1, l2, l3, l4, l5, l6]) AS code FROM areas WHERE area_code = $bound AND is_canonical"
        return f"SELECT code FROM ({lineage}) WHERE code IS NOT NULL"

    def _numbers_outside(self, table: str, name: str, values: set[str]) -> set[str]:
        """Those of the numbers that records outside have."""
        sql = (f"SELECT DISTINCT {name} FROM {table} WHERE {name} IN (SELECT unnest($values))"
               f" AND NOT ({self._inside_sql(table)})")  # fmt: skip
        bound = self.bounds.hub or self.bounds.area
        return {str(value) for (value,) in self._ask(sql, values=sorted(values), bound=bound)}

    def _columns_of(self, table: str) -> set[str]:
        return {name for name, *_ in self._ask(f"DESCRIBE {table}")}

    def _ask(self, sql: str, setup: str = "", **params: object) -> Iterator[tuple]:
        """The rows of a query on the published build and on the one that waits for approval, if any."""
        for path in self._builds:
            with duckdb.connect(str(path), read_only=True) as connection:
                if setup:
                    connection.execute(setup)
                yield from connection.execute(sql, params).fetchall()

    @cached_property
    def _builds(self) -> list[Path]:
        warehouse = Warehouse(self.data_dir)
        named = [warehouse.current(), read_held(warehouse.folder)]
        return [path for one in named if one and (path := warehouse.folder / one["file"]).exists()]


def brought_within(bounds: Bounds, manifest: Manifest, data_dir: Path) -> bool:
    """Whether somebody with these bounds may withdraw the delivery, or restore it."""
    return Boundary(bounds, data_dir).is_own(manifest)


def _ids(record_type: RecordType) -> list[list[str]]:
    """The keys that are a number of the record's own."""
    return [key for key in record_type.key if len(key) == 1 and not record_type.column(key[0]).references]


def _id_of(record_type: RecordType) -> list[str]:
    return [key[0] for key in _ids(record_type) if record_type.column(key[0]).form != "area"]


def _rows(judged: Validated, names: list[str]) -> list[dict]:
    """The named columns of the accepted rows, and the row of the file each came from."""
    if judged.file:
        return pq.read_table(judged.file, columns=[*names, "_row"]).to_pylist()
    return [
        {name: row.get(name) for name in names} | {"_row": number}
        for number, row in zip(judged.row_numbers, judged.rows, strict=True)
    ]


def _send_back(
    record_type: RecordType, judged: Validated, problems: Mapping[int, list[Problem]], hidden: frozenset[str]
) -> None:
    if judged.file:
        whole = pq.read_table(judged.file)
        is_outside = pa.array([number in problems for number in whole.column("_row").to_pylist()])
        gone = whole.filter(is_outside).to_pylist()
        kept = whole.filter(pc.invert(is_outside))
        judged.file = judged.file.with_name(f"inside-{judged.file.name}")
        pq.write_table(kept, judged.file, compression="zstd")
        judged.rows_in_file = kept.num_rows
    else:
        pairs = list(zip(judged.row_numbers, judged.rows, strict=True))
        gone = [row | {"_row": number} for number, row in pairs if number in problems]
        kept_pairs = [(number, row) for number, row in pairs if number not in problems]
        judged.row_numbers, judged.rows = [n for n, _ in kept_pairs], [row for _, row in kept_pairs]
    sent_back = [(row["_row"], _as_delivered(record_type, row, hidden), problems[row["_row"]]) for row in gone]
    judged.rejected = sorted([*judged.rejected, *sent_back], key=lambda one: one[0])
    judged.warnings = [warning for warning in judged.warnings if warning.row not in problems]


def _as_delivered(record_type: RecordType, row: Mapping[str, object], hidden: frozenset[str]) -> dict[str, str]:
    """The row for whoever has to put it right: values under the columns' names, without people."""
    told = (column for column in record_type.columns if not column.holds_people and column.id not in hidden)
    shown = (column for column in told if row.get(column.id) is not None)
    return {column.name: mask_personal(str(row[column.id]))[:2000] for column in shown}
