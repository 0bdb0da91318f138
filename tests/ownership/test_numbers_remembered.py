"""A row of a sender with a scope names what is inside today. A number that is merely remembered of a record of its own
(withdrawn, refused, waiting on top of a version that has gone, moved elsewhere) is one that nobody has, whether or not
somebody else uses it; and nothing of others changes."""

import shutil

import pytest

from etl.deciding import decide
from etl.decisions import LARGE
from etl.lake import Lake
from etl.run import build, load_paths
from etl.tasks import listing
from jobs.digest import digest
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_marked_copy import many
from tests.ownership.test_names_apart import PARTNERS, PROJECTS, SCORES
from tests.ownership.test_numbers_since import IN_HUB_A, OF_A, OF_B, load, refuse, shown
from tests.ownership.test_two_worlds import FUNDING, HOURS, IN_A, ask_file, sent
from tests.ownership.test_waiting import IN_HUB_B

POINTS = "流水编号,志愿者人数,收支类型,发生日期,区域代码,枢纽编号,组织编号,活动编号,商家编号,积分\n"
DEMANDS = "需求编号,需求内容,需求类型,区域代码,收集渠道,提出日期,组织编号,项目编号\n"
OWN = {
    "活动甲.csv": f"{ACTIVITIES}N-77,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n",
    "项目甲.csv": f"{PROJECTS}P-77,甲独项目,A-003,{HUB_A},{STREET_A},2016-01-10,2016-02-10,5000\n",
    "商家甲.csv": f"{PARTNERS}S-77,甲独店,商家,{STREET_A},{HUB_A},2016-01-01\n",
    "资金甲.csv": f"{FUNDING}Z-77,2016-03-01,900,拨付,财政资金,公益创投,{HUB_A},A-003,{STREET_A},\n",
}
NAMING = {
    "时长.csv": f"{HOURS}R-901,ZYZ0001234,A-003,N-77,{STREET_A},2016-06-01,2\n",
    "积分.csv": f"{POINTS}L-901,10,获得,2016-06-05,{STREET_A},{HUB_A},A-003,N-77,,60\n",
    "兑换.csv": f"{POINTS}L-902,10,兑换,2016-06-05,{STREET_A},{HUB_A},A-003,,S-77,30\n",
    "打分.csv": f"{SCORES}P-77,P1,1,1,1,1,1,2016-01-20\nP-77,P9,2,2,2,2,2,2016-01-20\n",
    "活动乙.csv": ACTIVITIES.replace("枢纽编号", "枢纽编号,项目")
                  + f"N-901,画,A-003,{HUB_A},P-77,{STREET_A},2016-06-02,文体活动,5\n",
    "资金乙.csv": FUNDING.replace("枢纽编号", "枢纽编号,项目")
                  + f"Z-902,2016-05-02,100,拨付,财政资金,公益创投,{HUB_A},P-77,A-005,{STREET_A},\n",
    "转拨.csv": f"{FUNDING}Z-901,2016-05-01,100,拨付,财政资金,公益创投,{HUB_A},A-005,{STREET_A},Z-77\n",
    "需求.csv": f"{DEMANDS}D-901,灯,服务需求,{STREET_A},网格,2016-03-01,A-003,P-77\n",
    "续投.csv": PROJECTS.replace("立项金额", "立项金额,续投自")
                + f"P-901,甲续,A-003,{HUB_A},{STREET_A},2016-03-01,2016-04-01,400,P-77\n",
}  # fmt: skip
"""A row for every column that refers to such a record."""
SCORED = {"官打分.csv": f"{SCORES}P-77,P1,90,90,90,90,90,2016-01-20\n"}
NUMBERS = ("N-77", "P-77", "S-77", "Z-77")
BIG = {times: {"大.csv": many(times)} for times in (1, 9)}


def elsewhere(number="77"):
    """The records of the other hub, scored by somebody who sees everything."""
    swapped = {"A-003": "B-003", HUB_A: HUB_B, STREET_A: STREET_B, "甲独": "乙独", "-77": f"-{number}"}
    given = {f"别{name}": content for name, content in (OWN | SCORED).items()}
    for word, other in swapped.items():
        given = {name: content.replace(word, other) for name, content in given.items()}
    return given


def by_hub(data, given, guard=False):
    for name, content in given.items():
        (data.parent / name).write_text(content, "utf-8-sig")
    return load_paths([data.parent / name for name in given], data, bounds=IN_HUB_A, guard=guard)


def taken_back(data, document):
    """All of it is withdrawn, and what is left built once."""
    for entry in document["deliveries"]:
        Lake(data).ledger.write("withdrawn", delivery=entry["delivery"], file=entry["file"])
    build(data)


def decided(data, action):
    for task in (one["task"] for one in listing(data)["tasks"] if one["kind"] == LARGE):
        decide(data, task, action)


def told(data, given, dry_run=False):
    """What the sender is told of the files, and by which rules rows were sent back."""
    for name, content in given.items():
        (data.parent / name).write_text(content, "utf-8-sig")
    document = load_paths([data.parent / name for name in given], data, bounds=IN_HUB_A, dry_run=dry_run)
    said = digest(document, is_within=True)
    rules = {(one["file"], one["rule"]) for one in said["findings"] if one["rule"].startswith("V12")}
    taken = {one["file"]: (one["accepted"], one["rejected"]) for one in said["deliveries"]}
    return {key: value for key, value in said.items() if key != "build"}, rules, taken


def forgotten(data, fate):
    """The hub's records are sent and then no longer its own to name."""
    if fate in ("refused", "stale"):
        assert "held" not in by_hub(data, BIG[1], guard=True)
        assert "held" in by_hub(data, OWN | BIG[9], guard=True)
    else:
        document = by_hub(data, OWN)
        assert [one["accepted"] for one in document["deliveries"]] == [1, 1, 1, 1]
    if fate == "withdrawn":
        taken_back(data, document)
    elif fate == "refused":
        refuse(data)
    elif fate == "stale":  # somebody publishes meanwhile
        load(data, {"乙.csv": f"{ACTIVITIES}B-901,棋,B-005,{HUB_B},{STREET_B},2016-06-03,文体活动,3\n"})
    elif fate == "moved":
        load(data, {f"官{name}": _moved(data, content) for name, content in OWN.items()})


def _moved(data, content):
    """The same records with another hub, by the numbers that whoever sees everything finds for them."""
    kept = {number for (number,) in ask_file(data, " UNION ".join(
        f"SELECT {column} FROM {table} WHERE hub_id = '{HUB_A}'" for table, column in (
            ("activities", "activity_id"), ("projects", "project_id"), ("partners", "partner_id"),
            ("funding", "funding_id"))))}  # fmt: skip
    content = content.replace(HUB_A, HUB_B)
    for number in NUMBERS:
        content = content.replace(number, next(one for one in kept if one.startswith(number)))
    return content


@pytest.mark.parametrize("fate", ["withdrawn", "refused", "stale", "moved"])
def test_a_number_remembered_of_a_record_of_ones_own_names_nothing_whoever_else_uses_it(copied, tmp_path, fate):
    other, answers = tmp_path / "other" / "data", []
    shutil.copytree(copied, other)
    for data, number in ((copied, "88"), (other, "77")):
        load(data, elsewhere(number))
        forgotten(data, fate)
        before, answer = shown(data, OF_B), [shown(data, OF_A)]
        asked = {name: rows for name, rows in NAMING.items() if fate != "moved" or name != "兑换.csv"}
        for dry_run in (True, False):
            answer.append(told(data, asked, dry_run))
            _, rules, taken = answer[-1]
            assert rules == {(name, "V122") for name in asked} and {one for one, _ in taken.values()} == {0}
        answers.append([*answer, shown(data, OF_A)])
        if fate == "stale":
            decided(data, "发布")
        assert shown(data, OF_B) == before
        scores = f"SELECT reviewer, CAST(score_public AS INTEGER) FROM project_scores WHERE project_id = 'P-{number}'"
        assert ask_file(data, scores) == [("P1", 90)]
    assert answers[0] == answers[1] and "⟪" not in repr(answers[0])


@pytest.mark.parametrize("fate", ["published", "held", "same run", "later elsewhere"])
def test_what_is_ones_own_is_named_as_before_whoever_else_uses_its_number(copied, tmp_path, fate):
    other, answers = tmp_path / "other" / "data", []
    shutil.copytree(copied, other)
    for data, number in ((copied, "88"), (other, "77")):
        if fate != "later elsewhere":
            load(data, elsewhere(number))
        if fate == "held":
            assert "held" not in by_hub(data, BIG[1], guard=True)
            assert "held" in by_hub(data, OWN | BIG[9], guard=True)
        elif fate != "same run":
            by_hub(data, OWN)
        if fate == "later elsewhere":
            load(data, elsewhere(number))
        before = shown(data, OF_B)
        answer = [told(data, OWN | NAMING if fate == "same run" else NAMING, dry_run) for dry_run in (True, False)]
        for _, rules, taken in answer:
            assert not rules and {one for _, one in taken.values()} == {0}
        answers.append([*answer, shown(data, OF_A)])
        if fate == "held":
            decided(data, "发布")
        assert shown(data, OF_B) == before
        mine = "SELECT CAST(score_public AS DOUBLE), reviewers FROM projects WHERE name LIKE '甲独项目%'"
        assert ask_file(data, mine) == [(1.5, 2)]
        hours = "SELECT hub_id FROM volunteer_hours WHERE record_id = 'R-901'"
        assert ask_file(data, hours) == [(HUB_A,)]
    assert answers[0] == answers[1] and "⟪" not in repr(answers[0])


def test_a_record_that_others_report_for_the_hub_is_named_though_its_own_was_withdrawn(copied, tmp_path):
    other, answers = tmp_path / "other" / "data", []
    shutil.copytree(copied, other)
    for data, number in ((copied, "88"), (other, "77")):
        sent(data, {f"乙{name}": rows for name, rows in elsewhere(number).items()}, IN_HUB_B)
        taken_back(data, by_hub(data, OWN))
        load(data, {f"官{name}": content for name, content in OWN.items()})
        before = shown(data, OF_B)
        answers.append([told(data, NAMING), shown(data, OF_A)])
        assert {one for _, one in answers[-1][0][2].values()} == {0} and shown(data, OF_B) == before
        assert ask_file(data, "SELECT hub_id FROM volunteer_hours WHERE record_id = 'R-901'") == [(HUB_A,)]
    assert answers[0] == answers[1]


def test_a_hub_names_what_its_area_sent_for_it_whoever_else_uses_its_number(copied, tmp_path):
    other, answers = tmp_path / "other" / "data", []
    shutil.copytree(copied, other)
    for data, number in ((copied, "88"), (other, "77")):
        load(data, elsewhere(number))
        assert [one["rejected"] for one in sent(data, OWN, IN_A)["deliveries"]] == [0] * 4
        before = shown(data, OF_B)
        answers.append([told(data, NAMING), shown(data, OF_A)])
        assert {one for _, one in answers[-1][0][2].values()} == {0} and shown(data, OF_B) == before
    assert answers[0] == answers[1]
