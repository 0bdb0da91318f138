"""Twelve files of the later record types as offices send them: titles, units, names for numbers, contradictions."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from etl.errors import REFUSED
from etl.extract import read_tables
from etl.normalise.codes import read_reviewer
from etl.record import record_types
from etl.run import load_paths
from etl.validate import recognise, validate
from tests.etl.drawn_tables import TODAY
from tests.etl.little_tables import drawn

FILES: dict[str, str] = tomllib.loads((Path(__file__).parent / "later_offices.toml").read_text("utf-8"))
EXPECTED: dict[str, tuple[str, int, dict[int, str], set[tuple[int, str]]]] = {
    "创投项目汇总.xlsx": ("projects", 2, {6: "V001"}, {(5, "B054")}),
    "落选与续投.csv": ("projects", 1, {3: "B065", 4: "V016 V016 V010", 5: "B078"}, set()),
    "专家打分表.csv": ("project_scores", 2, {5: "V015", 6: "V015", 7: "B078", 8: "V001"}, set()),
    "评分十分制.csv": ("project_scores", 5, {4: "B115", 5: "B115"}, {(2, "V018")}),
    "育树计划台账.xlsx": ("trainings", 2, {5: "B055 B081"}, {(4, "B054")}),
    "督导记录.csv": ("trainings", 2, {4: "B063", 5: "B088"}, {(3, "V013"), (3, "V020")}),
    "枢纽自评表.xlsx": ("assessments", 3, {4: "V022"}, {(3, "B034"), (5, "B034"), (6, "B076")}),
    "社区组织评估.csv": ("assessments", 1, {3: "V021", 4: "V011", 5: "V003"}, {(2, "B054")}),
    "目标分解表.xlsx": ("targets", 2, {5: "B073", 6: "V003"}, set()),
    "枢纽目标.csv": ("targets", 4, {}, {(4, "B078"), (5, "V019")}),
    "双孵化五同步.xlsx": ("milestones", 3, {6: "V001", 7: "V003"}, {(3, "B034"), (3, "B054")}),
    "五同步补报.csv": ("milestones", 2, {2: "B060", 3: "B063"}, {(4, "V019"), (5, "V019"), (5, "B065")}),
}
"""The type it is taken for, rows taken, why rows were sent back, which rows are taken with a question."""


def sent(folder: Path, name: str, files: dict[str, str] | None = None) -> Path:
    """The file as it was sent; in workbooks a ^ is merged with the cell above."""
    rows, path = drawn((files or FILES)[name]), folder / name
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030", newline="") as handle:
            csv.writer(handle).writerows(rows)
        return path
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, start=1):
        book.active.append([None if cell in ("", "^") else cell for cell in row])
        for column in (place for place, cell in enumerate(row, start=1) if cell == "^"):
            _merge_up(book.active, number, column)
    book.save(path)
    return path


def _merge_up(sheet: Worksheet, row: int, column: int) -> None:
    """One cell of this and the one above, which may span rows already."""
    above = next((span for span in sheet.merged_cells.ranges if span.bounds[::2] == (column, column)
                  and span.max_row == row - 1), None)  # fmt: skip
    first = above.min_row if above else row - 1
    if above:
        sheet.unmerge_cells(above.coord)
    sheet.merge_cells(start_row=first, start_column=column, end_row=row, end_column=column)


def read(folder: Path, name: str) -> list[dict]:
    """The rows of the file, after every promise of EXPECTED was held against what is said of it."""
    type_id, taken, sent_back, asked = EXPECTED[name]
    (table,) = read_tables(sent(folder, name))
    assert recognise(table).id == type_id
    outcome = validate(table, record_types()[type_id], today=TODAY)
    assert len(outcome.rows) == taken and outcome.rows_read == taken + len(sent_back)
    refused = {
        number: " ".join(p.rule for p in problems if p.severity == REFUSED) for number, _, problems in outcome.rejected
    }
    assert (name, refused) == (name, sent_back)
    assert (name, {(p.row, p.rule) for p in outcome.warnings if p.row}) == (name, asked)
    assert all("{" not in problem.message for problem in outcome.warnings)
    return outcome.rows


def test_files_of_offices_are_read_as_far_as_they_go(tmp_path):
    rows = {name: read(tmp_path, name) for name in FILES}
    first, second = rows["创投项目汇总.xlsx"]
    assert (first["requested"], first["granted"], first["votes"]) == (15000, 12000, 1203)
    assert (first["mode"], second["mode"]) == ("社会组织驱动", "多主体共同驱动")
    assert second["approved_on"] == date(2014, 7, 1)
    assert [row["hours"] for row in rows["督导记录.csv"]] == [Decimal("1.5"), 24]
    assessed = rows["枢纽自评表.xlsx"]
    assert {row["hub_id"] for row in assessed} == {"下沙街道社会组织服务中心"}
    assert [(row["dimension"], row["full_score"]) for row in assessed] == [
        ("基础条件", 5), ("工作绩效", 10), ("工作绩效", 0)]  # fmt: skip
    assert [(row["value"], row["comparison"]) for row in rows["目标分解表.xlsx"]] == [(Decimal("10.5"), "≥"), (8, "≥")]
    paired = rows["双孵化五同步.xlsx"]
    assert [(row["org_id"], row["pair"]) for row in paired] == [
        ("银龄互助队", pair) for pair in ("同步组建", "同步登记", "同步出壳")]  # fmt: skip


@pytest.mark.usefixtures("small_reference")
def test_no_name_of_a_reviewer_is_kept(tmp_path):
    paths = [sent(tmp_path, name) for name in ("专家打分表.csv", "评分十分制.csv")]
    document = load_paths(paths, tmp_path / "data")
    assert [entry["accepted"] for entry in document["deliveries"]] == [2, 5]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    for name in ("王建国", "王评委", "李小明", "张大同"):
        assert name.encode() not in kept and name.encode("gb18030") not in kept and name not in str(document)


@pytest.mark.parametrize("text", ["评委1", "评委一", "3号评委", "专家B", "P01", "第二评审组", "居民代表3", "7"])
def test_what_numbers_a_reviewer_is_taken(text):
    assert read_reviewer(text).value == text


@pytest.mark.parametrize(
    ("text", "rule"),
    [("王建国", "V015"), ("王评委", "V015"), ("评委王建国1", "V015"), ("Wang Jianguo", "V015"), ("13812345678", "B112"),
     ("330106199001011230", "B111"), (330106199001011230, "B111")],
)  # fmt: skip
def test_what_may_name_a_reviewer_is_refused(text, rule):
    reading = read_reviewer(text)
    assert reading.value is None and [finding.rule for finding in reading.findings] == [rule]
