"""Changing a table of the last build so that it is, row for row and in order, what a full build would make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from etl.content import Sums, sums_of
from etl.model import Model

_ORDER = re.compile(r"^ORDER BY (.+)\Z", re.MULTILINE | re.DOTALL)


@dataclass
class Changed:
    """What the build changed so far: tables by name, their sums, and what proves that they were written."""

    sums: Sums
    names: set[str] = field(default_factory=set)
    tails: dict[str, str] = field(default_factory=dict)
    """For every table of which only the end was written: the condition of its rows."""
    proofs: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


def order_of(model: Model) -> str:
    """The order in which a model's rows lie."""
    return _ORDER.search(model.sql.strip()).group(1)


def replace_table(connection: duckdb.DuckDBPyConnection, model: Model, changed: Changed) -> None:
    """Computes a whole table; it is written only if it differs."""
    connection.execute(f"CREATE OR REPLACE TABLE stage.fresh AS {model.sql}")
    sums = sums_of(connection, "stage.fresh")
    if sums == changed.sums.get(model.name):
        return
    connection.execute(f"CREATE OR REPLACE TABLE main.{model.name} AS FROM stage.fresh")
    changed.sums[model.name] = sums
    changed.names.add(model.name)
    changed.proofs.append((f"main.{model.name}", sums))


def find_difference(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """stage.gone_<name> and stage.new_<name> from stage.former and stage.fresh; whether there is any difference."""
    for kind, one, other in (("gone", "former", "fresh"), ("new", "fresh", "former")):
        connection.execute(
            f"CREATE OR REPLACE TABLE stage.{kind}_{name} AS FROM stage.{one} EXCEPT ALL FROM stage.{other}"
        )
    found = f"SELECT (SELECT count(*) FROM stage.gone_{name}) + (SELECT count(*) FROM stage.new_{name})"
    return connection.execute(found).fetchone()[0] > 0


def rewrite_tail(
    connection: duckdb.DuckDBPyConnection, model: Model, lies_by: str, unit: str, changed: Changed, identity: str = ""
) -> None:
    """Puts stage.new_<name> in the place of stage.gone_<name>: rows before the first changed period stay untouched,
    the rest is written anew in the model's order."""
    name = model.name
    both = f"SELECT {lies_by} AS period FROM stage.gone_{name} UNION ALL SELECT {lies_by} FROM stage.new_{name}"
    start = f"date_trunc('{unit}', min(period))" if unit else "min(period)"
    (first,) = connection.execute(f"SELECT CAST({start} AS VARCHAR) FROM ({both})").fetchone()
    tail = f"{lies_by} >= '{first}'"
    kept = (
        f"SELECT * FROM main.{name} ANTI JOIN stage.gone_{name} USING ({identity}) WHERE {tail}"
        if identity
        else f"(SELECT * FROM main.{name} WHERE {tail} EXCEPT ALL FROM stage.gone_{name})"
    )
    connection.execute(f"CREATE OR REPLACE TABLE stage.tail AS {kept} UNION ALL FROM stage.new_{name}")
    connection.execute(f"DELETE FROM main.{name} WHERE {tail}")
    connection.execute(f"INSERT INTO main.{name} SELECT * FROM stage.tail ORDER BY {order_of(model)}")
    rows, total = changed.sums[name]
    for kind, sign in (("gone", -1), ("new", 1)):
        more, added = sums_of(connection, f"stage.{kind}_{name}")
        rows, total = rows + sign * more, total + sign * added
    changed.sums[name] = (rows, total)
    changed.names.add(name)
    changed.tails[name] = tail
    changed.proofs.append((f"(SELECT * FROM main.{name} WHERE {tail})", sums_of(connection, "stage.tail")))


def is_same(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    """Whether two tables hold the same rows."""
    either = f"(FROM {one} EXCEPT ALL FROM {other}) UNION ALL (FROM {other} EXCEPT ALL FROM {one})"
    return connection.execute(f"SELECT 1 FROM ({either}) LIMIT 1").fetchone() is None


def warehouse_of(connection: duckdb.DuckDBPyConnection) -> str:
    """The name of the warehouse among the attached databases, quoted."""
    return '"' + connection.execute("SELECT current_database()").fetchone()[0] + '"'


@contextmanager
def meaning(connection: duckdb.DuckDBPyConnection, tables: dict[str, str]) -> Iterator[None]:
    """Meanwhile the bare names of `tables` mean the rows given (what may follow FROM), not the whole table."""
    warehouse = warehouse_of(connection)
    connection.execute("ATTACH ':memory:' AS part")
    for name, rows in tables.items():
        connection.execute(f'CREATE VIEW part."{name}" AS SELECT * FROM {rows}')
    connection.execute(f"SET search_path = 'part.main,{warehouse}.main'")
    try:
        yield
    finally:
        connection.execute("RESET search_path")
        connection.execute("DETACH part")
