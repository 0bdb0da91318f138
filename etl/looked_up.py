"""Rows delivered before in which a mapping looks values up: of a sender with a scope only its own, and of others' those
that hold today inside it, so that no answer of a mapping tells what others have sent. Areas and population are known to
all: of these what is published, and what the sender has waiting itself."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow.parquet as pq

from etl.apart import without_marks
from etl.bounds import Boundary
from etl.lake import Lake, Manifest
from etl.record import record_types

KNOWN_TO_ALL = ("areas", "population")
PLACE = "concat_ws(':', _delivery, _row)"
"""Which row of which delivery a record of a build is."""


def rows_of_type(lake: Lake, type_id: str, manifests: Iterable[Manifest], boundary: Boundary) -> list[dict]:
    """The rows of that type in the deliveries, in their order; numbers without the marks of a scope."""
    deliveries = sorted((one for one in manifests if one.type == type_id), key=lambda one: one.sequence)
    held = _held(type_id, boundary) if boundary.bounds.key else None
    rows: list[dict] = []
    for one in deliveries:
        brought = pq.read_table(lake.folder_of(one) / "rows.parquet").to_pylist()
        if held is not None:
            is_own = one.within == boundary.bounds.key
            kept = (row for row in brought if is_own or f"{one.delivery}:{row['_row']}" in held)
            brought = [{k: without_marks(v) if isinstance(v, str) else v for k, v in row.items()} for row in kept]
        rows += brought
    return rows


def _held(type_id: str, boundary: Boundary) -> set[str]:
    """Where the records that everybody knows, or those inside, come from: what others sent of one before is no record
    any more, and what they have waiting none yet."""
    if type_id in KNOWN_TO_ALL:
        return boundary.present.numbers_shown(type_id, PLACE)
    has_number = len(record_types()[type_id].key[0]) == 1
    return boundary.present.numbers_inside(type_id, PLACE) if has_number else set()
