"""A word of a sender with a scope means what builds take it for, and a record inside alone; none draws others' rows."""

import json

import pytest

from etl.bounds import EVERYTHING, Bounds
from etl.decisions import MEANS, PENDING, Decisions
from etl.run import build, load_paths, set_withdrawn
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_names_apart import PROJECTS, SCORES
from tests.ownership.test_taken import HOURS, ask, loaded

IN_HUB_A, IN_A = Bounds(hub=HUB_A), Bounds(area=STREET_A)
REGISTER = "组织编号,组织名称,统一社会信用代码,组织类型,登记状态,区域代码,枢纽编号,备案日期\n"
RATINGS = "组织编号,等级体系,年度,等级,得分\n"
USCC, BODY = "52330114MA2B3C4D1L", "MA2B3C4D1"
MARKED = "⟪SHU-A⟫"


def org(number, name, hub=HUB_A, street=STREET_A, uscc=""):
    return f"{number},{name},{uscc},社区社会组织,备案,{street},{hub},2015-03-01\n"


def foreign(number, name, uscc=""):
    return org(number, name, HUB_B, STREET_B, uscc)


def rating(word, grade="基础", score=1):
    return f"{RATINGS}{word},年度梯队,2024,{grade},{score}\n"


def deed(number, word, hub=HUB_A, street=STREET_A, visits=9):
    return f"{ACTIVITIES}{number},棋,{word},{hub},{street},2016-06-01,文体活动,{visits}\n"


def delivery(data, name, content, bounds=EVERYTHING, area=None):
    path = data.parent / name
    path.write_text(content, "utf-8-sig")
    (entry,) = load_paths([path], data, area=area, bounds=bounds)["deliveries"]
    return entry["delivery"]


@pytest.mark.parametrize("bounds", [IN_HUB_A, IN_A])
def test_the_code_of_an_organisation_outside_is_nobodys_name_and_no_row_lands_on_it(copied, bounds):
    assert loaded(copied, "乙.csv", REGISTER + foreign("B-030", "书画研究会", USCC)) == (1, 0, 0)
    assert loaded(copied, "评.csv", rating("B-030", "优秀", 97)) == (1, 0, 0)
    own = org("N-1", f"甲队（简称{BODY}）") + org("N-2", BODY) + org("N-3", "丙队（简称MA2B3C4D-1）")
    assert loaded(copied, "甲.csv", REGISTER + own, bounds) == (0, 3, 0)
    for word in (BODY, USCC, "MA2B3C4D-1", "书画研究会", "B-030"):
        assert loaded(copied, f"评{word}.csv", rating(word), bounds) == (0, 1, 0), word
    assert ask(copied, "SELECT org_id, grade, score FROM ratings WHERE year = 2024 AND org_id = 'B-030'") == [
        ("B-030", "优秀", 97)
    ]


@pytest.mark.parametrize("bounds", [IN_HUB_A, IN_A])
def test_a_former_name_outside_is_written_onto_by_nobody(copied, bounds):
    """B-001 was called so before: builds still know it by that name."""
    assert loaded(copied, "改名.csv", REGISTER + foreign("B-001", "B街戏曲社")) == (1, 0, 0)
    assert loaded(copied, "评.csv", rating("B街第1社", "优秀", 97)) == (1, 0, 0)
    own = org("N-1", "B街-第1社") + org("N-2", "B街第1社") + org("N-3", "丁队（曾用名B街第1社）")
    assert loaded(copied, "甲.csv", REGISTER + own, bounds) == (0, 3, 0)
    assert loaded(copied, "甲评.csv", rating("B街第1社"), bounds) == (0, 1, 0)
    assert loaded(copied, "甲活动.csv", deed("HD-N", "B街第1社"), bounds) == (0, 1, 0)
    assert ask(copied, "SELECT org_id, grade FROM ratings WHERE year = 2024") == [("B-001", "优秀")]


def test_a_word_that_was_decided_on_for_others_changes_no_row_of_a_sender_with_a_scope(copied):
    task = {"task": "t1", "kind": PENDING, "type": "ratings", "target": "organizations", "written": "大眼睛社",
            "delivery": "d", "about": "大眼睛社"}  # fmt: skip
    Decisions(copied).write(task, MEANS, "B-006", "", "官员")
    assert loaded(copied, "评.csv", rating("大眼睛社", "优秀", 95)) == (1, 0, 0)
    assert ask(copied, "SELECT org_id, grade FROM ratings WHERE year = 2024") == [("B-006", "优秀")]
    assert loaded(copied, "甲.csv", REGISTER + org("大眼睛社", "甲街大眼睛社"), IN_HUB_A) == (1, 0, 0)
    assert loaded(copied, "甲评.csv", rating("大眼睛社", "基础", 2), IN_HUB_A) == (1, 0, 0)
    found = [("B-006", "优秀"), ("大眼睛社", "基础")]
    for _ in range(2):
        assert sorted(ask(copied, "SELECT org_id, grade FROM ratings WHERE year = 2024")) == found
        build(copied)


def test_no_spelling_of_a_name_draws_the_rows_that_wait(copied):
    waits = [rating("星光队"), deed("HD-W", USCC, "", STREET_B), deed("HD-V", "MA2B3C4D-1", "", STREET_B)]
    for number, rows in enumerate(waits):
        assert loaded(copied, f"等{number}.csv", rows) == (1, 0, 1)
    own = [org("N-1", "甲队（简称星光队）"), org("N-2", f"甲队（简称{USCC}）"), org("N-3", "乙队（简称MA2B3C4D-1）"),
           org("N-4", "戊队", uscc=USCC)]  # fmt: skip
    assert loaded(copied, "甲.csv", REGISTER + "".join(own), IN_HUB_A) == (0, 4, 0)


def test_a_short_name_of_ones_own_opens_no_name_of_others(copied):
    loaded(copied, "评.csv", rating("B街第2社", "优秀", 97))
    assert loaded(copied, "甲.csv", REGISTER + org("N-1", "丙队（简称B街第2社）"), IN_HUB_A) == (0, 1, 0)
    assert loaded(copied, "甲二.csv", REGISTER + org("N-2", "B街第2社"), IN_HUB_A) == (0, 1, 0)
    assert ask(copied, "SELECT org_id, grade FROM ratings WHERE year = 2024") == [("B-002", "优秀")]


def test_a_short_name_of_ones_own_project_opens_no_name_of_others(copied):
    theirs = f"{PROJECTS}PB-1,邻里项目,B-003,{HUB_B},{STREET_B},2016-03-01,,\n"
    assert loaded(copied, "乙.csv", theirs) == (1, 0, 0)
    scores = f"{SCORES}邻里项目,1,18,17,16,18,19,2016-04-01\n"
    assert loaded(copied, "评审.csv", scores) == (1, 0, 0)
    own = f"{PROJECTS}PA-1,甲项目（简称邻里项目）,A-003,{HUB_A},{STREET_A},2016-03-01,,\n"
    loaded(copied, "甲.csv", own, IN_HUB_A)
    loaded(copied, "甲二.csv", own.replace("PA-1,甲项目（简称邻里项目）", "PA-2,邻里项目"), IN_HUB_A)
    loaded(copied, "甲三.csv", own.replace("甲项目（简称邻里项目）", "邻里项目"), IN_HUB_A)
    assert ask(copied, "SELECT project_id FROM project_scores") == [("PB-1",)]


def test_what_a_record_was_called_before_it_is_called_still(copied):
    """Two of one name, registered by who sees all: each keeps it when it is sent again."""
    loaded(copied, "同名.csv", REGISTER + org("N-1", "老年协会") + foreign("B-040", "老年协会"))
    assert loaded(copied, "甲.csv", REGISTER + org("N-1", "老年协会", uscc=""), IN_HUB_A) == (1, 0, 0)
    assert loaded(copied, "甲二.csv", REGISTER + org("N-2", "老年协会"), IN_HUB_A) == (0, 1, 0)


def test_rows_that_wait_for_a_number_of_their_own_kind_are_not_answered(copied):
    money = "资金编号,日期,金额,资金状态,资金来源,资金用途,枢纽编号,组织编号,区域代码,上级资金编号\n"
    waits = f"{money}ZJ-B1,2024-05-02,50000,拨付,福彩公益金,公益创投,{HUB_B},B-003,{STREET_B},ZJ-77\n"
    assert loaded(copied, "等.csv", waits) == (1, 0, 1)
    own = f"{money}ZJ-77,2024-05-01,80000,到账,福彩公益金,公益创投,{HUB_A},,{STREET_A},\n"
    assert loaded(copied, "甲.csv", own, IN_HUB_A) == (1, 0, 0)
    assert ask(copied, "SELECT funding_id FROM funding WHERE funding_id LIKE 'ZJ-%'") == [(f"ZJ-77{MARKED}",)]
    assert loaded(copied, "乙.csv", own.replace(HUB_A, HUB_B).replace(STREET_A, STREET_B)) == (1, 0, 0)
    found = ask(copied, "SELECT funding_id, parent_id FROM funding WHERE funding_id IN ('ZJ-77', 'ZJ-B1') ORDER BY 1")
    assert found == [("ZJ-77", None), ("ZJ-B1", "ZJ-77")]


def test_a_number_is_meant_as_it_is_written(copied):
    head = "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长\n"
    hours = "".join(f"R-{number},ZYZ00012345,A-003,{word},{STREET_A},2016-06-01,3\n"
                    for number, word in enumerate(("HD.B900", "HD-B900")))  # fmt: skip
    paths = [copied.parent / "活动.csv", copied.parent / "时长.csv"]
    for path, content in zip(paths, (deed("HD.B900", "A-003"), head + hours), strict=True):
        path.write_text(content, "utf-8-sig")
    sent = load_paths(paths, copied, bounds=IN_HUB_A)["deliveries"]
    assert [(one["accepted"], one["rejected"], one["pending"]) for one in sent] == [(1, 0, 0), (1, 1, 0)]


def test_an_organisation_that_waits_keeps_its_code_and_its_name(copied):
    waiting = REGISTER + org("B-050", "晨曦社", "SHU-NEU", STREET_B, USCC)
    assert loaded(copied, "等.csv", waiting) == (1, 0, 1)
    own = [org("N-1", "甲队", uscc=USCC), org("N-2", "晨曦社"), org("B-050", "乙队"), org("N-3", "丙队（简称晨曦社）")]
    assert loaded(copied, "甲.csv", REGISTER + "".join(own), IN_HUB_A) == (0, 4, 0)


@pytest.mark.parametrize("number", ["HD-W1", ""])
def test_what_was_withdrawn_comes_back_as_it_was(copied, number):
    kinds = {
        "activities": (deed("HD-W1", "B-003", HUB_B, STREET_B, 444), deed("HD-W1", "A-003"), IN_HUB_A),
        "volunteer_hours": (
            f"{HOURS}{number},ZYZ00012345,B-003,{STREET_B},2016-06-02,3\n",
            f"{HOURS}{number},ZYZ00012345,A-003,{STREET_A},2016-06-02,1\n",
            IN_A,
        ),
    }
    for type_id, (theirs, own, bounds) in kinds.items():
        before = delivery(copied, f"{type_id}.csv", theirs)
        rows = ask(copied, f"SELECT * EXCLUDE (_row, _delivery) FROM {type_id} WHERE _delivery = '{before}'")
        set_withdrawn(copied, before, True)
        assert loaded(copied, f"甲{type_id}.csv", own, bounds) == (1, 0, 0)
        set_withdrawn(copied, before, False)
        assert len(rows) == 1
        assert ask(copied, f"SELECT * EXCLUDE (_row, _delivery) FROM {type_id} WHERE _delivery = '{before}'") == rows


def test_an_organisation_that_was_withdrawn_keeps_its_words(copied):
    before = delivery(copied, "乙.csv", REGISTER + foreign("B-060", "霞光社", USCC))
    set_withdrawn(copied, before, True)
    own = [org("N-1", "甲队", uscc=USCC), org("N-2", "霞光社"), org("B-060", "乙队")]
    assert loaded(copied, "甲.csv", REGISTER + "".join(own), IN_HUB_A) == (0, 3, 0)
    set_withdrawn(copied, before, False)
    assert ask(copied, "SELECT name FROM organizations WHERE org_id = 'B-060'") == [("霞光社",)]


def test_what_was_withdrawn_of_ones_own_may_be_sent_by_oneself(copied):
    before = delivery(copied, "全.csv", REGISTER + org("N-1", "甲队", uscc=USCC))
    deeds = delivery(copied, "全二.csv", deed("HD-W2", "N-1"))
    for one in (deeds, before):
        set_withdrawn(copied, one, True)
    assert loaded(copied, "甲.csv", REGISTER + org("N-1", "甲队", uscc=USCC), IN_HUB_A) == (1, 0, 0)
    assert loaded(copied, "甲二.csv", deed("HD-W2", "N-1", visits=7), IN_HUB_A) == (1, 0, 0)
    assert ask(copied, "SELECT activity_id, visits FROM activities WHERE activity_id LIKE 'HD-W2%'") == [("HD-W2", 7)]


def test_words_of_ones_own_are_kept_as_numbers(copied):
    assert loaded(copied, "甲.csv", deed("HD-N1", "A街第3社", "甲街枢纽"), IN_HUB_A) == (1, 0, 0)
    loaded(copied, "全.csv", REGISTER + org("A-003", "改了名的社") + foreign("N-9", "A街第3社"))
    build(copied)
    found = ask(copied, "SELECT org_id, hub_id FROM activities WHERE activity_id = 'HD-N1'")
    assert found == [("A-003", HUB_A)], json.dumps(found)
