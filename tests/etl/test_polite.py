"""A load leaves the processors to whoever looks at a page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ASKED = """
import os, runpy, sys
os.nice({first})
sys.argv = ["etl", "--help"]
try:
    runpy.run_module("etl", run_name="__main__", alter_sys=True)
except SystemExit:
    print("nice", os.nice(0))
"""


@pytest.mark.skipif(not hasattr(os, "nice"), reason="这个系统没有 nice")
@pytest.mark.parametrize("first", [0, 2, 9])
def test_a_load_gives_way_to_pages_and_what_gives_way_already_is_left_as_it_is(first):
    said = subprocess.run([sys.executable, "-c", ASKED.format(first=first)], cwd=ROOT, capture_output=True, text=True,
                          check=True).stdout  # fmt: skip
    assert said.splitlines()[-1] == f"nice {max(5, os.nice(0) + first)}"
