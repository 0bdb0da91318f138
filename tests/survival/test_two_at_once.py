"""Two runs at once: one works, the other says so and changes nothing; in whatever order, all arrives."""

import subprocess
import time

import pytest

from etl.lake import Lake
from etl.lock import locked
from etl.run import load_paths
from tests.survival.dying import ROOT, command, complaint_of, content, environment, etl, healed, served

pytestmark = pytest.mark.usefixtures("small_reference")
BUSY = 75


@pytest.mark.parametrize("arguments", [["load", "FILE"], ["build"], ["withdraw", "123456"], ["rollback", "x"]])
def test_whoever_comes_second_is_told_and_changes_nothing(case, tmp_path, arguments):
    data_dir = case.copy(tmp_path / "data")
    words = [str(case.second[0]) if word == "FILE" else word for word in arguments]
    before = served(data_dir)
    with locked(data_dir):
        run = etl(data_dir, *words, "--json")
    assert run.returncode == BUSY and "另一个任务" in complaint_of(run)
    assert served(data_dir) == before
    assert len(Lake(data_dir).manifests()) == 1


@pytest.mark.parametrize("order", [(0, 1), pytest.param((1, 0), marks=pytest.mark.soak)])
def test_two_loads_started_together_both_arrive(case, tmp_path, order):
    data_dir = case.copy(tmp_path / "data")
    files = [case.second[number] for number in order]
    waiting, codes = list(files), []
    running = [(file, _start(data_dir, file)) for file in waiting]
    while running:
        file, process = running.pop(0)
        codes.append(process.wait())
        if codes[-1] == BUSY:
            time.sleep(0.2)
            running.append((file, _start(data_dir, file)))
    assert set(codes) <= {0, 1, BUSY} and len([code for code in codes if code != BUSY]) == 2
    arrived = [manifest.file for manifest in Lake(data_dir).manifests()]
    expected = case.copy(tmp_path / "expected")
    for file in sorted(files, key=lambda file: arrived.index(file.name)):
        load_paths([file], expected)
    healed(data_dir, content(expected))


def _start(data_dir, file) -> subprocess.Popen:
    return subprocess.Popen(command("load", file, "--json"), cwd=ROOT, env=environment(data_dir),
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip


def test_a_dead_run_leaves_no_lock_behind(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    etl(data_dir, "load", *case.second, stop_at="lake-written")
    assert etl(data_dir, "load", *case.second, "--json").returncode == 1
    healed(data_dir, case.content_after)
