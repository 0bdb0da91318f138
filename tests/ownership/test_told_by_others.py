"""Of hours and points told twice, what a scope sends takes the place of nothing that others sent: sums that moved by
what stood there would tell the hours of one person on one day."""

import pytest

from etl.bounds import EVERYTHING, Bounds
from etl.run import set_withdrawn
from tests.etl.test_increment import assert_as_full
from tests.ownership.people import DISTRICT_A, HUB_A, STREET_A
from tests.ownership.test_taken import ask, loaded

IN_HUB_A, IN_STREET_A, IN_DISTRICT_A = Bounds(hub=HUB_A), Bounds(area=STREET_A), Bounds(area=DISTRICT_A)
HOURS = "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长\n"
POINTS = "流水编号,志愿者编号,收支类型,发生日期,积分,区域代码,组织编号,枢纽编号\n"
BY_DAY, BY_NUMBER, ENTRY = ("volunteer_hours", ""), ("volunteer_hours", "JL-7"), ("points", "LS-7")


def table(kind, number, amount, people=("7",)):
    """The rows of people on one day, all with the number if there is one."""
    if kind == "points":
        rows = (f"{number},ZYZ000001{who},获得,2016-06-02,{amount},{STREET_A},A-003,{HUB_A}\n" for who in people)
    else:
        rows = (f"{number},ZYZ000001{who},A-003,HD-A002,{STREET_A},2016-06-02,{amount}\n" for who in people)
    return (HOURS if kind == "volunteer_hours" else POINTS) + "".join(rows)


def counted(data, kind):
    amount = {"volunteer_hours": "hours", "points": "points"}[kind]
    return [float(one) for (one,) in ask(data, f"SELECT {amount} FROM {kind} ORDER BY 1")]


@pytest.mark.parametrize("told", [BY_DAY, BY_NUMBER, ENTRY])
def test_a_row_that_others_sent_is_replaced_by_none_of_a_hub(copied, told):
    loaded(copied, "官.csv", table(*told, 5))
    assert loaded(copied, "甲.csv", table(*told, 1), IN_HUB_A) == (1, 0, 1)
    assert counted(copied, told[0]) == [5]
    (reason,) = ask(copied, "SELECT reason FROM pending_rows WHERE type <> 'activities'")
    assert "这一条别人已经报过" in reason[0] and "官.csv" not in reason[0]


@pytest.mark.parametrize("told", [BY_DAY, ENTRY])
def test_the_latest_of_the_hub_waits_and_counts_once_what_others_sent_is_withdrawn(copied, tmp_path, told):
    loaded(copied, "官.csv", table(*told, 5))
    for number in (1, 2):
        assert loaded(copied, f"甲{number}.csv", table(*told, number), IN_HUB_A) == (1, 0, 1)
    assert ask(copied, "SELECT pending, superseded FROM deliveries WHERE within <> '' ORDER BY sequence") == [
        (0, 1), (1, 0)]  # fmt: skip
    assert_as_full(copied, tmp_path)
    ((official,),) = ask(copied, "SELECT delivery FROM deliveries WHERE file = '官.csv'")
    for is_withdrawn, amount in ((True, 2), (False, 5)):
        set_withdrawn(copied, official, is_withdrawn)
        assert counted(copied, told[0]) == [amount]
    assert_as_full(copied, tmp_path)


def test_what_an_official_sends_counts_whether_it_came_before_or_after_that_of_the_hub(copied, tmp_path):
    loaded(copied, "甲.csv", table(*BY_DAY, 1, "678"), IN_HUB_A)
    assert loaded(copied, "官.csv", table(*BY_DAY, 5, "67")) == (2, 0, 0)
    assert counted(copied, "volunteer_hours") == [1, 5, 5]
    assert ask(copied, "SELECT pending, superseded FROM deliveries WHERE file = '甲.csv'") == [(0, 2)]
    assert loaded(copied, "甲二.csv", table(*BY_DAY, 3, "678"), IN_HUB_A) == (3, 0, 2)
    assert loaded(copied, "官二.csv", table(*BY_DAY, 6, "6")) == (1, 0, 0)
    assert counted(copied, "volunteer_hours") == [3, 5, 6]
    assert_as_full(copied, tmp_path)


def test_of_two_scopes_the_wider_one_counts(copied, tmp_path):
    """So whoever answers for a place can put right what was sent below, and nobody below keeps it from counting."""
    senders = (IN_HUB_A, 1, 0), (IN_STREET_A, 2, 0), (IN_HUB_A, 3, 1), (IN_DISTRICT_A, 4, 0), (IN_STREET_A, 5, 1), (
        EVERYTHING, 6, 0), (IN_DISTRICT_A, 7, 1)  # fmt: skip
    seen = []
    for number, (bounds, amount, pending) in enumerate(senders):
        assert loaded(copied, f"{number}.csv", table(*BY_DAY, amount), bounds) == (1, 0, pending)
        seen += counted(copied, "volunteer_hours")
    assert seen == [1, 2, 2, 4, 4, 6, 6]
    assert_as_full(copied, tmp_path)
