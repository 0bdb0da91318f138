"""`python -m bench.exports`: files of one and of five million rows through the production server."""

from __future__ import annotations

import argparse
import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from urllib.parse import urlsplit

import pyarrow.parquet

from bench.grown import grown_folder
from bench.machine import description
from bench.results import write_section
from bench.server import demonstration_folder, serving

TABLE = "volunteer_hours"
SIZES = (1_000_000, 5_000_000)
FILES = (
    ("CSV，全部列", "format=csv"),
    ("CSV，另行排序", "format=csv&sort=hours,-org_id"),
    ("Parquet，全部列", "format=parquet"),
)
COLUMNS = "served_on,area_name,org_name,kind,hours,volunteers,source_file,source_row"
WORKBOOK = ("Excel，8 列", f"format=xlsx&columns={COLUMNS}")
WORDS = """\
每个文件由自己的进程写：按网页上的次序排好，边读边写，写完核对行数。

- 内存：写文件的进程的峰值（DuckDB 的上限 600 MB，加上 Python 与 Arrow 本身）。
- 服务：网页服务各进程的内存之和在导出期间增加了多少。
- 最慢的应答：导出期间每 0.2 秒问一次 /healthz 所见的最长时间。
- 数据：把演示数据的志愿服务时长重复成所写的行数（每行的日期与行号不同），不是经装入得到的。
"""


@dataclass
class Made:
    """One file: how long it took, how large it is, what its maker needed, what the server felt."""

    name: str
    rows: int
    seconds: float
    size: int
    peak: int
    grown: int
    slowest: float

    def line(self) -> str:
        return (
            f"| {self.name} | {self.rows:,} | {self.seconds:.1f} | {self.rows / self.seconds:,.0f} | "
            f"{self.size / 1e6:,.0f} | {self.peak} | {self.grown} | {1000 * self.slowest:.0f} |"
        )


def make(url: str, folder: Path, name: str, choices: str) -> Made:
    """Ask for a file, wait for it, count its rows. Raises RuntimeError unless it has those it announced."""
    before = _server_memory(url)
    with _asking(f"{url}/healthz") as slowest:
        began = time.monotonic()
        told = _asked(f"{url}/exports", {"address": f"/api/v1/records/{TABLE}?{choices}"})
        peak = 0
        while told["is_unfinished"]:
            time.sleep(0.2)
            peak = max(peak, _peak_of_maker(folder, told["id"]))
            told = _asked(f"{url}/exports/{told['id']}")
        seconds = time.monotonic() - began
    if not told["is_done"] or _rows(folder / "exports" / told["id"] / "file", choices) != told["total"]:
        raise RuntimeError(f"{name}: {told}")
    grown = max(0, _server_memory(url) - before)
    urllib.request.urlopen(urllib.request.Request(f"{url}/exports/{told['id']}", method="DELETE")).close()
    return Made(name, told["total"], seconds, told["size"], peak, grown, slowest[0])


def _asked(address: str, body: dict | None = None) -> dict:
    sent = json.dumps(body).encode() if body else None
    request = urllib.request.Request(address, sent, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


@contextmanager
def _asking(address: str) -> Iterator[list[float]]:
    """Asks again and again meanwhile; the longest time an answer took."""
    slowest, over = [0.0], Event()

    def ask() -> None:
        while not over.wait(0.2):
            began = time.monotonic()
            urllib.request.urlopen(address, timeout=60).close()
            slowest[0] = max(slowest[0], time.monotonic() - began)

    thread = Thread(target=ask)
    thread.start()
    try:
        yield slowest
    finally:
        over.set()
        thread.join()


def _peak_of_maker(folder: Path, export_id: str) -> int:
    """Megabytes the process that writes the file has needed so far."""
    status = json.loads((folder / "exports" / export_id / "status.json").read_text("utf-8"))
    return _memory(status["process"], "VmHWM") if status["process"] else 0


def _server_memory(url: str) -> int:
    """Megabytes of all processes of this web server."""
    port = f"WUSHE_PORT={urlsplit(url).port}".encode()
    processes = [path.parent for path in Path("/proc").glob("[0-9]*/cmdline") if b"app:server" in _bytes(path)]
    own = [process for process in processes if port in _bytes(process / "environ").split(b"\0")]
    return sum(_memory(int(process.name), "VmRSS") for process in own)


def _memory(process: int, key: str) -> int:
    lines = _bytes(Path(f"/proc/{process}/status")).decode().splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(key)), 0)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def _rows(path: Path, choices: str) -> int:
    """How many rows the file really has; a workbook is counted by its maker."""
    if "parquet" in choices:
        return pyarrow.parquet.read_metadata(path).num_rows
    if "xlsx" in choices:
        return json.loads((path.parent / "status.json").read_text("utf-8"))["rows"]
    with path.open("rb") as lines:
        return sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 24), b"")) - 1


def main() -> None:
    """Measure and write the section."""
    about = "一百万行、五百万行的导出文件，经正式服务写出；结果写入 bench/results.md。"
    argparse.ArgumentParser(description=about).parse_args()
    made = []
    with TemporaryDirectory(prefix="wushe-bench-") as folder:
        for size in SIZES:
            grown = grown_folder(demonstration_folder(), Path(folder) / str(size), size)
            with serving(grown) as url:
                wanted = (*FILES, WORKBOOK) if size == SIZES[0] else FILES
                made += [make(url, grown, name, choices) for name, choices in wanted]
            print(*(one.line() for one in made), sep="\n", file=sys.stderr)
    facts = description(packages=("duckdb", "pyarrow", "xlsxwriter", "gunicorn"))
    head = "| 文件 | 行 | 秒 | 行/秒 | MB | 内存（MB） | 服务（MB） | 最慢的应答（毫秒） |"
    lines = [f"- {key}：{words}" for key, words in facts.items()]
    table = [head, f"|---{'|--:' * 7}|", *(one.line() for one in made)]
    title = "## 导出一百万行与五百万行"
    write_section(
        "exports", "\n".join([title, "", "用 `python -m bench.exports` 测得。", "", *lines, "", *table, "", WORDS])
    )


if __name__ == "__main__":
    main()
