"""What others have sent that no build shows: rows that wait, what their records were before, and deliveries that were
withdrawn or not yet published.

They may come to count at any time, so no row of a sender with a scope may take their number or their words meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import duckdb

from etl.lake import Lake, Manifest

Ask = Callable[..., Iterator[tuple]]
IDS = {"organizations": "org_id", "projects": "project_id", "partners": "partner_id", "hubs": "hub_id"}
"""Records that have names, by what they are numbered with (etl/staging/names_*.sql)."""
SHOWN = "SELECT delivery FROM deliveries WHERE status <> 'withdrawn'"
WAITING = "SELECT delivery, row, key FROM pending_rows WHERE type = $type AND row IS NOT NULL"
Narrowed = Sequence[tuple[str, Sequence[str]]]
"""The columns in which only some values are asked for, and which."""


class Elsewhere:
    """The rows of one type that lie in the lake alone and were not sent within the scope `own`; of a record whose
    latest row waits all of them, whoever sent them."""

    def __init__(self, ask: Ask, data_dir: Path, type_id: str, own: str, is_place: Callable[[str], bool]) -> None:
        """Rows that wait are left out where they were sent for the sender's place (`is_place` of a declared area)."""
        lake, is_place = Lake(data_dir), cache(is_place)
        every = [one for one in lake.manifests() if one.type == type_id and one.kept]
        others = [one for one in every if one.within != own]
        published, withdrawn = {delivery for (delivery,) in ask(SHOWN)}, lake.ledger.withdrawn()
        self.hidden = [one for one in others if one.delivery in withdrawn or one.delivery not in published]
        shown = published - withdrawn
        self.shown = {
            one.delivery: one for one in every if one.delivery in shown and not (one.area and is_place(one.area))
        }
        self.waiting: dict[str, list[int]] = {}
        self.number, numbers = IDS.get(type_id), set()
        for delivery, row, key in ask(WAITING, type=type_id) if self.shown else ():
            numbers.add(key)
            if delivery in self.shown and self.shown[delivery].within != own:
                self.waiting.setdefault(delivery, []).append(row)
        self.numbers = sorted(numbers)
        self.lake = lake

    def rows(self, columns: Sequence[str], among: Sequence[str] = ()) -> list[dict]:
        """The columns of those rows; with `among` only rows that have one of these values in the first column."""
        narrowed = [(columns[0], among)] if among else []
        hidden = self._read(self.hidden, columns, narrowed)
        return [*hidden, *self._of_waiting(columns, narrowed), *self._of_their_records(columns, narrowed)]

    def _of_waiting(self, columns: Sequence[str], narrowed: Narrowed) -> Iterator[dict]:
        for delivery, waiting in self.waiting.items():
            rows = set(waiting)
            found = self._read([self.shown[delivery]], (*columns, "_row"), narrowed)
            yield from ({name: row[name] for name in columns} for row in found if row["_row"] in rows)

    def _of_their_records(self, columns: Sequence[str], narrowed: Narrowed) -> list[dict]:
        """What a record whose latest row waits was before: no build knows it by any word, and it comes back as it was
        when that row is withdrawn."""
        if not (self.number and self.numbers):
            return []
        return self._read(list(self.shown.values()), columns, [*narrowed, (self.number, self.numbers)])

    def _read(self, manifests: Sequence[Manifest], columns: Sequence[str], narrowed: Narrowed) -> list[dict]:
        paths = [str(self.lake.folder_of(one) / "rows.parquet") for one in manifests]
        if not paths:
            return []
        with duckdb.connect(":memory:") as connection:
            source = "read_parquet($paths, union_by_name = true)"
            there = {name for name, *_ in connection.execute(f"DESCRIBE FROM {source}", {"paths": paths}).fetchall()}
            named = ", ".join(f'"{one}"' if one in there else f'NULL AS "{one}"' for one in columns)
            asked = {f"among_{at}": (name, list(values)) for at, (name, values) in enumerate(narrowed) if name in there}
            only = " AND ".join(f'"{name}" IN (SELECT unnest(${among}))' for among, (name, _) in asked.items())
            values = {"paths": paths} | {among: values for among, (_, values) in asked.items()}
            sql = f"SELECT DISTINCT {named} FROM {source}{f' WHERE {only}' if only else ''}"
            found = connection.execute(sql, values).fetchall()
        return [dict(zip(columns, row, strict=True)) for row in found]
