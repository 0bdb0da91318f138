"""On what a measurement was made: a number without its machine and versions says nothing."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("dash", "plotly", "flask", "gunicorn", "duckdb")


def description(chromium: str | None = None, packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """Machine, load, versions and time, in words; of the browser where one was used."""
    found = {
        "机器": f"{_processor()}，{os.cpu_count()} 核，内存 {_memory()}，{platform.system()} {platform.release()}",
        "开始时的负载": "、".join(f"{one:.1f}" for one in os.getloadavg()) + "（1、5、15 分钟平均）",
        "版本": "、".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)]),
    }
    browser = {"浏览器": f"Chromium {chromium}（无界面）"} if chromium else {}
    return found | browser | {"时间": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")}


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", _text("/proc/cpuinfo"), re.MULTILINE)
    return found.group(1) if found else platform.processor() or platform.machine()


def _memory() -> str:
    found = re.search(r"^MemTotal:\s+(\d+) kB", _text("/proc/meminfo"), re.MULTILINE)
    return f"{int(found.group(1)) / 1024**2:.0f} GiB" if found else "未知"


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""
