"""When the last chart of a page was drawn, found in the same way for every product: the last change inside a chart.

A script put into the page before anything else watches all of it and notes the time of every change inside a plotly
chart. A page stands when its charts show the expected numbers and nothing in them has changed for QUIET milliseconds;
what counts is the time of the last change, so the waiting itself costs nobody anything. A change of a filter begins
with the first click event, the opening of a page with the navigation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

QUIET = 700
WATCH = """(() => {
    const seen = window.lastChart = { last: 0, clicked: 0 };
    const isIn = node => {
        const element = node.nodeType === 1 ? node : node.parentElement;
        return Boolean(element && element.closest('.main-svg'));
    };
    const holds = node => node.nodeType === 1 && Boolean(node.querySelector('.main-svg'));
    new MutationObserver(changes => {
        if (changes.some(one => isIn(one.target) || [...one.addedNodes].some(holds))) seen.last = performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    document.addEventListener('click', () => { seen.clicked = seen.clicked || performance.now(); }, true);
})()"""
SHOWN = """() => [...document.querySelectorAll('.js-plotly-plot')].filter(plot => plot.querySelector('.main-svg'))
    .map(plot => (plot._fullData || [])[0]).filter(Boolean)
    .map(trace => Array.from(trace.orientation === 'h' ? trace.x : trace.y)
        .filter(value => value !== null && Number.isFinite(Number(value)))
        .map(value => Number(value).toFixed(3)).sort().join(' '))"""
STANDS = f"""([expected, quiet]) => {{
    const seen = window.lastChart, shown = ({SHOWN})();
    return seen.last > seen.clicked && performance.now() - seen.last > quiet
        && expected.every(one => shown.includes(one));
}}"""


@dataclass
class Traffic:
    """Bytes a page received: answers as they came over the wire, and what came through web sockets."""

    answers: list[int] = field(default_factory=list)
    sockets: list[int] = field(default_factory=list)
    requests: int = 0

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(self.answers) + sum(self.sockets)


def watched_page(context: BrowserContext) -> tuple[Page, Traffic]:
    """A new page of the context with the watch in it, and what it will have received."""
    page, traffic = context.new_page(), Traffic()
    page.set_default_timeout(60_000)
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: traffic.answers.append(int(event["encodedDataLength"])))
    session.on("Network.webSocketFrameReceived", lambda event: traffic.sockets.append(_socket_bytes(event["response"])))
    page.on("request", lambda request: _count(traffic, request.url))
    return page, traffic


def _count(traffic: Traffic, url: str) -> None:
    traffic.requests += url.startswith("http")


def _socket_bytes(frame: dict) -> int:
    """Binary frames are told in base64."""
    return len(frame["payloadData"]) * 3 // 4 if frame["opcode"] == 2 else len(frame["payloadData"].encode())


def opened(page: Page, url: str, expected: list[str]) -> float:
    """Milliseconds from the navigation to the last change of the last chart."""
    page.goto(url)
    _wait(page, expected)
    return page.evaluate("window.lastChart.last")


def changed(page: Page, click: Callable[[Page], None], expected: list[str]) -> float:
    """Milliseconds from the click to the last change of the last chart that the click brought about."""
    page.evaluate("() => { window.lastChart.clicked = 0; window.lastChart.last = 0; }")
    click(page)
    _wait(page, expected)
    return page.evaluate("window.lastChart.last - window.lastChart.clicked")


def _wait(page: Page, expected: list[str]) -> None:
    try:
        page.wait_for_function(STANDS, arg=[expected, QUIET], polling=100)
    except Exception as late:
        raise RuntimeError(f"图上的数不是要的数：要 {expected}，图上 {page.evaluate(SHOWN)}") from late


def as_shown(values: list[float]) -> str:
    """Numbers of a chart in the form in which they are compared with what stands in the page."""
    return " ".join(sorted(f"{value:.3f}" for value in values))
