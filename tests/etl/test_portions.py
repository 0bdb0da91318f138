"""A full build in portions: whatever was delivered, the tables are those of a build in one go, row for row."""

import shutil
from types import SimpleNamespace

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl import portions
from etl.check import CheckFailedError
from etl.increment import NotPlainError, build, build_full, build_on
from etl.increment.portion import made_last
from etl.increment.tables import write_table
from etl.lake import Lake
from etl.model import memory_limit, models, table_hashes
from etl.publish import Warehouse
from etl.verify import verify
from tests.etl.little_tables import pointer
from tests.etl.test_increment import STEPS, rows_in_order, started, take_step

__all__ = ["started"]
KEPT = ("rows_activities", "rows_funding", "rows_volunteer_hours", "rows_points", "counts", "sums", "pending")


def kept_rows(connection) -> dict[str, list]:
    """What the next build goes on from, in any order; deliveries by their names, which portions number otherwise."""
    found = {name: f"SELECT * FROM keep.{name}" for name in KEPT}
    for name in KEPT[:4]:
        numbered = f"keep.{name} AS rows JOIN keep.deliveries USING (number)"
        found[name] = f"SELECT rows.* EXCLUDE (number), delivery FROM {numbered}"
    return {name: sorted(map(repr, connection.execute(sql).fetchall())) for name, sql in found.items()}


def built(path, make) -> tuple:
    """Hashes, rows in order, and what is kept, of a build in a new file."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        make(connection)
        return table_hashes(connection), rows_in_order(connection), kept_rows(connection)


def assert_same_in_portions(data_dir, scratch, monkeypatch, rows) -> int:
    """How many portions it took."""
    lake, taken = Lake(data_dir), []
    monkeypatch.setattr(portions, "ROWS", rows)
    whole = built(scratch / "whole.duckdb", lambda connection: build_full(connection, lake))
    parts = built(
        scratch / "parts.duckdb",
        lambda connection: portions.build_all(connection, lake, False, lambda *told: taken.append(told)),
    )
    for one, other in zip(whole, parts, strict=True):
        assert {name for name in one if one[name] != other[name]} == set()
    return max(told[2] for told in taken)


@settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(steps=st.lists(STEPS, min_size=2, max_size=3), rows=st.integers(3, 9))
def test_any_lake_gives_the_same_tables_in_portions(started, steps, rows):
    check(started, steps, rows)


@pytest.mark.soak
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=3, max_size=12), rows=st.integers(1, 15))
def test_any_larger_lake_gives_the_same_tables_in_portions(started, steps, rows):
    check(started, steps, rows)


def check(started, steps, rows) -> None:
    start, files = started
    scratch = start.parent / f"portions{next(_NUMBERS)}"
    shutil.copytree(start / "data", scratch / "data")
    files = list(files)
    for number, step in enumerate(steps):
        take_step(step, scratch / "data", scratch, files, number)
    with pytest.MonkeyPatch.context() as patch:
        assert assert_same_in_portions(scratch / "data", scratch, patch, rows) > 1
    shutil.rmtree(scratch)


def test_the_portions_keep_the_order_of_arrival_and_hold_no_more_than_fits(monkeypatch):
    monkeypatch.setattr(portions, "ROWS", 10)
    sent = [SimpleNamespace(accepted=rows) for rows in (4, 6, 1, 25, 3, 0)]
    found = portions.in_portions(sent)
    assert [[manifest.accepted for manifest in portion] for portion in found] == [[4, 6], [1], [25], [3, 0]]
    assert portions.in_portions([]) == [[]]


def test_a_lake_that_cannot_be_built_in_portions_is_built_in_one_go(started, monkeypatch):
    start, _ = started

    def refuse(*_asked, **_more):
        raise NotPlainError("区划有变化")

    monkeypatch.setattr(portions, "build_on", refuse)
    monkeypatch.setattr(portions.LOG, "warning", lambda *told: None)
    assert_same_in_portions(start / "data", start, monkeypatch, 1)


def test_a_portion_that_gives_two_rows_one_key_is_refused(started, monkeypatch):
    start, _ = started
    monkeypatch.setattr(portions, "ROWS", 1)

    def twice(connection, lake, *asked, **more):
        built = build_on(connection, lake, *asked, **more)
        connection.execute("INSERT INTO funding FROM stage.new_funding LIMIT 1")
        return built

    monkeypatch.setattr(portions, "build_on", twice)
    with (
        duckdb.connect(str(start / "twice.duckdb")) as connection,
        pytest.raises(CheckFailedError, match="表 funding 的主键重复"),
    ):
        portions.build_all(connection, Lake(start / "data"))


def test_rows_lost_on_the_way_into_a_portion_are_told(started, monkeypatch):
    start, _ = started
    monkeypatch.setattr(portions, "ROWS", 1)

    def one_less(connection, lake, *asked, **more):
        built = build_on(connection, lake, *asked, **more)
        assert built.extended == {"funding": "stage.new_funding"}
        connection.execute("DELETE FROM funding WHERE rowid = (SELECT max(rowid) FROM funding)")
        return built

    monkeypatch.setattr(portions, "build_on", one_less)
    with (
        duckdb.connect(str(start / "less.duckdb")) as connection,
        pytest.raises(CheckFailedError, match="行数或合计不一致"),
    ):
        portions.build_all(connection, Lake(start / "data"))


def test_a_published_build_is_verified_in_portions_too_and_what_is_made_of_facts_is_made_once(started, monkeypatch):
    start, _ = started
    written = []
    monkeypatch.setattr(portions, "ROWS", 1)

    def noted(connection, model, changed):
        written.append(model.name)
        write_table(connection, model, changed)

    monkeypatch.setattr(build, "write_table", noted)
    told = verify(Lake(start / "data"), Warehouse(start / "data"), False)
    assert told["same"] is True and told["build"] == pointer(start / "data")["build"]
    assert sorted(written) == sorted(name for name in made_last(models()) if "." not in name and name != "areas")
    assert {"volunteer_months", "org_years", "findings"} <= set(written)


def test_a_build_takes_the_memory_it_is_given_and_no_more(monkeypatch):
    monkeypatch.setenv("WUSHE_BUILD_MEMORY", "700MB")
    assert memory_limit() == "700MB"
    monkeypatch.setenv("WUSHE_BUILD_MEMORY", " ")
    monkeypatch.setattr("os.sysconf", {"SC_PHYS_PAGES": 1_000_000, "SC_PAGE_SIZE": 1000}.get)
    assert memory_limit() == "600MB"
    monkeypatch.setattr("os.sysconf", {"SC_PHYS_PAGES": 10_000_000, "SC_PAGE_SIZE": 4096}.get)
    assert memory_limit() == "4GB"


_NUMBERS = iter(range(1_000_000))
