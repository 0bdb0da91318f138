"""The Python that has Streamlit and Vizro: an environment of its own, or one that is given."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
VARIABLE = "WUSHE_BENCH_PEERS"
NAMES = ("streamlit", "vizro", "dash", "plotly", "duckdb")


def peers_python(chosen: Path | None = None) -> Path:
    """The chosen one, that of the environment variable, else bench/peers/.venv, made when it is not there."""
    given = chosen or os.environ.get(VARIABLE)
    if given:
        return Path(given).absolute()
    folder, listed = PEERS / ".venv", PEERS / "requirements.txt"
    python, ready = folder / "bin" / "python", folder / ".ready"
    if not ready.exists() or ready.stat().st_mtime < listed.stat().st_mtime:
        print("正在安装用来对比的 Streamlit 与 Vizro（只在第一次，约一两分钟）……", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", str(listed)], check=True)
        ready.touch()
    return python


def peer_versions(python: Path) -> dict[str, str]:
    """What that Python has, by name."""
    ask = (
        "import json, sys; from importlib import metadata as m; print(json.dumps([m.version(n) for n in sys.argv[1:]]))"
    )
    said = subprocess.run([python, "-c", ask, *NAMES], check=True, capture_output=True, text=True)
    return dict(zip(NAMES, json.loads(said.stdout), strict=True))
