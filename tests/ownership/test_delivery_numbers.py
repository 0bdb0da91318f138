"""The number of a delivery follows from every byte of its file: of a file with rows of others it is told to nobody."""

import csv
import io
import json
import shutil

import duckdb
import pytest

from indicators.warehouse import _question, ask
from tests.ownership.conftest import _use, asking
from tests.ownership.people import EVERYBODY, HUB_A, LEADER_A, OFFICIAL_A
from tests.ownership.test_source_rows import MIXED

TYPES = {"hubs": "hub_id", "organizations": "org_id", "activities": "activity_id"}
QUESTIONS = ("profile_hub", "profile_activities", "targets_listed", "organizations_undated", "delivered_at")


def rows_of(client, type_id, asked=""):
    answer = client.get(f"/api/v1/records/{type_id}?{asked}" + ("" if "limit=" in asked else "&limit=1000"))
    assert answer.status_code == 200, answer.text
    return answer.json["rows"]


@pytest.mark.parametrize(("person", "type_id"), MIXED)
def test_the_number_of_a_file_with_rows_of_others_is_not_told(client, person, type_id):
    with asking(EVERYBODY):
        every = {row["delivery"] for row in rows_of(client, type_id, "columns=delivery")}
    with asking(person):
        assert {row["delivery"] for row in rows_of(client, type_id, "columns=delivery")} == {None}
        for one in every:
            assert rows_of(client, type_id, f"delivery={one}") == []
            assert rows_of(client, type_id, f"delivery__contains={one[:3]}") == []
        assert rows_of(client, type_id, "delivery__blank=否") == []
        assert rows_of(client, type_id, "sort=-delivery") == rows_of(client, type_id, "sort=delivery")
        table = csv.DictReader(io.StringIO(client.get(f"/api/v1/records/{type_id}?format=csv&columns=delivery").text))
        assert all(not any(row.values()) for row in table)
        told = client.get(f"/api/v1/records/{type_id}/summary?columns=delivery").json["columns"]
        assert not any(one.get("distinct") for one in told)
    assert len(every) > 0


def test_the_number_of_a_file_of_ones_own_is_told(client):
    with asking(OFFICIAL_A):
        own = {row["delivery"] for row in rows_of(client, "organizations", "columns=delivery")}
        assert len(own) == 1 and rows_of(client, "organizations", f"delivery={own.pop()}")


def world(built, folder, way):
    """The same records as if they had come in other files of everybody's, in which they stand in other rows."""
    shutil.copytree(built, folder)
    named = json.loads((folder / "warehouse" / "CURRENT.json").read_text("utf-8"))["file"]
    with duckdb.connect(str(folder / "warehouse" / named)) as connection:
        for table, key in TYPES.items():
            place = f"_delivery = left(md5({key} || '{way}'), 16), _row = 2 + hash({key} || '{way}') % 900"
            connection.execute(f"UPDATE {table} SET {place}")
    return folder


def told_of(client, folder):
    """What the leader of a hub is told by the tables, page by page, and by the questions of the pages."""
    _use(folder)
    with asking(LEADER_A):
        every = [rows_of(client, one, f"sort=area_name&columns={key},delivery,source_file,source_row")
                 for one, key in TYPES.items()]  # fmt: skip
        pages = [rows_of(client, "activities", f"sort=area_name&limit=3&offset={start}") for start in (0, 3, 6, 9)]
        given = {"hub": HUB_A, "limit": 50}
        questions = [ask(one, **{key: given[key] for key in given if f"${key}" in _question(one)}) for one in QUESTIONS]
    return every, pages, questions


def test_nothing_a_hub_is_told_follows_from_the_files_its_records_came_in(server, built, tmp_path):
    first, second = (told_of(server.test_client(), world(built, tmp_path / way, way)) for way in ("one", "two"))
    _use(None)
    every, pages, _ = first
    assert pages == second[1], "rows that are alike stand in another order"
    assert first == second
    assert [row["activity_id"] for page in pages for row in page] == [row["activity_id"] for row in every[2]][:12]
    assert len(every[2]) > 6 and {row["delivery"] for table in every for row in table} == {None}
