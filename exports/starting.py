"""Begin, await and call off the making of a file; it lives in a process that outlives the web server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

from exports import spool
from exports.spool import UNFINISHED, Export, NoExportError, Order
from jobs.locks import is_held

ROOT = Path(__file__).resolve().parents[1]
LOOK = 0.05
DYING = 5.0  # seconds a maker has to be gone after it was stopped


def start(order: Order) -> Export:
    """A new export, begun in a session of its own, so that it survives the web process."""
    made = spool.create(order)
    apart = (
        {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    with (made.folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "exports.child", str(made.folder)],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **apart,
        )  # fmt: skip
    Thread(target=process.wait, daemon=True).start()  # so that no ended child stays behind as a zombie
    return made


def awaited(export: Export) -> Export:
    """The export once it has ended, well or not."""
    pause = LOOK
    while (now := spool.find(export.id)).status.state in UNFINISHED:
        time.sleep(pause)
        pause = min(0.5, pause * 1.3)
    return now


def call_off(export: Export) -> None:
    """Stop the maker at once, whatever it is doing, and take everything away."""
    until = time.monotonic() + DYING
    while export.folder.exists() and time.monotonic() < until:  # a maker that just begins is seen at the next look
        if is_held(export.lock):
            _stop(export)
        spool.remove(export)
        if export.folder.exists():
            time.sleep(LOOK)


def _stop(export: Export) -> None:
    """Ends the process that holds the lock of the export, and no other."""
    until = time.monotonic() + DYING
    while is_held(export.lock) and time.monotonic() < until:
        try:
            process = spool.find(export.id).status.process
            if process:
                os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        except (NoExportError, ProcessLookupError):
            return
        time.sleep(LOOK)
