"""Numbers that were one scope's alone until somebody outside sent them too: its records are kept apart from then on.

The mark of the scope (etl/apart.py) is put behind them where they lie in the lake, and behind them in every row of the
scope that names them. So nobody's record takes the place of another's, what was told of one stays with it, and what
becomes of the rows of others (held back, withdrawn, restored) changes nothing for the scope.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.apart import NAMED, NUMBERED, REFERRED, mark
from etl.decisions import MEANS, Decisions
from etl.former import kept_formers
from etl.lake import Lake, Manifest
from etl.normalise.text import word_key
from etl.present import Present
from etl.record import record_types
from etl.whose import PLACE, WHOSE, Whose

if TYPE_CHECKING:
    from etl.bounds import Boundary


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


def numbers_borne(lake: Lake, present: Iterable[Manifest], type_id: str, numbers: set[str]) -> set[str]:
    """Those of the numbers, without a mark, that a record bears which somebody sent and which is not withdrawn."""
    gone = lake.ledger.withdrawn() if numbers else set()
    sent = [one for one in present if one.type == type_id and one.delivery not in gone]
    return {str(row[NUMBERED[type_id]]) for row in _rows(lake, sent, [NUMBERED[type_id]], numbers)}


def set_apart(
    lake: Lake, boundary: Boundary, type_id: str, numbers: set[str], brought: Iterable[str] = (),
    alone: Collection[str] = (),
) -> None:  # fmt: skip
    """Puts the mark of the scope behind the numbers in all that was sent within it, and behind those names of its
    records that mean others outside, or by what is being `brought`; the caller holds the lock. `alone` are numbers of
    published records of the scope that nobody else bore so far: what others told by them meant these, where it lies
    inside or says nothing of its place.

    The records come last: while one of them is as it was, whoever comes next finds that and does it again.
    """
    there = [*kept_formers(lake), *lake.manifests()] if numbers else []
    kept = [one for one in there if one.kept]
    own = {one.delivery for one in kept if one.within == boundary.bounds.key}
    others = [one for one in kept if one.delivery not in own]
    theirs = numbers & set(alone)
    told = _told_by_others(lake, boundary, others, type_id, theirs) if others and theirs else {}
    if theirs:
        _follow(lake, type_id, theirs, mark(boundary.present.bound))
    for manifest in sorted(kept, key=lambda one: (one.type == type_id and not one.is_former, one.delivery in own)):
        if manifest.delivery in own:
            _mark(lake, manifest, boundary, type_id, numbers, brought)
        elif told.get(manifest.delivery):
            _mark(lake, manifest, boundary, type_id, theirs, places=told[manifest.delivery])


def _mark(
    lake: Lake, manifest: Manifest, boundary: Boundary, type_id: str, numbers: set[str], brought: Iterable[str] = (),
    places: dict[tuple, bool | None] | None = None,
) -> None:  # fmt: skip
    """Marks the numbers in one delivery; with `places`, of others, in the rows alone that lie inside by them."""
    path, behind, own = _file(lake, manifest), mark(boundary.present.bound), NUMBERED[type_id]
    columns = _columns(manifest, type_id, set(pq.read_schema(path).names))
    asked = pq.read_table(path, columns=columns).columns
    if not any(pc.any(_is_among(column, numbers)).as_py() for column in asked):
        return
    words = boundary.outside_named(type_id).outside | set(map(word_key, brought)) if type_id in NAMED else set()

    def marked(rows: pa.Table) -> pa.Table:
        which = {name: _is_among(rows.column(name), numbers) for name in columns}
        if places is not None:
            which = {n: _lies_there(rows, one, places, n == own == _own(manifest)) for n, one in which.items()}
        if words and own == _own(manifest):
            rows = _put(rows, "name", _is_taken(rows, which[own], words), behind)
        for name, one in which.items():
            rows = _put(rows, name, one, behind)
        return rows

    manifest.renumbered += 1
    rejected = pq.read_table(path.with_name("rejected.parquet"))
    Lake(lake.folder.parent).store(manifest, _rewritten(path, marked), rejected)  # not noted: nothing new was brought


def _own(manifest: Manifest) -> str:
    """The column of the records' own number; '' where they are not kept apart."""
    return NUMBERED.get(manifest.type, "")


def _columns(manifest: Manifest, type_id: str, there: set[str]) -> list[str]:
    """The columns of the delivery, of those there are, in which numbers of that type stand."""
    names = {name for name, target in REFERRED.items() if target == type_id}
    return sorted((names | {NUMBERED[type_id]} if manifest.type == type_id else names) & there)


def _rewritten(path: Path, change: Callable[[pa.Table], pa.Table]) -> pa.Table | Path:
    """The rows as they are changed; of many a file beside the delivery, written part after part."""
    with pq.ParquetFile(path) as source:
        if source.num_row_groups < 2:
            return change(source.read())
        fresh = path.parent.with_name(f".new-marked-{path.parent.name}.parquet")
        with pq.ParquetWriter(fresh, source.schema_arrow, compression="zstd") as sink:
            for group in range(source.num_row_groups):
                sink.write_table(change(source.read_row_group(group)))
        return fresh


def _told_by_others(
    lake: Lake, boundary: Boundary, manifests: Sequence[Manifest], type_id: str, numbers: set[str]
) -> dict[str, dict[tuple, bool | None]]:
    """By the deliveries whose rows have the numbers: the places that rows name which lie inside (True), or, of what was
    built, say nothing of it (None)."""
    found: dict[str, list[dict]] = {}
    for other in {one.type for one in manifests}:
        paths = [str(_file(lake, one)) for one in manifests if one.type == other]
        for row in _places(paths, other, type_id, numbers):
            found.setdefault(row.pop("delivery"), []).append(row)
    whose = Whose(boundary, [row for rows in found.values() for row in rows])
    built = {one for (one,) in boundary.present.ask_all("SELECT delivery FROM deliveries")}
    told: dict[str, dict[tuple, bool | None]] = {}
    for delivery, rows in found.items():
        kept = (True, None) if delivery in built else (True,)  # what comes along with the others' record may be of that
        told[delivery] = {place_of(row): place for row in rows if (place := whose.place(row)) in kept}
    return told


def _places(paths: list[str], of_type: str, type_id: str, numbers: set[str]) -> list[dict]:
    """Which places the rows of these files name that have one of the numbers, by their delivery."""
    with duckdb.connect(":memory:") as connection:
        source = "read_parquet($paths, union_by_name = true, filename = '_file')"
        told = connection.execute(f"DESCRIBE SELECT * FROM {source}", {"paths": paths}).fetchall()
        there = {name for name, *_ in told}
        names = {name for name, target in REFERRED.items() if target == type_id and name in there}
        names |= {NUMBERED[type_id]} if of_type == type_id else set()
        if not names:
            return []
        telling = [name for name in PLACE if name in there]
        asked = " OR ".join(f'"{name}" IN (SELECT unnest($numbers))' for name in sorted(names))
        sql = f"SELECT DISTINCT parse_path(_file, 'both_slash')[-2], {', '.join(telling) or 'NULL'} FROM {source}"
        rows = connection.execute(f"{sql} WHERE {asked}", {"paths": paths, "numbers": sorted(numbers)}).fetchall()
    return [dict(zip(("delivery", *telling), row, strict=False)) for row in rows]


def place_of(row: Mapping[str, object]) -> tuple:
    """What a row says of where it lies."""
    return tuple(row.get(name) for name in PLACE)


def _lies_there(rows: pa.Table, among: pa.ChunkedArray, places: dict[tuple, bool | None], is_record: bool) -> pa.Array:
    """Which of the rows among them lie inside; a record of others is not moved for saying nothing of it."""
    at = pc.indices_nonzero(among.combine_chunks() if isinstance(among, pa.ChunkedArray) else among)
    told = rows.select([name for name in (*PLACE, "_row") if name in rows.column_names]).take(at).to_pylist()
    kept = {place for place, lies in places.items() if lies or not is_record}
    inside = {one for one, row in zip(at.to_pylist(), told, strict=True) if place_of(row) in kept}
    return pa.array([one in inside for one in range(rows.num_rows)], pa.bool_())


def _follow(lake: Lake, type_id: str, numbers: set[str], behind: str) -> None:
    """What people decided a word to mean stays with the record it meant when they did."""
    decisions = Decisions(lake.folder.parent)
    for one in decisions.latest().values():
        if one["action"] == MEANS and one.get("target") == type_id and one["value"] in numbers:
            decisions.write(one, MEANS, one["value"] + behind, one["note"], one["by"])


def _is_taken(rows: pa.Table, which: pa.Array, words: set[str]) -> pa.Array:
    """Of which of those rows the name means records of others, too."""
    pairs = zip(which.to_pylist(), rows.column("name").to_pylist(), strict=True)
    return pa.array([bool(own and name) and word_key(name) in words for own, name in pairs], pa.bool_())


def _put(rows: pa.Table, name: str, which: pa.ChunkedArray | pa.Array, behind: str) -> pa.Table:
    column, place = rows.column(name), rows.schema.get_field_index(name)
    joined = pc.binary_join_element_wise(column, pa.scalar(behind, column.type), pa.scalar("", column.type))
    return rows.set_column(place, rows.schema.field(name), pc.if_else(which, joined, column))


def _is_among(column: pa.ChunkedArray, numbers: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(sorted(numbers), column.type))


def _file(lake: Lake, manifest: Manifest) -> Path:
    return lake.folder_of(manifest) / "rows.parquet"
