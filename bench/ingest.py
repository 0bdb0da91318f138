"""A large clean CSV of volunteer hours: reading, checking and storing it, against DuckDB's own typed reading of it.

    python -m bench.ingest                    ten million rows, written to bench/results.md
    python -m bench.ingest --rows 500000      fewer, printed only
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import duckdb

from bench import machine
from bench.fresh import Cost, measure
from bench.results import write_section

ROWS = 10_000_000
AIM, MEMORY = 2.0, 2 << 30
PACKAGES = ("duckdb", "pyarrow", "numpy")
TYPES = {
    "记录编号": "VARCHAR", "志愿者编号": "VARCHAR", "组织编号": "VARCHAR", "活动编号": "VARCHAR", "区域代码": "VARCHAR",
    "服务日期": "DATE", "服务时长": "DECIMAL(18,3)", "开始时间": "VARCHAR", "结束时间": "VARCHAR", "积分": "INTEGER",
}  # fmt: skip
ROWS_SQL = """
    SELECT 'R' || lpad(CAST(i AS VARCHAR), 9, '0') AS 记录编号,
        'V' || lpad(CAST(i % 300000 AS VARCHAR), 7, '0') AS 志愿者编号,
        'ZZ-' || lpad(CAST(hash(i * 7) % 4000 AS VARCHAR), 5, '0') AS 组织编号,
        'A' || lpad(CAST(hash(i * 3) % 200000 AS VARCHAR), 7, '0') AS 活动编号,
        '3301020' || lpad(CAST(11001 + hash(i * 11) % 20 AS VARCHAR), 5, '0') AS 区域代码,
        strftime(
            DATE '2014-01-01' + CAST((i // 300000) * 97 + hash(i % 300000) % 90 AS INTEGER), '%Y-%m-%d'
        ) AS 服务日期,
        CAST(1 + hash(i) % 3 AS VARCHAR) || '.5' AS 服务时长,
        '09:00' AS 开始时间,
        '1' || CAST(hash(i) % 3 AS VARCHAR) || ':30' AS 结束时间,
        CAST(hash(i * 19) % 40 AS VARCHAR) AS 积分
    FROM range({rows}) AS numbers(i)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="测量大文件的读取、检查与入库，写入 bench/results.md。")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="行数", help="生成多少行")
    rows = parser.parse_args().rows
    folder = Path(tempfile.mkdtemp(prefix="wushe-ingest-"))
    try:
        facts = machine.description(packages=PACKAGES)
        path = folder / "时长.csv"
        write_file(path, rows)
        bare = measure("bench.ingest", "read_bare", str(path), str(folder))
        ours = measure("bench.ingest", "take_in", str(path), str(folder / "data"))
        again = measure("bench.ingest", "take_in", str(path), str(folder / "data"))
        text = report(facts, rows, path.stat().st_size, bare, ours, again)
    finally:
        shutil.rmtree(folder)
    if rows == ROWS:
        write_section("ingest", text)
    print(text)


def write_file(path: Path, rows: int) -> None:
    """A file without a single fault: nobody at two places at once, nothing twice."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({ROWS_SQL.format(rows=rows)}) TO '{path}' (HEADER)")


def read_bare(path: str, folder: str) -> dict:
    """What DuckDB alone needs to bring the file into a table on disk, dialect and types given."""
    started = time.perf_counter()
    with duckdb.connect(f"{folder}/bare.duckdb") as connection:
        connection.execute("SET memory_limit = '1500MB'")
        connection.execute(
            "CREATE TABLE hours AS SELECT * FROM read_csv($path, header = true, delim = ',', quote = '\"',"
            " auto_detect = false, columns = $types)",
            {"path": path, "types": TYPES},
        )
        connection.execute("CHECKPOINT")
    return {"seconds": time.perf_counter() - started}


def take_in(path: str, data_dir: str) -> dict:
    """What reading, checking and storing the file in the lake needs; building the warehouse is not part of it."""
    from etl.intake import Intake, Request
    from etl.lake import Lake

    started = time.perf_counter()
    deliveries = list(Intake(Lake(Path(data_dir))).take(Request(Path(path))))
    seconds = time.perf_counter() - started
    counts = deliveries[0].as_dict()
    kept = ("status", "rows_read", "accepted", "rejected", "duplicates")
    return {"seconds": seconds, "path": deliveries[0].manifest.path} | {name: counts[name] for name in kept}


def report(facts: dict[str, str], rows: int, size: int, bare: Cost, ours: Cost, again: Cost) -> str:
    """The section on large files of bench/results.md."""
    ratio = ours.seconds / bare.seconds
    peak = max(ours.peak, again.peak)
    verdict = "达到" if ratio <= AIM and peak < MEMORY else "未达到"
    return "\n".join([
        "## 大文件入库",
        "",
        f"用 `python -m bench.ingest --rows {rows}` 测得：{rows:,} 行时长（{size / 10**6:,.0f} MB），无一有误。",
        "",
        *[f"- {key}：{words}" for key, words in facts.items()],
        "",
        "| 步骤 | 秒 | 处理器秒 | 内存峰值 MB |",
        "|---|--:|--:|--:|",
        bare.line("DuckDB 按给定类型读入一张表"),
        ours.line(f"本系统读取、检查、入库（{ours.told['path']}，接收 {ours.told['accepted']:,} 行）"),
        again.line("同一文件再报一次（不重复入库）"),
        "",
        f"倍数 {ratio:.2f}（目标不超过 {AIM:.0f}），处理器时间倍数 {ours.processor / bare.processor:.2f}，"
        f"内存峰值 {peak / 2**20:,.0f} MB（目标 2,048 MB 以内）：{verdict}。",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
