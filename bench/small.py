"""The small size of every measurement, each a few rows of one table with what was aimed at: see bench/__main__.py."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import ingest, start, throughput, worker_memory
from bench.browser import chromium
from bench.fresh import Cost, measure
from bench.nation import Nation
from bench.peer_python import peers_python
from bench.peers_compared import compared
from bench.peers_report import BARS, MOST_BYTES, OURS, WORDS, ratios
from bench.report import percentile
from bench.server import demonstration_folder

INGEST_ROWS, NATION_ROWS = 500_000, 200_000
ROUNDS, SECONDS, STARTS = 2, 6.0, 2
WARM_AIM, WARM_TIMES, WARM_MORE = 60.0, 1.5, 15.0


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, against what, the ratio, and what was aimed at."""

    part: str
    what: str
    ours: str
    other: str
    ratio: str
    aim: str
    is_met: bool | None = None

    def line(self) -> str:
        """As Markdown."""
        met = {None: "—", True: "达到", False: "未达到"}[self.is_met]
        return f"| {self.part} | {self.what} | {self.ours} | {self.other} | {self.ratio} | {self.aim} | {met} |"


def taken_in() -> list[Row]:
    """(a) A clean file of hours against DuckDB's own reading."""
    with tempfile.TemporaryDirectory(prefix="wushe-bench-") as scratch:
        path = Path(scratch) / "时长.csv"
        ingest.write_file(path, INGEST_ROWS)
        bare = measure("bench.ingest", "read_bare", str(path), scratch)
        ours = measure("bench.ingest", "take_in", str(path), str(Path(scratch) / "data"))
    what = f"入库 {INGEST_ROWS:,} 行，对 DuckDB 直接读"
    return [_seconds("甲", what, ours, bare, ingest.AIM, "（一千万行时）")]


def built() -> list[Row]:
    """(b) A full build and one more month against the bare SQL; (c) pages and indicators on it."""
    with tempfile.TemporaryDirectory(prefix="wushe-bench-") as scratch:
        folder = str(Path(scratch) / "data")
        Nation(Path(folder), NATION_ROWS).write()
        full = measure("bench.scale_build", "full", folder)
        bare = measure("bench.scale_build", "bare", folder)
        measure("bench.scale_build", "further_month", folder, str(NATION_ROWS))
        month = measure("bench.scale_build", "month", folder)
        bare_month = measure("bench.scale_build", "bare_month", folder)
        size = f"全国分布 {NATION_ROWS:,} 行时长，"
        rows = [
            _seconds("乙", f"{size}全部生成，对裸 SQL", full, bare, 2.0, "（一亿行时）"),
            _seconds("乙", f"{size}加一个月，对裸 SQL", month, bare_month, None),
        ]
        return rows + _asked(folder, size, Path(scratch) / "said")


def _asked(folder: str, size: str, said: Path) -> list[Row]:
    found = []
    for kind, name in (("pages", "页面回调"), ("indicators", "指标")):
        asked = measure("bench.scale_pages", kind, folder, str(said))
        bare = measure("bench.scale_pages", "bare", folder, str(said))
        for part, pick in (("冷", slice(0, 1)), ("热", slice(1, None))):
            ours, theirs = _picked(asked.told["times"], pick), _picked(bare.told["times"], pick)
            found.append(_milliseconds(f"{size}{name}，{part}，p50 / p95，对裸 SQL", ours, theirs, part == "热"))
        found.append(unanswered(f"{size}{name}", asked.told["failed"]))
    return found


def unanswered(name: str, failed: dict[str, str]) -> Row:
    """How many addresses or questions gave no answer; what the first of them said."""
    example = next((f"{address}：{why}" for address, why in failed.items()), "")
    return Row(
        "丙", f"{name}，没有答出来的{f'（{example}）' if example else ''}", f"{len(failed)}", "", "", "0", not failed
    )


def _picked(times: dict[str, list[list[float]]], pick: slice) -> list[float]:
    return [one for addresses in times.values() for address in addresses for one in address[pick]]


def _milliseconds(what: str, ours: list[float], bare: list[float], is_warm: bool) -> Row:
    marks, theirs = (f"{percentile(one, 50):.0f} / {percentile(one, 95):.0f} 毫秒" for one in (ours, bare))
    late = percentile(ours, 95)
    limit = min(WARM_AIM, WARM_TIMES * percentile(bare, 95) + WARM_MORE)
    aim = f"p95 ≤ {WARM_AIM:.0f}，且 ≤ {WARM_TIMES:g} × 裸 SQL + {WARM_MORE:.0f}" if is_warm else ""
    is_met = late <= limit if is_warm else None
    return Row("丙", what, marks, theirs, f"{late / percentile(bare, 95):.2f}", aim, is_met)


def drawn() -> list[Row]:
    """(d) The same four charts in Streamlit and Vizro."""
    with chromium() as browser:
        seen = compared(browser, demonstration_folder(), peers_python(), ROUNDS)
    found = ratios(seen)
    rows = []
    for (peer, kind), ratio in found.items():
        ours, theirs, bar = getattr(seen[OURS], kind), getattr(seen[peer], kind), BARS[peer][kind]
        what = f"四张图，{WORDS[kind]}到画完，对 {peer}"
        rows.append(Row("丁", what, _ms(ours), _ms(theirs), f"{ratio:.1f}", f"≥ {bar:g} 倍", ratio >= bar))
    wire = median(seen[OURS].wire)
    least = min(median(seen[peer].wire) for peer in BARS)
    sent = f"{wire / 1000:,.0f} kB"
    return [*rows, Row("丁", "首次所传，对两家中小的", sent, f"{least / 1000:,.0f} kB", f"{least / wire:.1f}",
                       f"≤ {MOST_BYTES // 1000} kB", wire <= MOST_BYTES)]  # fmt: skip


def _ms(values: list[float]) -> str:
    return f"{median(values):.0f} 毫秒"


def answered() -> list[Row]:
    """(e) Requests per second with two workers."""
    found = throughput.measured(demonstration_folder(), SECONDS)
    rates = {name: len(heard.times) / heard.seconds for name, heard in found.items()}
    (_, floor), *others = rates.items()
    return [
        Row("戊", f"每秒请求，两个进程，{name}，对空应答", f"{rate:.0f}", f"{floor:.0f}", f"{rate / floor:.2f}", "")
        for name, rate in others
    ]


def remembered() -> list[Row]:
    """(f) The memory of a worker after a thousand page changes."""
    found = worker_memory.measured(demonstration_folder(), worker_memory.CHANGES)
    after = found.later[-1]
    aim = f"≤ {1 + worker_memory.MOST_GROWTH:.2f}"
    return [Row("己", f"内存，再翻 {found.changes:,} 次页面以后，对热了以后", f"{after:.0f} MB", f"{found.warm:.0f} MB",
                f"{after / found.warm:.2f}", aim, found.is_met)]  # fmt: skip


def started() -> list[Row]:
    """(g) The start."""
    found = start.measured(demonstration_folder(), STARTS)
    ours, bare = median(found.drawn), median(found.bare)
    what = f"`{found.command}` 到答完第一页，对只引用所用的库"
    return [Row("庚", what, f"{ours:.1f} 秒", f"{bare:.1f} 秒", f"{ours / bare:.1f}", "")]


def _seconds(part: str, what: str, ours: Cost, other: Cost, aim: float | None, when: str = "") -> Row:
    """A row of seconds; an aim of the long size is told and not judged here."""
    ratio = ours.seconds / other.seconds
    said = f"≤ {aim:g}{when}" if aim else ""
    return Row(part, what, f"{ours.seconds:.1f} 秒", f"{other.seconds:.1f} 秒", f"{ratio:.2f}", said)


PARTS: dict[str, Callable[[], list[Row]]] = {
    "ingest": taken_in,
    "scale": built,
    "peers": drawn,
    "throughput": answered,
    "memory": remembered,
    "start": started,
}
