"""Rooms stay small, and what is unsafe or forbidden in the house is found by reading its files."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _tracked(*patterns: str) -> list[Path]:
    """Files of the project: those git tracks, else (an unpacked archive) those on the disk."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\n") if listed.returncode == 0 else []
    found = [ROOT / name for name in names if name]
    return [path for path in found if path.exists()] or [p for pattern in patterns for p in ROOT.rglob(pattern)]


PYTHON = [path for path in _tracked("*.py") if ".venv" not in path.parts]
PRODUCT = [path for path in PYTHON if "tests" not in path.relative_to(ROOT).parts]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [p for p in PRODUCT if p.parent.name == "pages"], ids=_name)
def test_a_page_is_at_most_80_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 80


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_files_and_functions_stay_small(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 40
    ]
    assert not long, f"超过 40 行的函数：{long}"


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_no_unsafe_or_forbidden_words(path):
    text = path.read_text("utf-8")
    assert not re.search(r"dangerously_allow\w*=(?!False\b)", text), "不许放行网页代码"
    for word in ("srcDoc", "Scattergl", "plotly.express", "plotly.graph_objects", "except: pass"):
        assert word not in text, f"{word} 不许出现"


def test_no_folder_is_called_utils():
    names = {part for path in PYTHON for part in path.relative_to(ROOT).parts[:-1]}
    assert not names & {"utils", "util", "helpers", "common", "misc", "lib"}


def test_every_package_says_it_is_one():
    for path in PRODUCT:
        folder = path.parent
        if folder != ROOT:
            assert (folder / "__init__.py").exists(), f"{_name(folder)} 缺少 __init__.py"


def test_style_sheets_take_colours_from_tokens_only():
    """tokens.css holds every colour; the other sheets only name them."""
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    for path in _tracked("assets/*.css"):
        if "vendor" in path.parts or path.name == "tokens.css":
            continue
        found = [line for line in path.read_text("utf-8").splitlines() if colour.search(re.sub(r"/\*.*?\*/", "", line))]
        assert not found, f"{path.name}: {found[:3]}"


def test_nothing_in_the_project_points_to_another_host_for_its_parts():
    hosts = re.compile(r"https?://[^\s\"')]*(?:cdn|jsdelivr|unpkg|googleapis|fontawesome)", re.IGNORECASE)
    for path in [*PRODUCT, *_tracked("assets/*.css", "assets/*.js")]:
        if "vendor" in path.parts:
            continue
        assert not hosts.search(path.read_text("utf-8")), _name(path)


def test_every_indicator_stands_in_the_handbook_and_terms_in_the_glossary():
    handbook = (ROOT / "docs" / "handbook.md").read_text("utf-8")
    for path in sorted((ROOT / "indicators" / "definitions").glob("*.toml")):
        assert path.stem in handbook, f"handbook.md 缺 {path.stem}"
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    for word in ("universe", "delivery", "pending", "visits", "hatched_on", "blind_spots", "as_of"):
        assert f"`{word}" in glossary
