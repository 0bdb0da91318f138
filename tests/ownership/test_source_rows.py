"""The row of a file in which a record stands counts rows of others above it: told with the file's name, or not."""

import csv
import io

import pytest
from pyarrow import parquet

from exports.records import Heading, Task, write
from indicators.warehouse import snapshot
from records.catalog import record_type
from records.query import parse
from tests.ownership.conftest import asking
from tests.ownership.people import EVERYBODY, LEADER_A, OFFICIAL_A

MIXED = [(OFFICIAL_A, "hubs"), (LEADER_A, "hubs"), (LEADER_A, "organizations"), (LEADER_A, "activities")]
"""Whose records stand, within their scope, in files that are not theirs as a whole."""


def rows_of(client, type_id, asked=""):
    answer = client.get(f"/api/v1/records/{type_id}?columns=source_file,source_row&limit=1000&{asked}")
    assert answer.status_code == 200, answer.text
    return [(row["source_file"], row["source_row"]) for row in answer.json["rows"]]


@pytest.mark.parametrize(("person", "type_id"), MIXED)
def test_the_row_of_a_file_with_rows_of_others_is_not_told(client, person, type_id):
    with asking(person):
        found = rows_of(client, type_id)
        assert found and set(found) == {(None, None)}
        assert rows_of(client, type_id, "sort=-source_row") == rows_of(client, type_id, "sort=source_row")
        table = csv.DictReader(io.StringIO(client.get(f"/api/v1/records/{type_id}?format=csv").text.lstrip("\ufeff")))
        assert {row["来源行号"] for row in table} == {""}
    with asking(EVERYBODY):
        assert all(name and row > 1 for name, row in rows_of(client, type_id))


@pytest.mark.parametrize(("person", "type_id"), MIXED)
@pytest.mark.parametrize("asked", ["source_row__min=1", "source_row__max=9999", "source_row=2"])
def test_nor_do_filters_and_sums_find_it(client, person, type_id, asked):
    with asking(person):
        assert rows_of(client, type_id, asked) == []
        told = client.get(f"/api/v1/records/{type_id}/summary?columns=source_row").json
        fact = next(one for one in told["columns"] if one["id"] == "source_row")
        assert not any(fact.get(name) for name in ("count", "distinct", "min", "max", "sum", "median")), fact
    with asking(EVERYBODY):
        assert rows_of(client, type_id, asked)


def test_nor_do_exported_files_hold_it(data):
    """Parquet as the file that tells its values apart; every kind is written from the same query."""
    held = {}
    for person, rows in ((OFFICIAL_A, 1), (EVERYBODY, 2)):
        with asking(person), snapshot() as taken:
            query = parse(taken, record_type(taken, "hubs"), {"columns": "hub_id,source_row"})
            write("parquet", Task(taken, query, Heading(rows, by_id=True)), file := io.BytesIO())
        held[person.name] = sorted(parquet.read_table(file).column("source_row").to_pylist(), key=str)
    assert held == {"shangcheng": [None], "quanbu": [2, 3]}


def test_the_row_of_a_file_of_ones_own_is_told(client):
    with asking(OFFICIAL_A):
        own = rows_of(client, "organizations", "sort=source_row")
        assert [row for _, row in own] == list(range(2, 14)) and {name for name, _ in own} == {"名录甲.csv"}
        assert rows_of(client, "organizations", "source_row=5") == [("名录甲.csv", 5)]
