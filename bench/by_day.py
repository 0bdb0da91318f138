"""`python -m bench.by_day DIR [DIR …]`: questions about hours read from rows added up by day, against single rows.

DIR are data folders with a published build (bench/nation.py, then `python -m etl build`). Both ways run in the same
process, in turns, through the same door; the fastest of three is told, in processor time of all threads.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from bench.machine import description
from bench.results import write_section
from indicators.asked import listed, understand
from indicators.catalog import definition
from indicators.shapes import counted_query
from indicators.warehouse import Snapshot, snapshot, use

ROUNDS = 3
ASKED = {
    "一年的时长": ("volunteer_hours", {"year": "2023"}),
    "一年的人次，按省": ("volunteer_participations", {"year": "2023", "by": "area", "level": "1"}),
    "历年的时长": ("volunteer_hours", {"by": "year"}),
    "六年的时长，按月": ("volunteer_hours", {"year": "2018-2023", "by": "month"}),
    "一年的时长，按活动类型": ("volunteer_hours", {"year": "2023", "by": "kind"}),
}


def main() -> None:
    """Measures every folder, prints the table and writes it to bench/results.md."""
    parser = argparse.ArgumentParser(description="时长的合计：读逐行与读按日。")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="有已发布数据的数据目录")
    facts = description()
    lines = [line for folder in parser.parse_args().folders for line in measured(folder)]
    text = "\n".join([
        "## 时长的合计：逐行与按日", "",
        "用 `python -m bench.by_day` 测得；数据由 `bench.nation` 生成，已建库。",
        "毫秒是处理器时间（两核合计），轮流各问三次取最快，不用缓存。", "",
        *[f"- {name}：{words}" for name, words in facts.items()], "",
        "| 时长记录（行） | 按日（行） | 问的是 | 之前：读逐行 | 现在：读按日 | 之前 ÷ 现在 |",
        "|--:|--:|---|--:|--:|--:|",
        *lines,
    ])  # fmt: skip
    print(text)
    write_section("by_day", text)


def measured(folder: Path) -> list[str]:
    """One line per question. RuntimeError if the two ways do not give the same rows."""
    use(folder)
    with snapshot() as now:
        tables = ("volunteer_hours", "volunteer_days")
        counted = [now.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables]
        size = " | ".join(f"{number:,}" for number in counted)
        return [f"| {size} | {name} | {_both(now, *asked)} |" for name, asked in ASKED.items()]


def _both(now: Snapshot, indicator: str, choices: dict[str, str]) -> str:
    sql, params = counted_query(understand(definition(indicator), listed(choices)), {})
    former = sql.replace("volunteer_days", "volunteer_hours").replace("participations", "volunteers")
    ways = {"before": former, "now": sql}
    fastest, answers = dict.fromkeys(ways, float("inf")), {}
    for _ in range(ROUNDS):
        for way, asked in ways.items():
            began = time.process_time()
            answers[way] = sorted(now.rows(asked, params), key=repr)
            fastest[way] = min(fastest[way], (time.process_time() - began) * 1000)
    if answers["before"] != answers["now"]:
        raise RuntimeError(f"{indicator} {choices}：两种读法的数不同")
    before, after = fastest["before"], fastest["now"]
    return f"{before:.0f} | {after:.0f} | {before / after:.1f}"


if __name__ == "__main__":
    main()
