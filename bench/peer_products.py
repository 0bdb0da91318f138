"""The same page in three products, each served as in production: how it is started and how its filters are set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from bench.server import ROOT, free_port, running, serving

WORKERS, THREADS = "2", "4"
WHOLE = "全国"
"""What the peers call no area; the product calls it after its data, the first of the steps in its top bar."""
STREAMLIT = (
    "streamlit", "run", "bench/peers/streamlit_page.py", "--server.headless", "true", "--server.port", "{port}",
    "--server.address", "127.0.0.1", "--server.fileWatcherType", "none", "--server.runOnSave", "false",
    "--browser.gatherUsageStats", "false", "--global.developmentMode", "false", "--client.toolbarMode", "minimal",
)  # fmt: skip
VIZRO = (
    "gunicorn", "--config", os.devnull, "--bind", "127.0.0.1:{port}", "--worker-class", "gthread",
    "--workers", WORKERS, "--threads", THREADS, "--keep-alive", "5", "--timeout", "120",
    "--log-level", "warning", "bench.peers.vizro_page:server",
)  # fmt: skip


class Ours:
    """The product: links in the menus of its top bar."""

    name = "五社联动分析台"

    def __init__(self, folder: Path, python: Path) -> None:
        """The data folder, and the Python that runs the peers."""
        self.folder = folder
        self.python = python

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of the page while its server runs."""
        with serving(self.folder, WUSHE_WORKERS=WORKERS, WUSHE_THREADS=THREADS) as url:
            yield f"{url}/density?year={{year}}"

    def prepare(self, page: Page, kind: str, words: str) -> None:
        """Open the menu; not part of what is timed, as the peers' choices lie open."""
        if words != WHOLE:
            page.locator(f"#{kind}-chip summary").click()

    def choose(self, page: Page, kind: str, words: str) -> None:
        """A click on the choice."""
        if words == WHOLE:
            page.locator(".crumbs a").first.click()
        else:
            page.locator(f"#{kind}-chip a").get_by_text(words, exact=True).click()


class Streamlit(Ours):
    """Radio buttons in the side bar; the server answers through a web socket."""

    name = "Streamlit"
    choices = "[data-testid=stSidebar] [data-testid=stRadio] label"

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of the page while its server runs."""
        with _peer(self.python, STREAMLIT, self.folder, "/_stcore/health") as url:
            yield url

    def prepare(self, page: Page, kind: str, words: str) -> None:
        """Nothing to open."""

    def choose(self, page: Page, kind: str, words: str) -> None:
        """A click on the choice."""
        page.locator(self.choices).get_by_text(words, exact=True).click()


class Vizro(Streamlit):
    """Radio buttons in the side panel; one callback answers with the four figures."""

    name = "Vizro"
    choices = ".form-check label"

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of the page while its server runs."""
        with _peer(self.python, VIZRO, self.folder, "/_dash-layout") as url:
            yield url


@contextmanager
def _peer(python: Path, command: tuple[str, ...], folder: Path, health: str) -> Iterator[str]:
    port = free_port()
    told = {"BENCH_WAREHOUSE": str(warehouse_file(folder)), "PYTHONPATH": str(ROOT)}
    whole = [str(python), "-m", *(part.format(port=port) for part in command)]
    with running(whole, {**os.environ, **told}, port, health) as url:
        yield url


def warehouse_file(folder: Path) -> Path:
    """The published build of a data folder."""
    from etl.publish import Warehouse

    return folder / "warehouse" / Warehouse(folder).current()["file"]
