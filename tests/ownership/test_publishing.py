"""Whatever somebody with a scope types, everybody goes on publishing: no key can be made to meet another one."""

from datetime import date

import duckdb
import pytest

from etl import check, intake
from etl.bounds import EVERYTHING, Bounds
from etl.deciding import decide
from etl.judging.cells import Surroundings, reader_of
from etl.lake import Lake
from etl.normalise.areas import area_book
from etl.record import record_types
from etl.run import load_paths, set_withdrawn
from etl.tasks import tasks
from etl.unbuilt import TAKEN_BACK
from tests.ownership.people import ACTIVITIES, HUB_A, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_taken import ask, loaded, org

IN_HUB_A = Bounds(hub=HUB_A)


def test_ids_that_hold_a_separator_make_no_pair_the_same_as_another(copied):
    twins = (("ZA", "舞龙一队甲"), ("ZB|ZC", "舞龙一队·甲"), ("ZA|ZB", "棋友二队乙"), ("ZC", "棋友二队·乙"))
    assert loaded(copied, "组.csv", ORGANIZATIONS + "".join(org(*one) for one in twins), IN_HUB_A) == (4, 0, 0)
    counted = "SELECT count(*), count(DISTINCT pair_id) FROM near_duplicates WHERE id_a LIKE 'ZA%'"
    assert ask(copied, counted) == [(2, 2)]
    mine = [task["task"] for task in tasks(copied) if task.get("pair", [{"id": ""}])[0]["id"].startswith("ZA")]
    assert len(set(mine)) == 2
    decide(copied, mine[0], "不是同一个")
    assert [task["task"] for task in tasks(copied) if task["task"] in mine] == mine[1:]
    path = copied.parent / "乙.csv"
    path.write_text(f"{ACTIVITIES}HD-Q1,乙官员活动,B-004,,{STREET_B},2016-06-01,文体活动,5\n", "utf-8-sig")
    assert "error" not in load_paths([path], copied)
    assert ask(copied, "SELECT visits FROM activities WHERE activity_id = 'HD-Q1'") == [(5,)]


def test_no_cell_keeps_a_sign_that_nobody_sees():
    around = Surroundings(date(2024, 1, 1), area_book())
    written = "甲" + "".join(map(chr, [*range(32), 127])) + "乙1"
    for record_type in record_types().values():
        for column in (one for one in record_type.columns if one.kind in ("code", "text") and one.form != "clock"):
            kept = reader_of(column, None, around, [written])(written).value
            assert kept is None or not any(ord(sign) < 32 or ord(sign) == 127 for sign in kept), column.id
            assert kept or column.form, column.id


NAMED = "SELECT %s FROM activities WHERE name = '坏'"
"""As if there were a fault nobody knows of: no build that has an activity of that name passes, or it breaks off."""


@pytest.mark.parametrize("bad", [NAMED % "activity_id", NAMED % "CAST(CAST(name AS INTEGER) AS VARCHAR)"])
def test_what_no_build_can_hold_is_taken_back_and_everybody_else_publishes_on(copied, monkeypatch, bad):
    key_check = check._key_check
    replaced = {"activities": check.Check("坏", bad)}
    monkeypatch.setattr(check, "_key_check", lambda table, rows: replaced.get(table) or key_check(table, rows))
    assert not _is_built(lambda: sent(copied, f"HD-Q1,坏,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,5\n", IN_HUB_A))
    (one,) = Lake(copied).ledger.withdrawn()
    is_fault = "CAST" in bad  # of the database: of that nothing is told in words
    said = _said(lambda: set_withdrawn(copied, one, False, bounds=IN_HUB_A))
    assert said is None if is_fault else said.endswith(TAKEN_BACK)
    assert _is_built(lambda: sent(copied, f"HD-Q2,好,B-003,,{STREET_B},2016-06-01,文体活动,5\n", EVERYTHING))
    assert not _is_built(lambda: set_withdrawn(copied, one, False, bounds=IN_HUB_A))
    assert Lake(copied).ledger.withdrawn() == {one}
    assert _is_built(lambda: sent(copied, f"HD-Q3,好,B-003,,{STREET_B},2016-06-01,文体活动,5\n", EVERYTHING))
    assert ask(copied, "SELECT activity_id FROM activities WHERE activity_id LIKE 'HD-Q%' ORDER BY 1") == [
        ("HD-Q2",), ("HD-Q3",),
    ]  # fmt: skip
    assert not _is_built(lambda: sent(copied, f"HD-Q4,坏,B-003,,{STREET_B},2016-06-01,文体活动,5\n", EVERYTHING))
    assert Lake(copied).ledger.withdrawn() == {one}  # who sees everything sees what is wrong, and mends it


def test_no_delivery_takes_the_number_of_one_of_another_kind(copied, monkeypatch):
    outside = f"HD-Q9,外,B-003,,{STREET_B},2016-06-01,文体活动,5\n"  # with a row sent back, it is judged anew each time
    sent(copied, f"HD-Q1,内,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,5\n{outside}", IN_HUB_A)
    (former,) = [one.delivery for one in Lake(copied).manifests() if one.within]
    with monkeypatch.context() as patch:
        patch.setattr(intake, "table_id", lambda *_: former)
        assert loaded(copied, "组.csv", ORGANIZATIONS + org("N-1", "新社"), IN_HUB_A) == (0, 0, 0)
    assert [one.type for one in Lake(copied).manifests() if one.delivery == former] == ["activities"]
    assert _is_built(lambda: sent(copied, f"HD-Q2,好,B-003,,{STREET_B},2016-06-01,文体活动,5\n", EVERYTHING))


def sent(data, line, bounds):
    path = data.parent / f"{line[:5]}.csv"
    path.write_text(ACTIVITIES + line, "utf-8-sig")
    return load_paths([path], data, bounds=bounds)


def _said(do):
    """What the sender is told of a build that failed; None where the database failed."""
    try:
        return do()["error"]
    except duckdb.Error:
        return None


def _is_built(do):
    try:
        return "failures" not in do()
    except duckdb.Error:
        return False
