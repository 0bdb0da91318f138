"""Targets are set for what lies inside one's scope, by whoever may set them."""

from dataclasses import replace

import pytest

from indicators.warehouse import ask
from jobs import store
from jobs.targets import Entry, TargetError, enter, entered_jobs, faults_of, may_enter, withdraw, withdrawable
from tests.ownership.conftest import asking
from tests.ownership.people import (
    ADMINISTRATOR,
    ANALYST_A,
    CLERK_A,
    EVERYBODY,
    HUB_A,
    HUB_B,
    LEADER_A,
    OFFICIAL_A,
    OFFICIAL_B,
    STREET_A,
    STREET_B,
)

ENTRY = Entry("orgs", STREET_A, year="2016", value="30", source="工作计划")


def delivery_of(source):
    (row,) = (row for row in ask("targets_listed", area=None) if row["source"] == source)
    return row["delivery"]


def test_a_target_is_for_somebody_inside(data):
    with asking(OFFICIAL_A):
        assert may_enter() == "" and faults_of(ENTRY) == []
        assert faults_of(replace(ENTRY, area="", hub=HUB_A)) == []
        for area in (STREET_B, "330100000000", "330000000000"):
            assert faults_of(replace(ENTRY, area=area)) == ["这个地区不在您的范围内，不能给它定目标。"]
        foreign, unknown = (faults_of(replace(ENTRY, area="", hub=hub)) for hub in (HUB_B, "SHU-X"))
        assert [one.replace(HUB_B, "…") for one in foreign] == [one.replace("SHU-X", "…") for one in unknown] != []
        with pytest.raises(TargetError):
            enter(replace(ENTRY, area=STREET_B))
    with asking(EVERYBODY):
        assert faults_of(replace(ENTRY, area=STREET_B)) == []
    assert store.listed() == []


def test_a_target_of_somebody_outside_is_not_withdrawn(client, data):
    own, foreign = delivery_of("甲街计划"), delivery_of("乙街计划")
    with asking(OFFICIAL_A):
        assert withdrawable(own)["delivery"] == own and withdrawable(foreign) is None
        answers = [client.post("/targets/withdraw", data={"delivery": one}) for one in (foreign, "0" * 16)]
        assert [answer.status_code for answer in answers] == [409, 409] and answers[0].data == answers[1].data
        with pytest.raises(TargetError):
            withdraw(foreign)
    assert withdrawable(foreign)["delivery"] == foreign and store.listed() == []


@pytest.mark.parametrize("person", [ANALYST_A, LEADER_A, CLERK_A, ADMINISTRATOR, None])
def test_who_may_not_set_targets_gets_no_further(client, data, person):
    own = delivery_of("甲街计划")
    form = {"goal": "orgs", "area": STREET_A, "goal_year": "2016", "goal_value": "3", "goal_source": "计划",
            "goal_comparison": "≥", "goal_kind": "目标"}  # fmt: skip
    with asking(person):
        answers = [client.post("/targets/enter", data=form), client.post("/targets/withdraw", data={"delivery": own})]
        assert [answer.status_code for answer in answers] == [403, 403]
        with pytest.raises(TargetError):
            enter(ENTRY)
    assert store.listed() == []


def test_what_was_entered_is_listed_for_those_it_concerns(data):
    with asking(OFFICIAL_A):
        store.create("目标.csv", page="/targets")
    counts = {}
    for person in (OFFICIAL_A, OFFICIAL_B, EVERYBODY):
        with asking(person):
            counts[person.name] = len(entered_jobs())
    assert counts == {"shangcheng": 1, "qiantang": 0, "quanbu": 1}
