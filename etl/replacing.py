"""A sender who sees everything may put right what others sent; a row that replaces theirs and says something else of
whose it is may be another record under a number that was taken: that is said."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from etl.bounds import bounds_of
from etl.errors import WARNING, Problem
from etl.lake import Lake, Manifest
from etl.record import RecordType
from etl.redelivery import beside, key_sql

WHOSE = ("org_id", "hub_id", "area_code")
"""Columns that say whose a record is."""
NAMED = 5
"""So many numbers are named."""


def said_of_replacing(
    lake: Lake, present: Iterable[Manifest], record_type: RecordType, rows: pa.Table | Path
) -> list[Problem]:
    """One warning for every scope of whose rows (those of the deliveries `present`) some are replaced by other ones."""
    by_scope: dict[str, list[Path]] = {}
    for one in present:
        if one.within and one.accepted and one.type == record_type.id:
            by_scope.setdefault(one.within, []).append(lake.folder_of(one) / "rows.parquet")
    found = []
    for scope, files in sorted(by_scope.items()):
        count, numbers = _replaced(files, record_type, rows)
        if count:
            named = "、".join(numbers) + ("等" if count > len(numbers) else "")
            said = (
                f"有{count}行的编号（{named}）已是“{bounds_of(scope).words}”报来的记录的，所写的组织、枢纽或地区与那里不同，"
                "会顶替它们。不是同一条的，请撤回这份，换了编号再报"
            )
            found.append(Problem(None, "", "", "V127", WARNING, said))
    return found


def _replaced(files: list[Path], record_type: RecordType, rows: pa.Table | Path) -> tuple[int, list[str]]:
    """How many of the rows have the number of a row in the files that says otherwise whose it is, and some numbers."""
    number = record_type.key[0][0]
    with beside(files, rows) as (connection, known):
        whose = [name for name in WHOSE if name in record_type.column_ids() and name in known and name != number]
        if not whose:
            return 0, []
        differs = " OR ".join(f'now."{name}" <> before."{name}"' for name in whose)  # not where one of them is silent
        columns = ", ".join(f'"{name}"' for name in dict.fromkeys([number, *whose]))
        keyed = f"SELECT {key_sql(record_type, known)} AS key, {columns} FROM"
        return connection.execute(f"""
            WITH now AS ({keyed} given), before AS ({keyed} former),
            replaced AS (SELECT DISTINCT key, now."{number}" AS number FROM now JOIN before USING (key) WHERE {differs})
            SELECT count(*), coalesce(list(number ORDER BY number)[:{NAMED}], []) FROM replaced
        """).fetchone()
