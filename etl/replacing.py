"""A sender who sees everything may put right what others sent. A row that has the number of a row of theirs and says
something else of whose it is, or leaves it out, may be another record under a number that was taken: that is said; and
where it names neither their organisation nor anything inside their scope, it is another, and both are kept
(etl/apart_later.py)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl.apart import NAMED, NUMBERED
from etl.apart_later import inside_from_others, set_apart
from etl.bounds import Boundary, bounds_of
from etl.errors import WARNING, Problem
from etl.lake import Lake, Manifest
from etl.named_inside import words_brought
from etl.record import RecordType, record_types
from etl.redelivery import beside, key_sql
from etl.whose import ACTIVITY, WHOSE, Whose

TOLD = 5
"""So many numbers are named."""


def said_of_replacing(
    lake: Lake, manifest: Manifest, present: Iterable[Manifest], record_type: RecordType, rows: pa.Table | Path
) -> list[Problem]:
    """One warning for every scope of whose rows (those of the deliveries `present`) some are replaced by other ones,
    and one for those that are kept beside them."""
    found = []
    for scope, files in _by_scope(lake, present, record_type.id).items():
        differing = _differing(files, record_type, rows)
        apart = _others(lake, scope, record_type.id, differing, manifest.delivery)
        replaced = {row["key"]: row["number"] for row in differing if row["is_told"] and row["number"] not in apart}
        whose = bounds_of(scope).words
        if replaced:
            said = (
                f"有{len(replaced)}行的编号（{_named(replaced.values())}）已是“{whose}”报来的记录的，所写的组织、枢纽或地区与那里不同（一边没写也算），"
                "会顶替它们。不是同一条的，请撤回这份，换了编号再报"
            )
            found.append(Problem(None, "", "", "V127", WARNING, said))
        if apart:
            said = (
                f"有{len(apart)}个编号（{_named(apart)}）“{whose}”也报过，没有写是那里的组织、枢纽或地区："
                "按两条记录分开存，那里的时长、积分等仍归那里。确是同一条的，请撤回其中一份，或按那里所写的组织、枢纽更正"
            )
            found.append(Problem(None, "", "", "V127", WARNING, said))
    return found


def keep_apart(
    lake: Lake, manifest: Manifest, present: Iterable[Manifest], record_type: RecordType, rows: pa.Table | Path
) -> None:
    """Before a delivery is stored, or restored: what other scopes sent under its numbers, of other records, is kept
    apart from it; `present` is what the lake holds. The caller holds the lock."""
    others = [one for one in present if one.within != manifest.within]
    for scope, files in _by_scope(lake, others, record_type.id).items():
        differing = _differing(files, record_type, rows) if record_type.id in NUMBERED else []
        numbers = _others(lake, scope, record_type.id, differing, manifest.delivery)
        boundary, brought = Boundary(bounds_of(scope), lake.folder.parent), _words(record_type.id, numbers, rows)
        set_apart(lake, boundary, record_type.id, numbers, brought, _alone(boundary, record_type.id, numbers))


def _alone(boundary: Boundary, type_id: str, numbers: set[str]) -> set[str]:
    """Those of the numbers that published records of the scope bear, and no other published record."""
    column, present = NUMBERED.get(type_id), boundary.present
    if not numbers:
        return set()
    sql = (f"SELECT {column} FROM {type_id} WHERE {column} IN (SELECT unnest($numbers)) GROUP BY 1 "
           f"HAVING bool_and({present.inside_sql(type_id)})")  # fmt: skip
    return {number for (number,) in present.ask_published(sql, numbers=sorted(numbers), bound=present.bound)}


def keep_restored_apart(lake: Lake, manifest: Manifest) -> None:
    """The same before a delivery is restored."""
    rows = lake.folder_of(manifest) / "rows.parquet"
    keep_apart(lake, manifest, lake.manifests(), record_types()[manifest.type], rows)


def _by_scope(lake: Lake, manifests: Iterable[Manifest], type_id: str) -> dict[str, list[Path]]:
    """The files of rows of the type by the scope they were sent within."""
    found: dict[str, list[Path]] = {}
    for one in manifests:
        if one.within and one.kept and one.type == type_id:
            found.setdefault(one.within, []).append(lake.folder_of(one) / "rows.parquet")
    return dict(sorted(found.items()))


def _named(numbers: Iterable[str | None]) -> str:
    known = sorted({number for number in numbers if number})
    return "、".join(known[:TOLD]) + ("等" if len(known) > TOLD else "")


def _differing(files: list[Path], record_type: RecordType, rows: pa.Table | Path) -> list[dict]:
    """The rows that have the key of a row in the files and say otherwise whose it is (`is_told`), or which activity it
    belongs to, or leave out what the other says: their key, number and whose they are, and the organisation of the row
    in the files."""
    number = record_type.key[0][0]
    with beside(files, rows) as (connection, known):
        there = [name for name in (*WHOSE, ACTIVITY) if name in record_type.column_ids() and name in known]
        there = [name for name in there if name != number]
        whose = [name for name in there if name in WHOSE]
        if not whose:
            return []
        told, differs = (
            " OR ".join(f'now."{name}" IS DISTINCT FROM before."{name}"' for name in some) for some in (whose, there)
        )
        columns = ", ".join(f'"{name}"' for name in dict.fromkeys([number, *there]))
        keyed = f"SELECT {key_sql(record_type, known)} AS key, {columns} FROM"
        now = ", ".join(f'now."{name}"' for name in there)
        own = 'before."org_id"' if "org_id" in there else "NULL"
        found = connection.execute(f"""
            WITH now AS ({keyed} given), before AS ({keyed} former)
            SELECT DISTINCT key, now."{number}", {told}, {own}, {now}
            FROM now JOIN before USING (key) WHERE {differs}
        """).fetchall()
    names = ("key", "number", "is_told", "own_org", *there)
    return [dict(zip(names, row, strict=True)) for row in found]


def _others(lake: Lake, scope: str, type_id: str, differing: list[dict], delivery: str) -> set[str]:
    """The numbers of rows that are of other records than those sent within the scope: of another organisation, and
    outside. Not of records that others had sent before, which the scope only put right."""
    if type_id not in NUMBERED or not differing:
        return set()
    whose = Whose(Boundary(bounds_of(scope), lake.folder.parent), differing)
    found = {str(row["number"]) for row in differing if row["number"] and whose.is_outside(row)}
    return found - inside_from_others(whose.boundary.present, type_id, found, delivery)


def _words(type_id: str, numbers: set[str], rows: pa.Table | Path) -> set[str]:
    """The words that the names of the rows with the numbers make others mean them by."""
    if type_id not in NAMED or not numbers:
        return set()
    columns = [NUMBERED[type_id], "name"]
    table = rows.select(columns) if isinstance(rows, pa.Table) else pq.read_table(rows, columns=columns)
    brought = (row for row in table.to_pylist() if row[columns[0]] in numbers)
    return {word for _, told in words_brought(brought, ["name"]) for word in told.get("name", [])}
