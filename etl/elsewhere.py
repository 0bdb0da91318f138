"""What others have sent that no build shows: rows that wait, and deliveries that were withdrawn or not yet published.

They may come to count at any time, so no row of a sender with a scope may take their number or their words meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb

from etl.lake import Lake, Manifest

Ask = Callable[..., Iterator[tuple]]
SHOWN = "SELECT delivery FROM deliveries WHERE status <> 'withdrawn'"
WAITING = "SELECT delivery, row FROM pending_rows WHERE type = $type AND row IS NOT NULL"


class Elsewhere:
    """The rows of one type that lie in the lake alone and were not sent within the scope `own`."""

    def __init__(self, ask: Ask, data_dir: Path, type_id: str, own: str, is_place: Callable[[str], bool]) -> None:
        """Rows that wait are left out where they were sent for the sender's place (`is_place` of a declared area)."""
        lake = Lake(data_dir)
        others = [one for one in lake.manifests() if one.type == type_id and one.within != own and one.kept]
        published, withdrawn = {delivery for (delivery,) in ask(SHOWN)}, lake.ledger.withdrawn()
        self.hidden = [one for one in others if one.delivery in withdrawn or one.delivery not in published]
        is_hidden = {one.delivery for one in self.hidden}
        shown = (one for one in others if one.delivery not in is_hidden)
        by_delivery = {one.delivery: one for one in shown if not (one.area and is_place(one.area))}
        self.waiting: dict[str, list[int]] = {}
        for delivery, row in ask(WAITING, type=type_id) if by_delivery else ():
            if delivery in by_delivery:
                self.waiting.setdefault(delivery, []).append(row)
        self.waits = [by_delivery[delivery] for delivery in self.waiting]
        self.lake = lake

    def rows(self, columns: Sequence[str], among: Sequence[str] = ()) -> list[dict]:
        """The columns of those rows; with `among` only rows that have one of these values in the first column."""
        return [*self._read(self.hidden, columns, among), *self._of_waiting(columns, among)]

    def _of_waiting(self, columns: Sequence[str], among: Sequence[str]) -> Iterator[dict]:
        for manifest in self.waits:
            rows = set(self.waiting[manifest.delivery])
            found = self._read([manifest], (*columns, "_row"), among)
            yield from ({name: row[name] for name in columns} for row in found if row["_row"] in rows)

    def _read(self, manifests: Sequence[Manifest], columns: Sequence[str], among: Sequence[str]) -> list[dict]:
        paths = [str(self.lake.folder_of(one) / "rows.parquet") for one in manifests]
        if not paths:
            return []
        with duckdb.connect(":memory:") as connection:
            source = "read_parquet($paths, union_by_name = true)"
            there = {name for name, *_ in connection.execute(f"DESCRIBE FROM {source}", {"paths": paths}).fetchall()}
            named = ", ".join(f'"{one}"' if one in there else f'NULL AS "{one}"' for one in columns)
            narrowed = f' WHERE "{columns[0]}" IN (SELECT unnest($among))' if among and columns[0] in there else ""
            values = {"paths": paths} | ({"among": list(among)} if narrowed else {})
            found = connection.execute(f"SELECT DISTINCT {named} FROM {source}{narrowed}", values).fetchall()
        return [dict(zip(columns, row, strict=True)) for row in found]
