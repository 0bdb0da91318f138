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
    """What the build changed so far: tables by name, their sums, and what proves that they were written.

    A build in portions `appends`: new rows of facts go to the end, and which facts then no longer lie in the order of
    their model is told in `disordered`."""

    sums: Sums
    appends: bool = False
    disordered: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    tails: dict[str, str] = field(default_factory=dict)
    """For every table of which only the end was written: the condition of its rows."""
    proofs: list[tuple[str, tuple[int, int]]] = field(default_factory=list)
    extended: dict[str, str] = field(default_factory=dict)
    """For every fact whose rows judged now all lie behind the rest: these rows, as what may follow FROM."""


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


def write_table(connection: duckdb.DuckDBPyConnection, model: Model, changed: Changed) -> None:
    """Computes a whole table and writes it, whatever it was."""
    connection.execute(f"CREATE OR REPLACE TABLE main.{model.name} AS {model.sql}")
    changed.sums[model.name] = sums_of(connection, f"main.{model.name}")
    changed.names.add(model.name)


def find_difference(connection: duckdb.DuckDBPyConnection, name: str, fresh: str = "fresh") -> bool:
    """stage.gone_<name> and stage.new_<name> from stage.former and stage.<fresh>; whether there is any difference."""
    if connection.execute("SELECT count(*) FROM stage.former").fetchone()[0] == 0:
        kept = f"fresh_{name}"
        if fresh != kept:
            connection.execute(f"ALTER TABLE stage.{fresh} RENAME TO {kept}")
        connection.execute(f"CREATE TABLE stage.gone_{name} AS FROM stage.former")
        connection.execute(f"CREATE VIEW stage.new_{name} AS FROM stage.main.{kept}")
    else:
        for kind, one, other in (("gone", "former", fresh), ("new", fresh, "former")):
            connection.execute(f"CREATE TABLE stage.{kind}_{name} AS FROM stage.{one} EXCEPT ALL FROM stage.{other}")
    found = f"SELECT (SELECT count(*) FROM stage.gone_{name}) + (SELECT count(*) FROM stage.new_{name})"
    return connection.execute(found).fetchone()[0] > 0


def rewrite_tail(
    connection: duckdb.DuckDBPyConnection, model: Model, lies_by: str, unit: str, changed: Changed, identity: str = ""
) -> None:
    """Puts stage.new_<name> in the place of stage.gone_<name>: rows before the first changed period stay untouched,
    changed periods are written anew in the model's order, and those between and behind them as they lie."""
    name = model.name
    period = f"date_trunc('{unit}', {lies_by})" if unit else lies_by
    both = f"SELECT {period} AS period FROM stage.gone_{name} UNION ALL SELECT {period} FROM stage.new_{name}"
    found = connection.execute(f"SELECT DISTINCT period, CAST(period AS VARCHAR) FROM ({both}) ORDER BY ALL").fetchall()
    periods = [words for _, words in found]
    listed = ", ".join(f"'{one}'" for one in periods)
    tail, moved = f"{lies_by} >= '{periods[0]}'", f"{period} IN ({listed})"
    kept = (
        f"SELECT * FROM main.{name} ANTI JOIN stage.gone_{name} USING ({identity}) WHERE {tail} AND {moved}"
        if identity
        else f"(SELECT * FROM main.{name} WHERE {tail} AND {moved} EXCEPT ALL FROM stage.gone_{name})"
    )
    connection.execute(f"CREATE OR REPLACE TABLE stage.tail AS {kept} UNION ALL FROM stage.new_{name}")
    connection.execute(f"CREATE OR REPLACE TABLE stage.later AS FROM main.{name} WHERE {tail} AND NOT ({moved})")
    connection.execute(f"DELETE FROM main.{name} WHERE {tail}")
    for one, following in zip(periods, [*periods[1:], None], strict=True):
        connection.execute(
            f"INSERT INTO main.{name} SELECT * FROM stage.tail WHERE {period} = '{one}' ORDER BY {order_of(model)}"
        )
        until = f" AND {lies_by} < '{following}'" if following else ""
        connection.execute(f"INSERT INTO main.{name} FROM stage.later WHERE {lies_by} > '{one}'{until}")
    _note_moved(connection, name, changed)
    changed.tails[name] = tail
    sums = [sums_of(connection, f"stage.{part}") for part in ("tail", "later")]
    changed.proofs.append((f"(SELECT * FROM main.{name} WHERE {tail})", tuple(map(sum, zip(*sums, strict=True)))))


def extend(connection: duckdb.DuckDBPyConnection, model: Model, day: str, changed: Changed) -> bool:
    """Writes the model's rows straight behind the rest of the fact, if the order of the table is kept by that.

    False, and nothing is done, unless they begin in a month after the last one there and no row there is touched.
    """
    name, warehouse = model.name, warehouse_of(connection)
    month = f"SELECT date_trunc('month', %s({day})) FROM"
    (is_later,) = connection.execute(
        f"SELECT ({month % 'min'} stage.{name}) > coalesce(({month % 'max'} main.{name}), DATE '0001-01-01')"
    ).fetchone()
    if not is_later or name in changed.disordered:
        return False
    changed.tails[name] = f"rowid >= {_end_of(connection, name)}"
    connection.execute(f"INSERT INTO main.{name} {model.sql}")
    connection.execute(f"CREATE TABLE stage.gone_{name} AS FROM main.{name} LIMIT 0")
    connection.execute(
        f"CREATE VIEW stage.new_{name} AS SELECT * FROM {warehouse}.main.{name} WHERE {changed.tails[name]}"
    )
    changed.extended[name] = f"stage.new_{name}"
    _note_moved(connection, name, changed)
    return True


def append(connection: duckdb.DuckDBPyConnection, model: Model, day: str, changed: Changed) -> None:
    """Takes stage.gone_<name> out of the fact and puts stage.new_<name> behind the rest, in the model's order.

    The order of the whole table is kept if the new rows begin in a month after the last one there.
    """
    name = model.name
    month = f"SELECT date_trunc('month', %s({day})) FROM"
    (is_later,) = connection.execute(
        f"SELECT coalesce(({month % 'min'} stage.new_{name}) > ({month % 'max'} main.{name}), TRUE) "
        f"AND (SELECT count(*) FROM stage.gone_{name}) = 0"
    ).fetchone()
    if is_later and name not in changed.disordered:  # otherwise all rows are put in order later
        changed.tails[name] = f"rowid >= {_end_of(connection, name)}"
    if not is_later:
        changed.disordered.add(name)
        connection.execute(
            f"DELETE FROM main.{name} AS former USING stage.gone_{name} AS gone "
            "WHERE former._delivery = gone._delivery AND former._row = gone._row"
        )
    is_in_order = connection.execute("SELECT count(*) FROM stage.former").fetchone()[0] == 0  # as the model made them
    order = "" if is_in_order else f" ORDER BY {order_of(model)}"
    connection.execute(f"INSERT INTO main.{name} SELECT * FROM stage.new_{name}{order}")
    _note_moved(connection, name, changed)


def _end_of(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """The number that the next row of a table gets."""
    return connection.execute(f"SELECT coalesce(max(rowid), -1) + 1 FROM main.{name}").fetchone()[0]


def _note_moved(connection: duckdb.DuckDBPyConnection, name: str, changed: Changed) -> None:
    """The sums of a table of which stage.gone_<name> went and stage.new_<name> came."""
    rows, total = changed.sums[name]
    for kind, sign in (("gone", -1), ("new", 1)):
        more, added = sums_of(connection, f"stage.{kind}_{name}")
        rows, total = rows + sign * more, total + sign * added
    changed.sums[name] = (rows, total)
    changed.names.add(name)


def order_by_month(connection: duckdb.DuckDBPyConnection, model: Model, day: str) -> None:
    """Writes a fact anew in its model's order, month by month: the memory it takes does not grow with the years."""
    name, months = model.name, f"date_trunc('month', {day})"
    found = connection.execute(f"SELECT DISTINCT {months} AS month FROM main.{name} ORDER BY month").fetchall()
    connection.execute(f"CREATE TABLE main.ordered_{name} AS FROM main.{name} LIMIT 0")
    for (month,) in found:
        connection.execute(
            f"INSERT INTO main.ordered_{name} SELECT * FROM main.{name} WHERE {day} >= $month "
            f"AND {day} < $month + INTERVAL 1 MONTH ORDER BY {order_of(model)}",
            {"month": month},
        )
    connection.execute(f"DROP TABLE main.{name}; ALTER TABLE main.ordered_{name} RENAME TO {name}")


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
