"""A table whose numbers add up over people: those whom a change touched are taken out and counted in again."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from etl.increment.tables import Changed, find_difference, meaning, rewrite_tail, warehouse_of
from etl.model import Model


def update_added_up(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    fact: str,
    person: str,
    numbers: Sequence[str],
    changed: Changed,
) -> None:
    """Computes the model of the rows of the people in stage.gone_<fact> and stage.new_<fact>, as they were and as they
    are; `numbers` are its columns that add up, the others tell its rows apart, the first of them the order they lie in.
    """
    _gather(connection, fact, person)
    for when in ("before", "after"):
        with meaning(connection, {fact: f"stage.main.rows_{when}"}):
            connection.execute(f"CREATE OR REPLACE TABLE stage.main.counted_{when} AS {model.sql}")
    columns = [name for name, *_ in connection.execute("DESCRIBE stage.counted_after").fetchall()]
    keys = ", ".join(name for name in columns if name not in numbers)
    more = [f"{name} * sign AS {name}" if name in numbers else name for name in columns]
    added = [f"CAST(sum({name}) AS BIGINT) AS {name}" if name in numbers else name for name in columns]
    moved = " OR ".join(f"sum({name}) <> 0" for name in numbers)
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.moved AS SELECT {', '.join(added)} FROM (SELECT {', '.join(more)} FROM "
        "(SELECT *, 1 AS sign FROM stage.counted_after UNION ALL SELECT *, -1 FROM stage.counted_before)) "
        f"GROUP BY {keys} HAVING {moved}"
    )
    same = " AND ".join(f"moved.{name} IS NOT DISTINCT FROM own.{name}" for name in keys.split(", "))
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.former AS SELECT own.* FROM main.{model.name} AS own "
        f"SEMI JOIN stage.moved AS moved ON {same}"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.fresh AS SELECT {', '.join(added)} "
        f"FROM (FROM stage.former UNION ALL FROM stage.moved) GROUP BY {keys} HAVING sum({numbers[0]}) > 0"
    )
    if find_difference(connection, model.name):
        rewrite_tail(connection, model, columns[0], "", changed)


def _gather(connection: duckdb.DuckDBPyConnection, fact: str, person: str) -> None:
    """stage.rows_after and stage.rows_before: all rows of those whom the change touched."""
    moved = f"FROM stage.gone_{fact} UNION ALL FROM stage.new_{fact}"
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.touched_people AS SELECT DISTINCT {person} FROM ({moved}) "
        f"WHERE {person} IS NOT NULL"
    )
    own = f"{warehouse_of(connection)}.main.{fact}"
    connection.execute(
        f"CREATE OR REPLACE TABLE stage.rows_after AS FROM {own} SEMI JOIN stage.touched_people USING ({person})"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE stage.rows_before AS "
        f"SELECT * FROM stage.rows_after ANTI JOIN stage.new_{fact} USING (_delivery, _row) "
        f"UNION ALL FROM stage.gone_{fact} SEMI JOIN stage.touched_people USING ({person})"
    )
