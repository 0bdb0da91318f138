"""Ready before shown: what was asked of the present build lately is drawn from the new one before it is pointed to.

The pages are drawn by a process of their own (drawn_ahead.py, the application); whatever becomes of it, the build is
published. What is drawn of a build lies in kept/<build> of the warehouse, and goes when another one is published.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

from asked_lately import ASKED, FOLDER, put_away_old, told_lately

PROGRAM = Path(__file__).resolve().parents[1]
LEAST = 30
"""Fewer questions in the last minutes are answered as quickly as they are drawn ahead."""
SECONDS, GRACE = 30, 10
LOG = logging.getLogger("wushe.etl")


def draw_ahead(warehouse: Path, file: Path) -> str:
    """Has the pages of a finished build drawn; what became of it, in Chinese, empty when nobody waits for pages."""
    try:
        if len({question for told in told_lately(warehouse) for question in told.asked}) < LEAST:
            return ""
        done = _drawn(file)
        return f"最近常看的 {done['asked']} 个页面，预先画好 {done['drawn']} 个，用了 {done['seconds']:.0f} 秒"
    except subprocess.TimeoutExpired:
        return _failed(f"{SECONDS + GRACE} 秒没有结束")
    except (OSError, ValueError, TypeError, KeyError) as reason:
        return _failed(str(reason)[:200])


def _failed(why: str) -> str:
    words = f"新版本的页面没有预先画好（{why}），发布不受影响"
    LOG.warning("%s", words)
    return words


def command(file: Path) -> list[str]:
    """What draws."""
    return [sys.executable, "-m", "drawn_ahead", str(file.absolute()), str(SECONDS)]


def _drawn(file: Path) -> dict:
    """What the process says of its work; ValueError with its last words when it did none."""
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    run = subprocess.run(
        command(file), cwd=PROGRAM, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", errors="replace", timeout=SECONDS + GRACE, check=False,
    )  # fmt: skip
    if run.returncode:
        raise ValueError((run.stderr.strip().splitlines() or [f"退出码 {run.returncode}"])[-1])
    return json.loads(run.stdout)


def put_away(warehouse: Path, published: str | None) -> None:
    """What was drawn of other builds goes; somebody who still reads it finds nothing and draws."""
    try:
        put_away_old(warehouse)
        folders = [entry.path for entry in os.scandir(warehouse / FOLDER) if entry.name not in (ASKED, published)]
    except OSError:
        return  # nothing was ever drawn
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def forget(warehouse: Path) -> None:
    """Everything that was drawn goes, and what was asked."""
    shutil.rmtree(warehouse / FOLDER, ignore_errors=True)
