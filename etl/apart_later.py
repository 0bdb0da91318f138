"""Numbers that were one scope's alone until somebody outside sent them too: its records are kept apart from then on.

The mark of the scope (etl/apart.py) is put behind them where they lie in the lake, and behind them in every row of the
scope that names them. So nobody's record takes the place of another's, what was told of one stays with it, and what
becomes of the rows of others (held back, withdrawn, restored) changes nothing for the scope.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.apart import NAMED, NUMBERED, REFERRED, mark
from etl.former import kept_formers
from etl.lake import Lake, Manifest
from etl.normalise.text import word_key
from etl.present import Present
from etl.record import record_types
from etl.taken import NamedOutside

WHOSE = ("org_id", "hub_id", "area_code")
"""Columns that say whose a record is."""


def sent_within(present: Present, type_id: str, numbers: set[str], gone: Collection[str] = ()) -> set[str]:
    """Those of the numbers, as they are stored, that records sent within the scope have; the deliveries `gone` are left
    out."""
    column = NUMBERED[type_id]
    own = [one for one in present.deliveries if one.within == present.key and one.type == type_id]
    kept = [one for one in own if one.delivery not in gone]
    return {str(row[column]) for row in _rows(Lake(present.data_dir), kept, [column], numbers)}


def inside_from_others(present: Present, type_id: str, numbers: set[str], but: str = "") -> set[str]:
    """Those of the numbers under which others sent a record inside that holds: it is not the sender's alone. The
    delivery `but` is left out."""
    if not numbers:
        return set()
    lake, column = Lake(present.data_dir), NUMBERED[type_id]
    gone, there = {but, *lake.ledger.withdrawn()}, set(record_types()[type_id].column_ids())
    others = [one for one in present.deliveries if one.within != present.key and one.type == type_id]
    columns = [column, *(name for name in WHOSE if name in there)]
    rows = _rows(lake, [one for one in others if one.delivery not in gone], columns, numbers)
    return {str(row[column]) for row in rows if present.lies_inside(row)}


def _rows(lake: Lake, manifests: Iterable[Manifest], columns: list[str], numbers: set[str]) -> list[dict]:
    """The columns of the rows that have one of the numbers in the first of them."""
    paths = [str(_file(lake, one)) for one in manifests if one.kept]
    if not paths or not numbers:
        return []
    with duckdb.connect(":memory:") as connection:
        source = "read_parquet($paths, union_by_name = true)"
        sql = f"SELECT DISTINCT {', '.join(columns)} FROM {source} WHERE {columns[0]} IN (SELECT unnest($numbers))"
        found = connection.execute(sql, {"paths": paths, "numbers": sorted(numbers)}).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def set_apart(
    lake: Lake, scope: str, type_id: str, numbers: set[str], named: Callable[[str], NamedOutside],
    brought: Iterable[str] = (),
) -> None:  # fmt: skip
    """Puts the mark of the scope behind the numbers in all that was sent within it, and behind those names of their
    records that mean others outside (`named`), or by what is being `brought`; the caller holds the lock.

    The records come last: while one of them is as it was, whoever comes next finds that and does it again.
    """
    behind = mark(scope.partition(":")[2])
    there = [*kept_formers(lake), *lake.manifests()] if numbers else []
    own = [one for one in there if one.within == scope and one.kept]
    for manifest in sorted(own, key=lambda one: one.type == type_id and not one.is_former):
        path = _file(lake, manifest)
        names = {name for name, target in REFERRED.items() if target == type_id}
        names |= {NUMBERED[type_id]} if manifest.type == type_id else set()
        columns = sorted(names & set(pq.read_schema(path).names))
        asked = pq.read_table(path, columns=columns).columns
        if any(pc.any(_is_among(column, numbers)).as_py() for column in asked):
            rows = pq.read_table(path)
            if manifest.type == type_id and type_id in NAMED:
                words = named(type_id).outside | set(map(word_key, brought))
                rows = _put(rows, "name", _is_taken(rows, NUMBERED[type_id], numbers, words), behind)
            for name in columns:
                rows = _put(rows, name, _is_among(rows.column(name), numbers), behind)
            manifest.renumbered += 1
            rejected = pq.read_table(path.with_name("rejected.parquet"))
            Lake(lake.folder.parent).store(manifest, rows, rejected)  # not noted: nothing new was brought


def _is_taken(rows: pa.Table, number: str, numbers: set[str], words: set[str]) -> pa.Array:
    """Of which rows with one of the numbers the name means records of others, too."""
    pairs = zip(rows.column(number).to_pylist(), rows.column("name").to_pylist(), strict=True)
    return pa.array([own in numbers and bool(name) and word_key(name) in words for own, name in pairs], pa.bool_())


def _put(rows: pa.Table, name: str, which: pa.ChunkedArray | pa.Array, behind: str) -> pa.Table:
    column, place = rows.column(name), rows.schema.get_field_index(name)
    joined = pc.binary_join_element_wise(column, pa.scalar(behind, column.type), pa.scalar("", column.type))
    return rows.set_column(place, rows.schema.field(name), pc.if_else(which, joined, column))


def _is_among(column: pa.ChunkedArray, numbers: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(sorted(numbers), column.type))


def _file(lake: Lake, manifest: Manifest) -> Path:
    return lake.folder_of(manifest) / "rows.parquet"
