"""Whether what a sender with a scope does makes a new version follows from no row of others: numbers that got a mark
because others sent them too are taken in by the next version that is made anyhow."""

import json
import shutil

import pytest

from etl.bounds import Bounds
from etl.deciding import decide
from etl.lake import Lake
from etl.run import build, set_withdrawn
from etl.tasks import tasks
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_named_by_others import OWN, SMALL, decided_and_corrected, elsewhere
from tests.ownership.test_numbers_since import AGAIN, IN_HUB_A, MANY_OF_B, OF_A, load, of_others, shown, withdraw
from tests.ownership.test_numbers_since import OWN as FILES
from tests.ownership.test_receipts import held
from tests.ownership.test_receipts import load as load_within
from tests.ownership.test_two_worlds import ask_file, sent

LARGE = {"多.csv": MANY_OF_B[9]}


def version(data):
    """What is published, and what waits of the hub: anybody who sees a version number could tell."""
    folder = data / "warehouse"
    told = json.loads((folder / "CURRENT.json").read_text("utf-8"))
    waits = [one for path in folder.glob("HELD-*.json") if (one := json.loads(path.read_text("utf-8")))]
    return told["build"], told["published_at"], [(one["build"], one["held_at"]) for one in waits]


def worlds(data, tmp_path):
    """The records twice."""
    other = tmp_path / "other" / "data"
    shutil.copytree(data, other)
    return (data, False), (other, True)


def large_task(data, name=""):
    (task,) = (one["task"] for one in tasks(data) if one["kind"] == "大幅变动" and name in one["about"])
    return task


def test_a_file_that_comes_again_makes_no_version_though_others_have_its_numbers_waiting(copied, tmp_path):
    load(copied, {"别多.csv": MANY_OF_B[1]})
    sent(copied, FILES, IN_HUB_A)
    for data, is_alike in worlds(copied, tmp_path):
        assert "held" in load(data, of_others(is_alike) | LARGE, guard=True)
        assert any(one.renumbered for one in Lake(data).manifests()) == is_alike
        before, seen = version(data), shown(data, OF_A)
        again = sent(data, FILES, IN_HUB_A)
        assert {one["status"] for one in again["deliveries"]} == {"duplicate"}
        (first, *_) = (one["delivery"] for one in again["deliveries"])
        set_withdrawn(data, first, False, bounds=IN_HUB_A)  # it holds: there is nothing to restore
        assert version(data) == before and shown(data, OF_A) == seen
        decide(data, large_task(data), "发布")
        assert shown(data, OF_A) == seen and build(data, check_only=True)["same"]
        shown_to_all = "SELECT activity_id, hub_id FROM activities WHERE activity_id LIKE 'HD-1%' ORDER BY 1"
        kept = [("HD-1", HUB_B), (f"HD-1⟪{HUB_A}⟫", HUB_A)] if is_alike else [("HD-1", HUB_A)]
        assert ask_file(data, shown_to_all) == kept


@pytest.mark.parametrize("bounds", [IN_HUB_A, Bounds()], ids=["the hub", "who sees everything"])
def test_the_next_version_that_is_made_takes_in_the_marks(copied, bounds):
    """Who sees everything makes one by sending anything, though nothing is new."""
    load(copied, {"别多.csv": MANY_OF_B[1]})
    sent(copied, FILES, IN_HUB_A)
    load(copied, of_others(is_alike=True) | LARGE, guard=True)
    before = version(copied)
    marked = "SELECT count(*) FROM activities WHERE activity_id = 'HD-1⟪SHU-A⟫'"
    assert ask_file(copied, marked) == [(0,)]
    given = AGAIN if bounds.key else {"别多.csv": MANY_OF_B[1]}
    sent(copied, given, bounds)
    assert ask_file(copied, marked) == [(1,)] and version(copied)[0] != before[0]
    if bounds.key:
        decide(copied, large_task(copied), "发布")
    assert build(copied, check_only=True)["same"]


def test_nor_does_a_decision_that_follows_the_number_make_one(copied, tmp_path):
    decided_and_corrected(copied)
    load(copied, {"别多.csv": MANY_OF_B[1]})
    for data, is_alike in worlds(copied, tmp_path):
        assert "held" in load(data, elsewhere(OWN, is_alike) | LARGE, guard=True)
        assert ("⟪" in repr(Lake(data).meanings())) == is_alike
        before, seen = version(data), shown(data, OF_A)
        sent(data, OWN, IN_HUB_A)
        assert version(data) == before and shown(data, OF_A) == seen
        sent(data, SMALL, IN_HUB_A)
        assert version(data)[0] != before[0]
        decide(data, large_task(data), "发布")
        assert build(data, check_only=True)["same"]


def test_what_waits_of_the_hub_is_neither_weighed_again_nor_published_otherwise(copied, tmp_path):
    """That is: the version that a decision publishes is made then, in both worlds."""
    load(copied, {"别多.csv": MANY_OF_B[1]})
    sent(copied, {"a.csv": held(HUB_A, "A", STREET_A, 20, 10)} | FILES, IN_HUB_A)
    large = {"a2": held(HUB_A, "A", STREET_A, 20, 90)}
    assert load_within(copied, IN_HUB_A, large, guard=True)["held"]
    for data, is_alike in worlds(copied, tmp_path):
        assert "held" in load(data, of_others(is_alike) | LARGE, guard=True)
        before = version(data)
        assert load_within(data, IN_HUB_A, large, guard=True)["held"]
        assert version(data) == before
        answer = decide(data, large_task(data, "《a2.csv》"), "发布")
        now = version(data)
        assert answer["build"] == now[0] not in (before[0], before[2][0][0]) and now[2] == []
        decide(data, large_task(data, "《多.csv》"), "发布")
        assert build(data, check_only=True)["same"]


def test_numbers_that_a_file_finds_used_when_it_comes_again_make_no_version_either(copied, tmp_path):
    """A row of the file was sent back: it is judged anew, and what an official has waiting says of the hub's activity,
    by its organisation, that it is another hub's."""
    load(copied, {"别多.csv": MANY_OF_B[1]})
    deed = f"HD-Z,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    own = {"甲.csv": ACTIVITIES + deed + deed.replace("HD-Z", "HD-Y").replace(STREET_A, STREET_B)}
    (first,) = sent(copied, own, IN_HUB_A)["deliveries"]
    assert (first["accepted"], first["rejected"]) == (1, 1)
    found = "SELECT activity_id, hub_id, visits FROM activities WHERE activity_id LIKE 'HD-Z%' ORDER BY 1"
    for data, is_alike in worlds(copied, tmp_path):
        number = "HD-Z" if is_alike else "HD-X"
        moved = f"{ACTIVITIES}{number},棋,A-003,{HUB_B},{STREET_B},2016-06-01,文体活动,5\n"
        document = load(data, {"移.csv": moved} | LARGE, guard=True)
        assert "held" in document
        before = version(data)
        (again,) = sent(data, own, IN_HUB_A)["deliveries"]
        assert again["status"] == "duplicate" and version(data) == before
        assert any(one.renumbered for one in Lake(data).manifests()) == is_alike
        assert ask_file(data, found) == [("HD-Z", HUB_A, 9)]
        withdraw_first = data.with_name("withdrawn")
        shutil.copytree(data, withdraw_first)
        decide(data, large_task(data), "发布")
        if is_alike:
            assert ask_file(data, found) == [("HD-Z", HUB_B, 5), (f"HD-Z⟪{HUB_A}⟫", HUB_A, 9)]
        assert build(data, check_only=True)["same"]
        withdraw(withdraw_first, document)
        assert [visits for *_, visits in ask_file(withdraw_first, found)] == [9]
