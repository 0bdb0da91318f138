"""Every chart of every page goes through the one helper: Chinese, no upload, no address of another host."""

import re
from pathlib import Path

import pytest
from dash import dcc

from components.chart import CONFIG
from components.page import find, state_of
from indicators import warehouse
from tests.browser.pages import STARTS, STATES, case_name

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "locale": "zh-CN",
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "topojsonURL": "/assets/topojson/",
}
SHOWN_TYPES = {"scatter", "bar", "box", "heatmap", "sankey", "treemap", "funnel"}


@pytest.fixture
def demonstration(demo_dir):
    """The pages of this process read the demonstration."""
    warehouse.use(demo_dir)
    yield
    warehouse.use(None)


def graphs(address: str) -> list[dcc.Graph]:
    """Every chart that the page draws for an address."""
    path, _, search = address.partition("?")
    page = find(path)
    with warehouse.snapshot():
        drawn = page.draw(state_of(page, path, search))
    shapes = page.layout()
    parts = [*drawn, *(shapes if isinstance(shapes, list) else [shapes])]
    inner = [one for part in parts for one in ([part, *part._traverse()] if hasattr(part, "_traverse") else [part])]
    return [one for one in inner if isinstance(one, dcc.Graph)]


@pytest.mark.parametrize("address", STARTS + STATES, ids=case_name)
def test_every_chart_has_the_safe_configuration_and_a_type_we_ship(demonstration, address):
    for graph in graphs(address):
        assert SAFE.items() <= graph.config.items()
        assert {trace.get("type", "scatter") for trace in graph.figure["data"]} <= SHOWN_TYPES


def test_density_draws_charts(demonstration):
    assert len(graphs("/density")) >= 2


def test_the_one_helper_is_safe_and_nobody_goes_around_it():
    assert SAFE.items() <= CONFIG.items()
    sources = [path for room in ("pages", "components", "figures") for path in (ROOT / room).rglob("*.py")]
    makers = {path.name for path in sources if re.search(r"\bdcc\.Graph\(|import Graph\b", path.read_text("utf-8"))}
    assert makers == {"chart.py"}
