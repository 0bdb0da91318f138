"""A file that others have rows in stays theirs, too, when those rows are there no longer: two worlds, told the same."""

import duckdb
import pytest

from indicators import warehouse
from indicators.scope import Scope, within
from indicators.scope_views import narrow
from tests.personal.test_invented import OF_HUB, OFFICE, OWN, build, service
from tests.scope.test_numbers import DISTRICT, ELSEWHERE, INSIDE, OUTSIDE, PLACED

GONE = ("rejected", "pending", "superseded", "withdrawn", "erased", "merged")
TABLES = f"""
CREATE TABLE areas (area_code VARCHAR, level INTEGER, is_canonical BOOLEAN, {PLACED});
INSERT INTO areas VALUES ('{DISTRICT}', 3, TRUE, '330000000000', '330100000000', '{DISTRICT}', NULL, NULL, NULL);
CREATE TABLE hubs (hub_id VARCHAR, area_code VARCHAR);
CREATE TABLE delivery_areas (delivery VARCHAR, area_code VARCHAR, {PLACED});
CREATE TABLE activities (activity_id VARCHAR, _delivery VARCHAR, _row INTEGER, {PLACED});
INSERT INTO activities VALUES ('HD-1', 'shared', 3, {INSIDE});
CREATE TABLE deliveries (delivery VARCHAR, type VARCHAR, file VARCHAR, area VARCHAR, within VARCHAR, sequence INTEGER,
    accepted INTEGER, current INTEGER, {", ".join(f"{name} INTEGER" for name in GONE)});
CREATE TABLE corrections (type VARCHAR, outcome VARCHAR);
"""


def files(folder, area=None, within="", gone=None, outside=0, corrected=""):
    """The files that an official of the district sees where one has a row inside, rows outside, and rows gone since."""
    path = folder / f"build{len(list(folder.iterdir()))}.duckdb"
    accepted = 1 + outside + (gone not in (None, "rejected"))
    counts = [accepted, 1 + outside, *(one == gone for one in GONE)]
    values = ["shared", "activities", "全区活动.xlsx", area, within, 1, *counts]
    with duckdb.connect(str(path)) as making:
        making.execute(TABLES)
        making.execute(f"INSERT INTO deliveries VALUES ({', '.join('?' * len(values))})", values)
        making.execute("INSERT INTO corrections VALUES (?, '已更正')", [corrected])
        for row in range(outside):
            making.execute(f"INSERT INTO activities VALUES ('HD-{row + 2}', 'shared', 9, {OUTSIDE})")
    with duckdb.connect(str(path), read_only=True) as connection:
        cursor = connection.cursor()
        narrow(cursor, path.stem, Scope(area=DISTRICT))
        return cursor.execute("SELECT file FROM deliveries").fetchall()


@pytest.mark.parametrize("gone", GONE)
def test_a_shared_file_is_not_seen_once_the_rows_of_others_are_gone(tmp_path, gone):
    assert files(tmp_path, outside=1) == files(tmp_path, gone=gone) == []


def test_nor_once_they_were_put_right(tmp_path):
    assert files(tmp_path, corrected="activities") == []
    assert files(tmp_path, corrected="funding") == [("全区活动.xlsx",)]


def test_a_file_is_seen_whose_rows_all_lie_inside_or_that_was_meant_for_the_area(tmp_path):
    seen = [("全区活动.xlsx",)]
    assert files(tmp_path) == seen
    for gone in GONE:
        assert files(tmp_path, gone=gone, area=DISTRICT) == seen
        assert files(tmp_path, gone=gone, within=f"area:{DISTRICT}") == seen
        assert files(tmp_path, gone=gone, area=ELSEWHERE, within=f"area:{ELSEWHERE}") == []


def test_the_number_of_a_file_that_a_hub_sent_itself_is_told_to_it_and_no_other(tmp_path):
    warehouse.use(build(tmp_path / "data", [service(OWN, "V1"), service(OFFICE, "V2")]))
    with within(OF_HUB), warehouse.snapshot() as taken:
        told = taken.cursor.execute("SELECT volunteer_id, _delivery FROM volunteer_hours ORDER BY ALL").fetchall()
    warehouse.use(None)
    assert told == [("V1", f"D{OWN}"), ("V2", "")]
