"""Reads the demonstration files back with csv and openpyxl alone, knowing only how people write things.

Nothing of the ETL takes part: what the published cases must come out to is worked out here a second time.
"""

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import openpyxl
from stdnum.cn import uscc

import etl.demonstration

HEADINGS = tomllib.loads((Path(etl.demonstration.__file__).parent / "headers.toml").read_text(encoding="utf-8"))
WORDS = HEADINGS.pop("words")
KEYS = {
    "areas": ("area_code",), "population": ("area_code", "year", "basis"), "hubs": ("hub_id",),
    "organizations": ("org_id",), "ratings": ("org_id", "ladder", "year"), "activities": ("activity_id",),
    "funding": ("funding_id",), "volunteer_hours": ("record_id", "volunteer_id", "activity_id", "served_on"),
    "workforce": ("area_code", "year"), "projects": ("project_id",), "project_scores": ("project_id", "reviewer"),
    "trainings": ("training_id",), "demands": ("demand_id",), "points": ("entry_id",), "partners": ("partner_id",),
    "assessments": ("hub_id", "org_id", "rubric", "year", "item"), "targets": ("indicator", "area_code", "year"),
    "milestones": ("org_id", "pair"), "facilities": ("facility_id",), "honours": ("honour_id",),
    "improvements": ("improvement_id",),
}  # fmt: skip
REQUIRED = {
    "population": ("area_code", "year", "basis", "persons"),
    "organizations": ("org_id", "name", "legal_form", "registration", "area_code"),
    "ratings": ("org_id", "ladder", "year", "grade"),
    "activities": ("activity_id", "org_id", "area_code", "held_on", "kind"),
    "funding": ("funding_id", "paid_on", "amount", "status", "source", "instrument"),
    "volunteer_hours": ("org_id", "area_code", "served_on", "hours"),
    "projects": ("project_id", "name", "org_id", "area_code", "applied_on"),
    "project_scores": ("project_id", "reviewer"),
    "trainings": ("training_id", "kind", "mode", "held_on", "area_code"),
    "demands": ("demand_id", "kind", "channel", "opened_on", "area_code"),
    "points": ("entry_id", "volunteer_id", "kind", "happened_on", "area_code"),
    "partners": ("partner_id", "name", "kind", "area_code", "signed_on"),
    "assessments": ("rubric", "year", "dimension", "item", "score", "full_score"),
    "milestones": ("org_id", "pair", "org_on"),
    "facilities": ("facility_id", "name", "kind", "area_code", "opened_on"),
    "honours": ("honour_id", "name", "kind", "area_code", "happened_on"),
    "improvements": ("improvement_id", "name", "area_code", "done_on"),
}
KINDS = {
    "activities": "文体活动 讲座 志愿服务 调解 便民服务 为老服务 培训 其他",
    "trainings": "能力培训 集体督导 个别督导 专业培训 外出交流",
    "demands": "服务需求 设施环境 矛盾纠纷 其他",
    "points": "获得 兑换 过期 时间存入 时间支取",
    "partners": "商家 企业 高校 场地 基金 单位 其他",
    "facilities": "服务中心 服务站 工作室 服务点 功能区 其他",
    "honours": "信息发布 媒体报道 荣誉称号 案例入选",
}
NUMBERS = (
    "visits", "persons", "volunteers", "amount", "spend", "year", "attendances", "points", "items", "m2", "score",
    "full_score", "requested", "granted", "votes", "score_public", "days_before", "days_after",
)  # fmt: skip
CHOICES = {
    "legal_form": "社会团体 社会服务机构 基金会 社区社会组织 志愿团队 行业协会 企业 其他",
    "registration": "登记 备案 未登记",
    "grade": "基础 良好 优秀 1A 2A 3A 4A 5A 一星 二星 三星 四星 五星",
    "channel": "网格 走访 问卷 平台 其他",
    "pair": "同步组建 同步登记 同步培育 同步评估 同步出壳",
    "rejected_at": "资格审查 专家评审 公示 撤回",
    "status": "预算 承诺 到账 拨付 收回",
}


class UnreadableError(Exception):
    """A cell that cannot be what its column says."""


@dataclass(frozen=True)
class Table:
    """One table of one file: its record type, the declared area and the rows column → text or value."""

    file: str
    record_type: str
    area: str
    rows: list[dict]


def read_folder(folder: Path) -> list[Table]:
    """Return every table of every file in the order of the file names."""
    return [table for path in sorted(folder.iterdir()) for table in _tables(path)]


def _tables(path: Path) -> list[Table]:
    if path.suffix == ".csv":
        data = path.read_bytes()
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")
        return [_table(path.name, list(csv.reader(io.StringIO(text, newline=""))))]
    book = openpyxl.load_workbook(path, read_only=True)
    sheets = [[list(line) for line in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    book.close()
    return [_table(path.name, lines) for lines in sheets]


def _table(file: str, lines: list[list]) -> Table:
    headings = ((position, _recognise(line)) for position, line in enumerate(lines))
    position, (record_type, columns) = next((place, found) for place, found in headings if found)
    line = lines[position]
    titles = " ".join(str(line[0]) for line in lines[:position])
    area = re.search(r"（(\d{12})）", titles)
    offset = 1 if line[0] == "序号" else 0
    body = [cells for cells in lines[position + 1 :] if not str(cells[0] or "").startswith(("合计", "注：", "填表人"))]
    factor = 10000 if "万元" in titles else 1
    rows = [dict(zip(columns, cells[offset:], strict=False)) for cells in body]
    if any("分钟" in str(cell) for cell in line):
        rows = [{**row, "_minutes": True} for row in rows]
    rows = [{**row, "_factor": factor, "_ten_thousands": "人口数（万人）" in line} for row in rows]
    return Table(file, record_type, area.group(1) if area else "", rows)


def _recognise(line: list) -> tuple[str, list[str]] | None:
    line = [cell for cell in line if cell not in (None, "", "序号")]
    for record_type, variants in HEADINGS.items():
        for columns in variants.values():
            if list(columns.values()) == line:
                return record_type, list(columns)
    return None


def as_date(value: object) -> date | None:
    """Return the day that a cell means."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    digits = re.findall(r"\d+", str(value))
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    try:
        return date(*(int(part) for part in digits))
    except (TypeError, ValueError) as error:
        raise UnreadableError(value) from error


def as_number(value: object) -> Decimal | None:
    """Return the number that a cell means; ￥ and thousands separators are only decoration."""
    if value in (None, ""):
        return None
    try:
        return Decimal(re.sub(r"[￥,]", "", str(value)))
    except InvalidOperation as error:
        raise UnreadableError(value) from error


def as_hours(row: dict) -> Decimal | None:
    """Return hours from 2.5, 2小时30分, 2:30 or, where the heading says so, 150 minutes."""
    text = str(row["hours"])
    clock = re.fullmatch(r"(\d+)(?:小时|:)(?:(\d+)分?)?", text)
    if clock:
        return Decimal(clock.group(1)) + Decimal(clock.group(2) or 0) / 60
    number = as_number(row["hours"])
    return number / 60 if row.get("_minutes") and number is not None else number


def clean(table: Table, area_codes: dict[tuple[str, str], str]) -> tuple[list[dict], int]:
    """Return the rows that are in order, typed, and the number of those that are not."""
    good, bad = [], 0
    for row in table.rows:
        try:
            good.append(_typed(table, row, area_codes))
        except UnreadableError:
            bad += 1
    return good, bad


def _typed(table: Table, row: dict, area_codes: dict[tuple[str, str], str]) -> dict:
    typed = {column: _value(table, row, column) for column in row if not column.startswith("_")}
    written = typed.get("area_code")
    if written and not str(written).isdigit():
        typed["area_code"] = area_codes[table.area[:6], written] if table.area.endswith("000000") else area_codes[
            table.area[:9], written]  # fmt: skip
    for column in REQUIRED.get(table.record_type, ()):
        if typed[column] in (None, ""):
            raise UnreadableError(column)
    _judge(table.record_type, typed)
    return typed


def _value(table: Table, row: dict, column: str) -> object:
    value = row[column]
    if column.endswith("_on") or column in ("valid_until", "valid_from", "valid_to"):
        return as_date(value)
    if column == "hours":
        return as_hours(row)
    if column in NUMBERS:
        number = as_number(value)
        if column in ("amount", "spend", "requested", "granted") and number is not None:
            number *= row["_factor"]
        if column == "persons" and row["_ten_thousands"] and number is not None:
            number *= 10000
        return number
    back = {word: choice for choice, word in WORDS.get(table.record_type, {}).get(column, {}).items()}
    return back.get(value, value) or None


def _judge(record_type: str, row: dict) -> None:
    """Raise UnreadableError for what no record of this type may be."""
    choices = CHOICES | ({"kind": KINDS[record_type]} if record_type in KINDS else {})
    wrong = [column for column, words in choices.items() if row.get(column) and row[column] not in words.split()]
    measured = ("visits", "hours", "amount", "attendances")
    numbers = [row.get(column) for column in measured if row.get(column) is not None]
    wrong += ["points"] if record_type == "points" and not (row.get("points") or row.get("hours")) else []
    wrong += ["score"] if row.get("score_public") is not None and row["score_public"] > 100 else []
    if record_type == "ratings":
        is_letter = str(row["grade"]).endswith("A")
        wrong += ["grade"] if is_letter != (row["ladder"] == "评估等级") else []
    if row.get("uscc") and not uscc.is_valid(row["uscc"]):
        wrong.append("uscc")
    if record_type == "population" and row["persons"] <= 0:
        wrong.append("persons")
    if record_type == "volunteer_hours":
        wrong += [] if row.get("volunteer_id") or row.get("volunteers") else ["volunteer_id"]
        wrong += ["hours"] if row["hours"] > 24 * (row.get("volunteers") or 1) else []
    begun = row.get("held_on") or row.get("established_on")
    ended = row.get("ended_on") or row.get("closed_on")
    if wrong or any(number < 0 for number in numbers) or (begun and ended and ended < begun):
        raise UnreadableError(wrong)


def latest(tables: list[Table], area_codes: dict[tuple[str, str], str]) -> dict[str, list[dict]]:
    """Return record type → rows in order, the latest of each key only."""
    kept: dict[str, dict[tuple, dict]] = {record_type: {} for record_type in KEYS}
    for table in tables:
        for row in clean(table, area_codes)[0]:
            kept[table.record_type][tuple(row.get(column) for column in KEYS[table.record_type])] = row
    return {record_type: list(rows.values()) for record_type, rows in kept.items()}
