"""Whether the memory of a worker grows: one worker, so many page changes one after the other.

python -m bench.worker_memory                    1 000 changes after warming, written to bench/results.md
python -m bench.worker_memory --changes 200      fewer, printed only
"""

from __future__ import annotations

import argparse
import resource
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine
from bench.clients import Question, connected, page_questions, put
from bench.load import workers_at
from bench.results import write_section
from bench.server import demonstration_folder, serving

CHANGES, PARTS = 1_000, 4
MOST_GROWTH = 0.05
"""Of the memory after warming; what the allocator keeps from one page to the next moves it by so much."""
WARM_ROUNDS = 2


@dataclass
class Grown:
    """MB of the worker: before the first page, after warming, and at the end of every part of the changes."""

    start: float = 0
    warm: float = 0
    later: list[float] = field(default_factory=list)
    addresses: int = 0
    changes: int = 0

    @property
    def growth(self) -> float:
        """MB gained after warming."""
        return self.later[-1] - self.warm

    @property
    def is_met(self) -> bool:
        """Whether that is within what is allowed."""
        return self.growth <= self.warm * MOST_GROWTH


def main() -> int:
    """Measures, prints, and writes the section when the changes are enough."""
    parser = argparse.ArgumentParser(description="一个工作进程翻一千次页面，内存涨不涨。")
    parser.add_argument("--changes", type=int, default=CHANGES, metavar="次", help="热了以后翻几次")
    parser.add_argument("--folder", type=Path, help="数据目录；不写用演示数据")
    asked = parser.parse_args()
    facts = machine.description()
    text = section(measured(asked.folder or demonstration_folder(), asked.changes), facts)
    print(text)
    if asked.changes >= CHANGES:
        write_section("memory", text)
    return 0


def measured(folder: Path, changes: int) -> Grown:
    """The memory of the only worker of a server."""
    questions, found = page_questions(folder), Grown(changes=changes)
    found.addresses = len(questions)
    with serving(folder, WUSHE_WORKERS="1") as url:
        (worker,) = workers_at(int(url.rpartition(":")[2]))
        found.start = _megabytes(worker)
        _turn(url, questions, WARM_ROUNDS * len(questions))
        found.warm = _megabytes(worker)
        for _ in range(PARTS):
            _turn(url, questions, changes // PARTS)
            found.later.append(_megabytes(worker))
    return found


def _turn(url: str, questions: list[Question], changes: int) -> None:
    connection = connected(url)
    for number in range(changes):
        put(connection, questions[number % len(questions)])
    connection.close()


def _megabytes(process: int) -> float:
    words = Path(f"/proc/{process}/statm").read_text().split()
    return int(words[1]) * resource.getpagesize() / 2**20


def section(found: Grown, facts: dict[str, str]) -> str:
    """The section of bench/results.md."""
    verdict = "达到" if found.is_met else "未达到"
    parts = " | ".join(f"{number * found.changes // PARTS}" for number in range(1, PARTS + 1))
    return "\n".join([
        "## 工作进程的内存",
        "",
        f"用 `python -m bench.worker_memory --changes {found.changes}` 测得；演示数据，一个工作进程，"
        f"{found.addresses} 个页面地址轮流翻。",
        "",
        *[f"- {name}：{words}" for name, words in facts.items()],
        "",
        f"| MB | 启动后 | 全部翻过 {WARM_ROUNDS} 遍 | 再翻 {parts} 次 |",
        f"|---|--:|--:|{'--:|' * PARTS}",
        f"| 常驻内存 | {found.start:.0f} | {found.warm:.0f} | {' | '.join(f'{one:.0f}' for one in found.later)} |",
        "",
        f"热了以后增加 {found.growth:.0f} MB（目标不超过 {MOST_GROWTH:.0%}）：{verdict}。",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
