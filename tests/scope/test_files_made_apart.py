"""A file that a process of its own makes holds the rows of the scope it was asked for in."""

import csv
import io
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from exports import spool
from exports.spool import DONE, Order
from exports.starting import awaited, start
from indicators.inside import scope_of
from indicators.scope import EVERYTHING, within
from indicators.warehouse import opened_apart, snapshot
from records.catalog import record_type
from records.query import parse
from records.reading import count
from tests.scope.conftest import SCOPES


@pytest.fixture
def spooled(published, tmp_path):
    spool.use(tmp_path / "spool")
    yield
    spool.use(None)


def order() -> Order:
    with snapshot() as taken:
        rows = count(taken, parse(taken, record_type(taken, "activities"), {"columns": "activity_id,hub_id,area_code"}))
        choices = {"columns": ["activity_id,hub_id,area_code"]}
        return Order(str(taken.path), "activities", "csv", choices, rows, True, "活动")


@pytest.mark.parametrize("name", ["hub", "street"])
def test_an_export_holds_the_rows_of_its_scope_whoever_makes_it(spooled, file, name):
    with within(SCOPES[name]):
        made = start(order())
    assert asdict(made.order)["within"] == SCOPES[name].key
    done = awaited(made)
    assert done.status.state == DONE, done.status
    header, *rows = csv.reader(io.StringIO(made.path.read_text("utf-8-sig")))
    where = "hub_id = $own" if SCOPES[name].hub else "$own IN (l1, l2, l3, l4, l5, l6)"
    asked = f"SELECT activity_id FROM activities WHERE {where} ORDER BY ALL"
    own = [one for (one,) in file.execute(asked, {"own": SCOPES[name].hub or SCOPES[name].area}).fetchall()]
    assert header[0] == "activity_id"
    assert sorted(row[0] for row in rows) == own != []


def test_a_damaged_scope_makes_no_file_at_all(spooled):
    for key in ("hub", "hub:", "everything", "area"):
        with pytest.raises(ValueError, match="key of no scope"):
            scope_of(key)
    assert [scope_of(one.key) for one in SCOPES.values()] == list(SCOPES.values())
    assert scope_of("") == EVERYTHING


def test_a_file_opened_apart_is_seen_within_the_present_scope_or_the_given_one(published, tmp_path):
    with snapshot() as taken:
        path = Path(shutil.copy(taken.path, tmp_path))
    limits = {"memory_limit": "500MB"}
    for given, present in ((None, SCOPES["hub"]), (SCOPES["hub"], EVERYTHING)):
        with within(present), opened_apart(path, limits, given) as apart:
            with snapshot() as inner:
                assert inner is apart
            assert apart.cursor.execute("SELECT DISTINCT hub_id FROM hubs").fetchall() == [(SCOPES["hub"].hub,)]
