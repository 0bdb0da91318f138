"""The examples of docs/api.md run as they are printed, against the production server on the demonstration."""

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PRINTED = "http://127.0.0.1:8050"


def blocks(language: str) -> list[str]:
    """Every fenced block of a language, in order."""
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("example", blocks("bash"))
def test_curl(example, demo_server, tmp_path):
    run = subprocess.run(
        ["bash", "-euc", example.replace(PRINTED, demo_server)], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
    lines = (tmp_path / "activities.csv").read_bytes().removesuffix(b"\r\n").split(b"\r\n")
    assert lines[0].decode("utf-8-sig") == "活动日期,活动名称,组织名称,服务人次"
    assert len(lines) - 1 == int(re.search(r"(?i)x-row-count: (\d+)", run.stdout)[1]) > 0


@pytest.mark.parametrize("example", blocks("python"))
def test_pandas(example, demo_server, tmp_path):
    told = """
assert list(by_year.columns) == ["year", "numerator", "denominator", "value"] and len(by_year) > 1
assert per_source.sum() == funding["amount"].sum() > 0
assert len(activities) == total > 1000 and activities["held_on"].is_monotonic_increasing
"""
    run = subprocess.run(
        [sys.executable, "-c", example.replace(PRINTED, demo_server) + told],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_delivered_record_type_is_listed():
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    listed = re.search(r"\n类型：(.*?)，\n以及汇总与系统表", text, re.DOTALL)[1]
    delivered = {path.stem for path in (ROOT / "etl" / "records").glob("*.toml")}
    assert set(re.findall(r"`(\w+)`", listed)) == delivered
