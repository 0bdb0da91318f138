"""The same four charts in the product, in Streamlit and in Vizro: from opening or clicking to the last chart drawn.

    python -m bench.peers_compared                     five rounds, written to bench/results.md
    python -m bench.peers_compared --rounds 2          fewer, printed only
    python -m bench.peers_compared --peers /path/to/python

Every round starts the three one after the other, so that what else the machine does meets all of them. See
bench/peers/README.md for how the peers are kept fair and bench/last_chart.py for what “drawn” is.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request

from bench import machine
from bench.browser import chromium
from bench.last_chart import as_shown, changed, opened, watched_page
from bench.peer_products import Ours, Streamlit, Vizro, warehouse_file
from bench.peer_python import peer_versions, peers_python
from bench.peers import questions
from bench.peers_report import section
from bench.replay import CALLBACK, warm
from bench.results import write_section
from bench.server import demonstration_folder

ROUNDS, WARM_ROUNDS = 5, 4
FIRST_YEAR = 2025
CHANGES = (
    ("year", "2024"), ("year", "2021"), ("area", "330102000000"), ("year", "2023"), ("area", questions.COUNTRY),
    ("year", "2025"),
)  # fmt: skip


@dataclass
class Seen:
    """What was measured of one product: milliseconds, and bytes and requests of a first visit."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    wire: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)


def main() -> int:
    """Measures, prints, and writes the section when the rounds are enough."""
    parser = argparse.ArgumentParser(description="同样四张图，与 Streamlit、Vizro 比从点到画完的时间。")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="轮", help="三家轮流各测几轮")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="装有两家的 Python；不写则自己装一套")
    asked = parser.parse_args()
    python = peers_python(asked.peers)
    with chromium() as browser:
        facts = machine.description(browser.version)
        seen = compared(browser, demonstration_folder(), python, asked.rounds)
    text = section(seen, facts, peer_versions(python), asked.rounds)
    print(text)
    if asked.rounds >= ROUNDS:
        write_section("peers", text)
    return 0


def compared(browser: Browser, folder: Path, python: Path, rounds: int) -> dict[str, Seen]:
    """The three in turn, so many rounds."""
    os.environ["BENCH_WAREHOUSE"] = str(warehouse_file(folder))
    products = [kind(folder, python) for kind in (Ours, Streamlit, Vizro)]
    seen = {one.name: Seen() for one in products}
    for number in range(rounds):
        for product in products[number % 3 :] + products[: number % 3]:
            _round(browser, product, seen[product.name])
            print(f"第 {number + 1} 轮：{product.name}", file=sys.stderr, flush=True)
    return seen


def _round(browser: Browser, product: Ours, seen: Seen) -> None:
    """One start of a server: everything once to warm it, then a first visit, the changes and a second visit."""
    with product.served() as address:
        url = address.format(year=FIRST_YEAR)
        _warm(browser, product, url)
        with _context(browser) as context:
            page, traffic = watched_page(context)
            seen.first.append(opened(page, url, expected(questions.COUNTRY, FIRST_YEAR)))
            seen.wire.append(traffic.total)
            seen.requests.append(traffic.requests)
            seen.changes += _through(product, page)
            page.close()
            page, _ = watched_page(context)
            seen.again.append(opened(page, url, expected(questions.COUNTRY, FIRST_YEAR)))


def _warm(browser: Browser, product: Ours, url: str) -> None:
    """A visit and all changes, and what they asked of the server once more over many connections.

    Every worker of a server keeps answers of its own, and a connection stays with one of them. Streamlit asks through
    its web socket and is one process: nothing is asked again.
    """
    calls: dict[str, None] = {}
    with _context(browser) as context:
        page, _ = watched_page(context)
        page.on("request", lambda request: calls.update(_call_of(request)))
        opened(page, url, expected(questions.COUNTRY, FIRST_YEAR))
        _through(product, page)
    warm(url, list(calls), WARM_ROUNDS)


def _call_of(request: Request) -> dict[str, None]:
    is_call = request.method == "POST" and urlsplit(request.url).path == CALLBACK
    return {request.post_data: None} if is_call and request.post_data else {}


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light", locale="zh-CN")


def _through(product: Ours, page: Page) -> list[float]:
    """Milliseconds of every change of a filter, in their order."""
    state: dict = {"area": questions.COUNTRY, "year": FIRST_YEAR}
    times = []
    for kind, value in CHANGES:
        state[kind] = int(value) if kind == "year" else value
        words = questions.AREAS[value] if kind == "area" else value
        product.prepare(page, kind, words)
        times.append(changed(page, _click(product, kind, words), expected(**state)))
    return times


def _click(product: Ours, kind: str, words: str) -> Callable[[Page], None]:
    return lambda page: product.choose(page, kind, words)


@cache
def expected(area: str, year: int) -> list[str]:
    """What the four charts have to show, asked of the warehouse here."""
    frames = (
        questions.trend(area),
        questions.ranking(area, year),
        questions.fields(area, year),
        questions.forms(area, year),
    )
    return [as_shown(frame["value"].tolist()) for frame in frames]


if __name__ == "__main__":
    sys.exit(main())
