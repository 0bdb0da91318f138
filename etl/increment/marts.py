"""Tables computed from one fact by month or year: only the periods in which the fact changed are computed anew."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.increment.added_up import update_added_up
from etl.increment.kept import EVENTS
from etl.increment.tables import Changed, find_difference, meaning, rewrite_tail, warehouse_of
from etl.model import Model


@dataclass(frozen=True)
class Mart:
    """`fact` is what it is computed from, `unit` the length of a period, `period` its column of periods.

    With `narrow`, rows of other values of that column are not affected; with `first`, that column tells the first
    period of each of its values. Where what a period says depends on others, `numbers` are the columns that add up over
    the values of `narrow` (etl/increment/added_up.py).
    """

    fact: str
    unit: str
    period: str
    narrow: str = ""
    first: str = ""
    numbers: tuple[str, ...] = ()


MARTS = {
    "volunteer_counts": Mart(
        "volunteer_hours", "year", "year", narrow="volunteer_id", numbers=("volunteers", "active", "stayed", "joined")
    ),
    "volunteer_days": Mart("volunteer_hours", "month", "month"),
    "volunteer_months": Mart("volunteer_hours", "month", "month"),
    "volunteer_years": Mart("volunteer_hours", "year", "year", narrow="volunteer_id", first="first_year"),
    "coverage": Mart("activities", "year", "year"),
}


def update_mart(connection: duckdb.DuckDBPyConnection, model: Model, changed: Changed) -> None:
    """Computes the periods of stage.gone_<fact> and stage.new_<fact> by the model's own SQL on those rows alone."""
    mart = MARTS[model.name]
    if mart.numbers:
        update_added_up(connection, model, mart.fact, mart.narrow, mart.numbers, changed)
        return
    day = EVENTS[mart.fact]
    begins = f"CAST(date_trunc('{mart.unit}', {day}) AS DATE)"
    moved = f"(FROM stage.gone_{mart.fact} UNION ALL FROM stage.new_{mart.fact})"
    connection.execute(f"CREATE OR REPLACE TABLE stage.periods AS SELECT DISTINCT {begins} AS begins FROM {moved}")
    periods = f"SELECT {'begins' if mart.unit == 'month' else 'year(begins)'} FROM stage.main.periods"
    among = ""
    if mart.narrow:
        connection.execute(f"CREATE OR REPLACE TABLE stage.narrow AS SELECT DISTINCT {mart.narrow} FROM {moved}")
        among = f"{mart.narrow} IN (SELECT {mart.narrow} FROM stage.main.narrow WHERE {mart.narrow} IS NOT NULL)"
    where = f"{_between(connection, day, mart.unit)} AND {begins} IN (SELECT begins FROM stage.main.periods)"
    rows = f"{warehouse_of(connection)}.main.{mart.fact} WHERE {where}{f' AND {among}' if among else ''}"
    with meaning(connection, {mart.fact: rows}):
        connection.execute(f"CREATE OR REPLACE TABLE stage.main.fresh AS {model.sql}")
    where = among or f"{mart.period} IN ({periods})"
    connection.execute(f"CREATE OR REPLACE TABLE stage.former AS SELECT * FROM main.{model.name} WHERE {where}")
    if mart.first:
        connection.execute(f"INSERT INTO stage.fresh SELECT * FROM stage.former WHERE {mart.period} NOT IN ({periods})")
        connection.execute(
            f"CREATE OR REPLACE TABLE stage.fresh AS SELECT * REPLACE "
            f"(min({mart.period}) OVER (PARTITION BY {mart.narrow}) AS {mart.first}) FROM stage.fresh"
        )
    if find_difference(connection, model.name):
        rewrite_tail(connection, model, mart.period, "month" if mart.unit == "month" else "", changed)


def _between(connection: duckdb.DuckDBPyConnection, day: str, unit: str) -> str:
    """The span of the periods, told plainly so that rows before and after are not even read."""
    first, last = connection.execute(
        f"SELECT min(begins), CAST(max(begins) + INTERVAL 1 {unit} AS DATE) FROM stage.main.periods"
    ).fetchone()
    return f"{day} >= DATE '{first}' AND {day} < DATE '{last}'"
