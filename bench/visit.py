"""One visit of a page in Chromium: what the first opening costs, and how long each change of a filter takes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from bench.browser import fresh_page
from bench.replay import CALLBACK
from tests.browser.drawing import NEXT_FRAME, open_drawn

MOST_ADDRESSES = 20
ROUNDS = 2

# From the click to the first frame in which the page is drawn and no chart is being drawn any more.
COUNT_CHARTS = """() => {
    window.drawing = 0;
    if (!window.Plotly) return;
    const react = Plotly.react;
    Plotly.react = function () {
        window.drawing += 1;
        const result = react.apply(this, arguments);
        Promise.resolve(result).finally(() => { window.drawing -= 1; });
        return result;
    };
}"""
CHANGE = """href => new Promise(done => {
    const state = document.documentElement.dataset;
    const seen = Number(state.drawn || 0);
    const link = document.createElement('a');
    link.href = href;
    document.body.appendChild(link);
    let ready = null, frames = 0;
    const look = () => {
        const stands = Number(state.drawn || 0) > seen && !state.drawing && window.drawing === 0
            && [...document.querySelectorAll('.dash-graph')].every(graph => graph.querySelector('.main-svg'));
        if (stands) { ready = ready ?? performance.now(); frames += 1; } else { ready = null; frames = 0; }
        if (frames > 5) { link.remove(); done(ready - started); } else requestAnimationFrame(look);
    };
    const started = performance.now();
    link.click();
    requestAnimationFrame(look);
})"""
LINKS = """path => [...document.querySelectorAll('.topbar details.chip a[href], main a[href]')]
    .map(link => link.getAttribute('href'))
    .filter(href => href.split('?')[0] === path && href.includes('?'))
    .filter(href => !/[?&](panel|tables)=/.test(href))"""


@dataclass
class Visit:
    """`first` and `changes` in milliseconds, `wire` in bytes; `calls` are the bodies of the callbacks that draw."""

    first: float = 0
    wire: int = 0
    changes: list[float] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)


def visit(browser: Browser, url: str, path: str) -> Visit:
    """Open a page with an empty cache, then go through its filters; the first round only warms the server."""
    found = Visit()
    with fresh_page(browser, url) as page:
        sizes = _listen(page)
        page.on("request", lambda request: _keep_call(found, request))
        open_drawn(page, path)
        found.first = page.evaluate("performance.now()")
        if page.locator(".notice-error").count():
            raise RuntimeError(f"{path}：页面报错，不值得测量：{page.locator('.notice-error').first.inner_text()}")
        page.wait_for_load_state("networkidle")
        found.wire = sum(sizes)
        addresses = _addresses(page, path)
        page.evaluate(COUNT_CHARTS)
        for number in range(ROUNDS + 1):
            times = [_change(page, address) for address in addresses]
            found.changes += times if number else []
    found.calls = list(dict.fromkeys(found.calls))
    return found


def _listen(page: Page) -> list[int]:
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    return sizes


def _keep_call(found: Visit, request: Request) -> None:
    """Keep the body of a callback that draws the page (not the one that opens the side panel)."""
    if request.method != "POST" or urlsplit(request.url).path != CALLBACK:
        return
    if "page.tree" in json.loads(request.post_data)["output"]:
        found.calls.append(request.post_data)


def _addresses(page: Page, path: str) -> list[str]:
    """Up to MOST_ADDRESSES states that the page itself offers, spread over all its filters, the start at the end."""
    offered = list(dict.fromkeys(page.evaluate(LINKS, path)))
    step = max(1, len(offered) // MOST_ADDRESSES)
    return [*offered[::step][: MOST_ADDRESSES - 1], path] if offered else []


def _change(page: Page, address: str) -> float:
    taken = page.evaluate(CHANGE, address)
    page.evaluate(NEXT_FRAME)
    return taken
