"""Many people at once while builds change and workers die: a short run of bench/load.py on the canary records."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.soak
def test_many_people_get_right_answers_while_builds_change_and_workers_die(canary_dir, monkeypatch):
    monkeypatch.setenv("WUSHE_REFERENCE_DIR", str(canary_dir / "reference"))
    run = subprocess.run(
        [sys.executable, "-m", "bench.load", "--folder", str(canary_dir / "data"), "--minutes", "1.5", "--users", "40",
         "--publish-every", "20", "--kill-every", "15"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode in (0, 1), run.stdout[-2000:] + run.stderr[-3000:]
    found = json.loads(run.stdout)
    assert not found["wrong"] and not found["mixed"] and not found["faults"], found
    assert found["answers"] > 200 and found["publishes"] and found["kills"], found
