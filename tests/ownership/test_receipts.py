"""What a sender with a scope is told of what came of a file depends on no row of others: two worlds, told the same."""

import shutil

import pytest

from etl.bounds import Bounds
from etl.run import load_paths
from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.rests_on import WORDS
from indicators.scope import Scope, within
from indicators.warehouse import ask
from jobs.digest import digest
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_two_worlds import HOURS, ask_file

IN_HUB_A, OF_HUB_A = Bounds(hub=HUB_A), Scope(hub=HUB_A)
POINTS = "流水编号,志愿者编号,收支类型,发生日期,区域代码,枢纽编号,积分\n"
FUNDING = "资金编号,日期,金额,资金状态,资金来源,资金用途,枢纽编号,组织编号,区域代码\n"
PROJECTS = "项目编号,项目名称,组织编号,枢纽编号,区域代码,申报日期,立项日期,立项金额\n"


@pytest.fixture
def worlds(copied, tmp_path):
    """The records twice: in the second others sent one more file."""

    def made(**others: str):
        other = tmp_path / "other" / "data"
        shutil.copytree(copied, other)
        told = load(other, Bounds(), others)
        assert "error" not in told and not any(one["rejected"] for one in told["deliveries"]), told
        return copied, other

    return made


def load(data, bounds, files, **more):
    paths = [data.parent / f"{name}.csv" for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_text(content, "utf-8-sig")
    return load_paths(paths, data, bounds=bounds, **more)


def told(data, files):
    """What a sender bound to the hub is told, on the page of imports."""
    found = digest(load(data, IN_HUB_A, files, guard=True), is_within=True)
    found.pop("build")
    return found | ({"held": True} if found.pop("held", None) else {})


def held(hub, letter, street, rows, visits):
    """So many activities of a hub in one month."""
    days = [f"2016-09-{n % 28 + 1:02}" for n in range(rows)]
    return ACTIVITIES + "".join(
        f"{letter}-{n},棋{n},{letter}-003,{hub},{street},{day},文体活动,{visits}\n" for n, day in enumerate(days)
    )


def test_what_a_volunteer_has_earned_elsewhere_is_told_by_no_warning(worlds):
    earned = f"{POINTS}L-B,ZYZ00012345,获得,2016-03-01,{STREET_B},{HUB_B},130\n"
    spent = {"points": f"{POINTS}L-A,ZYZ00012345,兑换,2016-06-01,{STREET_A},{HUB_A},1000\n"}
    one, other = worlds(points=earned)
    assert told(one, spent) == told(other, spent)


@pytest.mark.parametrize("sender", [Bounds(), Bounds(hub=HUB_B)])
def test_a_day_told_at_another_hub_keeps_nothing_of_ones_own_from_being_counted(copied, sender):
    """Neither is it told by a row that waits that a volunteer serves elsewhere, nor is anything changed from there."""
    line = "{0}-{1},ZYZ000000{1},{0}-003,HD-{0}002,{2},2016-09-02,{3}\n"
    banked = f"{POINTS.replace('积分', '小时数')}T{{0}},ZYZ0000001,时间存入,2016-09-02,{{1}},{{2}},{{3}}\n"
    before = {"hours-b": HOURS + "".join(line.format("B", n, STREET_B, 24) for n in range(1, 4)),
              "points-b": banked.format("B", STREET_B, HUB_B, 24)}  # fmt: skip
    after = {"hours-a": HOURS + "".join(line.format("A", n, STREET_A, 3) for n in range(1, 4)),
             "points-a": banked.format("A", STREET_A, HUB_A, 3)}  # fmt: skip
    load(copied, sender, before)
    document = load(copied, Bounds(), after)
    assert [(one["accepted"], one["pending"]) for one in document["deliveries"]] == [(3, 0), (1, 0)]
    assert ask_file(copied, f"SELECT count(*) FROM volunteer_hours WHERE hub_id = '{HUB_A}'") == [(3,)]
    told = ask_file(copied, "SELECT type, row, message FROM findings WHERE rule = 'V130' ORDER BY ALL")
    assert [(kind, row) for kind, row, _ in told] == [("points", 2), *(("volunteer_hours", row) for row in (2, 3, 4))]
    assert "《hours-b.csv》第2行同一志愿者当天累计27小时" in told[1][2] and "V130" in str(digest(document))
    assert "V130" not in str(digest(document, is_within=True))


def test_whether_a_payment_is_far_above_those_of_others_is_neither_told_nor_counted(worlds):
    line = "{0}-{1},2016-03-01,{2},拨付,财政资金,公益创投,{3},{0}-003,{4}\n"
    usual = FUNDING + "".join(line.format("B", n, 10 + n, HUB_B, STREET_A) for n in range(30))
    one, other = worlds(funding=usual)
    large = {"funding": FUNDING + line.format("A", 1, 900_000, HUB_A, STREET_A)}
    assert told(one, large) == told(other, large)


@pytest.mark.parametrize(("visits", "is_held"), [(11, True), (10, False)])
def test_whether_a_load_is_held_back_follows_from_what_was_sent_within_the_scope(worlds, visits, is_held):
    one, other = worlds(activities=held(HUB_B, "B", STREET_A, 25, 10_000))
    for data in (one, other):
        assert "held" not in told(data, {"first": held(HUB_A, "A", STREET_A, 20, 9)})
        assert ("held" in told(data, {"then": held(HUB_A, "A", STREET_A, 20, visits)})) == is_held


def test_activities_of_others_that_call_something_by_the_words_of_ones_project_are_not_counted(worlds):
    held = ACTIVITIES.replace("枢纽编号", "枢纽编号,项目")
    foreign = f"{held}HD-X,棋,B-003,{HUB_B},P-9,{STREET_B},2016-06-01,文体活动,777\n"
    one, other = worlds(activities=foreign)
    own = {
        "projects": f"{PROJECTS}P-9,邻里客厅,A-003,{HUB_A},{STREET_A},2016-01-10,2016-02-10,5000\n",
        "held": f"{held}HD-Y,棋,A-003,{HUB_A},P-9,{STREET_A},2016-06-01,文体活动,20\n",
    }
    assert told(one, own) == told(other, own)
    seen = []
    for data in (one, other):
        warehouse.use(data)
        with within(OF_HUB_A):
            listed = ask("projects_listed", from_on="2016-01-01", to_on="2016-12-31")
            cost = evaluate("project_cost_per_visit", {"year": "2016"}).rows
            seen.append(([(row["project_id"], row["visits"], row["activities"]) for row in listed], cost))
    assert seen[0] == seen[1] and seen[0][0] == [("P-9", None, None)]
    assert [(row["value"], row["hidden"]) for row in seen[0][1]] == [(None, WORDS)]
