"""Numbers that were a sender's alone at first and that others send later: whatever becomes of the delivery of the
others, the sender cannot tell, nothing of its own moves to a record of theirs, and nothing of theirs is changed."""

import re
import shutil
import time

import pytest

from etl.bounds import Bounds
from etl.deciding import decide
from etl.decisions import LARGE
from etl.lake import Lake
from etl.present import Present
from etl.run import build, load_paths, set_withdrawn
from etl.tasks import listing
from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.scope import Scope, within
from indicators.warehouse import snapshot
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_marked_copy import many
from tests.ownership.test_names_apart import PROJECTS, SCORES
from tests.ownership.test_two_worlds import CHANGING, FUNDING, HOURS, ask_file, files, sent

IN_HUB_A, OF_A, OF_B = Bounds(hub=HUB_A), Scope(hub=HUB_A), Scope(hub=HUB_B)
POINTS = "流水编号,志愿者人数,收支类型,发生日期,区域代码,枢纽编号,活动编号,积分\n"
OWN = files("A", HUB_A, STREET_A)
MANY_OF_B = {times: many(times).replace("A-003", "B-003").replace(HUB_A, HUB_B).replace(STREET_A, STREET_B)
             for times in (1, 9)}  # fmt: skip
SHOWN = ("activities", "funding", "volunteer_hours", "points", "projects", "project_scores", "pending_rows")
ELSEWHERE = {"HD-1": "HD-8", "R-1": "R-8", "ZJ-1": "ZJ-8", "ZJ-2": "ZJ-9"}
AGAIN = {
    "活动.csv": OWN["活动.csv"].replace(",9\n", ",20\n"),
    "时长二.csv": f"{HOURS}R-1,ZYZ0001234A,A-003,HD-1,{STREET_A},2016-06-01,2\n"
                  f"R-2,ZYZ0001235A,A-003,HD-1,{STREET_A},2016-06-01,4\n",
    "积分.csv": f"{POINTS}LS-1,10,获得,2016-06-05,{STREET_A},{HUB_A},HD-1,60\n",
    "资金.csv": OWN["资金.csv"].replace(",900,", ",950,"),
    "转拨二.csv": f"{FUNDING}ZJ-3,2016-05-01,100,拨付,财政资金,公益创投,{HUB_A},A-005,{STREET_A},ZJ-1\n",
}  # fmt: skip


def of_others(is_alike):
    """The rows of the other hub: under the sender's numbers, or under others."""
    given = files("B", HUB_B, STREET_B)
    for number, other in {}.items() if is_alike else ELSEWHERE.items():
        given = {name: re.sub(rf"\b{number}\b", other, content) for name, content in given.items()}
    return {f"别{name}": content for name, content in given.items()}


def load(data, given, guard=False):
    for name, content in given.items():
        (data.parent / name).write_text(content, "utf-8-sig")
    return load_paths([data.parent / name for name in given], data, guard=guard)


def withdraw(data, document, is_withdrawn=True):
    for entry in document["deliveries"]:
        set_withdrawn(data, entry["delivery"], is_withdrawn)


def refuse(data):
    (task,) = (one["task"] for one in listing(data)["tasks"] if one["kind"] == LARGE)
    decide(data, task, "不发布")


def of_a(data):
    """What there is of the hub: its activities, the hours at them, and payments."""
    hours = "SELECT record_id, hub_id, CAST(hours AS INTEGER) FROM volunteer_hours WHERE org_id = 'A-003' ORDER BY 1"
    held = f"SELECT visits FROM activities WHERE hub_id = '{HUB_A}' AND activity_id LIKE 'HD-1%' ORDER BY ALL"
    paid = f"SELECT CAST(amount AS INTEGER) FROM funding WHERE hub_id = '{HUB_A}' ORDER BY ALL"
    return [ask_file(data, sql) for sql in (held, paid, hours)]


def shown(data, scope):
    """The rows of these tables that the scope shows, and some numbers made of them."""
    shown_to = data.with_name(f"{data.name}-{time.time_ns()}")  # the ETL opens those of `data` in this process, too
    shutil.copytree(data / "warehouse", shown_to / "warehouse")
    warehouse.use(shown_to)
    with within(scope), snapshot() as now:
        rows = {table: now.rows(f'SELECT * FROM "{table}"') for table in SHOWN}
        found = {
            table: sorted(repr({k: v for k, v in row.items() if k not in CHANGING}) for row in some)
            for table, some in rows.items()
        }
        for indicator in ("activities", "visits", "funds_granted", "volunteer_hours"):
            found[indicator] = [row["numerator"] for row in evaluate(indicator, {"by": "year"}).rows]
    warehouse.use(None)
    return found


@pytest.mark.parametrize("fate", ["published", "withdrawn", "held", "refused", "restored", "held twice"])
def test_what_others_send_later_under_ones_own_numbers_is_told_by_nothing(copied, tmp_path, fate):
    other = tmp_path / "other" / "data"
    is_held = fate in ("held", "refused", "held twice")
    if is_held:
        load(copied, {"别多.csv": MANY_OF_B[1]})
    first = sent(copied, OWN, IN_HUB_A)
    assert [one["accepted"] for one in first["deliveries"]] == [1, 1, 1, 1]
    shutil.copytree(copied, other)
    answers = []
    for data, is_alike in ((copied, False), (other, True)):
        document = load(data, of_others(is_alike) | ({"别多九.csv": MANY_OF_B[9]} if is_held else {}), guard=is_held)
        assert ("held" in document) == is_held
        told = [shown(data, OF_A)]
        if fate in ("withdrawn", "restored"):
            withdraw(data, document)
        if fate == "refused":
            refuse(data)
        told.append(sent(data, AGAIN, IN_HUB_A))
        assert [one["accepted"] for one in told[-1]["deliveries"]] == [1, 2, 1, 1, 1]
        if fate == "held twice":
            refuse(data)
        if fate == "restored":
            withdraw(data, document, is_withdrawn=False)
        answers.append([*told, shown(data, OF_A)])
    assert answers[0] == answers[1] and "⟪" not in repr(answers[0])
    if fate != "held":
        assert [len(one) for one in of_a(other)] == [1, 3, 2] and of_a(other)[0] == [(20,)]
        assert {hub for _, hub, _ in of_a(other)[2]} == {HUB_A}


def test_what_hours_were_told_of_an_activity_stay_with_it_and_both_records_hold(copied):
    sent(copied, OWN, IN_HUB_A)
    before = shown(copied, OF_A)
    document = load(copied, of_others(is_alike=True))
    said = [one["message"] for one in document["deliveries"][0]["messages"] if one["rule"] == "V127"]
    assert len(said) == 1 and said[0].startswith(f"有1个编号（HD-1）“枢纽 {HUB_A}”也报过")
    assert shown(copied, OF_A) == before
    assert ask_file(copied, "SELECT hub_id, CAST(hours AS INTEGER) FROM volunteer_hours ORDER BY 1") == [
        (HUB_A, 3), (HUB_B, 3),
    ]  # fmt: skip
    assert ask_file(copied, "SELECT org_id, visits FROM activities WHERE activity_id = 'HD-1'") == [("B-003", 9)]
    tables = [shown(copied, scope) for scope in (OF_A, OF_B)]
    assert not build(copied).get("error") and [shown(copied, scope) for scope in (OF_A, OF_B)] == tables
    again = sent(copied, OWN, IN_HUB_A)  # the very files: nothing is new
    assert {one["status"] for one in again["deliveries"]} == {"duplicate"} and shown(copied, OF_A) == before


def test_a_project_of_ones_own_stays_beside_one_of_others_that_has_its_number_and_its_name(copied):
    own = f"{PROJECTS}P-1,邻里客厅,A-003,{HUB_A},{STREET_A},2016-01-10,2016-02-10,5000\n"
    scores = f"{SCORES}邻里客厅,P01,20,20,20,20,20,2016-01-20\n"
    sent(copied, {"项目.csv": own, "打分.csv": scores}, IN_HUB_A)
    before = shown(copied, OF_A)
    theirs = own.replace("A-003", "B-003").replace(HUB_A, HUB_B).replace(STREET_A, STREET_B)
    load(copied, {"别项目.csv": theirs.replace(",5000", ",70000"), "别打分.csv": scores.replace("P01", "P02")})
    assert shown(copied, OF_A) == before
    marked = f"P-1⟪{HUB_A}⟫"
    told = ask_file(copied, "SELECT project_id, reviewer FROM project_scores ORDER BY 2")
    assert told == [(marked, "P01"), ("P-1", "P02")]
    sent(copied, {"打分二.csv": scores.replace("P01", "P03")}, IN_HUB_A)
    assert ask_file(copied, "SELECT project_id FROM project_scores WHERE reviewer = 'P03'") == [(marked,)]


def test_a_record_of_others_inside_is_put_right_and_one_of_ones_own_by_others(copied):
    """The same record: of the same organisation or hub; only another one is kept beside it."""
    deed = f"{ACTIVITIES}HD-S,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    load(copied, {"官.csv": deed})
    sent(copied, {"改.csv": deed.replace(",9\n", ",8\n")}, IN_HUB_A)
    load(copied, {"又.csv": deed.replace("A-003", "A-005").replace(",9\n", ",7\n")})
    sent(copied, {"再.csv": deed.replace(",9\n", ",6\n")}, IN_HUB_A)
    found = "SELECT activity_id, org_id, visits FROM activities WHERE activity_id LIKE 'HD-S%'"
    assert ask_file(copied, found) == [("HD-S", "A-003", 6)]
    document = load(copied, {"移.csv": deed.replace("A-003", "B-003").replace(HUB_A, HUB_B)})
    assert "会顶替它们" in repr(document["deliveries"][0]["messages"])  # the record was theirs at first
    assert ask_file(copied, found) == [("HD-S", "B-003", 9)]
    assert not any(one.renumbered for one in Lake(copied).manifests())


def test_rows_in_the_lake_alone_lie_inside_by_any_word_for_the_hub_or_its_organisations(copied):
    present = Present("", HUB_A, f"hub:{HUB_A}", copied)
    assert present.lies_inside({"hub_id": "甲街枢纽", "org_id": "B-003"})
    assert present.lies_inside({"hub_id": None, "org_id": "A街第3社"})
    assert not present.lies_inside({"hub_id": "乙街枢纽", "org_id": "A-003"})
    assert not present.lies_inside({"hub_id": None, "org_id": "A街第2社"})  # of no hub
    deed = f"{ACTIVITIES}HD-7,棋,A-003,甲街枢纽,{STREET_A},2016-06-01,文体活动,9\n"
    withdraw(copied, load(copied, {"官.csv": deed}))
    sent(copied, {"甲.csv": deed.replace("甲街枢纽", HUB_A)}, IN_HUB_A)
    assert ask_file(copied, "SELECT activity_id FROM activities WHERE activity_id LIKE 'HD-7%'") == [("HD-7",)]


def test_the_code_of_an_organisation_is_kept_from_nobody_who_registers_it_by_a_hub_that_was_first(copied):
    code, register = "52330114MA2B3C4D1L", ORGANIZATIONS.replace("组织名称", "组织名称,统一社会信用代码")
    kept = f"N-1,甲队,{code},社区社会组织,备案,{STREET_A},{HUB_A},2015-03-01\n"
    sent(copied, {"甲.csv": register + kept}, IN_HUB_A)
    row = f"B-030,书画研究会,{code},社区社会组织,备案,{STREET_B},{HUB_B},2015-03-01\n"
    (entry,) = load(copied, {"官.csv": register + row})["deliveries"]
    assert entry["pending"] == 0
    found = f"SELECT org_id FROM organizations WHERE uscc = '{code}'"
    assert ask_file(copied, found) == [("B-030",)]
    load(copied, {"官二.csv": register + row.replace("B-030", "B-031")})  # who comes later waits
    assert ask_file(copied, found) == [("B-030",)]
