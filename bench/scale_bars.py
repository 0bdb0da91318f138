"""Which bars the pages keep at a size: warm answers, their bare SQL, and what more rows cost than few."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bench.fresh import Cost

WARM_MILLISECONDS = 60
TIMES_BARE, BESIDE_BARE = 1.5, 15
GROWTH = 1.3
WARM = f"再问 p95 不超过 {WARM_MILLISECONDS} 毫秒"
BARE = f"再问 p95 不超过裸 SQL 的 {TIMES_BARE} 倍加 {BESIDE_BARE} 毫秒"
FLAT = f"再问不超过小规模的 {GROWTH} 倍"
FLAT_FIRST = f"第一次问不超过小规模的 {GROWTH} 倍"


def bars(large: Cost, bare: Cost, small: Cost, small_size: str) -> list[str]:
    """The table of the pages with what they cost at both sizes, and every bar with the pages that miss it."""
    missed: dict[str, list[str]] = {WARM: [], BARE: [], FLAT: [], FLAT_FIRST: []}
    lines = []
    for name, asked in large.told["times"].items():
        if name not in small.told["times"]:
            continue
        line, kept = _page(asked, bare.told["times"].get(name, []), small.told["times"][name])
        lines.append(f"| {name} | {line} |")
        for bar, (is_kept, words) in kept.items():
            if not is_kept:
                missed[bar].append(f"{name}（{words}）")
    told = [f"- {bar}：{_missed(pages, len(lines))}" for bar, pages in missed.items()]
    return [
        f"与小的（{small_size}）同样地址比（毫秒，中间值；再问的 p95 在括号里）：", "",
        "| 页面 | 第一次，小 | 第一次，大 | 之比 | 再问，小 | 再问，大 | 之比 | 裸 SQL，再来 |",
        "|---|--:|--:|--:|--:|--:|--:|--:|", *lines, "", "目标与达到的页面：", "", *told,
    ]  # fmt: skip


def _page(asked: list[list[float]], bare: list[list[float]], small: list[list[float]]) -> tuple[str, dict]:
    first, warm = _split(asked)
    first_small, warm_small = _split(small)
    sql = [time for one in bare for time in one[1:]]
    grown, warm_grown = median(first) / median(first_small), median(warm) / median(warm_small)
    allowed = TIMES_BARE * _p95(sql) + BESIDE_BARE if sql else BESIDE_BARE
    line = (
        f"{median(first_small):.0f} | {median(first):.0f} | {grown:.1f} | {median(warm_small):.0f} | "
        f"{median(warm):.0f}（{_p95(warm):.0f}） | {warm_grown:.2f} | {_p95(sql) if sql else 0:.0f}"
    )
    return line, {
        WARM: (_p95(warm) <= WARM_MILLISECONDS, f"{_p95(warm):.0f}"),
        BARE: (_p95(warm) <= allowed, f"{_p95(warm):.0f}，容许 {allowed:.0f}"),
        FLAT: (warm_grown <= GROWTH, f"{warm_grown:.2f}"),
        FLAT_FIRST: (grown <= GROWTH, f"{grown:.2f}"),
    }


def _split(asked: list[list[float]]) -> tuple[list[float], list[float]]:
    """The first askings, and all later ones."""
    return [one[0] for one in asked], [time for one in asked for time in one[1:]]


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * 95 // 100)]


def _missed(pages: list[str], number: int) -> str:
    if not pages:
        return f"**{number} 页都达到。**"
    return f"{number - len(pages)} 页达到；**没有达到：** {'、'.join(pages)}。"
