"""Workbooks, read in a child process so that a hostile or broken one cannot take the ETL or a server with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from etl.errors import WARNING, DeliveryError, Problem
from etl.files.columns import rows_of, unpack
from etl.files.kind import FileKind
from etl.files.table import BROKEN, PASSWORD, TOO_FAR, Grid, refuse_many, row_ranges
from etl.normalise.personal import masked_titles

WALL_SECONDS = 600
_ROOT = Path(__file__).parents[2]


def read_workbook(path: Path, kind: FileKind) -> list[Grid]:
    """Every visible sheet; DeliveryError when the workbook cannot be read."""
    with TemporaryFile() as output:
        read_into(output, path, kind)
        return grids_of(output, _add_rows)


def read_into(output: BinaryIO, path: Path, kind: FileKind) -> None:
    """Has the workbook read in a process of its own, its answer in `output`; DeliveryError when it cannot be read."""
    command = [sys.executable, "-m", "etl.files.workbook_child", str(path.resolve()), kind]
    try:
        done = subprocess.run(
            command, stdout=output, stderr=subprocess.PIPE, cwd=_ROOT, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise _too_big() from fault
    _refuse_failure(done.returncode, done.stderr)
    output.seek(0)


def _refuse_failure(code: int, errors: bytes) -> None:
    if code == 0:
        return
    if code == PASSWORD:
        raise DeliveryError("文件加了密码，无法读取。", "请取消密码并另存为.xlsx", "B024")
    if code == TOO_FAR:
        raise _too_big(errors.decode("utf-8", "replace").strip().splitlines()[-1])
    if code == BROKEN or b"panicked" in errors:
        raise DeliveryError("Excel文件已损坏，无法打开。", "请重新保存后报送", "B027")
    raise _too_big()


def _too_big(words: str = "") -> DeliveryError:
    told = f"（{words}）" if words else ""
    return DeliveryError(f"文件过大或含有异常区域{told}，无法读取。", "请新建表格，只粘贴有数据的部分", "B026")


def _add_rows(grid: Grid, output: BinaryIO, item: dict[str, object]) -> None:
    grid.cells += rows_of(unpack(output.read(item["chunk"])), _mixed_cell, plain_cell)


def grids_of(output: BinaryIO, take: Callable[[Grid, BinaryIO, dict[str, object]], None]) -> list[Grid]:
    """Every visible sheet of the answer; `take` reads, or passes over, the chunks of columns of a large one."""
    grids: list[Grid] = []
    hidden: list[str] = []
    names: list[str] = []
    for line in iter(output.readline, b""):
        item = json.loads(line, object_hook=_cell)
        if isinstance(item, list):
            grids[-1].cells.append([plain_cell(cell) for cell in item])
            continue
        if "chunk" in item:
            take(grids[-1], output, item)
            continue
        names.append(item["sheet"])
        refuse_many(len(names))
        title = item["sheet"] = masked_titles(names)[-1]
        if item["visible"]:
            merged, external = ([tuple(place) for place in item[name]] for name in ("merged", "external"))
            grids.append(Grid(title, [], merged, _sheet_warnings(item), external=external))
        else:
            hidden.append(title)
    if grids:
        grids[0].warnings += [
            _remark("B041", name, f"隐藏的工作表“{name}”未读取。如需报送请取消隐藏") for name in hidden
        ]
    return grids


def _cell(item: dict[str, object]) -> object:
    """What the child wrote for a date, a moment or a length of time; other objects stay."""
    if len(item) != 1:
        return item
    ((tag, value),) = item.items()
    if tag == "d":
        return date.fromisoformat(value)
    if tag == "t":
        return datetime.fromisoformat(value)
    if tag == "s":
        return timedelta(seconds=value)
    return value if tag == "x" else item


def _mixed_cell(text: str) -> object:
    return json.loads(text, object_hook=_cell)


def plain_cell(cell: object) -> object:
    """The cell as everybody after this sees it: whole numbers whole, empty text nothing."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    return None if cell == "" else cell


def _sheet_warnings(about: dict[str, object]) -> list[Problem]:
    if not about["hidden_rows"]:
        return []
    rows, count = row_ranges(about["hidden_rows"]), len(about["hidden_rows"])
    said = f"第{rows}行（共{count}行）处于隐藏状态，已一并读取，请确认是否应报送"
    return [_remark("B042", about["sheet"], said)]


def _remark(rule: str, found: str, message: str) -> Problem:
    return Problem(None, "", found, rule, WARNING, message)
