"""Every case of the catalogue of bad inputs (B001–B136) has a test of its own, named after it."""

import re
from pathlib import Path

LAST = 136
OUT = {
    "B059": "民国纪年不在收报范围内",
    "B084": "资金没有分项列，无从与总额核对",
    "B096": "不采集志愿者的出生日期",
    "B118": "不采集活动预算与结余",
    "B131": "不采集土地面积",
}
"""Cases the data model leaves no room for, and why; some have a test nevertheless."""
_NAME = re.compile(r"^def test_(B\d{3})_", re.MULTILINE)


def test_every_case_has_a_test():
    files = Path(__file__).parents[1].rglob("test_*.py")
    tested = {case for file in files for case in _NAME.findall(file.read_text("utf-8"))}
    cases = {f"B{number:03}" for number in range(1, LAST + 1)}
    assert not tested - cases, f"目录里没有这些编号：{sorted(tested - cases)}"
    assert not cases - tested - set(OUT), f"没有测试的编号：{sorted(cases - tested - set(OUT))}"
