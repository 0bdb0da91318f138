"""Delivered files of every record type, clean and then spoilt here and there."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from pathlib import Path
from random import Random

import xlsxwriter

from etl.demonstration.credit_code import credit_code
from etl.record import Column, RecordType

_NUMBER = re.compile(r"\d{1,9}(?:\.\d+)?\Z")
STRANGE = [
    "", " ", "/", "无", "暂无", "NULL", "１２３", "字" * 2100, "13812345678", "联系13812345678", "11010519491231002X",
    "110105194912310021", "#REF!", "#N/A", "2016.6.30", "2016年6月", "42551", "2016-02-30", "2030-01-01", "16-6-3",
    "1,000", "3万", "3万元", "5元", "约3", "-5", "0", "0.0001", "12.3456", "1E5", "99999999999999999", "是", "×",
    "合计", "示例", "\u200b甲", "a b", "'007", "2小时30分", "150分钟", "25:00", "9:5", "上城区", "清波街道",
    "不存在的社区", "330102", "3301", "一二三四五六七八九十", "会计服务", "nan", "T 1", "ＡＢＣ－１", "1-1-1", "长期",
    "讲座", "其它",
]  # fmt: skip
AREAS = ["330102011001", "330102011000", "330102001000", "330102", "浙江省杭州市上城区"]
DAYS = ["2015-05-01", "2016-01-31", "2016-02-29", "2014/3/9", "20151231"]
TITLES = ["2016年社会组织情况表", "填报单位：上城区", "单位：万元", "统计期间：2015-01-01至2016-12-31"]
SPECIAL_LINES = ["", "合计", "小计", "注：以上数据截至年底", "本表由各社区上报汇总后形成，请核对无误", "示例"]


def clean_cell(column: Column, chance: Random, number: int) -> str:
    """A value of the column nobody could find fault with."""
    if not column.required and chance.random() < 0.2:
        return ""
    if column.choices:
        return chance.choice(column.choices)
    if column.form == "area":
        return chance.choice(AREAS)
    if column.form == "uscc":
        return credit_code("社会团体", "330102", chance)
    if column.form == "clock":
        return f"{chance.randint(8, 17):02d}:30"
    of_kind = {
        "code": f"{column.id[0].upper()}{chance.choice(['', '-'])}{number:05d}" if chance.random() < 0.9 else "K1",
        "text": f"{column.name}{number}号的说明文字",
        "date": chance.choice(DAYS),
        "year": str(chance.randint(2012, 2020)),
        "integer": str(chance.randint(1, 6)),
        "decimal": str(chance.choice(["1.5", "2", "3.25"])),
        "money": str(chance.choice(["100", "2500.5", "0.01"])),
        "boolean": chance.choice(["是", "否"]),
    }
    return of_kind[column.kind]


def made_file(record_type: RecordType, chance: Random) -> bytes:
    """A file of up to eighty rows; a few of its cells, rows and lines are not what they should be."""
    columns = [c for c in record_type.columns if c.required or chance.random() < 0.8]
    header = [chance.choice([c.name, c.name, c.id]) for c in columns]
    rows = [[clean_cell(c, chance, number) for c in columns] for number in range(chance.randint(3, 80))]
    if chance.random() < 0.3:
        header.append("备注信息")
        for row in rows:
            row.append(chance.choice(["", "良好", "13812345678" if chance.random() < 0.05 else "一般"]))
    for _ in range(chance.choice([0, 0, 1, 2, 6])):
        chance.choice(rows)[chance.randrange(len(header))] = chance.choice(STRANGE)
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        copied = list(chance.choice(rows))
        if chance.random() < 0.5:
            copied[chance.randrange(len(header))] = chance.choice(STRANGE)
        rows.insert(chance.randrange(len(rows) + 1), copied)
    lines = [header, *rows]
    if chance.random() < 0.15:
        line = [chance.choice(SPECIAL_LINES)] + [""] * (len(header) - 1)
        if line[0] == "合计":
            line[-1] = str(chance.randint(1, 300))
        lines.insert(chance.choice([len(lines), chance.randint(1, len(lines))]), line)
    if chance.random() < 0.2:
        lines.insert(0, [chance.choice(TITLES)] + [""] * (len(header) - 1))
    return _written(lines, chance)


def _written(lines: list[list[str]], chance: Random) -> bytes:
    out = io.StringIO()
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    ending = chance.choice(["\r\n", "\n"])
    delimiter = chance.choice([",", ",", ",", "\t", ";"])
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=ending).writerows(lines)
    text = out.getvalue()
    if chance.random() < 0.2:
        text = text.removesuffix(ending)
    return text.encode(chance.choice(["utf-8", "utf-8-sig", "gb18030"]))


def made_workbook(record_type: RecordType, chance: Random, path: Path) -> None:
    """The same as a workbook: dates and numbers as such, here and there as text, and enough rows for columns."""
    columns = [c for c in record_type.columns if c.required or chance.random() < 0.8]
    rows = [[clean_cell(c, chance, number) for c in columns] for number in range(chance.randint(15, 60))]
    for row in rows:
        row[:] = [DAYS[0] if cell in DAYS[3:] else cell for cell in row]
    for _ in range(chance.choice([0, 0, 1, 4])):
        chance.choice(rows)[chance.randrange(len(columns))] = chance.choice(STRANGE)
    for _ in range(chance.choice([0, 0, 2])):
        rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("报送")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate([[c.name for c in columns], *rows]):
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                if number and column.kind == "date" and cell in DAYS[:3]:
                    sheet.write_datetime(number, place, datetime.fromisoformat(cell), day)
                elif number and column.kind in ("integer", "decimal", "money", "year") and _NUMBER.match(cell):
                    sheet.write_number(number, place, float(cell))
                elif cell:
                    sheet.write_string(number, place, cell)
