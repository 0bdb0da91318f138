"""The publisher dies while the pages of its build are drawn: the old build serves, nothing is left, nobody draws on."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from asked_lately import ASKED, FOLDER, Question, Tally
from components.edition import edition
from etl.publish import Warehouse
from tests.survival.dying import ROOT, command, content, environment, etl, served

pytestmark = pytest.mark.usefixtures("small_reference")
PATIENCE = 120


def ask(data_dir: Path, many: int) -> None:
    """So many questions were asked of a server on this folder, by this program, a moment ago."""
    about = {"WUSHE_REFERENCE_DIR": os.environ.get("WUSHE_REFERENCE_DIR", ""), "WUSHE_SMALLEST_GROUP": ""}
    about |= {"WUSHE_DATA_DIR": str(data_dir.absolute()), "edition": edition()}
    tally = Tally()
    for number in range(many):
        tally.note(Question("/density", f"?year={2000 + number % 20}&show={number}", "", None, None, False))
    tally.write(data_dir / "warehouse", about)


def drawing(file_of: Path) -> list[int]:
    """The processes that draw from builds of this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if "drawn_ahead" in words and any(word.startswith(str(file_of)) for word in words):
            found.append(int(process.name))
    return found


def until(is_so) -> bool:
    """Whether it came to be so; a slow machine is waited for."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="只有 Linux 看得到别的进程在做什么")
def test_a_publisher_killed_while_pages_are_drawn(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    before = served(data_dir)
    ask(data_dir, 400)
    kept = data_dir / "warehouse" / FOLDER
    load = subprocess.Popen(command("load", *case.second, "--json"), cwd=ROOT, env=environment(data_dir),
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    assert until(lambda: list(kept.glob("[0-9]*/*")) or load.poll() is not None)
    assert load.poll() is None, "it did not draw"
    load.send_signal(signal.SIGKILL)
    load.wait()
    assert served(data_dir) == before
    assert until(lambda: not drawing(data_dir)), "it draws on, for nobody"
    (data_dir / "warehouse" / FOLDER / ASKED / f"{os.getpid()}.json").unlink()
    again = etl(data_dir, "load", *case.second, "--json")
    assert again.returncode in (0, 1), again.stdout + again.stderr
    assert content(data_dir) == case.content_after and served(data_dir)["build"] != before["build"]
    assert [path.name for path in kept.iterdir()] == [ASKED] and Warehouse(data_dir).fault() is None


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="只有 Linux 看得到别的进程在做什么")
def test_the_one_who_draws_is_killed(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    ask(data_dir, 400)
    kept = data_dir / "warehouse" / FOLDER
    load = subprocess.Popen(command("load", *case.second, "--json"), cwd=ROOT, env=environment(data_dir),
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    assert until(lambda: list(kept.glob("[0-9]*/*")) or load.poll() is not None)
    (process,) = drawing(data_dir)
    os.kill(process, signal.SIGKILL)
    said, _ = load.communicate(timeout=PATIENCE)
    assert "没有预先画好" in said and load.returncode in (0, 1)
    assert content(data_dir) == case.content_after
