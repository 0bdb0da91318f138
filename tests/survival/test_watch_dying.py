"""The watch and what it starts die at any moment: every file is loaded once, answered once, and put away once."""

import json
import random
import shutil
import signal
import subprocess
import time

import pytest

from etl.lake import Lake
from etl.lock import locked
from etl.run import load_paths
from tests.etl.little_tables import ORGANIZATIONS, write_csv
from tests.survival.dying import ROOT, command, content, environment, etl, healed, long_run, served, was_killed
from tests.survival.test_sudden_death import WATCH_MARKS

pytestmark = pytest.mark.usefixtures("small_reference")

ONCE = ("watch", "--once", "--settle", "0", "--json")


@pytest.fixture
def inbox(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    (data_dir / "inbox").mkdir()
    return data_dir / "inbox"


def put(inbox, *files) -> None:
    for file in files:
        shutil.copy(file, inbox / file.name)


def lies(inbox) -> dict[str, list[str]]:
    """What lies where: names by 已处理, 已退回 and the inbox itself."""
    found: dict[str, list[str]] = {"已处理": [], "已退回": [], "": []}
    for path in sorted(inbox.rglob("*")):
        if path.is_file() and path.name not in ("状态.json", ".lock"):
            first = path.relative_to(inbox).parts[0]
            found[first if first in found else ""].append(path.name)
    return found


def state(inbox) -> dict:
    return json.loads((inbox / "状态.json").read_text("utf-8"))


@pytest.mark.parametrize("mark", long_run(WATCH_MARKS, "loaded", "delivery-moved"))
def test_a_watch_killed_at_a_mark_goes_on_where_it_was(case, inbox, mark):
    put(inbox, case.second[0])
    assert was_killed(etl(inbox.parent, *ONCE, stop_at=mark))
    run = etl(inbox.parent, *ONCE)
    assert run.returncode == 0, run.stdout + run.stderr
    assert lies(inbox) == {"已处理": ["活动和志愿.xlsx", "活动和志愿.校验.xlsx"], "已退回": [], "": []}
    assert [manifest.file for manifest in Lake(inbox.parent).manifests()] == ["组织.csv"] + ["活动和志愿.xlsx"] * 2
    if mark not in ("delivery-moved", "state-written"):
        (done,) = state(inbox)["done"]
        assert (done["accepted"], done["rejected"]) == (5, 1), "the answer is that of the first try"
    assert state(inbox)["tries"] == {} and etl(inbox.parent, *ONCE).returncode == 0
    put(inbox, case.second[1])
    assert etl(inbox.parent, *ONCE).returncode == 0
    healed(inbox.parent, case.content_after)


@pytest.mark.parametrize("mark", long_run(["lake-stored", "renamed"], "lake-stored"))
def test_a_load_that_dies_under_the_watch_is_tried_again(case, inbox, mark):
    put(inbox, case.second[0])
    run = etl(inbox.parent, *ONCE, stop_at=mark)
    assert run.returncode == 1
    assert [entry["result"] for entry in json.loads(run.stdout)["failed"]] == ["没有完成"]
    assert etl(inbox.parent, *ONCE).returncode == 0
    put(inbox, case.second[1])
    assert etl(inbox.parent, *ONCE).returncode == 0
    assert len(lies(inbox)["已处理"]) == 4
    healed(inbox.parent, case.content_after)


def test_a_file_that_kills_the_program_again_and_again_is_sent_back(case, inbox):
    put(inbox, case.second[1])
    before = served(inbox.parent)
    for _ in range(3):
        assert etl(inbox.parent, *ONCE, stop_at="lake-swept").returncode == 1
    assert etl(inbox.parent, *ONCE, stop_at="lake-swept").returncode == 0
    assert lies(inbox) == {"已处理": [], "已退回": ["新组织.csv", "新组织.校验.xlsx"], "": []}
    assert "多次意外中止" in state(inbox)["done"][0]["why"]
    assert served(inbox.parent) == before


def started(data_dir, stdout) -> subprocess.Popen:
    """A watch that looks after the inbox five times a second until it is ended."""
    arguments = command("watch", "--interval", "0.2", "--settle", "0")
    return subprocess.Popen(arguments, cwd=ROOT, env=environment(data_dir), stdout=stdout, text=True)


def die_and_go_on(case, folder, times: int, seed: int) -> None:
    """Several files wait; the watch is killed at random moments until it has had its chances, then left alone."""
    chance = random.Random(seed)
    data_dir = case.copy(folder / "data")
    more = [write_csv(folder / f"名录{n}.csv", ORGANIZATIONS.replace("T", f"N{n}-")) for n in range(3)]
    (data_dir / "inbox").mkdir()
    put(data_dir / "inbox", *case.second, *more)
    for _ in range(times):
        watch = started(data_dir, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.8, 5))
        watch.kill()
        watch.wait()
    while any(lies(data_dir / "inbox")[""]):
        assert etl(data_dir, *ONCE).returncode in (0, 1)
    assert len(lies(data_dir / "inbox")["已处理"]) == 10
    arrived = list(dict.fromkeys(manifest.file for manifest in Lake(data_dir).manifests()))
    files = {path.name: path for path in [case.first, *case.second, *more]}
    for name in arrived:
        load_paths([files[name]], folder / "expected")
    healed(data_dir, content(folder / "expected"))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_a_watch_killed_at_random_moments_for_long(case, tmp_path, seed):
    die_and_go_on(case, tmp_path, 8, seed)


def test_the_watch_waits_for_another_run_and_ends_cleanly_when_told(case, inbox):
    watch = started(inbox.parent, stdout=subprocess.PIPE)
    try:
        with locked(inbox.parent):
            put(inbox, case.second[1])
            _until(lambda: state(inbox)["tries"])
            assert lies(inbox)[""] == ["新组织.csv"]
        _until(lambda: lies(inbox)["已处理"])
        _until(lambda: state(inbox)["done"])
        assert etl(inbox.parent, *ONCE).returncode == 75, "one watch at a time"
    finally:
        watch.send_signal(signal.SIGTERM)
    said, _ = watch.communicate(timeout=60)
    assert watch.returncode == 0 and "《新组织.csv》已处理" in said
    assert lies(inbox)["已处理"] == ["新组织.csv", "新组织.校验.xlsx"]


def test_told_to_stop_while_it_waits_it_stops_at_once_and_leaves_the_file(case, inbox):
    watch = started(inbox.parent, stdout=subprocess.DEVNULL)
    with locked(inbox.parent):
        put(inbox, case.second[1])
        _until(lambda: state(inbox)["tries"])
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(timeout=60) == 0
    assert lies(inbox) == {"已处理": [], "已退回": [], "": ["新组织.csv"]} and state(inbox)["tries"] == {}


def _until(true, seconds: float = 120) -> None:
    """Waits for what another process does; the limit only keeps a broken test from hanging."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except FileNotFoundError:
            pass
        time.sleep(0.05)
    raise AssertionError("it never happened")
