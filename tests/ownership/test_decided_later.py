"""What is decided or corrected and not published yet is published by nobody with a scope."""

import json

import duckdb
import pytest

from etl import deciding
from etl.bounds import Bounds
from etl.deciding import decide
from etl.disk import file_hash
from etl.lake import Lake
from etl.let_in import let_in
from etl.publish import Warehouse
from etl.run import build, rollback
from etl.tasks import tasks
from etl.verify import verify
from tests.ownership.people import HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_receipts import IN_HUB_A, held, load
from tests.ownership.test_two_worlds import ask_file
from tests.ownership.test_waiting import B_LARGE, VISITS, published, small, waiting

__all__ = ["published"]
WAITS = held(HUB_B, "B", STREET_B, 3, 1).replace("\nB-", "\nBW-").replace("B-003", "神秘社")
CORRECTION = """[[corrections]]
type = "activities"
key = {activity_id = "B-1"}
column = "visits"
expect = "10"
value = "15"
why = "抄错"
"""
BEFORE, AFTER = [(HUB_A, 203), (HUB_B, 200)], [(HUB_A, 203), (HUB_B, 203)]


@pytest.fixture
def named(published):
    """Three rows of hub B wait for an organisation that nobody knows; the task of them."""
    load(published, Bounds(), {"w": WAITS})
    return next(one["task"] for one in tasks(published) if one["kind"] == "待核" and "神秘社" in one["about"])


def of_hub_a(data):
    """Loads for hub A; what is published then is what a build of it from nothing would be."""
    assert "error" not in small(data, IN_HUB_A, "A", HUB_A, STREET_A)
    part = let_in(Lake(data), Warehouse(data), IN_HUB_A.key)
    assert verify(part, Warehouse(data), False)["same"]
    return ask_file(data, VISITS)


def shown(data, **told):
    """The pointer to the published build; says something else of it first."""
    path = data / "warehouse" / "CURRENT.json"
    found = json.loads(path.read_text("utf-8")) | told
    path.write_text(json.dumps(found), "utf-8")
    return found


@pytest.mark.parametrize("models", [{}, {"models": "another program"}])
def test_a_decision_that_waits_is_published_by_no_load_of_a_hub(published, named, models):
    assert load(published, Bounds(), {"b2": B_LARGE}, guard=True)["held"]
    assert decide(published, named, "对应到", "B-005")["held"]
    shown(published, **models)
    assert of_hub_a(published) == BEFORE
    assert shown(published)["made"].startswith("全量" if models else "增量")
    decide(published, waiting(published)[0]["task"], "发布")
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 1803)] and build(published, check_only=True)["same"]


def test_nor_is_one_whose_run_was_stopped(published, named, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "publish", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            decide(published, named, "对应到", "B-005")
    assert of_hub_a(published) == BEFORE
    small(published, Bounds(), "A", HUB_A, STREET_A, "C")
    assert ask_file(published, VISITS) == [(HUB_A, 206), (HUB_B, 203)]


def test_a_build_that_was_gone_back_to_keeps_its_own_decisions(published, named):
    former = shown(published)["build"]
    decide(published, named, "对应到", "B-005")
    assert ask_file(published, VISITS)[1] == (HUB_B, 203)
    rollback(published, former)
    assert of_hub_a(published) == BEFORE
    assert "error" not in build(published) and ask_file(published, VISITS) == AFTER


def test_a_decision_that_changes_no_row_yet_is_that_of_the_published_build_too(published, named):
    (sent,) = (one.delivery for one in Lake(published).manifests() if one.file == "w.csv")
    lake = Lake(published)
    lake.ledger.write("withdrawn", delivery=sent, file="w.csv")
    decide(published, named, "对应到", "B-005")
    assert of_hub_a(published) == BEFORE
    assert [one[2:] for one in let_in(lake, Warehouse(published), IN_HUB_A.key).meanings()] == [("神秘社", "B-005")]


def test_neither_is_a_correction_that_was_written_since(published):
    (published / "corrections.toml").write_text(CORRECTION, "utf-8")
    assert of_hub_a(published) == BEFORE and ask_file(published, "SELECT why FROM corrections") == []
    assert "error" not in build(published)
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 205)]
    (published / "corrections.toml").write_text("corrections = 1", "utf-8")
    small(published, IN_HUB_A, "A", HUB_A, STREET_A, "C")
    assert ask_file(published, VISITS) == [(HUB_A, 206), (HUB_B, 205)]
    assert ask_file(published, "SELECT why, outcome FROM corrections") == [("抄错", "已更正")]


def test_of_a_build_that_kept_nothing_what_is_there_now_is_taken(published, named, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "publish", lambda *_, **__: {})
        decide(published, named, "对应到", "B-005")
    path = published / "warehouse" / shown(published)["file"]
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP SCHEMA given CASCADE")
    shown(published, sha256=file_hash(path))
    assert of_hub_a(published) == AFTER
