"""Twelve files of needs, points, partners, places, honours and shorter procedures, as communities send them."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from etl.errors import REFUSED
from etl.extract import read_tables
from etl.record import record_types
from etl.run import load_paths
from etl.validate import recognise, validate
from tests.etl.drawn_tables import MOBILE, TODAY
from tests.etl.test_later_offices import sent

FILES: dict[str, str] = tomllib.loads((Path(__file__).parent / "neighbourhood_offices.toml").read_text("utf-8"))
EXPECTED: dict[str, tuple[str, int, dict[int, str], set[tuple[int, str]]]] = {
    "需求清单.xlsx": ("demands", 3, {}, set()),
    "网格上报.csv": ("demands", 2, {3: "B065", 4: "V003"}, {(2, "B113"), (2, "V030"), (5, "V031"), (5, "B065")}),
    "积分流水导出.csv": ("points", 2, {3: "V003", 4: "B089", 6: "V015", 7: "V001"}, {(2, "V032")}),
    "时间银行.xlsx": ("points", 3, {5: "B086", 7: "B090"}, {(4, "V032"), (6, "B088")}),
    "爱心商家名单.xlsx": (
        "partners", 3, {5: "V003 B072"}, {(3, "B054"), (3, "B116"), (4, "B077"), (6, "B116"), (6, "B076")}),
    "资源库.csv": ("partners", 1, {2: "B060", 3: "B063", 4: "V003"}, {(5, "B080")}),
    "阵地一览.xlsx": ("facilities", 1, {3: "B034", 4: "B034 B078 B055"}, {(5, "B054"), (5, "B080"), (6, "B036")}),
    "功能区.csv": ("facilities", 3, {3: "B065"}, {(2, "V039"), (4, "B116"), (5, "B116")}),
    "荣誉.xlsx": ("honours", 3, {5: "V003"}, {(3, "B054"), (6, "V034")}),
    "信息发布.csv": ("honours", 3, {5: "V003 V004"}, {(3, "B116"), (4, "B116")}),
    "流程再造.xlsx": ("improvements", 2, {5: "V036", 6: "B073 B073"}, {(3, "B054")}),
    "最多跑一次.csv": ("improvements", 2, {4: "V001", 5: "B063"}, {(2, "V037"), (3, "V038")}),
}
"""The type it is taken for, rows taken, why rows were sent back, which rows are taken with a question."""


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_community_is_read_as_far_as_it_goes(name, tmp_path):
    type_id, taken, sent_back, asked = EXPECTED[name]
    (table,) = read_tables(sent(tmp_path, name, FILES))
    assert recognise(table).id == type_id
    outcome = validate(table, record_types()[type_id], today=TODAY)
    refused = {
        number: " ".join(problem.rule for problem in problems if problem.severity == REFUSED)
        for number, _, problems in outcome.rejected
    }
    assert refused == sent_back
    assert {(problem.row, problem.rule) for problem in outcome.warnings if problem.row} == asked
    assert len(outcome.rows) == taken and outcome.rows_read == taken + len(sent_back)
    assert all("{" not in problem.message for problem in outcome.warnings)


def test_what_is_read_is_what_was_meant(tmp_path):
    read = {}
    for name in FILES:
        (table,) = read_tables(sent(tmp_path, name, FILES))
        read[name] = validate(table, recognise(table), today=TODAY).rows
    needs = read["需求清单.xlsx"]
    assert [(row["channel"], row["routed"], row["satisfaction"]) for row in needs] == [
        ("网格", "微心愿", "非常满意"), ("走访", "转办", "满意"), ("平台", "微创投", None)]  # fmt: skip
    assert [(row["kind"], row["points"]) for row in read["积分流水导出.csv"]] == [
        ("兑换", 20), ("过期", Decimal("12.5"))]  # fmt: skip
    assert [(row["kind"], row["hours"]) for row in read["时间银行.xlsx"]] == [
        ("时间存入", Decimal("2.5")), ("时间支取", Decimal("1.5")), ("时间存入", 13)]  # fmt: skip
    first, second, _ = read["爱心商家名单.xlsx"]
    assert (first["value"], first["gives"], first["agreement"], first["ended_on"]) == (1000, "折扣", True, None)
    assert (second["value"], second["kind"], second["ended_on"]) == (None, "高校", date(2026, 12, 31))
    assert [row["m2"] for row in read["阵地一览.xlsx"]] == [Decimal("13.333")]
    assert [(row["kind"], row["items"]) for row in read["信息发布.csv"]] == [
        ("信息发布", 12), ("媒体报道", None), ("媒体报道", 1)]  # fmt: skip
    assert [(row["days_before"], row["days_after"]) for row in read["流程再造.xlsx"]] == [(20, 5), (3, Decimal("0.5"))]


@pytest.mark.usefixtures("small_reference")
def test_no_name_and_no_number_of_a_person_is_kept(tmp_path):
    paths = [sent(tmp_path, name, FILES) for name in ("网格上报.csv", "积分流水导出.csv")]
    document = load_paths(paths, tmp_path / "data")
    assert [entry["accepted"] for entry in document["deliveries"]] == [2, 2]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    for name in ("王建国", "李小明", "王小红", MOBILE):
        assert name.encode() not in kept and name.encode("gb18030") not in kept and name not in str(document)
