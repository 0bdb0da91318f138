"""目标: actual values are those of evaluate, only what fits counts, and what is entered is checked in words."""

import pytest

from components.page import find
from components.place import place_of
from components.state import State
from components.targets import published, target_of
from components.targets_facts import IN_FORCE, LATER, PAST, asked_of, facts_of
from components.targets_table import gap_words
from indicators import catalog
from indicators.evaluate import evaluate
from jobs.targets import Entry, delivered, faults_of
from pages import targets as page
from tests.components.reading import text_of

XIASHA, KAIXUAN, CHANGSHA = "330114001000", "330102011000", "430121000000"
GOOD = {"indicator": "orgs_per_10k_people", "area": XIASHA, "year": "2025", "value": "8.5", "source": "年度工作计划"}


def state_of(**choices: str) -> State:
    return State("/targets", {key: (value,) for key, value in choices.items()})


def place(code: str):
    return place_of(state_of(area=code))


@pytest.mark.parametrize("choices", [{"area": XIASHA, "year": "2024"}, {"area": KAIXUAN, "as_of": "2016-06-30"},
                                     {"nature": "参考"}, {"standing": "全部"}, {"area": XIASHA, "basis": "户籍人口"}],
                         ids=str)  # fmt: skip
def test_every_actual_value_is_the_one_of_evaluate(demonstration, choices):
    facts = facts_of(asked_of(state_of(**choices)))
    assert facts.lines
    for line in facts.lines:
        row, definition = line.row, line.definition
        asked = {"year": str(line.year)}
        if definition.kind == "stock" and "as_of" in choices and line.year == 2016:
            asked = {"as_of": choices["as_of"]}
        asked |= {"area": row["area_code"] or choices.get("area", "")}
        asked |= {"universe": row["universe"]} if row["universe"] else {}
        if definition.denominators and choices.get("basis") in bases_of(definition):
            asked |= {"basis": choices["basis"]}
        found = evaluate(line.row["indicator"], {key: value for key, value in asked.items() if value}).rows[0]
        assert line.actual == (float(found["value"]) if found["reported"] and found["value"] is not None else None)
        if line.actual is not None:
            is_reached = line.actual >= row["value"] if row["comparison"] == "≥" else line.actual <= row["value"]
            assert line.is_reached == is_reached
            assert ("还差" in gap_words(line) or "超过" in gap_words(line)) <= (not is_reached)
    said = text_of(find("/targets").draw(state_of(**choices)))
    assert "出错了" not in said and "演示数据" in said


def bases_of(definition) -> set[str]:
    return {catalog.denominators()[key].name for key in definition.denominators}


def test_a_years_work_is_a_target_of_that_year_alone_and_of_that_area_alone(demonstration):
    facts = facts_of(asked_of(state_of(standing="全部", year="2024")))
    standing = {(line.row["area_code"], line.row["year"]): line for line in facts.lines if line.name == "活动场次"}
    assert standing[XIASHA, 2024].standing == IN_FORCE and standing[XIASHA, 2025].standing == LATER
    assert standing[KAIXUAN, 2015].standing == PAST and standing[KAIXUAN, 2015].year == 2015
    assert target_of("activities", place(XIASHA), "", 2024).value == 1050
    assert target_of("activities", place(XIASHA), "", 2023) is None
    assert target_of("filings", place(CHANGSHA), "", 2024).value == 160
    assert published("filings", place("430121105000")) == []  # a town has no share in what its county is to file


def test_a_target_of_one_population_stands_beside_no_other(demonstration, monkeypatch):
    row = {"value": 9.0, "comparison": "≥", "year": 2020, "universe": "登记", "source": "某规划", "kind": "目标",
           "area": XIASHA, "basis": "户籍人口", "indicator": "orgs_per_10k_people"}  # fmt: skip
    monkeypatch.setattr("components.targets.targets", lambda _: [row])
    asked = ("orgs_per_10k_people", place(XIASHA), "登记")
    assert target_of(*asked, 2024) is None and target_of(*asked, 2024, "常住人口") is None
    assert target_of(*asked, 2024, "户籍人口").value == 9


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"value": "1,050"}, ""),
        ({"hub": "H330114001000", "area": ""}, ""),
        ({"basis": "户籍人口", "universe": "登记"}, ""),
        ({"indicator": "no"}, "请选一个指标"),
        ({"area": ""}, "目标要说明是谁的"),
        ({"area": "999"}, "没有代码为“999”的地区"),
        ({"hub": "H0"}, "没有编号为“H0”的枢纽"),
        ({"indicator": "social_workers_per_10k", "hub": "H330114001000"}, "不能按枢纽计算"),
        ({"year": "二〇二五"}, "不是年份"),
        ({"year": "20250"}, "不是年份"),
        ({"year": ""}, "哪一年"),
        ({"universe": "企业"}, "统计口径"),
        ({"basis": "户数"}, "作分母"),
        ({"comparison": ">"}, "方向"),
        ({"kind": "希望"}, "性质"),
        ({"value": ""}, "请填目标值"),
        ({"value": "=1+1"}, "不是一个数"),
        ({"value": "1e9"}, "不是一个数"),
        ({"value": "1.2345"}, "最多三位小数"),
        ({"indicator": "communities_served", "value": "120"}, "0 与 100 之间"),
        ({"source": ""}, "请填出处"),
        ({"source": "长" * 300}, "不超过"),
        ({"source": "问 13812345678"}, "手机号"),
    ],
    ids=str,
)
def test_what_is_entered_is_checked_in_words(demonstration, changes, words):
    found = faults_of(Entry(**{**GOOD, **changes}))
    assert (words in " ".join(found)) if words else found == []


def test_the_same_target_twice_is_two_deliveries(demonstration):
    entry = Entry(**GOOD)
    first, second = delivered(entry, "1"), delivered(entry, "2")
    assert first != second and first.decode("utf-8-sig").count("\r\n") == 3
    assert "orgs_per_10k_people,330114001000,,2025,,,8.5,≥,目标,年度工作计划" in first.decode("utf-8-sig")


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(demonstration, monkeypatch):
    monkeypatch.setattr("components.targets_form.may_enter", lambda: "")
    monkeypatch.setattr(page, "may_enter", lambda: "")
    typed = {"area": XIASHA, "goal": "orgs_per_10k_people", "goal_value": "很多", "checked": "yes"}
    said = text_of(page.draw(state_of(**typed)))
    assert "“很多”不是一个数" in said and "请填出处" in said and "保存目标" in said and "改" in said
    assert "现在看到的是演示数据" not in said
