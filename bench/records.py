"""`python -m bench.records [--rows N] [--folder F]`: how soon the first rows of a very large record type are there.

The warehouse is a copy of the demonstration's in which the hours are replaced by generated rows, in the order in which
a build writes them; organisations, areas, activities and files stay those of the demonstration. Every address is asked
of the API of one process, first cold (nothing counted yet in this process), then again.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb

from bench.machine import description
from bench.results import write_section
from indicators import warehouse
from records.personal import look_ahead
from server import make_server

ROWS = 10_000_000
ROOT = Path(__file__).resolve().parents[1]
GENERATED = """
CREATE TABLE generated AS
SELECT
    'R' || strftime(served_on, '%Y%m') || '-' || g AS record_id,
    'V330102-' || lpad(CAST(hash(g, 1) % $volunteers AS VARCHAR), 6, '0') AS volunteer_id,
    CAST(1 AS BIGINT) AS volunteers, FALSE AS is_aggregate, org_id, activity_id, brand, project_id, hub_id, kind,
    area_code, area_level, l1, l2, l3, l4, l5, l6, served_on, CAST(1 + (hash(g, 2) % 8) / 2 AS DECIMAL(18, 3)) AS hours,
    CAST(CASE WHEN hash(g, 3) % 3 = 0 THEN hash(g, 4) % 50 END AS DECIMAL(18, 3)) AS points,
    CASE WHEN hash(g, 5) % 2 = 0 THEN '09:00' END AS started_at,
    CASE WHEN hash(g, 5) % 2 = 0 THEN '11:30' END AS ended_at, delivery AS _delivery, CAST(g + 2 AS BIGINT) AS _row
FROM (
    SELECT
        g, hash(g, 6) % (SELECT count(*) FROM events) AS a, hash(g, 7) % (SELECT count(*) FROM files) AS f,
        DATE '2015-01-01' + CAST(hash(g, 8) % 3650 AS INTEGER) AS served_on
    FROM range($rows) AS t(g)
)
JOIN (SELECT n AS a, * EXCLUDE (n, _delivery, _row, field, held_on) FROM events) USING (a)
JOIN files ON files.n = f
ORDER BY date_trunc('month', served_on), area_code, org_id, served_on, record_id, _delivery, _row
"""
FILTERS = {
    "全部，按默认次序": "",
    "一年": "year=2020",
    "一个街道": "area=330102011000",
    "名称里查找": "q=协会",
    "名称里查找，按组织名称": "q=协会&sort=org_name",
    "编号里查找": "record_id__contains=2015",
    "按枢纽名称倒序、时长、日期倒序": "sort=-hub_name,hours,-served_on",
    "一年，按时长倒序": "year=2020&sort=-hours",
    "活动类型不含讲座": "kind__not=讲座",
    "没有积分的": "points__blank=是",
    "一个枢纽一年，时长 2 小时以上": "hub=凯益荟&year=2020&hours__min=2",
}


def main() -> int:
    """Measures every question, prints the table and writes it to bench/results.md."""
    parser = argparse.ArgumentParser(description="数据明细的第一页，一千万行。")
    parser.add_argument("--rows", type=int, default=ROWS, help="时长记录的行数")
    parser.add_argument("--folder", type=Path, help="一个已经生成过的数据文件夹")
    asked = parser.parse_args()
    machine = description(packages=("flask", "duckdb"))
    with tempfile.TemporaryDirectory(prefix="wushe-records-") as made:
        folder = asked.folder or Path(made)
        if not (folder / "demo" / "warehouse" / "CURRENT.json").exists():
            make_warehouse(folder, asked.rows)
        warehouse.use(folder)
        text = in_words(*measured(), machine)
    print(text)
    if asked.rows >= ROWS:
        write_section("records", text)
    return 0


def make_warehouse(folder: Path, rows: int) -> None:
    """The demonstration, built and filled with that many rows of hours."""
    run = [sys.executable, "-m", "etl", "demo"]
    subprocess.run(run, cwd=ROOT, env=os.environ | {"WUSHE_DATA_DIR": str(folder)}, check=True, capture_output=True)
    published = folder / "demo" / "warehouse"
    file = published / json.loads((published / "CURRENT.json").read_text("utf-8"))["file"]
    aside = shutil.copy(file, file.with_suffix(".filling"))
    options = {"memory_limit": "3GB", "temp_directory": str(folder / "spill")}
    with duckdb.connect(aside, config=options) as connection:
        numbered = "row_number() OVER (ORDER BY {0}) - 1 AS n"
        connection.execute(f"CREATE TEMP TABLE events AS SELECT {numbered.format('activity_id')}, * FROM activities")
        connection.execute(
            f"CREATE TEMP TABLE files AS SELECT {numbered.format('delivery')}, delivery FROM deliveries "
            "WHERE type = 'volunteer_hours'"
        )
        connection.execute(GENERATED, {"rows": rows, "volunteers": max(rows * 6 // 100, 1)})
        connection.execute("DROP TABLE volunteer_hours; ALTER TABLE generated RENAME TO volunteer_hours; CHECKPOINT")
    os.replace(aside, file)


def measured() -> tuple[int, list[tuple]]:
    """The number of rows, and for every question the seconds cold, again and of the processor."""
    client = make_server().test_client()
    look_ahead()
    for thread in threading.enumerate():
        if thread.name.startswith("personal-"):
            thread.join()
    first = client.get("/api/v1/records/volunteer_hours?limit=1").get_json()
    total, columns = first["total"], list(first["rows"][0])
    questions = [(words, f"{query}&offset=0") for words, query in FILTERS.items()]
    for words, offset in (("第一页", 0), ("正中间", total // 2)):
        for sign in ("", "-"):
            orders = [
                (f"按 {column} {'倒序' if sign else '升序'}，{words}", f"sort={sign}{column}&offset={offset}")
                for column in columns
            ]
            questions += orders
    found = [
        (words, *timed(client, f"/api/v1/records/volunteer_hours?{query}&limit=100")) for words, query in questions
    ]
    found.append(("汇总（全部列），不挡住行", *timed(client, "/api/v1/records/volunteer_hours/summary")))
    return total, found


def timed(client, address: str) -> tuple[float, float, float]:
    """Milliseconds of the first answer, of the second, and processor milliseconds of the first."""
    took = []
    for _ in range(2):
        wall, processor = time.perf_counter(), time.process_time()
        answer = client.get(address)
        took.append(((time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000))
        assert answer.status_code == 200, answer.get_data(as_text=True)
    return took[0][0], took[1][0], took[0][1]


def in_words(total: int, found: list[tuple], machine: dict[str, str]) -> str:
    """The section of bench/results.md."""
    groups: dict[str, list[tuple]] = {}
    for words, *numbers in found:
        name = f"任一列排序，{words.partition('，')[2]}" if words.startswith("按 ") else words
        groups.setdefault(name, []).append((*numbers, words))
    lines = []
    for name, some in groups.items():
        slowest = max(some)
        middle = [statistics.median(one[place] for one in some) for place in range(3)]
        worst = f"（最慢 {slowest[0]:.0f}：{slowest[3].split('，')[0]}）" if len(some) > 1 else ""
        lines.append(f"| {name} | {middle[0]:.0f}{worst} | {middle[1]:.0f} | {middle[2]:.0f} |")
    facts = "\n".join(f"- {name}：{value}" for name, value in machine.items())
    return f"""## 数据明细：一千万行的第一页

用 `python -m bench.records` 测得：{total:,} 行志愿服务时长，100 行一页，经接口，连同总行数。仓库是演示仓库的副本，时长
换成了按入库次序生成的行；组织、区划、活动、文件仍是演示的。排序轮流按每一列升序、倒序，取中位数。

{facts}

| 问的是 | 首次，毫秒 | 再问 | 首次处理器时间（两核合计） |
|---|--:|--:|--:|
{chr(10).join(lines)}

服务启动时自己先把大表查看一遍（有没有混入志愿者编号，每个进程两三秒，有人在问时让开），测量从这以后开始。

目标：第一页不超过 300 毫秒。机器同时在做别的事时，“首次”会比处理器时间的一半长得多。"""


if __name__ == "__main__":
    sys.exit(main())
