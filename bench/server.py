"""The production server on the demonstration, for as long as something is measured or photographed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

ROOT = Path(__file__).resolve().parents[1]


def demonstration_folder() -> Path:
    """The demonstration of the data folder in use; made first if it is not there."""
    data = Path(os.environ.get("WUSHE_DATA_DIR", ROOT / "data")).absolute()
    if (data / "demonstration.json").exists():
        return data
    if not (data / "demo" / "warehouse" / "CURRENT.json").exists():
        subprocess.run([sys.executable, "-m", "etl", "demo"], cwd=ROOT, check=True)
    return data / "demo"


@contextmanager
def serving(folder: Path | None = None, **settings: str) -> Iterator[str]:
    """Start `serve.py` on a data folder (the demonstration); gives its base URL; stops it at the end.

    `settings` are further variables of the environment (WUSHE_WORKERS="1").
    """
    port = free_port()
    chosen = {"WUSHE_DATA_DIR": str(folder or demonstration_folder()), "WUSHE_PORT": str(port), **settings}
    with running([sys.executable, "serve.py"], os.environ | chosen, port, "/healthz") as url:
        yield url


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: Sequence[str], environment: dict[str, str], port: int, health: str) -> Iterator[str]:
    """Any server in a process of its own until the end; gives its base URL once `health` is answered."""
    with NamedTemporaryFile("w+", prefix="wushe-server-", suffix=".log", delete=False) as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url + health, process, log.name)
        yield url
    finally:
        process.terminate()
        process.wait(30)
    Path(log.name).unlink()


def _wait_until_up(address: str, process: subprocess.Popen, log: str) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"服务没有启动，原因见 {log}")
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"服务一分钟内没有应答，日志见 {log}")
