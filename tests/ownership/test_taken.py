"""Nobody draws the rows of others to a record of their own, makes them wait, or replaces what others told."""

import json

import duckdb
import pytest

from etl import intake
from etl.bounds import EVERYTHING, Bounds
from etl.run import load_paths
from etl.taken import NUMBER
from indicators import warehouse
from indicators.scope import Scope, within
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_bounds import told

IN_HUB_A, IN_A = Bounds(hub=HUB_A), Bounds(area=STREET_A)
HOURS = "记录编号,志愿者编号,组织编号,区域代码,服务日期,服务时长\n"


def org(number, name, hub=HUB_A):
    return f"{number},{name},社区社会组织,备案,{STREET_A},{hub},2015-03-01\n"


def loaded(data, name, content, bounds=EVERYTHING):
    path = data.parent / name
    path.write_text(content, "utf-8-sig")
    (entry,) = load_paths([path], data, bounds=bounds)["deliveries"]
    return entry["accepted"], entry["rejected"], entry["pending"]


def ask(data, sql):
    folder = data / "warehouse"
    named = json.loads((folder / "CURRENT.json").read_text("utf-8"))["file"]
    with duckdb.connect(str(folder / named), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(("bounds", "own"), [(IN_HUB_A, {6: "V123"}), (IN_A, {})])
def test_a_word_for_an_organisation_outside_is_not_taken_over(apart, bounds, own):
    """In an area two of its own may have one name."""
    rows = org("B街第4社", "我的社") + org("N-1", "B街第4社") + org("N-2", "棋社")
    _, rules = told(apart, bounds, ORGANIZATIONS + rows + org("A-003", "A街第3社") + org("A-003x", "A街第3社"))
    assert rules == {2: "V123", 3: "V123"} | own


def test_what_others_named_stays_theirs(copied):
    loaded(copied, "乙.csv", f"{ACTIVITIES}HD-X,棋,B街第4社,,{STREET_B},2016-06-01,文体活动,9\n")
    taken = ORGANIZATIONS + org("B街第4社", "我的社") + org("N-1", "B街第6社")
    assert loaded(copied, "甲.csv", taken, IN_HUB_A) == (0, 2, 0)
    loaded(copied, "乙二.csv", f"{ACTIVITIES}HD-Y,棋,B街第6社,,{STREET_B},2016-06-01,文体活动,9\n")
    found = ask(copied, "SELECT activity_id, org_id FROM activities WHERE activity_id IN ('HD-X', 'HD-Y') ORDER BY 1")
    assert found == [("HD-X", "B-004"), ("HD-Y", "B-006")]


def test_what_others_say_of_a_person_and_a_day_is_not_replaced_and_nothing_is_said(copied):
    loaded(copied, "乙.csv", f"{HOURS},ZYZ00012345,B-003,{STREET_B},2016-06-02,3\n")
    own = f"{HOURS},ZYZ00012345,A-003,{STREET_A},2016-06-02,1\n,ZYZ00099999,A-003,{STREET_A},2016-06-02,2\n"
    assert loaded(copied, "甲.csv", own, IN_A) == (2, 0, 0)
    assert loaded(copied, "甲.csv", own.replace("-02,1", "-02,1.5"), IN_A) == (2, 0, 0)
    found = ask(copied, f"SELECT org_id, hours, {NUMBER} = _delivery || '-' || _row FROM volunteer_hours ORDER BY 1, 2")
    assert [(org, float(hours), is_unnumbered) for org, hours, is_unnumbered in found] == [
        ("A-003", 1.5, False), ("A-003", 2.0, True), ("B-003", 3.0, True),
    ]  # fmt: skip


@pytest.mark.parametrize("is_large", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_numbers_made_of_a_persons_number_take_nothing_of_others(copied, is_large, monkeypatch):
    """They are compared, and kept apart, as they are stored: with the pseudonym in the place of the number."""
    monkeypatch.setattr(intake, "FAST_FROM", 1 if is_large else intake.FAST_FROM)

    def sent(letter, street, hub, bounds, short):
        place = f"{letter}-003,HD-{letter}002,{street}"
        files = {
            "时长": "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长\n"
                    f"JL-ZYZ00012345-0602,ZYZ00012345,{place},2016-06-02,3\nV77,{short},{place},2016-06-04,2\n",
            "积分": "流水编号,志愿者编号,收支类型,发生日期,积分,区域代码,组织编号,枢纽编号\n"
                    f"LS-ZYZ00012345,ZYZ00012345,获得,2016-06-02,30,{street},{letter}-003,{hub}\n",
        }  # fmt: skip
        paths = [copied.parent / f"{name}{letter}.csv" for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_text(content, "utf-8-sig")
        return [one["accepted"] for one in load_paths(paths, copied, bounds=bounds)["deliveries"]]

    assert sent("B", STREET_B, HUB_B, EVERYTHING, "ZYZ00099999") == [2, 1]
    assert sent("A", STREET_A, HUB_A, IN_HUB_A, "V77") == [2, 1]
    counted = ask(copied, "SELECT org_id, count(*) FROM volunteer_hours GROUP BY 1 ORDER BY 1")
    assert counted == [("A-003", 2), ("B-003", 2)]
    assert ask(copied, "SELECT hub_id, CAST(points AS INTEGER) FROM points ORDER BY 1") == [(HUB_A, 30), (HUB_B, 30)]
    own = "SELECT record_id, volunteer_id FROM volunteer_hours WHERE org_id = 'A-003' ORDER BY served_on"
    (long, _), (short, person) = ask(copied, own)
    assert long.endswith(f"⟪{HUB_A}⟫") and short == person != "V77"


def test_the_days_a_person_serves_elsewhere_make_no_row_of_a_sender_with_a_scope_wait(copied):
    hours = f"{HOURS}%s,ZYZ00012345,%s,%s,2016-06-02,%s\n"
    loaded(copied, "乙.csv", hours % ("R-1", "B-003", STREET_B, 3))
    assert loaded(copied, "甲.csv", hours % ("R-2", "A-003", STREET_A, 24), IN_A) == (1, 0, 0)
    assert loaded(copied, "甲二.csv", hours % ("R-3", "A-003", STREET_A, 1), IN_A) == (1, 0, 1)  # of its own rows
    assert loaded(copied, "全.csv", hours % ("R-4", "B-003", STREET_B, 2)) == (1, 0, 0)  # told of it, and yet it counts
    assert loaded(copied, "全二.csv", hours % ("R-5", "A-003", STREET_A, 1)) == (1, 0, 1)  # they


def test_the_entries_of_a_person_elsewhere_make_no_entry_of_a_sender_with_a_scope_wait(copied):
    head = "流水编号,志愿者编号,变动类型,发生日期,活动编号,积分,区域代码,组织编号,枢纽编号\n"
    points = f"{head}%s,ZYZ00012345,获得,2016-06-02,%s,5,%s,%s,%s\n"
    loaded(copied, "乙.csv", points % ("P-1", "", STREET_B, "B-003", ""))
    assert loaded(copied, "甲.csv", points % ("P-2", "", STREET_A, "A-003", HUB_A), IN_HUB_A) == (1, 0, 0)


def test_what_is_taken_is_refused_in_the_same_words_whatever_takes_it(copied):
    loaded(copied, "等.csv", f"{ACTIVITIES}HD-W,棋,新社,,{STREET_B},2016-06-01,文体活动,9\n")
    rows = [org("B-004", "甲社"), org("N-1", "B街第4社"), org("N-2", "新社"), org("新社", "乙社")]
    entry, rules = told(copied, IN_HUB_A, ORGANIZATIONS + "".join(rows))
    assert set(rules.values()) == {"V123"} and entry["rejected"] == len(rows)
    refused = [one for one in entry["messages"] if one["rule"] == "V123"]
    said = {one["message"].replace(one["found"], "…").replace(one["column"], "…", 1) for one in refused}
    assert len(refused) == len(rows) and len(said) == 1


@pytest.mark.parametrize("declared", [None, STREET_B])
def test_rows_that_wait_for_a_record_are_not_drawn_to_whoever_registers_it_first(copied, declared):
    waiting = f"{ACTIVITIES}HD-W,棋,新社,,{STREET_B},2016-06-01,文体活动,9\n"
    (copied.parent / "等.csv").write_text(waiting, "utf-8-sig")
    (entry,) = load_paths([copied.parent / "等.csv"], copied, area=declared)["deliveries"]
    assert entry["pending"] == 1
    assert loaded(copied, "甲.csv", ORGANIZATIONS + org("N-1", "新社") + org("新社", "别的社"), IN_HUB_A) == (0, 2, 0)
    own = f"{ACTIVITIES}HD-W,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    assert loaded(copied, "甲二.csv", own, IN_HUB_A) == (1, 0, 0)  # a record of its own: kept apart, nothing is said
    assert loaded(copied, "乙.csv", ORGANIZATIONS + org("N-2", "新社")) == (1, 0, 0)
    assert ask(copied, "SELECT org_id FROM activities WHERE activity_id = 'HD-W'") == [("N-2",)]


def test_all_that_a_row_waits_for_is_kept_for_it(copied):
    rows = f"{ACTIVITIES}HD-V,棋,新社,新枢纽,{STREET_B},2016-06-01,文体活动,9\n"
    rows += f"HD-W,棋,别社,,{STREET_B},2016-06-01,文体活动,9\n"
    assert loaded(copied, "等.csv", rows) == (2, 0, 2)
    head = "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长\n"
    assert loaded(copied, "时长.csv", f"{head}R-1,ZYZ00012345,丙社,HD-丙,{STREET_B},2016-06-02,3\n") == (1, 0, 1)
    found = ask(copied, "SELECT wanted FROM pending_rows WHERE key IN ('HD-V', 'R-1') ORDER BY key")
    waits = [sorted(one.split("\x1f") for one in wanted.split("\x1e")) for (wanted,) in found]
    assert waits == [
        [["hubs", "新枢纽"], ["organizations", "新社"]], [["activities", "HD-丙"], ["organizations", "丙社"]],
    ]  # fmt: skip
    for name in ("新社", "别社", "丙社"):
        assert loaded(copied, f"甲{name}.csv", ORGANIZATIONS + org(f"N-{name}", name), IN_HUB_A) == (0, 1, 0)
    own = f"{ACTIVITIES}HD-丙,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    assert loaded(copied, "甲.csv", own, IN_HUB_A) == (1, 0, 0)
    assert loaded(copied, "丙.csv", ORGANIZATIONS + org("N-丙", "丙社")) == (1, 0, 0)
    assert ask(copied, "SELECT value FROM pending_rows WHERE key = 'R-1'") == [("HD-丙",)]


def test_rows_of_ones_own_street_that_wait_are_answered_by_ones_own_register(copied):
    waiting = f"{ACTIVITIES}HD-W,棋,新社,,{STREET_A},2016-06-01,文体活动,9\n"
    (copied.parent / "等.csv").write_text(waiting, "utf-8-sig")
    load_paths([copied.parent / "等.csv"], copied, area=STREET_A)
    assert loaded(copied, "甲.csv", ORGANIZATIONS + org("N-1", "新社"), IN_HUB_A) == (1, 0, 0)
    assert ask(copied, "SELECT org_id FROM activities WHERE activity_id = 'HD-W'") == [("N-1",)]


@pytest.mark.parametrize("is_large", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_who_sees_all_is_told_whose_record_a_row_replaces(copied, is_large, monkeypatch):
    monkeypatch.setattr(intake, "FAST_FROM", 1 if is_large else intake.FAST_FROM)
    own = f"{ACTIVITIES}HD-S,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    foreign = f"{ACTIVITIES}HD-S,画,B-003,{HUB_B},{STREET_B},2016-06-02,文体活动,7\n"

    def warned(name, content, bounds=EVERYTHING):
        (copied.parent / name).write_text(content, "utf-8-sig")
        (entry,) = load_paths([copied.parent / name], copied, bounds=bounds)["deliveries"]
        return [one["message"] for one in entry["messages"] if one["rule"] == "V127"]

    assert warned("甲.csv", own, IN_HUB_A) == []
    assert warned("改.csv", own.replace(",9\n", ",8\n")) == []  # the same record, put right
    (said,) = warned("乙.csv", foreign)
    assert said.startswith(f"有1行的编号（HD-S）已是“枢纽 {HUB_A}”报来的记录的")
    assert ask(copied, "SELECT org_id FROM activities WHERE activity_id = 'HD-S'") == [("B-003",)]
    assert warned("甲二.csv", own.replace(",9\n", ",5\n"), IN_HUB_A) == []  # the hub is told nothing: kept apart
    assert ask(copied, "SELECT org_id, visits FROM activities WHERE activity_id LIKE 'HD-S%' ORDER BY 1") == [
        ("A-003", 5), ("B-003", 7),
    ]  # fmt: skip
    assert "V127" in ask(copied, "SELECT CAST(messages AS VARCHAR) FROM deliveries WHERE file = '乙.csv'")[0][0]
    assert ask(copied, "SELECT count(*) FROM findings WHERE rule = 'V127'") == [(1,)]
    warehouse.use(copied)
    with within(Scope(area=STREET_B)), warehouse.snapshot() as now:
        assert [row["messages"] for row in now.rows("SELECT messages FROM deliveries WHERE file = '乙.csv'")] == ["[]"]
        assert now.rows("SELECT message FROM findings WHERE rule = 'V127'") == []
