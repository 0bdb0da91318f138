"""When a page is drawn, and how Chromium is started: for the browser tests, the screenshots and the measurements."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
THEMES = ("light", "dark")

# assets/app.js counts finished drawings in html[data-drawn] and sets html[data-drawing] from a click until then.
DRAWN = """([seen]) => {
    const state = document.documentElement?.dataset;  // none yet while another page comes
    if (!state || Number(state.drawn || 0) <= seen || state.drawing || state.leaving) return false;
    return [...document.querySelectorAll('.dash-graph')].every(graph => graph.querySelector('.main-svg'));
}"""
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def wait_drawn(page: Page, seen: int = 0) -> None:
    """Return when the page has been drawn more than `seen` times and its last chart is on the screen."""
    page.wait_for_function(DRAWN, arg=[seen])
    page.evaluate(NEXT_FRAME)


def drawings(page: Page) -> int:
    """How often the page has been drawn since it was loaded."""
    return page.evaluate("() => Number(document.documentElement.dataset.drawn || 0)")


def open_drawn(page: Page, address: str) -> Response | None:
    """Go to an address and wait until its last chart is drawn; the answer of the server."""
    answer = page.goto(address)
    wait_drawn(page)
    return answer


def drawn_after(page: Page, action: Callable[[], object]) -> None:
    """Do something that changes the address (a click on a chip, a bar) and wait until the page is drawn anew."""
    seen = drawings(page)
    action()
    wait_drawn(page, seen)


@dataclass
class Watch:
    """Everything a page does that it should not: requests to another host, errors in the console, failed answers."""

    origin: str
    expected: str = r"(?!)"
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to a page from its first request on."""
        page.on("request", self._request)
        page.on("websocket", lambda socket: self._fault(f"WebSocket {socket.url}"))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._fault(f"脚本出错：{error.stack or error}"))
        page.on("response", self._response)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        address = urlsplit(request.url)
        if address.scheme in ("data", "blob"):
            return
        if f"{address.scheme}://{address.netloc}" != self.origin:
            self._fault(f"请求了别的主机：{request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._fault(f"控制台报错：{message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._fault(f"请求失败 {response.status}：{response.url}")

    def _fault(self, words: str) -> None:
        if not re.search(self.expected, words):
            self.faults.append(words)
