"""`python -m bench.scale --rows N [--folder DIR]`: build, one more month, pages and indicators on N rows of hours.

The lake is that of bench/nation.py: made in DIR if it is not there, and left there; without DIR it goes away again.
Every step runs in a process of its own, one after the other.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.fresh import Cost, measure
from bench.machine import description
from bench.nation import Nation
from bench.results import write_section
from bench.scale_bars import bars
from etl.lake import Lake

SIZES = (1_000_000, 10_000_000, 100_000_000)
"""Of these the section is kept; others are only printed."""
SIZED = {"volunteer_hours": "行时长", "organizations": "个组织"}
PANDAS_ROWS = 20_000_000
"""The columns of ten million rows take 1.7 GB; ten times that would leave a machine of ours no room beside it."""


def main() -> int:
    """Measures, prints and writes the section of that size."""
    parser = argparse.ArgumentParser(description="全国形态的数据：生成、加一个月、页面与指标，与裸 SQL 比。")
    parser.add_argument("--rows", type=int, required=True, help="时长记录的行数（十年合计）")
    parser.add_argument("--folder", type=Path, help="数据目录；没有就生成，测完留着")
    parser.add_argument("--beside", type=Path, nargs="+", default=[], metavar="FOLDER",
                        help="较小规模的数据目录（已建库）：页面在同一次里也测它们，列出各项目标")  # fmt: skip
    parser.add_argument("--only", choices=list(PARTS), help="只测其中一部分")
    asked = parser.parse_args()
    if asked.rows < 1:
        parser.error("--rows 至少是 1")
    if asked.only in ("pages", "late") and not asked.folder:
        parser.error(f"--only {asked.only} 要用 --folder 给一个已经建好库的目录")
    for smaller in asked.beside:
        if not (smaller / "warehouse" / "CURRENT.json").exists():
            parser.error(f"{smaller} 里没有建好的库")
    with ExitStack() as stack:
        folder = asked.folder or _scratch(stack)
        if not (folder / "lake").exists():
            Nation(folder, asked.rows).write()
        for part in [asked.only] if asked.only else PARTS:
            name, measured = PARTS[part]
            about = description(packages=("duckdb", "dash", "flask", "pandas", "pyarrow"))
            words = measured(folder, asked.rows, asked.beside) if part == "pages" else measured(folder, asked.rows)
            text = "\n\n".join([_head(name, part, asked, about), words])
            print(text, flush=True)
            if asked.rows in SIZES:
                write_section(f"scale_{asked.rows}_{part}", text)
    return 0


def _head(name: str, part: str, asked: argparse.Namespace, about: dict[str, str]) -> str:
    beside = " --beside 较小的目录" if asked.beside and part == "pages" else ""
    told = "\n".join(f"- {word}：{words}" for word, words in about.items())
    return (
        f"## 全国规模，{asked.rows:,} 行时长：{name}\n\n"
        f"用 `python -m bench.scale --rows {asked.rows} --folder 目录 --only {part}{beside}` 测得。"
        "数据由 bench/nation.py 生成：全国区划原样，组织、活动、时长按"
        "幂律分布，十年逐月报送，直接写进数据湖；没有重复、更正、待核的行，判断走的是最快的路。"
        "大文件装入的倍数见“大文件入库”一节。\n\n" + told
    )


def _scratch(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wushe-nation-"))) / "data"


def _build(folder: Path, rows: int) -> str:
    """The full build and one more month, each against the bare SQL."""
    full = measure("bench.scale_build", "full", str(folder))
    bare = measure("bench.scale_build", "bare", str(folder))
    further = measure("bench.scale_build", "further_month", str(folder), str(rows))
    month = measure("bench.scale_build", "month", str(folder))
    bare_month = measure("bench.scale_build", "bare_month", str(folder))
    counted = "、".join(f"{name} {count:,}" for name, count in sorted(full.told["rows"].items()) if count)
    slowest = "、".join(f"{name} {seconds:.1f}" for name, seconds in bare.told["slowest"].items())
    lake = sum(path.stat().st_size for path in Lake(folder).folder.rglob("*") if path.is_file()) / 1e6
    other = f"，不同的：{'、'.join(bare.told['other'])}" if bare.told["other"] else ""
    agree = f"{bare.told['same']} 张表逐行相同{other}"
    brought = f"加一个月（{further.told['rows']:,} 行时长，{month.told['made']}）"
    return "\n".join([
        "| 步骤 | 秒 | 处理器秒 | 内存峰值 MB | 秒与裸 SQL 之比 | 处理器秒之比 |",
        "|---|--:|--:|--:|--:|--:|",
        _line("全部生成（检查、核验、发布在内）", full, bare),
        _line("同样的模型，裸 SQL", bare, bare),
        _line(brought, month, bare_month),
        _line("加一个月，裸 SQL", bare_month, bare_month), "",
        f"行数：{counted}。数据湖 {lake:,.0f} MB，数据库文件 {full.told['megabytes']:,.0f} MB。", "",
        "- 裸 SQL：同样的模型各自的 SELECT，按同样的次序、同样的内存上限，在一个进程里直接读数据湖的 Parquet，"
        "写成同样的表"
        "并落盘；不判断每一行的去向，不留下一次要用的记录，不检查、不核对、不发布。秒数和处理器秒只计这些语句，内存是整个进程的"
        f"（含最后与正式结果逐表比对：{agree}）。最慢的几条（秒）：{slowest}。机器同时在做别的事时，看处理器秒之比。",
        "- 加一个月的裸 SQL：在上一版的副本上，三张事实表加进这个月的行，逐月、逐年的汇总只重算碰到的那些；"
        "复制文件不计。",
    ])  # fmt: skip


def _late(folder: Path, rows: int) -> str:
    """Further rows of the first month and of the newest one, on the build that is there."""
    lines = []
    for step, name in (("further_month", "加一个月"), ("late_month", "补报最早的一个月")):
        brought = measure("bench.scale_build", step, str(folder), str(rows)).told["rows"]
        cost = measure("bench.scale_build", "month", str(folder))
        lines.append(cost.line(f"{name}（{brought:,} 行时长，{cost.told['made']}）"))
    return "\n".join([
        "| 步骤 | 秒 | 处理器秒 | 内存峰值 MB |", "|---|--:|--:|--:|", *lines, "",
        "补报最早的一个月是增量里最慢的：逐月、逐年的汇总只重算碰到的那些，表里行的次序却与全部重建一样，"
        "所以事实表里这个月以后的行都重写一遍。",
    ])  # fmt: skip


def _line(name: str, cost: Cost, bare: Cost) -> str:
    return f"{cost.line(name)} {cost.seconds / bare.seconds:.2f} | {cost.processor / bare.processor:.2f} |"


def _pages(folder: Path, rows: int, beside: Sequence[Path] = ()) -> str:
    """Every page, the indicators, and pandas; `beside` are smaller builds that the pages are compared with."""
    with tempfile.TemporaryDirectory(prefix="wushe-said-") as scratch:
        found = {}
        for kind in ("pages", "indicators"):
            said = str(Path(scratch) / kind)
            asked = measure("bench.scale_pages", kind, str(folder), said)
            found[kind] = (asked, measure("bench.scale_pages", "bare", str(folder), said))
        small = {one: measure("bench.scale_pages", "pages", str(one), str(Path(scratch) / "small")) for one in beside}
    pandas = measure("bench.scale_pandas", "compared", str(folder)) if rows <= PANDAS_ROWS else None
    return "\n".join([
        "毫秒，p50 / p95。", "",
        "| 页面 | 地址 | 第一次问 | 它的裸 SQL，第一次 | 再问 | 它的裸 SQL，再来 |",
        "|---|--:|--:|--:|--:|--:|",
        *_table(*found["pages"]), "",
        "| 指标 | 问法 | 第一次问 | 它的裸 SQL，第一次 | 再问 | 它的裸 SQL，再来 |",
        "|---|--:|--:|--:|--:|--:|",
        *_table(*found["indicators"], slowest_first=True), "",
        f"页面跑了 {found['pages'][0].told['statements']} 条语句，指标 {found['indicators'][0].told['statements']} 条；"
        "指标全部列出，第一次问最慢的在前。第一次问是这个进程头一次被问到那个地址；"
        "全部问过一遍以后，各再问十五次（裸 SQL 一次）。"
        "裸 SQL 是它第一次被问到时真正跑的那些语句，在另一个新进程里用同样的设置原样再跑，取完全部行。", "",
        *(line for one, cost in small.items() for line in (*bars(*found["pages"], cost, _size_of(one)), "")),
        *_failed(found), *_in_pandas(pandas),
    ])  # fmt: skip


def _size_of(folder: Path) -> str:
    """How many rows of hours and how many organisations lie in a lake."""
    manifests = Lake(folder).manifests()
    rows = {name: sum(one.accepted for one in manifests if one.type == name) for name in SIZED}
    return "、".join(f"{rows[name]:,} {unit}" for name, unit in SIZED.items())


def _table(asked: Cost, bare: Cost, slowest_first: bool = False) -> list[str]:
    """A line for each page or indicator, and one for all."""
    ours, theirs = asked.told["times"], bare.told["times"]
    names = sorted(ours, key=lambda name: -max(first for first, *_ in ours[name])) if slowest_first else list(ours)
    everything = {"全部": [one for times in ours.values() for one in times]}
    bare_everything = {"全部": [one for times in theirs.values() for one in times]}
    return [_row(name, ours[name], theirs.get(name, [])) for name in names] + [
        _row(name, everything[name], bare_everything[name]) for name in everything
    ]


def _row(name: str, ours: list[list[float]], theirs: list[list[float]]) -> str:
    cells = [
        part
        for pick in (lambda one: one[:1], lambda one: one[1:])
        for part in (_marks([t for one in ours for t in pick(one)]), _marks([t for one in theirs for t in pick(one)]))
    ]
    return f"| {name} | {len(ours)} | {' | '.join(cells)} |"


def _marks(times: list[float]) -> str:
    """Median and the time that one in twenty exceeds."""
    if not times:
        return "—"
    return f"{median(times):.0f} / {sorted(times)[min(len(times) - 1, len(times) * 95 // 100)]:.0f}"


def _failed(found: dict[str, tuple[Cost, Cost]]) -> list[str]:
    failed = {name: why for asked, _ in found.values() for name, why in asked.told["failed"].items()}
    lines = [f"- `{name}`：{why}" for name, why in failed.items()]
    return [f"没有答出来的 {len(failed)} 个：", "", *lines, ""] if failed else []


def _in_pandas(pandas: Cost | None) -> list[str]:
    if pandas is None:
        return [
            f"与 pandas 的比较只在 {PANDAS_ROWS:,} 行以内做："
            "一千万行的这几列要 1.7 GB，按比例一亿行约 15 GB，没有量。"
        ]
    lines = [
        f"| {name} | {one['pandas']:.0f} | {one['cold']:.0f} | {one['warm']:.1f} | {'是' if one['same'] else '否'} |"
        for name, one in pandas.told["questions"].items()
    ]
    return [
        "| 问题（毫秒） | pandas | 本系统，第一次问 | 再问 | 结果相同 |", "|---|--:|--:|--:|---|", *lines, "",
        f"pandas 先把三张事实表要用的列整个读进内存：{pandas.told['reading']:.1f} 秒，"
        f"进程内存 {pandas.told['megabytes']:,.0f} MB"
        "（不算在上面的毫秒里）。",
    ]  # fmt: skip


PARTS = {"build": ("生成", _build), "late": ("加一个月与补报旧的一个月", _late), "pages": ("页面与指标", _pages)}


if __name__ == "__main__":
    sys.exit(main())
