"""Rows delivered before in which a mapping looks values up: of a sender with a scope only those inside it, so that no
answer of a mapping tells what others have sent."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow.parquet as pq

from etl.apart import without_marks
from etl.bounds import Boundary
from etl.lake import Lake, Manifest
from etl.record import record_types

KNOWN_TO_ALL = ("areas", "population")


def rows_of_type(lake: Lake, type_id: str, manifests: Iterable[Manifest], boundary: Boundary) -> list[dict]:
    """The rows of that type in the deliveries, in their order; numbers without the marks of a scope."""
    deliveries = sorted((one for one in manifests if one.type == type_id), key=lambda one: one.sequence)
    rows = [
        row | {"_within": one.within}
        for one in deliveries for row in pq.read_table(lake.folder_of(one) / "rows.parquet").to_pylist()
    ]  # fmt: skip
    if boundary.bounds.key and type_id not in KNOWN_TO_ALL:
        rows = _inside(rows, type_id, boundary)
    return [{name: value for name, value in row.items() if name != "_within"} for row in rows]


def _inside(rows: list[dict], type_id: str, boundary: Boundary) -> list[dict]:
    """Those of the sender, and those with the number of a record inside."""
    key = record_types()[type_id].key[0]
    numbers = boundary.numbers_inside(type_id, key[0]) if len(key) == 1 else set()
    kept = (row for row in rows if row["_within"] == boundary.bounds.key or row.get(key[0]) in numbers)
    return [{k: without_marks(v) if isinstance(v, str) else v for k, v in row.items()} for row in kept]
