"""From records to the cells that people send: headings, titles, notations, totals and notes."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from etl.demonstration.hubs import street_hub_name
from etl.demonstration.places import streets
from etl.demonstration.register import Row
from etl.demonstration.tree import areas

DISTRICT_TITLES = {
    "330102": "杭州市上城区",
    "330114": "杭州市钱塘区",
    "330802": "衢州市柯城区",
    "430121": "长沙市长沙县",
    "510108": "成都市成华区",
}
TABLE_TITLES = {
    "areas": "历史区划",
    "population": "人口情况",
    "hubs": "枢纽名单",
    "organizations": "社会组织名录",
    "ratings": "社会组织等级评定情况",
    "activities": "社会组织活动台账",
    "funding": "社会组织资金台账",
    "volunteer_hours": "志愿服务时长记录",
    "workforce": "社区工作力量情况",
    "projects": "公益创投项目台账",
    "project_scores": "公益创投评审打分表",
    "trainings": "社会组织培训督导台账",
    "demands": "居民需求清单",
    "points": "志愿服务积分流水",
    "partners": "社会资源清单",
    "assessments": "评估细则得分",
    "targets": "年度目标值",
    "milestones": "五同步推进节点",
    "facilities": "服务阵地清单",
    "honours": "宣传与荣誉清单",
    "improvements": "流程优化清单",
}
WRITTEN_NAMES = {"430121004000": "榔梨街道"}
"""What people write for a name whose official character hardly any keyboard offers."""
MONEY = frozenset({"amount", "spend", "requested", "granted"})
COUNTS = frozenset({"visits", "persons", "volunteers", "households", "attendances", "votes"})
TOTALS = {"activities": "visits", "funding": "amount", "volunteer_hours": "hours", "trainings": "attendances"}


@dataclass(frozen=True)
class Style:
    """How one sender writes things down."""

    dates: str = "iso"
    """iso 2016-06-01 · slash 2016/6/1 · dot 2016.6.1 · chinese 2016年6月1日 · compact 20160601 · cell of Excel"""
    has_thousands: bool = False
    money: str = "plain"
    """plain 5000 · sign ￥5,000.00 · wan 0.5 (万元)"""
    hours: str = "plain"
    """plain 2.5 · chinese 2小时30分 · clock 2:30 · minutes 150"""
    areas: str = "code"
    """code 330102011001 · name 景昙社区 (within the declared street)"""
    hubs: str = "number"
    """number H330114002000 · name 白杨街道社会组织服务中心"""
    booleans: tuple[str, str] = ("是", "否")
    uses_own_words: bool = False
    """Writes 民非 for 社会服务机构 and the like (`words` of headers.toml)."""


@dataclass
class Sheet:
    """One table as it is sent; `rows` may carry `_raw` texts that replace what would be written."""

    record_type: str
    rows: list[Row]
    variant: str = "A"
    style: Style = field(default_factory=Style)
    area: str | None = None
    from_: date | None = None
    to: date | None = None
    name: str = "Sheet1"
    has_title: bool = True
    has_total: bool = False
    notes: tuple[str, ...] = ()
    is_numbered: bool = False
    """Has a first column 序号, which is not part of the record."""


@cache
def _headings() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))


def heading_row(sheet: Sheet) -> dict[str, str]:
    """Return column → heading of the sheet, in order."""
    return _headings()[sheet.record_type][sheet.variant]


def cells(sheet: Sheet) -> list[list[Any]]:
    """Return every line of the sheet, titles first; all lines are as wide as the heading."""
    headings = heading_row(sheet)
    width = len(headings) + sheet.is_numbered
    lines = [[text] for text in _titles(sheet)] if sheet.has_title else []
    lines.append([*(["序号"] if sheet.is_numbered else []), *headings.values()])
    for position, row in enumerate(sheet.rows, start=1):
        numbered = [position] if sheet.is_numbered else []
        lines.append([*numbered, *(_cell(sheet, row, column) for column in headings)])
    if sheet.has_total:
        lines.append(_total(sheet, list(headings)))
    lines += [[note] for note in sheet.notes]
    return [line + [""] * (width - len(line)) for line in lines]


def area_title(code: str) -> str:
    """Return an area as a title names it: 杭州市上城区凯旋街道."""
    district = DISTRICT_TITLES[code[:6]]
    return district if code.endswith("000000") else district + areas()[code].name


def _titles(sheet: Sheet) -> list[str]:
    if sheet.area is None:
        return [TABLE_TITLES[sheet.record_type]]
    place = area_title(sheet.area)
    lines = [place + TABLE_TITLES[sheet.record_type], f"填报区域：{place}（{sheet.area}）"]
    if sheet.from_ and sheet.to:
        lines.append(f"填报期间：{sheet.from_} 至 {sheet.to}")
    if sheet.record_type in ("activities", "funding", "projects"):
        lines.append(f"金额单位：{'万元' if sheet.style.money == 'wan' else '元'}")
    return lines


def _total(sheet: Sheet, columns: list[str]) -> list[Any]:
    line: list[Any] = ["合计"] + [""] * (len(columns) - 1 + sheet.is_numbered)
    summed = TOTALS.get(sheet.record_type)
    if summed in columns and columns.index(summed) + sheet.is_numbered > 0 and sheet.style.hours != "minutes":
        known = [row[summed] for row in sheet.rows if row[summed] is not None and "_raw" not in row]
        total = sum(Decimal(str(value)) for value in known)
        line[columns.index(summed) + sheet.is_numbered] = _number(total / (10000 if sheet.style.money == "wan" else 1))
    return line


def _cell(sheet: Sheet, row: Row, column: str) -> Any:
    raw, style = row.get("_raw", {}), sheet.style
    if column in raw and not isinstance(raw[column], date):
        return raw[column]
    value = raw.get(column, row.get(column))
    if value is None or value == "":
        return ""
    if style.uses_own_words:
        value = _headings()["words"].get(sheet.record_type, {}).get(column, {}).get(value, value)
    if isinstance(value, bool):
        return style.booleans[0] if value else style.booleans[1]
    if isinstance(value, date):
        return _date(value, style.dates)
    if column == "area_code" and style.areas == "name":
        return WRITTEN_NAMES.get(value) or areas()[value].name
    if column == "hub_id" and style.hubs == "name":
        return street_hub_name(streets()[value.removeprefix("H")])
    return _quantity(sheet, column, value)


def _quantity(sheet: Sheet, column: str, value: Any) -> Any:
    style = sheet.style
    if column in MONEY:
        return _money(value, style.money)
    if column == "hours":
        return _hours(value, style.hours)
    if column == "persons" and sheet.record_type == "population" and sheet.variant == "B":
        return _number(Decimal(value) / 10000)
    if column in COUNTS and style.has_thousands and value >= 1000:
        return f"{value:,}"
    return _number(Decimal(str(value))) if isinstance(value, float) else value


def _date(day: date, notation: str) -> Any:
    if notation == "cell":
        return day
    forms = {
        "iso": day.isoformat(),
        "slash": f"{day.year}/{day.month}/{day.day}",
        "dot": f"{day.year}.{day.month}.{day.day}",
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "compact": f"{day:%Y%m%d}",
    }
    return forms[notation]


def _money(yuan: float, notation: str) -> Any:
    amount = Decimal(str(yuan))
    if notation == "sign":
        return f"￥{amount:,.2f}"
    return _number(amount / 10000 if notation == "wan" else amount)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _hours(hours: float, notation: str) -> Any:
    minutes = round(hours * 60)
    whole, rest = divmod(minutes, 60)
    if notation == "chinese":
        return f"{whole}小时{rest}分" if rest else f"{whole}小时"
    if notation == "clock":
        return f"{whole}:{rest:02d}"
    return minutes if notation == "minutes" else _number(Decimal(str(hours)))
