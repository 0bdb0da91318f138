"""Photographs every page at both sizes in both themes, for looking at: `make screenshots`, then open screenshots/.

    python -m bench.screenshots                      every page as it starts
    python -m bench.screenshots "/density?area=…"    only these addresses
"""

from __future__ import annotations

import argparse
import re
from itertools import product
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Browser

from bench.browser import chromium, fresh_page
from bench.server import ROOT, serving
from tests.browser.drawing import SIZES, THEMES, Watch, open_drawn
from tests.browser.pages import STARTS


def main() -> None:
    asked = arguments()
    with serving() as url, chromium() as browser:
        for address in asked.addresses or STARTS:
            for size, theme in product(SIZES, THEMES):
                shoot(browser, url, address, size, theme, asked.folder)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="给每个页面拍照（两种尺寸、两种主题），供查看。")
    parser.add_argument("addresses", nargs="*", help="只拍这些地址，例如 /density?year=2024；不写则拍全部页面")
    parser.add_argument("--folder", type=Path, default=ROOT / "screenshots", help="照片放在哪里")
    return parser.parse_args()


def shoot(browser: Browser, url: str, address: str, size: str, theme: str, folder: Path) -> None:
    """One full-page picture; what the page does wrong is printed beside its name."""
    name = re.sub(r"[^\w.=-]+", "_", unquote(address).strip("/")) or "home"
    path = folder / f"{name}-{size}-{theme}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    with fresh_page(browser, url, size, theme) as page:
        watch = Watch(url)
        watch.follow(page)
        open_drawn(page, address)
        page.screenshot(path=path, full_page=True)
        print(path, *watch.faults, sep="\n    ")


if __name__ == "__main__":
    main()
