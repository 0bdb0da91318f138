"""What a build on the last one knows while it is made."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.corrections import Correction
from etl.increment.kept import Decided
from etl.increment.portion import Portion
from etl.increment.tables import Changed
from etl.lake import Lake, Manifest


@dataclass
class Step:
    """One build on the last one, on its way."""

    connection: duckdb.DuckDBPyConnection
    lake: Lake
    corrections: list[Correction]
    decided: Decided
    manifests: list[Manifest]
    whole: list[Manifest]
    has_altered: bool
    """Whether a delivery the last build had is no longer what it was."""
    changed: Changed
    portion: Portion | None = None

    def of_type(self, type_id: str) -> list[Manifest]:
        return [manifest for manifest in self.manifests if manifest.type == type_id]
