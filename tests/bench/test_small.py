"""The table of `make bench`: what is met and missed follows from the numbers."""

from __future__ import annotations

from bench.__main__ import table
from bench.small import _milliseconds as milliseconds
from bench.small import unanswered
from bench.worker_memory import Grown, section


def test_a_warm_callback_is_held_against_both_aims():
    assert milliseconds("页面", [50.0], [24.0], True).is_met  # 1.5 × 24 + 15 = 51
    assert not milliseconds("页面", [50.0], [20.0], True).is_met
    assert not milliseconds("页面", [61.0], [60.0], True).is_met
    assert milliseconds("页面", [900.0], [1.0], False).is_met is None, "a cold one has no aim"


def test_what_was_not_answered_is_missed_and_named():
    row = unanswered("页面回调", {"/targets": "内存不够"})
    assert row.is_met is False and "/targets：内存不够" in row.what and row.ours == "1"
    assert unanswered("页面回调", {}).is_met


def test_the_table_names_what_is_missed():
    rows = [milliseconds("甲事", [61.0], [60.0], True), milliseconds("乙事", [10.0], [10.0], True)]
    text = table(rows, {"机器": "某机"}, 90, {"peers": 60.0})
    assert text.endswith("未达到：甲事。")
    assert "共 1.5 分钟" in text
    assert table(rows[1:], {}, 1, {}).endswith("有目标的各项都达到。")


def test_growth_is_counted_from_the_warm_worker():
    assert Grown(start=100, warm=300, later=[500, 310]).is_met
    grown = Grown(start=100, warm=300, later=[320, 330], changes=1000, addresses=80)
    assert grown.growth == 30 and not grown.is_met
    assert "热了以后增加 30 MB（目标不超过 5%）：未达到。" in section(grown, {})
