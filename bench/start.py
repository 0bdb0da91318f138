"""From `make run` to the first answered page, when everything is there: against a bare import of what it is built on.

python -m bench.start                  five starts, written to bench/results.md
python -m bench.start --starts 2       fewer, printed only
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import machine
from bench.clients import Question, connected, put
from bench.replay import CALLBACK
from bench.results import write_section
from bench.scale_asked import body
from bench.server import ROOT, demonstration_folder, free_port

STARTS, LONGEST = 5, 120.0
BARE = "import dash, duckdb, flask, gunicorn.app.wsgiapp"
FIRST_PAGE = Question("GET", "/")
FIRST_DRAWN = Question("POST", CALLBACK, body("/", ""))


@dataclass
class Starts:
    """Seconds: until the address answers, until the first page is answered in full, and of the bare import."""

    command: str = ""
    answered: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def main() -> int:
    """Measures, prints, and writes the section when the starts are enough."""
    parser = argparse.ArgumentParser(description="从 make run 到第一页。")
    parser.add_argument("--starts", type=int, default=STARTS, metavar="次", help="启动几次（另有一次不计）")
    parser.add_argument("--folder", type=Path, help="数据目录；不写用演示数据")
    asked = parser.parse_args()
    facts = machine.description()
    text = section(measured(asked.folder or demonstration_folder(), asked.starts), facts)
    print(text)
    if asked.starts >= STARTS:
        write_section("start", text)
    return 0


def measured(folder: Path, starts: int) -> Starts:
    """So many starts after one that is not counted, each with a bare import beside it."""
    found = Starts(command=" ".join(Path(part).name for part in command()))
    for number in range(starts + 1):
        answered, drawn = _start(folder)
        bare = _bare()
        if number:
            found.answered.append(answered)
            found.drawn.append(drawn)
            found.bare.append(bare)
    return found


def command() -> list[str]:
    """`make run`, or without the environment that it makes what it starts."""
    return ["make", "run"] if (ROOT / ".venv" / ".ready").exists() else [sys.executable, "serve.py"]


def _start(folder: Path) -> tuple[float, float]:
    """Seconds until / answers, and until its callback has answered too."""
    port = free_port()
    chosen = {"WUSHE_DATA_DIR": str(folder), "WUSHE_PORT": str(port)}
    began = time.perf_counter()
    process = subprocess.Popen(
        command(), cwd=ROOT, env=os.environ | chosen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        answered = _until(url, FIRST_PAGE, began)
        return answered, _until(url, FIRST_DRAWN, began)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _until(url: str, question: Question, began: float) -> float:
    while time.perf_counter() - began < LONGEST:
        connection = connected(url)
        try:
            put(connection, question)
            return time.perf_counter() - began
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError(f"{LONGEST:.0f} 秒内没有应答：{question.path}")


def _bare() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True, cwd=ROOT)
    return time.perf_counter() - began


def section(found: Starts, facts: dict[str, str]) -> str:
    """The section of bench/results.md."""
    marks = [median(one) for one in (found.answered, found.drawn, found.bare)]
    return "\n".join([
        "## 启动",
        "",
        f"用 `python -m bench.start --starts {len(found.answered)}` 测得；演示数据已在，运行的是 `{found.command}`，"
        "第一次启动不计，取中位数。",
        "",
        *[f"- {name}：{words}" for name, words in facts.items()],
        "",
        "| 秒 | 答出网址 | 答完第一页（总览） | 只引用所用的库 | 倍数 |",
        "|---|--:|--:|--:|--:|",
        f"| 中位数 | {' | '.join(f'{mark:.1f}' for mark in marks)} | {marks[1] / marks[2]:.1f} |",
        f"| 最慢 | {' | '.join(f'{max(one):.1f}' for one in (found.answered, found.drawn, found.bare))} | |",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
