"""`python -m bench.increment [--rows N]`: one month added to ten years, against building the ten years anew.

Rows are put straight into the lake (bench/ten_years.py): what is timed is everything from there to the moved pointer,
checks, verification and the copy of the file included. Every build runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import duckdb

from bench.machine import description
from bench.results import write_section
from bench.ten_years import TenYears
from etl.lake import Lake
from etl.lock import locked
from etl.publish import Warehouse
from etl.run import build, publish
from etl.stage import load_reference
from etl.tree import STAGING, stage_tree

ROWS = 3_000_000
MONTHS = 120
LABELS = {"full": "十年全部重建", "month": "加一个月", "late": "更正去年一个月的活动、资金和时长"}


def main() -> int:
    """Measures both sizes, prints them and writes them to bench/results.md."""
    parser = argparse.ArgumentParser(description="十年数据上加一个月、更正旧的一个月，与全部重建比。")
    parser.add_argument("--rows", type=int, default=ROWS, help="时长记录的行数（十年合计）")
    parser.add_argument("--step", choices=["full", "month"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(timed(asked.step, asked.folder)))
        return 0
    found = {rows: measured(rows) for rows in (asked.rows, 2 * asked.rows)}
    text = in_words(found)
    print(text)
    if asked.rows >= ROWS:
        write_section("increment", text)
    return 0


def measured(rows: int) -> dict[str, dict]:
    """Seconds and memory of each step on a lake of that many rows of hours."""
    with tempfile.TemporaryDirectory(prefix="wushe-increment-") as folder:
        data_dir = Path(folder) / "data"
        ten_years = TenYears(data_dir, rows, _with_tree())
        ten_years.registers()
        for number in range(MONTHS):
            ten_years.month(number)
        found = {"full": _run("full", data_dir)}
        ten_years.month(MONTHS)
        found["month"] = _run("month", data_dir)
        ten_years.month(MONTHS - 12, suffix="更正")
        found["late"] = _run("month", data_dir)
        found["file"] = {"megabytes": _file(data_dir).stat().st_size / 1e6}
        return found


def _with_tree() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS stage; ATTACH ':memory:' AS reference")
    load_reference(connection)
    connection.execute((STAGING / "area_kind.sql").read_text("utf-8"))
    stage_tree(connection)
    return connection


def _run(step: str, data_dir: Path) -> dict:
    command = [sys.executable, "-m", "bench.increment", "--step", step, "--folder", str(data_dir)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])


def timed(step: str, data_dir: Path) -> dict:
    """One build in this process: seconds, peak memory, and how it was made."""
    began = time.perf_counter()
    if step == "full":
        build(data_dir)
    else:
        with locked(data_dir):
            publish(Lake(data_dir), Warehouse(data_dir), data_dir, {"deliveries": []})
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / 1024,
        "made": Warehouse(data_dir).current()["made"],
    }


def _file(data_dir: Path) -> Path:
    return data_dir / "warehouse" / Warehouse(data_dir).current()["file"]


def in_words(found: dict[int, dict[str, dict]]) -> str:
    """The section of bench/results.md."""
    told = [f"- {name}：{words}" for name, words in description("").items() if name != "浏览器"]
    small, large = found.values()
    lines = []
    for rows, steps in found.items():
        for step in ("full", "month", "late"):
            one = steps[step]
            ratio = one["processor"] / steps["full"]["processor"]
            told_of = f"{rows / 1e4:.0f} 万 | {LABELS[step]} | {one['seconds']:.1f} | {one['processor']:.1f}"
            lines.append(f"| {told_of} | {ratio:.2f} | {one['megabytes']:.0f} | {one['made']} |")
    growth = {step: large[step]["processor"] / small[step]["processor"] for step in ("full", "month", "late")}
    return "\n".join([
        "## 在十年数据上加一个月", "",
        f"用 `python -m bench.increment --rows {min(found)}` 测得；从报送已在数据湖里，到新版本发布完毕"
        "（含检查、核验、复制文件）。", "",
        *told, "",
        "| 十年的时长记录 | 步骤 | 秒 | 处理器秒 | 处理器秒与全部重建之比 | 内存峰值（MB） | 方式 |",
        "|--:|---|--:|--:|--:|--:|---|",
        *lines, "",
        f"数据翻一倍时的处理器秒：全部重建 {growth['full']:.2f} 倍，加一个月 {growth['month']:.2f} 倍"
        f"（这一个月的行数也翻一倍），更正旧月份 {growth['late']:.2f} 倍。",
        f"数据库文件 {small['file']['megabytes']:.0f} 与 {large['file']['megabytes']:.0f} MB，每次发布复制一遍"
        "（文件系统能共享数据块时不花时间）。",
    ])  # fmt: skip


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
