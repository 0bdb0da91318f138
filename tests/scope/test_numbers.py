"""Whether a number stands in the file with a mark depends on rows outside: a scope is shown the same either way."""

import duckdb
import pytest

from indicators.scope import Scope
from indicators.scope_views import narrow

DISTRICT, STREET, ELSEWHERE = "330102000000", "330102011000", "330114004000"
PLACED = "l1 VARCHAR, l2 VARCHAR, l3 VARCHAR, l4 VARCHAR, l5 VARCHAR, l6 VARCHAR"
INSIDE = f"'330000000000', '330100000000', '{DISTRICT}', '{STREET}', NULL, NULL"
OUTSIDE = f"'330000000000', '330100000000', '330114000000', '{ELSEWHERE}', NULL, NULL"
TABLES = f"""
CREATE TABLE areas (area_code VARCHAR, level INTEGER, is_canonical BOOLEAN, {PLACED});
INSERT INTO areas VALUES ('{DISTRICT}', 3, TRUE, '330000000000', '330100000000', '{DISTRICT}', NULL, NULL, NULL);
CREATE TABLE hubs (hub_id VARCHAR, area_code VARCHAR);
INSERT INTO hubs VALUES ('SHU-A', '{STREET}'), ('SHU-B', '{STREET}');
CREATE TABLE organizations (org_id VARCHAR, hub_id VARCHAR, _delivery VARCHAR, _row INTEGER, {PLACED});
CREATE TABLE deliveries (delivery VARCHAR, within VARCHAR, area VARCHAR, rejected INTEGER, pending INTEGER,
    sequence INTEGER);
CREATE TABLE delivery_areas (delivery VARCHAR, area_code VARCHAR, {PLACED});
CREATE TABLE activities (activity_id VARCHAR, hub_id VARCHAR, visits INTEGER, _delivery VARCHAR, _row INTEGER,
    {PLACED});
CREATE TABLE points (entry_id VARCHAR, activity_id VARCHAR, hub_id VARCHAR, _delivery VARCHAR, {PLACED});
CREATE TABLE near_duplicates (pair_id VARCHAR, kind VARCHAR, id_a VARCHAR, id_b VARCHAR, {PLACED});
CREATE TABLE findings (delivery VARCHAR, type VARCHAR, row INTEGER, rule VARCHAR, found VARCHAR, message VARCHAR);
"""


def world(folder, of_a, of_b, others=0):
    """A build in which two hubs inside have an activity each, under these numbers, and somebody outside `others`."""
    path = folder / f"build{others}{len(of_a)}.duckdb"
    elsewhere = "".join(
        f"INSERT INTO deliveries VALUES ('d{n}', '', '{ELSEWHERE}', 0, 0, {n});"
        f"INSERT INTO activities VALUES ('HD-1', 'SHU-C', 7, 'd{n}', 1, {OUTSIDE});"
        for n in range(others)
    )
    rows = "".join(
        f"INSERT INTO deliveries VALUES ('{hub}', 'hub:SHU-{hub}', '{DISTRICT}', 0, 0, {sequence + others});"
        f"INSERT INTO activities VALUES ('{number}', 'SHU-{hub}', {visits}, '{hub}', 1, {INSIDE});"
        f"INSERT INTO points VALUES ('L-{hub}', '{number}', 'SHU-{hub}', '{hub}', {INSIDE});"
        f"INSERT INTO findings VALUES ('{hub}', 'activities', 1, 'B106', '{number}', '“{number}”请核对');"
        for hub, number, visits, sequence in (("A", of_a, 3, 1), ("B", of_b, 4, 2))
    )
    pair = f"INSERT INTO near_duplicates VALUES ('{abs(hash(of_a))}', 'activities', '{of_a}', '{of_b}', {INSIDE});"
    with duckdb.connect(str(path)) as making:
        making.execute(TABLES + elsewhere + rows + pair)
    return path


def seen(path, scope):
    """Every row of every table the scope shows."""
    with duckdb.connect(str(path), read_only=True) as connection:
        cursor = connection.cursor()
        narrow(cursor, path.stem, scope)
        tables = ("activities", "points", "near_duplicates", "findings", "deliveries")
        return {
            table: sorted(map(repr, cursor.execute(f"SELECT * EXCLUDE (rowid) FROM {table}").fetchall()))
            for table in tables
        }


@pytest.mark.parametrize("of_b", ["HD-2", "HD-1⟪SHU-B⟫"])
@pytest.mark.parametrize("scope", [Scope(area=DISTRICT), Scope(hub="SHU-A"), Scope(hub="SHU-B")])
def test_a_number_is_shown_alike_whether_or_not_somebody_outside_has_it(tmp_path, scope, of_b):
    assert seen(world(tmp_path, "HD-1", of_b), scope) == seen(world(tmp_path, "HD-1⟪SHU-A⟫", of_b, 3), scope)


def test_two_records_inside_of_one_number_are_told_apart_by_who_sent_them(tmp_path):
    path = world(tmp_path, "HD-1", "HD-1⟪SHU-B⟫")
    with duckdb.connect(str(path), read_only=True) as connection:
        cursor = connection.cursor()
        narrow(cursor, path.stem, Scope(area=DISTRICT))
        asked = "SELECT activity_id, visits, entry_id FROM activities JOIN points USING (activity_id) ORDER BY ALL"
        assert cursor.execute(asked).fetchall() == [("HD-1⟪SHU-A⟫", 3, "L-A"), ("HD-1⟪SHU-B⟫", 4, "L-B")]
    of_hub = seen(path, Scope(hub="SHU-B"))
    assert "'HD-1'" in of_hub["activities"][0] and "⟪" not in repr(of_hub)


def test_a_delivery_is_counted_among_those_inside(tmp_path):
    path = world(tmp_path, "HD-1", "HD-2", 3)
    with duckdb.connect(str(path), read_only=True) as connection:
        cursor = connection.cursor()
        narrow(cursor, path.stem, Scope(area=DISTRICT))
        asked = "SELECT delivery, sequence FROM deliveries ORDER BY sequence"
        assert cursor.execute(asked).fetchall() == [("A", 1), ("B", 2)]
