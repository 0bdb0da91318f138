"""What happens when on a first visit of 组织密度: first words, the first question to the server, the last chart.

    python -m bench.first_visit                 five visits with an empty cache, printed
    python -m bench.first_visit --visits 3      fewer

Run in two checkouts it tells before from after; the rows of bench/results.md came about in that way.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from bench.browser import chromium
from bench.last_chart import opened, watched_page
from bench.peer_products import Ours, warehouse_file
from bench.peers import questions
from bench.peers_compared import FIRST_YEAR, expected
from bench.server import demonstration_folder

VISITS = 5
MARKS = """() => {
    const asked = performance.getEntriesByType('resource').find(one => one.name.includes('/_dash-layout'));
    const words = performance.getEntriesByName('first-contentful-paint')[0];
    return [words ? words.startTime : 0, asked.startTime];
}"""


@dataclass(frozen=True)
class Visit:
    """Milliseconds since the navigation, and what came over the wire."""

    words: float
    asked: float
    drawn: float
    wire: int
    requests: int


def main() -> int:
    """Measures and prints a row: medians of the visits."""
    parser = argparse.ArgumentParser(description="首次访问的各个时刻。")
    parser.add_argument("--visits", type=int, default=VISITS, metavar="次", help="空缓存打开几次（另有一次不计）")
    number = parser.parse_args().visits
    folder = demonstration_folder()
    os.environ["BENCH_WAREHOUSE"] = str(warehouse_file(folder))
    with chromium() as browser, Ours(folder, Path(sys.executable)).served() as address:
        seen = [_visit(browser, address.format(year=FIRST_YEAR)) for _ in range(number + 1)][1:]
    marks = [median(getattr(one, name) for one in seen) for name in ("words", "asked", "drawn")]
    cells = [*(f"{mark:.0f}" for mark in marks), f"{median(one.wire for one in seen) / 1000:.0f}"]
    print(f"| {' | '.join([*cells, f'{median(one.requests for one in seen):.0f}'])} |")
    return 0


def _visit(browser: Browser, url: str) -> Visit:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page, traffic = watched_page(context)
    drawn = opened(page, url, expected(questions.COUNTRY, FIRST_YEAR))
    words, asked = page.evaluate(MARKS)
    context.close()
    return Visit(words, asked, drawn, traffic.total, traffic.requests)


if __name__ == "__main__":
    sys.exit(main())
