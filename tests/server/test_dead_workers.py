"""The program is read once, before the workers: one that takes the place of a dead one shows what others drew."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from asked_lately import FOLDER
from tests.conftest import ROOT, serve
from views import database

PATIENCE = 120
OUTPUT = "..page.tree...page.children...topbar.tree...menu.tree...title.data.."
READ_ONCE = """
import os, sqlite3, sys, threading
opened = []
sys.addaudithook(lambda event, told: opened.append((event, str(told[0]))) if event == "sqlite3.connect" else None)
import duckdb
real, duckdb.connect = duckdb.connect, lambda *told, **more: opened.append(("duckdb.connect", str(told)))
import app
from components import kept_files
from indicators import warehouse
kept_files.share()
assert [one.name for one in threading.enumerate()] == ["MainThread"], threading.enumerate()
assert opened == [] and warehouse._door.opened is None, opened
print("nothing")
"""


def test_reading_the_program_opens_no_database_and_begins_no_thread(demo_dir, tmp_path):
    shutil.copytree(demo_dir / "demo", tmp_path / "demo", ignore=shutil.ignore_patterns("kept"))
    delete_a_view_long_ago(tmp_path)
    environment = os.environ | {"WUSHE_DATA_DIR": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", READ_ONCE], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.stdout.strip() == "nothing", run.stderr[-2000:]


def delete_a_view_long_ago(folder: Path) -> None:
    """A view of somebody in the file of views of a data folder that nobody can bring back any more."""
    database.use(folder)
    with database.writing() as connection:
        old = "2020-01-01T00:00:00.000+00:00"
        connection.execute("INSERT INTO views VALUES ('aaaaaaaa', '旧', '/density', ?, ?, 'somebody')", (old, old))
    database.use(None)


def views_in(folder: Path) -> int:
    """How many views there are in a data folder, deleted ones too."""
    with closing(sqlite3.connect(folder / database.FILE)) as connection:
        return connection.execute("SELECT count(*) FROM views").fetchone()[0]


@pytest.fixture
def server(demo_dir, tmp_path):
    """Base URL of a server of its own on the demonstration, and its folder."""
    warehouse = tmp_path / "demo" / "warehouse"
    shutil.copytree(demo_dir / "demo" / "warehouse", warehouse, ignore=shutil.ignore_patterns("kept"))
    delete_a_view_long_ago(tmp_path)
    for url in serve(tmp_path, WUSHE_WORKERS="2"):
        yield url, warehouse


def drawn(url: str) -> dict | None:
    """The body of a page; None as long as nobody answers."""
    outputs = [dict(zip(("id", "property"), one.split("."), strict=True)) for one in OUTPUT.strip(".").split("...")]
    inputs = [{"id": "asked", "property": "data", "value": {"path": "/density", "search": "?year=2024"}}]
    call = {"output": OUTPUT, "outputs": outputs, "inputs": inputs, "changedPropIds": ["asked.data"], "state": []}
    headers = {"Content-Type": "application/json", "Origin": url}
    request = urllib.request.Request(f"{url}/_dash-update-component", json.dumps(call).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["response"]["page"]
    except OSError:
        return None


def until(ask):
    """What is answered at last."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := ask()) is not None:
            return found
        time.sleep(0.1)
    raise AssertionError("no answer")


def workers_of(port: str) -> set[int]:
    """The processes of a server that are children of another of them."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"WUSHE_PORT={port}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return {one for one, parent in found.items() if parent in found}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="只有 Linux 看得到有哪些工作进程")
def test_after_every_worker_was_killed_nothing_is_drawn_again(server):
    url, warehouse = server
    first = until(lambda: drawn(url))
    assert until(lambda: views_in(warehouse.parents[1]) == 0 or None), "what is old goes when the server starts"
    (kept,) = (warehouse / FOLDER).glob("[0-9]*/*")
    before = kept.stat()
    old = workers_of(url.rpartition(":")[2])
    assert len(old) == 2
    for worker in old:
        os.kill(worker, signal.SIGKILL)
    assert until(lambda: drawn(url)) == first
    assert until(lambda: workers_of(url.rpartition(":")[2]) or None).isdisjoint(old)
    assert list((warehouse / FOLDER).glob("[0-9]*/*")) == [kept]
    assert (kept.stat().st_ino, kept.stat().st_size) == (before.st_ino, before.st_size)
