"""`make bench`: a small size of everything within ten minutes, one table with ratios, in bench/results.md.

    python -m bench                     everything
    python -m bench peers throughput    only these parts, printed and not written

The long sizes are commands of their own: see bench/README.md.
"""

from __future__ import annotations

import argparse
import sys
import time

from bench import machine
from bench.results import write_section
from bench.small import PARTS, Row

PACKAGES = ("dash", "plotly", "flask", "gunicorn", "duckdb")


def main() -> int:
    """Measures part after part, prints the table, and writes it when nothing was left out."""
    parser = argparse.ArgumentParser(description="各项速度的小规模测量，写入 bench/results.md。")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="部分", help=f"只测这些：{' '.join(PARTS)}")
    chosen = parser.parse_args().parts or list(PARTS)
    facts, rows, taken = machine.description(packages=PACKAGES), [], {}
    began = time.perf_counter()
    for name in chosen:
        since = time.perf_counter()
        rows += PARTS[name]()
        taken[name] = time.perf_counter() - since
        print(f"{name}：{taken[name]:.0f} 秒", file=sys.stderr, flush=True)
    text = table(rows, facts, time.perf_counter() - began, taken)
    print(text)
    if chosen == list(PARTS):
        write_section("small", text)
    return 0


def table(rows: list[Row], facts: dict[str, str], seconds: float, taken: dict[str, float]) -> str:
    """The section on everything small."""
    missed = [row.what for row in rows if row.is_met is False]
    lasted = "、".join(f"{name} {one:.0f}" for name, one in taken.items())
    return "\n".join([
        "## 各项一览（小规模）",
        "",
        f"用 `make bench` 测得，共 {seconds / 60:.1f} 分钟（秒：{lasted}）。甲到庚各项的大规模测量见各节，命令见 "
        "[README](README.md)。倍数在同一次运行里比较。",
        "",
        *[f"- {name}：{words}" for name, words in facts.items()],
        "",
        "| | 测的是 | 本系统 | 对照 | 倍数 | 目标 | |",
        "|---|---|--:|--:|--:|---|---|",
        *[row.line() for row in rows],
        "",
        f"未达到：{'；'.join(missed)}。" if missed else "有目标的各项都达到。",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
