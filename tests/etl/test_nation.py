"""The lake of the large measurements: as many rows as asked for, the same ones every time, all over the country."""

import duckdb
import pytest

from bench.nation import MONTHS, Nation, rows_until
from etl.record import record_types

ROWS = 60_000


def written(data_dir) -> duckdb.DuckDBPyConnection:
    nation = Nation(data_dir, ROWS)
    nation.registers()
    for number in (2, 3, MONTHS):
        nation.month(number)
    connection = duckdb.connect()
    for type_id in ("hubs", "organizations", "ratings", "population", "activities", "funding", "volunteer_hours"):
        connection.execute(f"CREATE VIEW {type_id} AS FROM read_parquet('{data_dir}/lake/{type_id}/*/rows.parquet')")
    return connection


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return written(tmp_path_factory.mktemp("nation"))


def test_rows_are_the_same_whoever_writes_them(lake, tmp_path):
    asked = "SELECT count(*), sum(hash(one) % 1000000007) FROM {} AS one"
    again = written(tmp_path)
    for type_id in ("organizations", "activities", "volunteer_hours"):
        found = lake.execute(asked.format(type_id)).fetchone()
        assert found == again.execute(asked.format(type_id)).fetchone()
        assert found[0] > 0


def test_every_row_points_to_one_that_is_there_and_columns_have_the_types_of_the_record_type(lake):
    lost = """
        SELECT count(*) FROM volunteer_hours AS hours
        LEFT JOIN activities USING (activity_id) LEFT JOIN organizations ON organizations.org_id = hours.org_id
        WHERE held_on IS DISTINCT FROM served_on OR organizations.name IS NULL OR hours NOT BETWEEN 0.5 AND 8
            OR length(volunteer_id) <> 12
    """
    assert lake.execute(lost).fetchone() == (0,)
    described = {name: kind for name, kind, *_ in lake.execute("DESCRIBE volunteer_hours").fetchall()}
    assert {c.id: c.sql_type for c in record_types()["volunteer_hours"].columns}.items() <= described.items()


def test_months_grow_with_the_years_and_the_country_is_unevenly_full(lake):
    by_month = "SELECT strftime(served_on, '%Y%m'), count(*) FROM volunteer_hours GROUP BY 1"
    months = dict(lake.execute(by_month).fetchall())
    assert set(months) == {"201603", "201604", "202601"}
    assert months["201603"] > months["201604"] < months["202601"]
    (provinces,) = lake.execute("SELECT count(DISTINCT left(area_code, 2)) FROM organizations").fetchone()
    assert provinces >= 28
    tenth = """
        SELECT sum(held) FILTER (place <= 77) / sum(held) FROM (
            SELECT count(*) AS held, row_number() OVER (ORDER BY count(*) DESC) AS place
            FROM volunteer_hours GROUP BY org_id
        )
    """
    assert lake.execute(tenth).fetchone()[0] > 0.5, "a tenth of the organisations holds more than half of the hours"


def test_ten_years_hold_the_rows_that_were_asked_for():
    assert rows_until(ROWS, MONTHS) == ROWS


def test_registers_may_be_those_of_more_rows(tmp_path):
    few, many = Nation(tmp_path / "few", 100_000), Nation(tmp_path / "many", 100_000, registers_of=200_000)
    assert (few.organizations, many.organizations) == (1_280, 2_560)
    many.registers()
    many.month(0)
    rows = {one.type: one.accepted for one in many.lake.manifests()}
    assert rows["organizations"] == 2_560 and rows["volunteer_hours"] == rows_until(100_000, 1)
