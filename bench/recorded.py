"""What SQL a page really runs: the door to the warehouse hands out cursors that write down every statement.

The hook is here and not in the product: while `recording()` lasts, cursors are wrapped; nothing else is different.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from indicators.cursors import Cursors

Statement = tuple[str, Any]
"""SQL and what was bound to it."""


class Recorder:
    """A cursor that notes what it is asked before it asks."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, said: list[Statement]) -> None:
        self._cursor = cursor
        self._said = said

    def execute(self, sql: str, parameters: Any = None) -> duckdb.DuckDBPyConnection:
        """As the cursor does."""
        self._said.append((sql, parameters))
        return self._cursor.execute(sql) if parameters is None else self._cursor.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Every statement of the questions inside, in the order they were asked."""
    said: list[Statement] = []
    taken = Cursors._take
    Cursors._take = lambda self, scope: Recorder(taken(self, scope), said)
    try:
        yield said
    finally:
        Cursors._take = taken
