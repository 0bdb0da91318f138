"""The vendored files are what their manifest says, complete with licences, and hold every icon that is used."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "assets" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
USED = re.compile(r"""\bicon\(\s*"([a-z0-9-]+)"|\bicon="([a-z0-9-]+)"|icon icon-([a-z0-9-]+)""")


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_vendored_file_is_as_it_was_built(name):
    content = (VENDOR / name).read_bytes()
    assert (len(content), hashlib.sha256(content).hexdigest()) == (MANIFEST[name]["bytes"], MANIFEST[name]["sha256"])
    assert (VENDOR / "licences" / f"{MANIFEST[name]['package']}.txt").stat().st_size > 500


def test_nothing_else_lies_among_the_vendored_files():
    assert {path.name for path in VENDOR.iterdir()} == {*MANIFEST, "manifest.json", "licences"}


def test_vendored_plotly_is_the_version_of_the_plotly_package():
    assert MANIFEST["plotly.min.js"]["version"] == get_plotlyjs_version()


def test_every_icon_that_is_used_is_there():
    drawn = set(re.findall(r"\.icon-([a-z0-9-]+)\{", (VENDOR / "icons.css").read_text(encoding="utf-8")))
    sources = [path for room in ("pages", "components") for path in (ROOT / room).rglob("*.py")]
    used = {name for path in sources for found in USED.findall(path.read_text("utf-8")) for name in found if name}
    assert len(used) > 10
    assert used <= drawn, used - drawn
