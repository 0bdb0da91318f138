"""`python -m bench.counted DIR [DIR …]`: questions of a whole country, as they were asked before and as they are now.

DIR are data folders with a published build (bench/nation.py, then `python -m etl build`). Both ways run in the same
process, in turns, through the same door with its limit of memory; the fastest of three is told, in processor time of
all threads. What both ways answer must be the same.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from bench.machine import description
from bench.results import write_section
from indicators import warehouse
from indicators.asked import listed, understand
from indicators.catalog import definition
from indicators.divide import divisors
from indicators.shapes import counted_query, counted_rows
from indicators.warehouse import Snapshot, snapshot, use
from settings import settings

ROUNDS = 3
ASKED = {
    "历年每万人组织数": ("orgs_per_10k_people", {"by": "year", "year": "2009-2025"}),
    "一年的注册志愿者占比": ("registered_volunteer_share", {"year": "2023"}),
    "一年的注册志愿者占比，按省": ("registered_volunteer_share", {"year": "2023", "by": "area", "level": "1"}),
    "历年的注册志愿者占比": ("registered_volunteer_share", {"by": "year", "year": "2016-2025"}),
    "一年的志愿者": ("volunteers", {"year": "2023"}),
    "历年的志愿者": ("volunteers", {"by": "year", "year": "2016-2025"}),
    "一年的志愿者，按省": ("volunteers", {"year": "2023", "by": "area", "level": "1"}),
    "一年的活跃率": ("active_volunteer_share", {"year": "2023"}),
    "历年的活跃率": ("active_volunteer_share", {"by": "year", "year": "2016-2025"}),
    "历年的留存率": ("volunteer_retention", {"by": "year", "year": "2016-2024"}),
    "历年的人均时长": ("hours_per_volunteer", {"by": "year", "year": "2016-2025"}),
}
YEAR = {"from_on": "2023-01-01", "to_on": "2023-12-31"}
FORMER_RATIO = """
    outside AS (
        SELECT asked_code, period, is_covered, list(DISTINCT [l1, l2, l3, l4, l5, l6]) AS places
        FROM counted
        WHERE NOT is_covered
        GROUP BY ALL
    )
    SELECT units.asked_code, units.period, units.is_covered, {numerator} AS numerator,
        any_value(outside.places) AS places
    FROM units
    LEFT JOIN outside USING (asked_code, period, is_covered)
    GROUP BY ALL
"""
"""How indicators/ratio.sql ended before: every counted row carried the places outside the cover."""


def main() -> None:
    """Measures every folder, prints the table and writes it to bench/results.md."""
    parser = argparse.ArgumentParser(description="全国的问题：以前的问法与现在的。")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="有已发布数据的数据目录")
    facts = description()
    lines = [line for folder in parser.parse_args().folders for line in measured(folder)]
    text = "\n".join([
        "## 全国的问题：之前与现在", "",
        "用 `python -m bench.counted` 测得；数据由 `bench.nation` 生成，已建库。",
        "毫秒是处理器时间（两核合计），轮流各问三次取最快，不用缓存，内存上限照产品的 1 GB，时间不限；"
        "答不出来是内存不够。"
        "两种问法的数相同。", "",
        *[f"- {name}：{words}" for name, words in facts.items()], "",
        "| 时长记录（行） | 问的是 | 之前 | 现在 | 之前 ÷ 现在 |",
        "|--:|---|--:|--:|--:|",
        *lines, "",
        "- 比值（每万人组织数、注册占比）：之前每一行都带着没有分母的全部地点，现在先数完再连一次。",
        "- 人数：之前逐行去重，现在整年、不加筛选的读 `volunteer_counts`（各级区域各年的人数）；"
        "人均时长的全国数读 `volunteer_years`。",
        "- 名单：之前取全部行，现在取页面写得下的，总数照给。",
    ])  # fmt: skip
    print(text)
    write_section("counted", text)


def measured(folder: Path) -> list[str]:
    """One line per question. RuntimeError if the two ways do not give the same."""
    os.environ["WUSHE_QUERY_SECONDS"] = "600"  # of a busy machine a clock tells nothing
    settings.cache_clear()
    use(folder)
    with snapshot() as now:
        rows = now.rows("SELECT count(*) AS n FROM volunteer_hours")[0]["n"]
        lines = [(name, *_both(*_indicator(now, *asked))) for name, asked in ASKED.items()]
        lines += [(name, *_both(*ways)) for name, ways in _lists().items()]
        return [f"| {rows:,} | {' | '.join(line)} |" for line in lines]


Way = Callable[[], object]


def _indicator(now: Snapshot, indicator: str, choices: dict[str, str]) -> tuple[Way, Way]:
    """Counting from single rows, and as the product counts; both sorted."""
    asked = understand(definition(indicator), listed(choices))
    cover = divisors(now, asked).params
    rows = {"volunteer_known": "volunteer_history"}.get(asked.definition.rows, asked.definition.rows)
    before = replace(asked, definition=asked.definition.model_copy(update={"rows": rows}))
    former = _former(*counted_query(before, cover))
    return lambda: _numbers(now.rows(*former)), lambda: _numbers(counted_rows(now, asked, cover))


def _former(sql: str, params: dict) -> tuple[str, dict]:
    if "cover_asked" not in params:
        return sql, params
    numerator = sql.partition("is_covered, count")[2].partition(" AS numerator")[0]
    head = sql.partition("numbers AS (")[0]
    sql = head + FORMER_RATIO.replace("{numerator}", f"count{numerator}")
    return sql, {name: value for name, value in params.items() if name != "cover_asked"}


def _numbers(rows: list[dict]) -> list:
    """What is counted; of what lies outside the cover an answer tells no number."""
    left_out = {"places", "is_counted"}
    inside = [row for row in rows if row.get("is_covered", True)]
    found = [{name: value for name, value in row.items() if name not in left_out} for row in inside]
    return sorted((sorted(row.items()) for row in found), key=repr)


def _lists() -> dict[str, tuple[Way, Way]]:
    """Lists of names: all rows, and those a page writes; compared are how many there are and the first ones."""
    asked = {
        "没有活动的社区（名单）": ("blind_spots", YEAR, "alike"),
        "没有记录的组织（名单）": ("silent_organizations", YEAR, "silent"),
    }

    def way(question: str, choices: dict, column: str, most: int | None) -> Way:
        def asked_anew() -> list[tuple]:
            warehouse._answers.clear()
            return [(row[column], row) for row in warehouse.ask(question, **choices, most=most)[:10]]

        return asked_anew

    return {
        name: (way(question, choices, column, None), way(question, choices, column, 100))
        for name, (question, choices, column) in asked.items()
    }


def _both(former: Way, present: Way) -> tuple[str, str, str]:
    before, after = _fastest(former), _fastest(present)
    if before is None:
        return "答不出来", _told(after), "—"
    if after is None or former() != present():
        raise RuntimeError("两种问法的数不同")
    return _told(before), _told(after), f"{before / after:.1f}"


def _fastest(way: Way) -> float | None:
    """Milliseconds of processor time; None where the limits of the product end it."""
    fastest = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        try:
            way()
        except (duckdb.OutOfMemoryException, duckdb.InterruptException):
            return None
        fastest = min(fastest, (time.process_time() - began) * 1000)
    return fastest


def _told(milliseconds: float | None) -> str:
    return "答不出来" if milliseconds is None else f"{milliseconds:.0f}"


if __name__ == "__main__":
    main()
