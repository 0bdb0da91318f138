"""The measurements as a page of Markdown, with what was aimed at and what falls short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.replay import Answer
from bench.visit import Visit

AIMS = {"server": 60, "browser": 400, "visit": 800}
COLUMNS = (
    "页面",
    "服务器·热 p50 / p95",
    "服务器·冷 p50 / p95",
    "应答（压缩 / 原文）",
    "首次访问",
    "首次画完",
    "改筛选到画完 p50 / p95",
)
WORDS = """\
目标：服务器（热）p95 不超过 {server} 毫秒，改筛选到画完 p95 不超过 {browser} 毫秒，首次访问不超过 {visit} kB。{verdict}

- 服务器：浏览器真正发出的回调请求，经 HTTP 向正式服务重放，到收完最后一个字节（毫秒）。冷是服务启动后第一次被问到
  该地址，热是再次被问到。每页取本页筛选里的各个地址。
- 应答：一次回调的大小（kB），压缩后与压缩前，取中位数。
- 首次访问：空缓存打开页面到画完所传的全部字节（kB）；首次画完是从打开地址到最后一张图画完（毫秒）。
- 改筛选到画完：从点击链接到最后一张图出现在屏幕上的那一帧（毫秒），轮流点本页的各个筛选，服务器已答过这些地址。
"""


@dataclass(frozen=True)
class Measured:
    """One page: its visit in the browser, its answers cold and warm."""

    name: str
    visit: Visit
    cold: list[Answer]
    warm: list[Answer]

    def is_over(self) -> list[str]:
        """What of this page misses its aim."""
        over = {
            "服务器": percentile([one.milliseconds for one in self.warm], 95) > AIMS["server"],
            "改筛选": bool(self.visit.changes) and percentile(self.visit.changes, 95) > AIMS["browser"],
            "首次访问": self.visit.wire / 1000 > AIMS["visit"],
        }
        return [part for part, is_over in over.items() if is_over]


def report(command: str, facts: dict[str, str], measured: Sequence[Measured]) -> str:
    """The section on pages of bench/results.md."""
    return "\n".join(
        [
            "## 各页面的速度与大小",
            "",
            f"在演示数据上用 `{command}` 测得。",
            "",
            *[f"- {key}：{words}" for key, words in facts.items()],
            "",
            f"| {' | '.join(COLUMNS)} |",
            f"|---{'|--:' * (len(COLUMNS) - 1)}|",
            *[_row(page) for page in measured],
            "",
            WORDS.format(**AIMS, verdict=_verdict(measured)),
        ]
    )


def _row(page: Measured) -> str:
    wire = percentile([answer.wire for answer in page.warm], 50) / 1000
    plain = percentile([answer.plain for answer in page.warm], 50) / 1000
    cells = [
        page.name,
        _pair([answer.milliseconds for answer in page.warm]),
        _pair([answer.milliseconds for answer in page.cold]),
        f"{wire:.0f} / {plain:.0f}",
        f"{page.visit.wire / 1000:.0f}",
        f"{page.visit.first:.0f}",
        _pair(page.visit.changes),
    ]
    return f"| {' | '.join(cells)} |"


def _pair(values: Sequence[float]) -> str:
    return f"{percentile(values, 50):.0f} / {percentile(values, 95):.0f}" if values else "—"


def _verdict(measured: Sequence[Measured]) -> str:
    late = [f"{page.name}（{'、'.join(page.is_over())}）" for page in measured if page.is_over()]
    return f"未达到：{'；'.join(late)}。" if late else "全部达到。"


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least `share` per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
