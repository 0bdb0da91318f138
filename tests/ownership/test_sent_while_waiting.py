"""A delivery that is published, was sent again and waits: until a person decides, everybody else builds on what is
published of it, and is neither held up by it nor told of it."""

import pytest

from etl.bounds import Bounds
from etl.deciding import decide
from etl.former import kept_formers
from etl.lake import Lake
from etl.let_in import let_in
from etl.publish import Warehouse
from etl.run import build, set_withdrawn
from etl.verify import verify
from tests.ownership.people import HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B, organizations
from tests.ownership.test_receipts import IN_HUB_A, held, load
from tests.ownership.test_two_worlds import HOURS, ask_file
from tests.ownership.test_waiting import B_PUBLISHED, IN_HUB_B, VISITS, small, stopped, waiting

NEW = f"{ORGANIZATIONS}B-400,乙街新社,社区社会组织,备案,{STREET_B},{HUB_B},2015-03-02\n"
OF_NEW = held(HUB_B, "B", STREET_B, 21, 10).replace("\nB-", "\nBK-").replace("B-003", "B-400")
AGAIN = OF_NEW.replace("B-400", "B-003", 1)
SERVED = f"{HOURS}S-0,ZYZ00012345,B-003,BK-0,{STREET_B},2016-09-01,3\n"
ORGS = "SELECT count(*) FROM organizations WHERE hub_id = 'SHU-B' AND closed_on IS NULL"


@pytest.fixture
def partly(copied):
    """Hub B has 200 visits of a month; of another file one row of 21 is published, of ten visits. It is sent again once
    all of them can be taken."""
    load(copied, IN_HUB_B, {"b": B_PUBLISHED})
    sent = load(copied, IN_HUB_B, {"k": AGAIN}, guard=True)["deliveries"][0]
    assert (sent["accepted"], sent["rejected"]) == (1, 20)
    load(copied, IN_HUB_B, {"o": NEW})
    return copied


@pytest.fixture
def again(partly):
    """It was, and waits."""
    assert load(partly, IN_HUB_B, {"k": AGAIN}, guard=True)["held"]
    return partly


def is_as_if_made_anew(data, within):
    """Whether the published build, made on the one before, is what that scope would build from nothing."""
    warehouse = Warehouse(data)
    return verify(let_in(Lake(data), warehouse, within), warehouse, False)["same"]


def of_hub_a(data, mark="K"):
    return small(data, IN_HUB_A, "A", HUB_A, STREET_A, mark)


@pytest.mark.parametrize(("answer", "after"), [("发布", 410), ("不发布", 200)], ids=["published", "refused"])
def test_what_waits_of_a_delivery_sent_again_is_published_by_the_decision_alone(again, answer, after):
    for mark, of_a in (("K", 3), ("M", 6)):
        assert "held" not in of_hub_a(again, mark)
        assert ask_file(again, VISITS) == [(HUB_A, of_a), (HUB_B, 210)] and is_as_if_made_anew(again, "hub:SHU-A")
    (task,) = waiting(again)
    decide(again, task["task"], answer)
    assert ask_file(again, VISITS) == [(HUB_A, 6), (HUB_B, after)]
    assert not kept_formers(Lake(again)) and build(again, check_only=True)["same"]


def test_neither_is_it_after_more_was_sent_and_another_hubs_delivery_was_withdrawn(again):
    of_hub_a(again)
    load(again, IN_HUB_B, {"k": AGAIN}, guard=True)
    assert small(again, IN_HUB_B, "B", HUB_B, STREET_B)["held"]
    (sent,) = (one.delivery for one in Lake(again).manifests() if one.file == "small-AK.csv")
    assert "held" not in set_withdrawn(again, sent, True, bounds=IN_HUB_A)
    assert ask_file(again, VISITS) == [(HUB_B, 210)] and is_as_if_made_anew(again, "hub:SHU-A")


def test_a_run_that_dies_with_it_leaves_what_is_published(partly, monkeypatch):
    stopped(monkeypatch, lambda: load(partly, IN_HUB_B, {"k": AGAIN}, guard=True))
    assert "held" not in of_hub_a(partly)
    assert ask_file(partly, VISITS) == [(HUB_A, 3), (HUB_B, 210)] and is_as_if_made_anew(partly, "hub:SHU-A")
    assert load(partly, IN_HUB_B, {"k": AGAIN}, guard=True)["held"]
    assert "held" not in of_hub_a(partly, "M")
    assert ask_file(partly, VISITS) == [(HUB_A, 6), (HUB_B, 210)] and is_as_if_made_anew(partly, "hub:SHU-A")


def test_a_declaration_of_an_official_that_waits_holds_up_no_hub(copied):
    more = organizations("B", STREET_B, HUB_B, 34).replace("\nB-", "\nBM-")
    load(copied, Bounds(), {"more": more})
    before = ask_file(copied, ORGS)
    whole = {"area": STREET_B, "to": "2016-12-31", "mode": "全量"}
    register = {"名录乙": organizations("B", STREET_B, HUB_B, 12)}
    assert load(copied, Bounds(), register, guard=True, **whole)["held"]
    assert "held" not in of_hub_a(copied)
    assert ask_file(copied, ORGS) == before and is_as_if_made_anew(copied, "hub:SHU-A")
    (task,) = waiting(copied)
    decide(copied, task["task"], "发布")
    assert ask_file(copied, ORGS) == [(6,)] and build(copied, check_only=True)["same"]


def test_a_file_of_an_official_that_waits_names_no_delivery_of_a_hub_that_waits_for_itself(partly):
    load(partly, Bounds(), {"a": held(HUB_A, "A", STREET_A, 20, 10)})
    assert load(partly, IN_HUB_B, {"k": AGAIN}, guard=True)["held"]
    assert load(partly, Bounds(), {"a2": held(HUB_A, "A", STREET_A, 20, 90)}, guard=True)["held"]
    official = next(one for one in waiting(partly) if "《a2.csv》" in one["about"])
    assert [one["file"] for one in decide(partly, official["task"], "不发布")["withdrawn"]] == ["a2.csv"]


def test_numbers_set_apart_meanwhile_are_so_in_what_is_published_too(partly):
    """Hours that name a record of it stay with that record."""
    assert "held" not in load(partly, IN_HUB_B, {"s": SERVED}, guard=True)
    assert load(partly, IN_HUB_B, {"k": AGAIN}, guard=True)["held"]
    taken = held(HUB_A, "A", STREET_A, 1, 7).replace("\nA-0,", "\nBK-0,")
    assert load(partly, Bounds(), {"taken": taken})["deliveries"][0]["accepted"] == 1
    told = "SELECT activities.hub_id, count(*) FROM volunteer_hours JOIN activities USING (activity_id) GROUP BY ALL"
    assert ask_file(partly, told) == [(HUB_B, 1)]
    assert "held" not in of_hub_a(partly)
    assert ask_file(partly, told) == [(HUB_B, 1)] and is_as_if_made_anew(partly, "hub:SHU-A")
