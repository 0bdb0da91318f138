"""The comparison with Streamlit and Vizro as a section of bench/results.md."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from bench.report import percentile

if TYPE_CHECKING:
    from bench.peers_compared import Seen

OURS = "五社联动分析台"
BARS = {"Streamlit": {"first": 4.0, "changes": 5.0}, "Vizro": {"first": 2.5, "changes": 2.5}}
WORDS = {"first": "首次打开", "changes": "改筛选"}
MOST_BYTES = 800_000


def section(seen: dict[str, Seen], facts: dict[str, str], versions: dict[str, str], rounds: int) -> str:
    """The whole section."""
    return "\n".join([
        "## 同样四张图：与 Streamlit、Vizro 比",
        "",
        f"用 `python -m bench.peers_compared --rounds {rounds}` 测得；演示数据，同一个数据库文件，无界面的 Chromium。",
        "",
        *[f"- {name}：{words}" for name, words in facts.items()],
        f"- 对比：{'、'.join(f'{name} {number}' for name, number in versions.items())}",
        "",
        "| | 首次打开 p50 / p95 | 再次打开 | 改筛选 p50 / p95 | 首次所传 kB | 请求 |",
        "|---|--:|--:|--:|--:|--:|",
        *[_row(name, one) for name, one in seen.items()],
        *[_ratio_row(seen, name) for name in BARS],
        "",
        verdict(seen),
        "",
        "- 毫秒，从打开地址或点下筛选，到图里最后一次变动（`.main-svg` 里的 DOM 变动，三家用同一段脚本）；"
        "变动停 0.7 秒、四张图的数又与直接问数据库所得逐一相同才算画完，等的这 0.7 秒不计。",
        "- 每轮依次启动三家各一次（次序轮换，同时只有一个服务），先走一遍不计时，再用空缓存打开、改六次筛选、"
        "再打开一次。两个工作进程、每个四线程（Streamlit 只有一个进程）；不计时的那遍问过的，"
        "对有两个进程的再各问四遍，使每个进程都热。",
        "- 本系统的页面除四张图外还画五张卡片、各表和说明，对方只有四张图和筛选。",
        "- 首次所传：两家照缺省不压缩，放在会压缩的代理后面约为三四分之一。",
    ])  # fmt: skip


def ratios(seen: dict[str, Seen]) -> dict[tuple[str, str], float]:
    """How many times as long the peers take (medians), by peer and kind."""
    return {
        (peer, kind): median(getattr(seen[peer], kind)) / median(getattr(seen[OURS], kind))
        for peer, bars in BARS.items()
        for kind in bars
    }


def verdict(seen: dict[str, Seen]) -> str:
    """What of the aims is reached, what is not."""
    found = ratios(seen)
    said = [
        f"{WORDS[kind]}比 {peer} 快 {found[peer, kind]:.1f} 倍（目标 {bar:g}）"
        for peer, bars in BARS.items()
        for kind, bar in bars.items()
    ]
    wire = median(seen[OURS].wire)
    missed = [f"{peer} {WORDS[kind]}" for (peer, kind), ratio in found.items() if ratio < BARS[peer][kind]]
    missed += ["首次所传"] if wire > MOST_BYTES else []
    told = f"；首次所传 {wire / 1000:.0f} kB（目标 {MOST_BYTES // 1000} 以内）。"
    return "；".join(said) + told + (f"未达到：{'、'.join(missed)}。" if missed else "全部达到。")


def _row(name: str, seen: Seen) -> str:
    cells = [_pair(seen.first), f"{median(seen.again):.0f}", _pair(seen.changes)]
    cells += [f"{median(seen.wire) / 1000:,.0f}", f"{median(seen.requests):.0f}"]
    return f"| {name} | {' | '.join(cells)} |"


def _ratio_row(seen: dict[str, Seen], peer: str) -> str:
    ours, theirs = seen[OURS], seen[peer]
    kinds = ("first", "again", "changes", "wire", "requests")
    parts = [f"{median(getattr(theirs, kind)) / median(getattr(ours, kind)):.1f}" for kind in kinds]
    return f"| {peer} ÷ 本系统 | {' | '.join(parts)} |"


def _pair(values: Sequence[float]) -> str:
    return f"{median(values):.0f} / {percentile(values, 95):.0f}"
