"""Chromium as the measurements and pictures use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.drawing import FLAGS, SIZES
from tests.browser.install import find_chromium


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine. Raises SystemExit with what to do when there is none."""
    path = find_chromium()
    if path is None:
        raise SystemExit("没有找到 Chromium：请安装（apt-get install chromium）或用环境变量 CHROMIUM 指出路径")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser, url: str, size: str = "desktop", theme: str = "light") -> Iterator[Page]:
    """A page that has never been here: empty cache, no storage."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, color_scheme=theme, locale="zh-CN"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()
