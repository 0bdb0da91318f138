"""What a build may have another engine do: tables that grow with every month, made by the same SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import duckdb

from etl.record import RecordType

if TYPE_CHECKING:
    from etl.corrections import Correction
    from etl.lake import Lake, Manifest


class RowEngine(Protocol):
    """Stages some types and makes some tables; all it gives back to `connection` is what DuckDB would have made."""

    def stages(self, type_id: str) -> bool:
        """Whether it, not DuckDB, judges the rows of that type."""

    def stage(
        self,
        connection: duckdb.DuckDBPyConnection,
        lake: Lake,
        record_type: RecordType,
        manifests: Sequence[Manifest],
        corrections: Sequence[Correction],
    ) -> list[tuple[Correction, str, str]]:
        """Judges the rows of a type; what became of its corrections. The tables of stage.<type> can be read after."""

    def tell_states(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Adds the rows it judged to stage.row_counts, and those that wait to stage.row_states."""

    def makes(self, name: str) -> bool:
        """Whether it, not DuckDB, computes that table."""

    def make(self, connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
        """Computes a table and puts it into the warehouse, its rows in their order."""
