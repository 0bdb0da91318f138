"""What waits or was stopped before its build: nobody with another scope publishes it or is held up by it."""

import pytest

from etl import run
from etl.bounds import Bounds
from etl.deciding import decide
from etl.lake import Lake
from etl.run import build, set_withdrawn
from etl.tasks import tasks
from tests.ownership.people import HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_receipts import IN_HUB_A, held, load
from tests.ownership.test_two_worlds import ask_file

IN_HUB_B = Bounds(hub=HUB_B)
NEXT_STREET = "330102008000"
SUM = "SELECT hub_id, CAST(sum(visits) AS INTEGER) FROM activities"
VISITS = f"{SUM} WHERE held_on >= DATE '2016-09-01' GROUP BY ALL ORDER BY 1"
B_PUBLISHED, B_LARGE = held(HUB_B, "B", STREET_B, 20, 10), held(HUB_B, "B", STREET_B, 20, 90)


@pytest.fixture
def published(copied):
    """Of each hub twenty activities of a month, two hundred visits."""
    load(copied, Bounds(), {"b": B_PUBLISHED})
    assert "held" not in load(copied, IN_HUB_A, {"a": held(HUB_A, "A", STREET_A, 20, 10)}, guard=True)
    return copied


def small(data, bounds, letter, hub, street, mark="K", guard=True):
    """Loads three rows of other numbers; what was answered."""
    rows = held(hub, letter, street, 3, 1).replace(f"\n{letter}-", f"\n{letter}{mark}-")
    return load(data, bounds, {f"small-{letter}{mark}": rows}, guard=guard)


def stopped(monkeypatch, does):
    """A run of whoever sees everything that dies before it builds."""
    with monkeypatch.context() as patch:
        patch.setattr(run, "publish", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            does()


def waiting(data):
    return [task for task in tasks(data) if task["kind"] == "大幅变动"]


def test_a_load_that_was_stopped_before_its_build_is_published_by_nobody_with_a_scope(published, monkeypatch):
    stopped(monkeypatch, lambda: load(published, Bounds(), {"b2": B_LARGE}, guard=True))
    assert "held" not in small(published, IN_HUB_A, "A", HUB_A, STREET_A)
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 200)]
    assert load(published, Bounds(), {"b2": B_LARGE}, guard=True)["held"]["deliveries"][0]["file"] == "b2.csv"
    build(published)
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 1800)] and build(published, check_only=True)["same"]


def test_neither_is_a_withdrawal_that_was_stopped(published, monkeypatch):
    (sent,) = (one.delivery for one in Lake(published).manifests() if one.file == "b.csv")
    stopped(monkeypatch, lambda: set_withdrawn(published, sent, True))
    small(published, IN_HUB_A, "A", HUB_A, STREET_A)
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 200)]
    small(published, Bounds(), "A", HUB_A, STREET_A, "C", guard=False)
    assert ask_file(published, VISITS) == [(HUB_A, 206)]


def test_what_others_have_waiting_neither_holds_up_a_load_nor_is_published_with_it(published):
    assert load(published, Bounds(), {"b2": B_LARGE}, guard=True)["held"]
    assert "held" not in small(published, IN_HUB_A, "A", HUB_A, STREET_A)
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 200)] and len(waiting(published)) == 1
    decide(published, waiting(published)[0]["task"], "发布")
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 1800)] and not waiting(published)


def test_a_number_of_a_third_in_what_waits_holds_up_nobody(published):
    """It was set apart when the load came: the third is shown it as before, and what waits is published by nobody."""
    load(published, Bounds(), {"next": held(HUB_A, "A", NEXT_STREET, 20, 10).replace("\nA-", "\nN-")})
    load(published, IN_HUB_B, {"own": held(HUB_B, "B", STREET_B, 1, 7).replace("\nB-0,", "\nHD-T,")})
    more = held(HUB_A, "A", STREET_A, 21, 90).replace("\nA-20,", "\nHD-T,")
    assert load(published, Bounds(), {"a2": more}, guard=True)["held"]
    large = held(HUB_A, "A", NEXT_STREET, 10, 10).replace("\nA-", "\nAN-")
    assert "held" not in load(published, IN_HUB_A, {"large": large}, guard=True)
    assert ask_file(published, VISITS) == [(HUB_A, 500), (HUB_B, 207)]
    own = "SELECT activity_id, hub_id FROM activities WHERE activity_id LIKE 'HD-T%' ORDER BY ALL"
    assert ask_file(published, own) == [(f"HD-T⟪{HUB_B}⟫", HUB_B)] and len(waiting(published)) == 1
    decide(published, waiting(published)[0]["task"], "发布")
    assert ask_file(published, own) == [("HD-T", HUB_A), (f"HD-T⟪{HUB_B}⟫", HUB_B)]


def test_a_load_of_a_hub_that_waits_holds_up_nobody_else(published):
    assert load(published, IN_HUB_A, {"a2": held(HUB_A, "A", STREET_A, 20, 90)}, guard=True)["held"]
    assert "held" not in small(published, Bounds(), "B", HUB_B, STREET_B)
    assert "held" not in small(published, IN_HUB_B, "B", HUB_B, STREET_B, "C")
    assert ask_file(published, VISITS) == [(HUB_A, 200), (HUB_B, 206)]
    assert load(published, Bounds(), {"b2": B_LARGE}, guard=True)["held"]
    names = "《a2.csv》", "《b2.csv》"
    of_hub, of_all = ([one for one in waiting(published) if name in one["about"]] for name in names)
    assert (len(of_hub), len(of_all), len(waiting(published))) == (1, 1, 2)
    answer = decide(published, of_all[0]["task"], "不发布")
    assert [one["file"] for one in answer["withdrawn"]] == ["b2.csv"] and len(waiting(published)) == 1
    decide(published, of_hub[0]["task"], "发布")
    assert ask_file(published, VISITS) == [(HUB_A, 1800), (HUB_B, 206)] and not waiting(published)
    assert not list((published / "warehouse").glob("HELD*.json"))


def test_what_waits_is_not_published_along_with_a_withdrawal(published):
    small(published, IN_HUB_A, "A", HUB_A, STREET_A)
    (sent,) = (one.delivery for one in Lake(published).manifests() if one.file == "small-AK.csv")
    load(published, IN_HUB_A, {"a2": held(HUB_A, "A", STREET_A, 20, 90)}, guard=True)
    load(published, Bounds(), {"b2": B_LARGE}, guard=True)
    assert set_withdrawn(published, sent, True, bounds=IN_HUB_A)["held"]
    assert ask_file(published, VISITS) == [(HUB_A, 203), (HUB_B, 200)]
    (large,) = (one.delivery for one in Lake(published).manifests() if one.file == "a2.csv")
    assert "held" not in set_withdrawn(published, large, True, bounds=IN_HUB_A)
    assert ask_file(published, VISITS) == [(HUB_A, 200), (HUB_B, 200)] and len(waiting(published)) == 1


def test_rows_that_a_file_brings_when_it_is_sent_again_wait_without_holding_up_others(published):
    rows = held(HUB_A, "A", STREET_A, 21, 10).replace("\nA-", "\nAK-").replace("A-003", "A-400")
    rows = rows.replace("A-400", "A-003", 1)
    sent = load(published, IN_HUB_A, {"k": rows}, guard=True)["deliveries"][0]
    assert (sent["accepted"], sent["rejected"]) == (1, 20)
    load(published, IN_HUB_A, {"o": f"{ORGANIZATIONS}A-400,甲街新社,社区社会组织,备案,{STREET_A},{HUB_A},2015-03-02\n"})
    again = load(published, IN_HUB_A, {"k": rows}, guard=True)
    assert again["deliveries"][0]["accepted"] == 21
    assert [one["file"] for one in again["held"]["deliveries"]] == ["k.csv"]
    for bounds, mark in ((Bounds(), "K"), (IN_HUB_B, "C")):
        assert "held" not in small(published, bounds, "B", HUB_B, STREET_B, mark)
    assert [one["file"] for one in decide(published, waiting(published)[0]["task"], "不发布")["withdrawn"]] == ["k.csv"]
