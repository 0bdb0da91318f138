"""`python -m access erase`: a volunteer asks to be forgotten. The ETL does it as a process of its own; the record keeps
that it was done and how many rows it took, never whose."""

from __future__ import annotations

import getpass
import json
import subprocess
import sys
from pathlib import Path

from access import accounts, audit
from access.errors import AccessError

ACTION = "删除个人"
PROGRAM = Path(__file__).parents[1]


def erase(number: str) -> dict:
    """Forgets the volunteer; what the ETL says it did. AccessError when it could not, or the record cannot be written.

    Where there are accounts a line is written before anything is touched: without a record nothing is erased.
    """
    is_recorded, by = accounts.any_exist(), getpass.getuser()
    if is_recorded:
        audit.record(by, "命令行", ACTION, {"state": "开始"})
    told = _told(number)
    if is_recorded:
        counted = {key: told.get(key) for key in ("rows", "deliveries_changed", "build")}
        counted |= {key: len(told[key]) for key in ("rewritten", "removed", "left")}
        audit.record(by, "命令行", ACTION, counted, "未完成" if "error" in told else audit.DONE)
    if "error" in told:
        said = f"记录已经删去，但新的版本没有发布：{told['error']}"
        raise AccessError(said, "请处理后执行 python -m etl build，再删一次。")
    return told


def _told(number: str) -> dict:
    """The number goes through a pipe: commands and their words can be read by everybody on the machine."""
    run = subprocess.run(
        [sys.executable, "-m", "etl", "erase", "--json"], cwd=PROGRAM, input=number + "\n", text=True,
        capture_output=True,
    )  # fmt: skip
    try:
        told = json.loads(run.stdout)
    except ValueError:
        raise AccessError("没有删除：处理数据的程序中途停止了。", "请查看日志后再试一次。") from None
    if "rows" not in told:
        raise AccessError(str(told.get("error") or "没有删除。"), str(told.get("hint") or ""))
    return told
