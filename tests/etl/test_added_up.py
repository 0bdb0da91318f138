"""Numbers of people that a change touched are, row for row and in order, what counting everybody anew would give."""

from random import Random

import duckdb
import pytest

from etl.content import sums_of
from etl.increment.marts import update_mart
from etl.increment.tables import Changed
from etl.model import models

PLACES = [("A", 1), ("A1", 2), ("A2", 2), ("A11", 3), ("A12", 3), ("B", 1), ("B1", 2)]


def _lineage(code: str) -> list[str | None]:
    above = [code[:level] for level in range(1, len(code) + 1)]
    return above + [None] * (6 - len(above))


def _row(draw: Random, number: int) -> tuple:
    person = draw.choice([None, "V1", "V2", "V3", "V4"])
    day = f"{draw.randint(2014, 2017)}-0{draw.randint(1, 9)}-03"
    return person, draw.choice(PLACES)[0], day, draw.choice([0, 1.5]), f"d{number % 3}", number


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("ATTACH ':memory:' AS stage")
        levels = ", ".join(f"l{level} VARCHAR" for level in range(1, 7))
        opened.execute(f"CREATE TABLE stage.places(area_code VARCHAR, area_level INTEGER, {levels})")
        places = [(code, level, *_lineage(code)) for code, level in PLACES]
        opened.executemany(f"INSERT INTO stage.places VALUES ({', '.join('?' * 8)})", places)
        yield opened


def _fill(connection, table: str, rows: list[tuple]) -> None:
    person = "volunteer_id VARCHAR, area_code VARCHAR, served_on DATE, hours DECIMAL(18, 3)"
    connection.execute(f"CREATE OR REPLACE TABLE {table}({person}, _delivery VARCHAR, _row BIGINT)")
    if rows:
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?)", rows)


@pytest.mark.parametrize("seed", range(12))
def test_a_change_is_counted_as_everything_anew(seed, connection):
    draw = Random(seed)
    model = next(model for model in models() if model.name == "volunteer_counts")
    rows = [_row(draw, number) for number in range(draw.randint(0, 30))]
    gone = [row for row in rows if draw.random() < 0.2]
    corrected = [_row(draw, row[-1])[:4] + row[4:] for row in gone if draw.random() < 0.5]
    new = [*corrected, *(_row(draw, 100 + number) for number in range(draw.randint(0, 6)))]
    _fill(connection, "main.volunteer_hours", rows)
    connection.execute(f"CREATE TABLE main.volunteer_counts AS {model.sql}")
    changed = Changed({model.name: sums_of(connection, "main.volunteer_counts")})
    _fill(connection, "main.volunteer_hours", [*(row for row in rows if row not in gone), *new])
    _fill(connection, "stage.gone_volunteer_hours", gone)
    _fill(connection, "stage.new_volunteer_hours", new)
    update_mart(connection, model, changed)
    found = connection.execute("SELECT * FROM main.volunteer_counts").fetchall()
    assert found == connection.execute(model.sql).fetchall()
    assert changed.sums[model.name] == sums_of(connection, "main.volunteer_counts")
    for rows_of, sums in changed.proofs:
        assert sums_of(connection, rows_of) == sums
