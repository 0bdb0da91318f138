"""How long every page takes and weighs on the demonstration: printed, and written to bench/results.md.

    python -m bench.pages                    every page
    python -m bench.pages /density /tiers    only these, printed and not written
"""

from __future__ import annotations

import argparse

from playwright.sync_api import Browser

from bench import machine
from bench.browser import chromium
from bench.replay import replay, warm
from bench.report import Measured, report
from bench.results import write_section
from bench.server import serving
from bench.visit import visit
from components.page import Page, all_pages
from tests.browser.pages import STARTS

WARMING_ROUNDS, WARM_ROUNDS = 6, 5  # every worker of the server keeps answers of its own: all of them get warm


def main() -> None:
    parser = argparse.ArgumentParser(description="测量每个页面的速度与大小，写入 bench/results.md。")
    parser.add_argument("pages", nargs="*", metavar="地址", help=f"只测这些页面：{' '.join(STARTS)}")
    only = parser.parse_args().pages
    if unknown := set(only) - set(STARTS):
        parser.error(f"没有这些页面：{' '.join(sorted(unknown))}")
    with chromium() as browser:
        facts = machine.description(browser.version)
        measured = [measure(browser, page) for page in all_pages() if not only or page.path in only]
    text = report("python -m bench.pages", facts, measured)
    if not only:
        write_section("pages", text)
    print(text)


def measure(browser: Browser, page: Page) -> Measured:
    """One page on two servers: one for the browser, one that has never been asked for anything."""
    with serving() as url:
        found = visit(browser, url, page.path)
    with serving() as url:
        cold = replay(url, found.calls, rounds=1)
        warm(url, found.calls, WARMING_ROUNDS)
        again = replay(url, found.calls, WARM_ROUNDS)
    print(f"{page.name}：{len(found.calls)} 个地址，服务器 {len(again)} 次，浏览器 {len(found.changes)} 次", flush=True)
    return Measured(page.name, found, cold, again)


if __name__ == "__main__":
    main()
