"""Fixtures every room of the tests shares: the demonstration data, the server on it, the real records."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
REAL_DIR = Path(os.environ.get("WUSHE_REAL_DIR", ROOT.parent / "shared" / "real"))

os.environ.setdefault("WUSHE_VOLUNTEER_KEY", "one key for every data folder of a test run")

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


LONG_RUN = Path(__file__).with_name("long_run.txt")


def pytest_collection_modifyitems(items):
    """What tests/long_run.txt names is met in the long run alone, like what is marked `soak` beside the test."""
    named = {line for line in LONG_RUN.read_text("utf-8").splitlines() if line and not line.startswith("#")}
    for item in items:
        whole = re.sub(r"(?<=[\]\w])@[\w ]+$", "", item.nodeid)
        if not named.isdisjoint((whole, whole.partition("[")[0])):
            item.add_marker(pytest.mark.soak)


ONE_WORKER = (
    "tests/security/",
    "tests/entrance/sign_on/",
    "tests/api/test_documented_examples.py",
    "tests/browser/test_accounts.py",
    "tests/browser/test_todo.py",
    "tests/etl/test_demonstration.py",
    "tests/etl/test_spark.py",
    "tests/personal/test_erasing.py",
    "tests/personal/test_retention.py",
)
"""Of each of these one worker takes all tests, so that what they begin with is made once."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keeps the tests of ONE_WORKER together; all others go to whichever worker is free."""
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class Together(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            for begins in ONE_WORKER:
                if nodeid.startswith(begins):
                    return begins
            return super()._split_scope(nodeid)

    return Together(config, log)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """One folder for the whole run, the same for every xdist worker."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def _plain(data_dir: Path) -> dict[str, str]:
    """The settings of a build that every test shares, whatever the test sets that happens to ask for it first."""
    kept = {name: value for name, value in os.environ.items() if name != "WUSHE_REFERENCE_DIR"}
    return kept | {"WUSHE_DATA_DIR": str(data_dir)}


@pytest.fixture(scope="session")
def demo_dir(shared_folder) -> Path:
    """A data folder whose `demo/` holds the built demonstration; built once per run, read only for tests."""
    folder = shared_folder / "demonstration"
    with FileLock(str(folder) + ".lock"):
        if not (folder / "ready").exists():
            run = subprocess.run(
                [sys.executable, "-m", "etl", "demo", "--json"],
                cwd=ROOT, env=_plain(folder), capture_output=True, text=True,
            )
            assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
            (folder / "ready").touch()
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(data_dir: Path, **settings: str):
    """Starts the production server on a data folder with more settings; yields its base URL; stops it."""
    port = free_port()
    log = data_dir / f"server-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "serve.py"], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
            env=os.environ | {"WUSHE_DATA_DIR": str(data_dir), "WUSHE_PORT": str(port)} | settings,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(url, process, log)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until_up(url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(f"服务没有启动：{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(url + "/healthz", timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"服务两分钟内没有应答：{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def demo_server(demo_dir):
    """Base URL of the production server showing the demonstration."""
    yield from serve(demo_dir)


@pytest.fixture(scope="session")
def real_dir() -> Path:
    """The folder of real records; absent: the test is skipped with the reason, in CI it fails."""
    if not REAL_DIR.is_dir():
        reason = f"没有真实记录文件夹 {REAL_DIR}（用 WUSHE_REAL_DIR 指定）"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return REAL_DIR


@pytest.fixture(scope="session")
def leeds_dir(real_dir, shared_folder) -> Path:
    """A data folder holding the LEEDS 2023 records, loaded through the ordinary load; built once per run."""
    folder = shared_folder / "leeds"
    with FileLock(str(folder) + ".lock"):
        if not (folder / "ready").exists():
            source = real_dir / "leeds2023"
            files = ["leeds_wards.csv", "volunteers_shifts.csv", "events_master_all.csv", "community_events.csv"]
            run = subprocess.run(
                [sys.executable, "-m", "etl", "load", *[str(source / name) for name in files],
                 "--source", "leeds2023", "--json"],
                cwd=ROOT, env=_plain(folder), capture_output=True, text=True,
            )
            assert run.returncode in (0, 1), run.stdout[-3000:] + run.stderr[-3000:]
            (folder / "ready").touch()
    return folder


@pytest.fixture
def fresh_dir(tmp_path) -> Path:
    """An empty data folder."""
    shutil.rmtree(tmp_path / "data", ignore_errors=True)
    (tmp_path / "data").mkdir()
    return tmp_path / "data"
