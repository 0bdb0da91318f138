"""What rows of whoever sees more than one hub mean by a number that a scope keeps apart: by where the row itself lies.

A row that lies inside the scope means its record in its own number: it puts that record right, and none outside. In
the numbers by which it names others it means the record that bears the number without a mark, wherever it lies itself:
whoever sends a record under a number of others draws no row to it that others tell of theirs. Only where nobody else
has such a record it is that of the scope. What is not published draws nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.apart import CLOSES, NAMED, NUMBERED, OPENS, REFERRED, mark, without_marks
from etl.apart_later import numbers_borne
from etl.bounds import Boundary, bounds_of
from etl.lake import Lake, Manifest
from etl.present import Present
from etl.record import RecordType
from etl.whose import ACTIVITY, PLACE, Whose


def by_place(
    lake: Lake, manifest: Manifest, present: Collection[Manifest], record_type: RecordType, rows: pa.Table | Path
) -> pa.Table | Path:
    """The rows of a delivery with the numbers of the records they mean; those of a hub are so already
    (etl/bounds.py). What a delivery meant when it came stays as long as it says the same."""
    own = NUMBERED.get(record_type.id)
    columns = {c.id: REFERRED[c.id] for c in record_type.columns if REFERRED.get(c.id) in NUMBERED}
    columns |= {own: record_type.id} if own else {}
    if manifest.within.startswith("hub:") or not columns:
        return rows
    apart = {one: _apart(lake, present, one, manifest.within) for one in {*columns.values()}}
    before = _before(lake, manifest, columns)
    if not any(apart.values()) and not before:
        return rows
    asked = {*columns, *PLACE, "name", "_row"} & {*record_type.column_ids(), "_row"}
    table = rows.select(sorted(asked)) if isinstance(rows, pa.Table) else pq.read_table(rows, columns=sorted(asked))
    borne = {one: numbers_borne(lake, present, one, {*numbers}) for one, numbers in apart.items()}
    changed = _Meant(lake, manifest, apart, borne, before, table).found(columns, own or "")
    return _with(rows, changed) if any(changed.values()) else rows


class _Meant:
    """The rows of one delivery, and what their numbers stand for."""

    def __init__(
        self, lake: Lake, manifest: Manifest, apart: Mapping[str, Mapping[str, Mapping[str, str]]],
        borne: Mapping[str, set[str]], before: Mapping[tuple, str], table: pa.Table,
    ) -> None:  # fmt: skip
        """`apart` are by type and number the scopes that keep it apart, with the name there, `borne` the numbers that
        records bear without a mark; `before` is what this delivery meant when it came."""
        self.apart, self.borne, self.before, self.table, self.type = apart, borne, before, table, manifest.type
        self.behind = mark(manifest.within.partition(":")[2])
        self.rows: dict[int, dict] = {}
        self.whose = cache(lambda scope: Whose(Boundary(bounds_of(scope), lake.folder.parent), self.rows.values()))

    def found(self, columns: Mapping[str, str], own: str) -> dict[str, dict[int, str]]:
        """By column and place in the table the numbers that are others than was written, and names."""
        at = {name: self._asked(name, target) for name, target in columns.items()}
        places = sorted({one for some in at.values() for one in some})
        self.rows = dict(zip(places, self.table.take(pa.array(places, pa.int64())).to_pylist(), strict=True))
        changed: dict[str, dict[int, str]] = {}
        for name, target in columns.items():
            meant = ((one, self._number(self.rows[one], name, target)) for one in at[name])
            changed[name] = {one: number for one, number in meant if number}
        if own and columns[own] in NAMED:
            called = ((one, self._called(columns[own], number)) for one, number in changed[own].items())
            changed["name"] = {n: name for n, name in called if without_marks(name) == self.rows[n]["name"] != name}
        return changed

    def _asked(self, name: str, target: str) -> list[int]:
        """The rows whose number in that column is kept apart somewhere, or was when they came."""
        asked = {*self.apart[target], *(bare for one, _, bare in self.before if one == name)}
        column = self.table.column(name)
        written = pa.array(sorted(asked | {one + self.behind for one in asked}), column.type)
        return pc.indices_nonzero(pc.is_in(column, value_set=written)).to_pylist()

    def _number(self, row: dict, name: str, target: str) -> str:
        """The number of the record in the narrowest scope inside which the row lies; '' if it stays."""
        bare = without_marks(row[name])
        if meant := self.before.get((name, row["_row"], bare)):
            return meant
        if name != NUMBERED.get(self.type) and bare in self.borne[target]:
            return ""
        scopes = sorted(self.apart[target].get(bare, ()), key=_width)
        scope = next((one for one in scopes if self._lies_inside(row, one, name)), "")
        return bare + mark(scope.partition(":")[2]) if scope else ""

    def _lies_inside(self, row: dict, scope: str, name: str) -> bool:
        """Whether the row lies there: one of no hub and of an activity lies where that does, whoever took part."""
        activity = row.get(ACTIVITY)
        if name == ACTIVITY or not activity or row.get("hub_id"):
            return bool(self.whose(scope).place(row))
        number = self._number(row, ACTIVITY, "activities") or activity
        return number.endswith(mark(scope.partition(":")[2])) or number in self.whose(scope).activities

    def _called(self, target: str, number: str) -> str:
        """The name of a record that is kept apart, as its scope has it."""
        scopes = self.apart[target].get(without_marks(number), {})
        return next((name for scope, name in scopes.items() if number.endswith(mark(scope.partition(":")[2]))), "")


def _with(rows: pa.Table | Path, changed: Mapping[str, Mapping[int, str]]) -> pa.Table | Path:
    """The rows with other numbers and names in them; of a file another file beside it."""
    table = rows if isinstance(rows, pa.Table) else pq.read_table(rows)
    for name, found in changed.items():
        place, column = table.schema.get_field_index(name), table.column(name)
        values = [found.get(at, value) for at, value in enumerate(column.to_pylist())]
        table = table.set_column(place, table.schema.field(name), pa.array(values, column.type))
    if isinstance(rows, pa.Table):
        return table
    target = rows.with_name(f"meant-{rows.name}")
    pq.write_table(table, target, compression="zstd")
    return target


def _apart(lake: Lake, present: Iterable[Manifest], type_id: str, but: str) -> dict[str, dict[str, str]]:
    """By number as it was sent: the scopes but one that keep a published record apart under it, and its name."""
    scopes = {one.within for one in present if one.within not in ("", but) and one.type == type_id and one.kept}
    if not scopes:
        return {}
    number, found = NUMBERED[type_id], {}
    behind = {mark(one.partition(":")[2]): one for one in scopes}
    name = "name" if type_id in NAMED else "NULL"
    sql = f"SELECT DISTINCT {number}, {name} FROM {type_id} WHERE suffix({number}, $closes) ORDER BY ALL"
    for kept, called in Present("", "", "", lake.folder.parent).ask_published(sql, closes=CLOSES):
        if scope := behind.get(kept[len(bare := without_marks(kept)) :]):
            found.setdefault(bare, {})[scope] = called or ""
    return found


def _width(scope: str) -> tuple[bool, int, str]:
    """Hubs before areas, the smaller areas first."""
    return scope.startswith("area:"), -len(scope.rstrip("0")), scope


def _before(lake: Lake, manifest: Manifest, columns: Iterable[str]) -> dict[tuple, str]:
    """By column, row of the file and number as it was sent, the number that a row of this delivery had."""
    path = lake.folder_of(manifest) / "rows.parquet"
    if not path.exists():
        return {}
    names = [name for name in columns if name in pq.read_schema(path).names]
    table, found = pq.read_table(path, columns=[*names, "_row"]), {}
    for name in names:
        kept = table.filter(pc.match_substring(table.column(name), OPENS))
        for number, row in zip(kept.column(name).to_pylist(), kept.column("_row").to_pylist(), strict=True):
            found[name, row, without_marks(number)] = number
    return found
