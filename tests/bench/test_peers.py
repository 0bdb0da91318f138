"""The peers of the comparison: the product knows nothing of them, and their charts show its numbers."""

from __future__ import annotations

import ast
import os
import shutil

import pytest

from bench.last_chart import as_shown
from bench.peer_products import warehouse_file
from bench.peers import questions
from bench.peers_compared import CHANGES, FIRST_YEAR, Seen
from bench.peers_report import OURS, ratios, section, verdict
from indicators import warehouse
from indicators.evaluate import evaluate
from tests.architecture.test_rooms import PRODUCT, ROOT

FOREIGN = ("streamlit", "vizro", "bench.peers")
STATES = [(questions.COUNTRY, 2025), ("330102000000", 2023), ("430121000000", 2021)]


def test_only_the_measurements_know_the_peers():
    for path in PRODUCT:
        inside = path.relative_to(ROOT).parts
        if inside[0] == "bench":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [name for name in names if name.startswith(FOREIGN)], path
    listed = "".join((ROOT / name).read_text("utf-8") for name in os.listdir(ROOT) if name.startswith("requirements"))
    assert "streamlit" not in listed and "vizro" not in listed


@pytest.fixture
def peers_on_demo(demo_dir, tmp_path, monkeypatch):
    """The peers and the product on the same demonstration; one process opens a file in one way only, so on a copy."""
    folder = demo_dir / "demo"
    monkeypatch.setenv("BENCH_WAREHOUSE", str(shutil.copy(warehouse_file(folder), tmp_path / "peers.duckdb")))
    questions.connection.cache_clear()
    warehouse.use(folder)
    yield
    warehouse.use(None)
    questions.connection().close()
    questions.connection.cache_clear()


@pytest.mark.parametrize(("area", "year"), STATES)
def test_the_charts_of_the_peers_show_what_the_indicators_say(peers_on_demo, area, year):
    country = area == questions.COUNTRY
    given = {"universe": "登记备案", **({} if country else {"area": area})}
    when = {**given, "year": str(year)}
    density = {"basis": questions.BASIS}
    ours = {
        "trend": evaluate("orgs_per_10k_people", {**given, **density, "by": "year"}),
        "ranking": evaluate("orgs_per_10k_people", {**when, **density, "by": "area", "level": "3" if country else "4"}),
        "fields": evaluate("orgs", {**when, "by": "field"}),
        "forms": evaluate("orgs", {**when, "by": "legal_form"}),
    }
    for name, found in ours.items():
        values = sorted((float(row["value"]) for row in found.rows if row["value"]), reverse=True)
        values = values[: questions.MOST_BARS] if name == "ranking" else values
        asked = (area,) if name == "trend" else (area, year)
        theirs = getattr(questions, name)(*asked)["value"].tolist()
        assert values and as_shown(theirs) == as_shown(values), name


def test_the_clicks_lead_through_states_the_peers_offer():
    state = {"area": questions.COUNTRY, "year": FIRST_YEAR}
    for kind, value in CHANGES:
        before = dict(state)
        state[kind] = int(value) if kind == "year" else value
        assert state != before and state["area"] in questions.AREAS and state["year"] in questions.YEARS


def made(first: float, changes: float, wire: int = 700_000) -> Seen:
    """What a product would have been seen to do."""
    return Seen(first=[first], again=[first / 2], changes=[changes], wire=[wire], requests=[10])


def test_a_ratio_under_its_aim_is_named_and_nothing_else():
    seen = {OURS: made(1000, 100), "Streamlit": made(4500, 400), "Vizro": made(2500, 250)}
    assert ratios(seen)["Streamlit", "changes"] == 4
    assert verdict(seen).endswith("未达到：Streamlit 改筛选。")
    assert verdict({**seen, "Streamlit": made(4500, 500)}).endswith("全部达到。")
    heavy = {**seen, "Streamlit": made(4500, 500), OURS: made(1000, 100, wire=900_000)}
    assert verdict(heavy).endswith("未达到：首次所传。")


def test_the_section_has_a_line_for_each_product_and_each_ratio():
    seen = {OURS: made(1000, 100), "Streamlit": made(4500, 600), "Vizro": made(2500, 250)}
    text = section(seen, {"机器": "某机"}, {"streamlit": "1"}, 2)
    assert "| Streamlit ÷ 本系统 | 4.5 | 4.5 | 6.0 | 1.0 | 1.0 |" in text
    assert f"| {OURS} | 1000 / 1000 | 500 | 100 / 100 | 700 | 10 |" in text
