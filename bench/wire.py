"""What a first visit transfers until nothing more is asked for, file by file.

    python -m bench.wire /records              the files of one page, largest first
    python -m bench.wire / /density /records   several pages

Bytes as they come over the wire, heads of the answers included, with an empty cache.
"""

from __future__ import annotations

import argparse
import sys
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from bench.browser import chromium, fresh_page
from bench.server import demonstration_folder, serving
from tests.browser.drawing import open_drawn

LEAST = 2_000  # smaller answers are told as one line


def main() -> int:
    """Measures and prints a table for each page."""
    parser = argparse.ArgumentParser(description="首次访问传了哪些文件。")
    parser.add_argument("paths", nargs="+", metavar="地址", help="页面，例如 /records")
    paths = parser.parse_args().paths
    with serving(demonstration_folder()) as url, chromium() as browser:
        for path in paths:
            transferred(browser, url, path)  # the first visit packs the files
            _print(path, transferred(browser, url, path))
    return 0


def transferred(browser: Browser, url: str, path: str) -> list[tuple[str, int]]:
    """Every answer of a first visit: its path and its bytes, largest first."""
    with fresh_page(browser, url) as page:
        found = _listen(page)
        open_drawn(page, path)
        page.wait_for_load_state("networkidle")
    return sorted(found, key=lambda one: -one[1])


def _listen(page: Page) -> list[tuple[str, int]]:
    paths: dict[str, str] = {}
    found: list[tuple[str, int]] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda event: paths.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", lambda event: found.append(_seen(paths, event)))
    return found


def _seen(paths: dict[str, str], event: dict) -> tuple[str, int]:
    return urlsplit(paths.get(event["requestId"], "?")).path, int(event["encodedDataLength"])


def _print(path: str, files: list[tuple[str, int]]) -> None:
    print(f"\n{path}：{sum(size for _, size in files) / 1000:.0f} kB，{len(files)} 个应答\n\n| 文件 | kB |\n|---|--:|")
    for name, size in files:
        if size >= LEAST:
            print(f"| `{name}` | {size / 1000:.1f} |")
    small = [size for _, size in files if size < LEAST]
    print(f"| 其余 {len(small)} 个 | {sum(small) / 1000:.1f} |")


if __name__ == "__main__":
    sys.exit(main())
