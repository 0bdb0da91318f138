"""A real Chromium on the production server: every page opened here is watched from its first request to its last."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page

from tests.browser.drawing import FLAGS, Watch
from tests.browser.install import find_chromium


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser. Without one: a failure in CI, a skipped test with the reason elsewhere."""
    path = find_chromium()
    if path:
        return path
    reason = "没有找到 Chromium：请安装（sudo apt-get install chromium fonts-noto-cjk），或用环境变量 CHROMIUM 指出路径"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium) -> dict:
    """Debian's Chromium instead of a downloaded one (pytest-playwright asks for this fixture)."""
    return {"executable_path": chromium, "args": FLAGS, "timeout": 60_000}


@pytest.fixture
def page_factory(browser, demo_server):
    """`page_factory(theme, width, height)` → a fresh page of the demonstration; addresses start with "/".

    At the end of the test no such page may have asked another host, reported an error or got a failed answer;
    `expected` is a pattern of the faults a test provokes on purpose.
    """
    opened = []

    def open_page(theme: str = "light", width: int = 1440, height: int = 900, expected: str = r"(?!)") -> Page:
        context = browser.new_context(
            base_url=demo_server,
            color_scheme=theme,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        watch = Watch(demo_server, expected)
        watch.follow(page)
        opened.append((context, watch))
        return page

    yield open_page
    for context, _ in opened:
        context.close()
    faults = [fault for _, watch in opened for fault in watch.faults]
    assert not faults, "\n".join(faults)
