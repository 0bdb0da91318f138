"""What people gave builds by hand: the meanings they decided words to have, and the known errors of the data folder.

Every build keeps what it was made with, in a schema of its own that no page reads. A build within a scope takes what
the published one was made with (etl/let_in.py): what was decided or written since waits for whoever sees everything.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from pydantic import BaseModel, ValidationError

from etl.corrections import Correction

SCHEMA = "given"


class Given(BaseModel):
    """The meanings, and the corrections of the data folder as the lake's rows have people: by their pseudonyms."""

    decided: list[tuple[str, str, str, str]]
    corrections: list[Correction]


def keep_given(connection: duckdb.DuckDBPyConnection, given: Given) -> None:
    """Notes in a build what it was made with."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}; CREATE OR REPLACE TABLE {SCHEMA}.inputs(told VARCHAR)")
    connection.execute(f"INSERT INTO {SCHEMA}.inputs VALUES (?)", [given.model_dump_json()])


def given_of(path: Path) -> Given | None:
    """What a build was made with; None of one by a program that did not note it, or noted it otherwise."""
    with duckdb.connect(str(path), read_only=True) as connection:
        try:
            found = connection.execute(f"SELECT told FROM {SCHEMA}.inputs").fetchone()
            return Given.model_validate_json(found[0]) if found else None
        except (duckdb.CatalogException, ValidationError):
            return None
