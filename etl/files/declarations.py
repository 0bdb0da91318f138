"""What the lines above a table declare: for which area, for which period, in which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from etl.normalise.dates import read_period
from etl.normalise.text import bracketed, fold

_LABEL = re.compile(r"([\u4e00-\u9fff]{2,8}) ?: ?")
_UNIT = re.compile(r"(?:金额|计量|资金|货币|数据|人口|面积|时长)?单位\Z")
_BARE_UNIT = re.compile(r"[十百千万亿]{0,2}(?:元|人|户|平方米|平方公里|小时)\Z")
_AREA = re.compile(r".{0,4}(?:区域|地区|辖区|区划|街道|社区|乡镇|区县|范围)\Z")
_SENDER = re.compile(r"(?:填报|报送|上报|填表|编制)单位\Z")
_LOOKS_LIKE_AREA = re.compile(r"(?:街道|镇|乡|区|县|市|省|社区|村|办事处)(?:\(\d{6,12}\))?\Z|\d{12}")
_PERIOD = re.compile(r".{0,4}(?:期间|时段|周期|报告期|统计期|区间|年度|年份|时间范围|统计时间|所属时间)\Z")


@dataclass
class Declared:
    unit: str | None = None
    area: str | None = None
    first_day: date | None = None
    last_day: date | None = None


def read_declarations(lines: list[str]) -> Declared:
    """The declarations in the title lines; the first of each kind counts."""
    declared = Declared()
    sender = None
    for label, value in (pair for line in lines for pair in _pairs(line)):
        if _UNIT.match(label):
            declared.unit = declared.unit or value.strip("() ")
        elif _SENDER.match(label):
            sender = sender or value
        elif _PERIOD.match(label):
            if declared.first_day is None:
                declared.first_day, declared.last_day = read_period(value)
        elif _AREA.match(label):
            declared.area = declared.area or value
    if declared.unit is None:
        pieces = (piece for line in lines for piece in bracketed(line))
        declared.unit = next((piece for piece in pieces if _BARE_UNIT.match(piece)), None)
    if declared.area is None and sender and _LOOKS_LIKE_AREA.search(sender):
        declared.area = sender
    return declared


def _pairs(line: str) -> list[tuple[str, str]]:
    text = fold(line)
    matches = list(_LABEL.finditer(text))
    if not matches:
        return []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    pairs = ((m.group(1), text[m.end() : end].strip(" ,;。")) for m, end in zip(matches, ends, strict=True))
    return [(label, value) for label, value in pairs if value]
