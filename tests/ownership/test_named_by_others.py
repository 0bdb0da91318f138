"""What others say of a hub's records by their numbers (hours, points, scores, payments, demands, decisions and
corrections) stays with these when the numbers come to be used elsewhere; and others put right the record they mean."""

import shutil

import pytest

from etl.bounds import Bounds
from etl.deciding import decide
from etl.run import build, set_withdrawn
from etl.tasks import tasks
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_names_apart import PROJECTS, SCORES
from tests.ownership.test_numbers_since import (
    FUNDING,
    HOURS,
    IN_HUB_A,
    MANY_OF_B,
    OF_A,
    OF_B,
    POINTS,
    load,
    refuse,
    shown,
    withdraw,
)
from tests.ownership.test_two_worlds import ask_file, sent

IN_HUB_B = Bounds(hub=HUB_B)
DEMANDS = "需求编号,需求内容,需求类型,区域代码,收集渠道,提出日期,组织编号,项目编号\n"
OWN = {
    "活动.csv": f"{ACTIVITIES}N-1,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n",
    "项目.csv": f"{PROJECTS}P-1,邻里客厅,A-003,{HUB_A},{STREET_A},2016-01-10,2016-02-10,5000\n",
    "资金.csv": f"{FUNDING}Z-1,2016-03-01,900,拨付,财政资金,公益创投,{HUB_A},A-003,{STREET_A},\n",
}
TOLD = {
    "官时长.csv": HOURS + "".join(f"W-{n},V{n},A-003,N-1,{STREET_A},2016-06-01,2\n" for n in range(6)),
    "官积分.csv": f"{POINTS}L-1,9,获得,2016-06-05,{STREET_A},{HUB_A},N-1,30\n",
    "官打分.csv": f"{SCORES}P-1,P01,20,20,20,20,20,2016-01-20\nP-1,P02,10,20,20,20,20,2016-01-20\n",
    "官转拨.csv": f"{FUNDING}Z-2,2016-05-01,100,拨付,财政资金,公益创投,{HUB_A},A-005,{STREET_A},Z-1\n",
    "官需求.csv": f"{DEMANDS}D-1,灯,服务需求,{STREET_A},网格,2016-03-01,A-003,P-1\n",
}
SMALL = {"小.csv": f"{ACTIVITIES}T-1,小,A-003,{HUB_A},{STREET_A},2016-06-09,文体活动,3\n"}
CORRECTION = """[[corrections]]
type = "activities"
key = {activity_id = "N-1"}
column = "visits"
expect = "9"
value = "7"
why = "抄错"
"""


DRAWN = ("官时长.csv", "官打分.csv", "官需求.csv")
LIES = f"""
    SELECT 'hours', hub_id, count(*), sum(hours) FROM volunteer_hours
    WHERE served_on = '2016-06-01' AND hub_id = '{HUB_B}' GROUP BY ALL
    UNION ALL SELECT 'scores', project_id, count(*), sum(score_public) FROM project_scores
    WHERE project_id LIKE 'P-1%' GROUP BY ALL
    UNION ALL SELECT 'demands', project_id, count(*), 0 FROM demands WHERE demand_id = 'D-1' GROUP BY ALL
    ORDER BY ALL"""


def elsewhere(given, is_alike):
    """The same records of the other hub, under the same numbers or others."""
    pairs = {"A-003": "B-003", HUB_A: HUB_B, STREET_A: STREET_B, "邻里客厅": "书香院", ",9\n": ",30\n"}
    pairs |= {} if is_alike else {"N-1,": "N-8,", "P-1,": "P-8,", "Z-1,": "Z-8,"}
    for written, other in pairs.items():
        given = {name: content.replace(written, other) for name, content in given.items()}
    return {f"别{name}": content for name, content in given.items()}


@pytest.mark.parametrize("fate", ["published", "held", "refused", "withdrawn"])
def test_what_others_told_by_a_number_stays_when_it_comes_to_be_used_elsewhere(copied, tmp_path, fate):
    is_held = fate in ("held", "refused")
    load(copied, {"别多.csv": MANY_OF_B[1]})
    sent(copied, OWN, IN_HUB_A)
    load(copied, TOLD)
    before = shown(copied, OF_A)
    assert len(before["project_scores"]) == 2
    answers = []
    for is_alike in (False, True):
        data = tmp_path / f"world{is_alike}" / "data"
        shutil.copytree(copied, data)
        document = load(data, elsewhere(OWN, is_alike) | ({"多.csv": MANY_OF_B[9]} if is_held else {}), guard=is_held)
        assert ("held" in document) == is_held
        told = [shown(data, OF_A)]
        if fate == "withdrawn":
            withdraw(data, document)
        if fate == "refused":
            refuse(data)
        answers.append([*told, sent(data, SMALL, IN_HUB_A), shown(data, OF_A)])
    assert answers[0] == answers[1] and answers[1][0] == before
    assert fate == "held" or build(data, check_only=True)["same"]


@pytest.mark.parametrize("order", ["others first", "own first"])
def test_who_sees_all_puts_right_the_record_where_the_row_lies_and_no_other(copied, tmp_path, order):
    answers = []
    for is_alike in (False, True):
        data = tmp_path / f"world{is_alike}" / "data"
        shutil.copytree(copied, data)
        for is_own in (True, False) if order == "own first" else (False, True):
            theirs_by = IN_HUB_B if order == "others first" else Bounds()
            sent(data, *((OWN, IN_HUB_A) if is_own else (elsewhere(OWN, is_alike), theirs_by)))
        theirs = shown(data, OF_B)
        right = {f"改{name}": one.replace(",9\n", ",8\n").replace(",5000", ",4000") for name, one in OWN.items()}
        load(data, right)
        assert is_alike is False or shown(data, OF_B)["activities"] == theirs["activities"]
        found = shown(data, OF_A)
        answers.append([{k: v for k, v in found.items() if k not in ("projects", "pending_rows")},
                        ask_file(data, f"SELECT visits FROM activities WHERE hub_id = '{HUB_A}' AND name = '棋'")])
    assert answers[0] == answers[1] and answers[1][1] == [(8,)]
    assert build(data, check_only=True)["same"]


def decided_and_corrected(data):
    """A word that was decided to mean a number of the hub, and a correction of that record."""
    sent(data, OWN, IN_HUB_A)
    load(data, {"官时长.csv": TOLD["官时长.csv"].replace("N-1", "棋会")})
    task = next(one["task"] for one in tasks(data) if one["kind"] == "待核" and "棋会" in one["about"])
    decide(data, task, "对应到", "N-1")
    (data / "corrections.toml").write_text(CORRECTION, "utf-8")
    build(data)


def test_what_was_decided_or_corrected_by_a_number_goes_on_holding_for_the_record_it_was_said_of(copied, tmp_path):
    decided_and_corrected(copied)
    load(copied, {"别多.csv": MANY_OF_B[1]})
    before = shown(copied, OF_A)
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    answers = []
    for data, is_alike in ((copied, False), (other, True)):
        document = load(data, elsewhere(OWN, is_alike) | {"多.csv": MANY_OF_B[9]}, guard=True)
        assert "held" in document
        told = [sent(data, SMALL, IN_HUB_A), shown(data, OF_A)]
        (held,) = (one["task"] for one in tasks(data) if one["kind"] == "大幅变动")
        decide(data, held, "发布")
        answers.append([*told, shown(data, OF_A)])
    assert answers[0] == answers[1] and answers[1][2] == answers[1][1] != before
    found = "SELECT visits FROM activities WHERE activity_id LIKE 'N-1%' ORDER BY hub_id"
    assert ask_file(other, found) == [(7,), (30,)] and build(other, check_only=True)["same"]


@pytest.mark.parametrize("fate", ["published", "withdrawn"])
def test_no_record_of_a_hub_draws_to_itself_what_others_tell_by_its_number_of_theirs(copied, tmp_path, fate):
    """The rows name organisations of the hub, at what lies at another."""
    theirs = elsewhere(OWN, True)
    load(copied, theirs)
    load(copied, {"官时长.csv": TOLD["官时长.csv"].replace(STREET_A, STREET_B).replace("W-", "R-")})
    answers = []
    for is_sent in (False, True):
        data = tmp_path / f"world{is_sent}" / "data"
        shutil.copytree(copied, data)
        if is_sent:
            hours = HOURS + f"R-1,V9,A-003,HD-A002,{STREET_A},2016-06-01,2\n"
            sent(data, OWN | {"甲时长.csv": hours}, IN_HUB_A)
        if is_sent and fate == "withdrawn":
            for (one,) in ask_file(data, f"SELECT delivery FROM deliveries WHERE \"within\" = '{IN_HUB_A.key}'"):
                set_withdrawn(data, one, True)
        told = {name: one.replace(STREET_A, STREET_B) for name, one in TOLD.items() if name in DRAWN}
        load(data, told)
        load(data, {f"改{name}": one.replace(",2\n", ",3\n") for name, one in told.items()})
        answers.append(ask_file(data, LIES))
    assert answers[0] == answers[1] != []
