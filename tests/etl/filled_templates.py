"""Templates filled in as a clerk would, with rows made from the record types alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import load_workbook

from etl.record import Column, RecordType
from etl.templates.writing import HEADER_ROW

STREETS = ["330102011000", "330102001000", "330106002000"]
GRADES = {"年度梯队": ["基础", "良好", "优秀"], "评估等级": ["1A", "3A", "5A"]}
FIRST = HEADER_ROW + 3
"""The first row to fill in, as Excel counts."""
words = st.text("社区服务中心街道志愿银龄一二三甲乙丙", min_size=2, max_size=12)


def fill(template: Path, rows: list[dict[str, object]], record_type: RecordType) -> Path:
    """Writes rows (keys are column ids) below the example of a template."""
    book = load_workbook(template)
    sheet = book[record_type.name]
    for number, row in enumerate(rows):
        for index, column in enumerate(record_type.columns, start=2):
            if row.get(column.id) is not None:
                sheet.cell(FIRST + number, index, row[column.id])
    book.save(template)
    return template


@st.composite
def rows_of(draw, record_type: RecordType) -> list[dict[str, object]]:
    """A few valid rows with different keys."""
    return [draw(row_of(record_type, number)) for number in range(1, draw(st.integers(2, 5)))]


@st.composite
def row_of(draw, record_type: RecordType, number: int) -> dict[str, object]:
    days = dates(draw(st.integers(0, 1500)))
    row = {column.id: draw(value_of(column, number, days)) for column in record_type.columns}
    for column in record_type.columns:
        if not column.required and draw(st.booleans()):
            row[column.id] = None
    return row | _agreeing(record_type, row, number)


def dates(start: int) -> Iterator[date]:
    """Days one after the other, so that nothing ends before it began."""
    day = date(2019, 1, 1) + timedelta(days=start)
    while True:
        yield day
        day += timedelta(days=30)


def value_of(column: Column, number: int, days: Iterator[date]) -> st.SearchStrategy:
    if column.form == "area":
        return st.sampled_from(STREETS)
    if column.form == "clock":
        return st.just("09:00" if "start" in column.id else "11:00")
    if column.form == "uscc":
        return st.none()
    if column.kind == "choice":
        return st.sampled_from(column.choices)
    if column.kind == "boolean":
        return st.sampled_from(["是", "否"])
    if column.kind == "date":
        return st.just(next(days))
    if column.kind == "year":
        return st.just(2010 + number)
    if column.kind == "code":
        return st.just(f"{column.id[:3].upper()}-{number:04d}")
    if column.kind in ("integer", "decimal", "money"):
        return numbers(column)
    return words.map(lambda text: f"{text}{number}")


def numbers(column: Column) -> st.SearchStrategy:
    highest = 6 if column.id == "level" else 10 if column.form == "hours" else min(5000, int(column.maximum or 5000))
    if column.kind == "integer":
        return st.integers(max(1, int(column.minimum or 1)), highest)
    return st.integers(1, 100 * min(highest, 5000)).map(lambda cents: float(Decimal(cents) / 100))


def _agreeing(record_type: RecordType, row: dict[str, object], number: int) -> dict[str, object]:
    """What the rules over several cells ask of the row."""
    if record_type.id == "ratings":
        ladder = row["ladder"] if row["ladder"] in GRADES else "年度梯队"
        return {"ladder": ladder, "grade": GRADES[ladder][number % 3], "awarded_on": date(2010 + number, 12, 1),
                "valid_until": None}  # fmt: skip
    if record_type.id == "activities":
        return {"persons": None, "ended_on": row["held_on"], "name": f"活动{number}"}
    if record_type.id == "population":
        return {"persons": 5000, "households": row["households"] and min(row["households"], 2000)}
    if record_type.id == "volunteer_hours":
        return {"volunteers": None, "volunteer_id": f"ZYZ-{number:05d}", "hours": 2.0}
    if record_type.id == "workforce":
        return {"stations": 1}
    if record_type.id == "areas":
        return {"area_code": f"33010201100{number}001", "level": 6, "parent_code": f"33010201100{number}",
                "name": f"第{number}网格"}  # fmt: skip
    if record_type.id == "organizations":
        return {"established_on": date(2012, 1, number), "org_id": f"ORG-{number}", "name": f"银龄{number}队"}
    return _agreeing_later(record_type.id, number)


def _agreeing_later(type_id: str, number: int) -> dict[str, object]:
    """The same of the later record types."""
    nothing = dict.fromkeys
    return {
        "projects": nothing(["rejected_at", "midterm_on", "closed_on", "terminated_on", "granted"]),
        "project_scores": {"score_public": 80.5},
        "trainings": {"kind": "能力培训", "persons": None, "hours": 2.0},
        "demands": nothing(["routed", "routed_on", "project_id", "closed_on", "satisfaction"]),
        "points": nothing(["volunteers", "hours", "activity_id"])
        | {"kind": "兑换", "volunteer_id": f"ZYZ-{number:05d}", "points": 20.0},
        "assessments": {"org_id": None, "hub_id": f"H-{number}", "rubric": "枢纽", "score": 3.5, "full_score": 5.0,
                        "assessed_on": date(2010 + number, 12, 1)},
        "targets": {"area_code": STREETS[0]},
        "milestones": {"org_on": date(2016, 1, number), "party_on": date(2016, 3, number)},
        "honours": {"kind": "信息发布"},
        "improvements": {"steps_before": 7, "steps_after": 3, "days_before": 15.0, "days_after": 5.0},
    }.get(type_id, {})  # fmt: skip
