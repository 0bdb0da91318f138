"""Answers of two builds of the same data are the same words; other words are not."""

from __future__ import annotations

import json

from bench.same_words import builds_in, digest

ONE, OTHER = "20261122T174339-bf1a321f", "20261122T180000-00aa11bb"


def page(build: str, rows: int, builds: int) -> str:
    """An answer as 数据明细 gives it: its tables with their numbers of rows."""
    links = [
        ["a", {"href": "/records?type=funding"}, "资金", ["small", 0, str(rows)]],
        ["a", {"title": "一行一次发布", "href": "/records?type=build_history"}, "版本历史", ["small", 0, str(builds)]],
    ]
    return json.dumps({"response": {"page": {"tree": ["div", {"data-build": build}, *links]}}})


def test_the_name_of_the_build_and_how_many_there_were_are_no_difference():
    assert digest(page(ONE, 5, 1)) == digest(page(OTHER, 5, 3))
    assert builds_in(page(ONE, 5, 1)) == [ONE]


def test_a_number_of_any_other_table_is():
    assert digest(page(ONE, 5, 1)) != digest(page(ONE, 6, 1))


def test_words_that_are_no_json_are_compared_as_they_are():
    assert digest(f"甲 {ONE}") == digest(f"甲 {OTHER}") != digest(f"乙 {ONE}")
