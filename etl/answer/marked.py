"""The marked-up copy of one delivered file, from the entries of the document that `load` and `check` answer with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from etl.answer.plan import Plan, as_document, fallback, make_plan, only_list
from etl.errors import DeliveryError
from etl.extract import RawTable, read_tables
from etl.files.kind import file_kind
from etl.normalise.personal import mask_personal
from etl.own_sheets import MARKED_SUFFIX as SUFFIX

WALL_SECONDS = 600
MOST_TEXT_BYTES = 64 * 1024**2
_HEAD_BYTES = 1024**2
_ROOT = Path(__file__).parents[2]
_UNSAFE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\\\:*?\"<>|]")
_LONGEST_STEM = 60


def marked_name(path: Path) -> str:
    """The name of the marked-up copy of a file: safe, short and without personal numbers."""
    stem = mask_personal(path.name.removesuffix(SUFFIX) if path.name.endswith(SUFFIX) else path.stem)
    return (_UNSAFE.sub("", stem.replace("*", "＊")).strip(" .")[:_LONGEST_STEM] or "报送") + SUFFIX


def write_marked_copy(
    path: Path,
    entries: Sequence[Mapping[str, object]],
    folder: Path | None = None,
    name: str | None = None,
    is_check: bool = False,
) -> Path:
    """Writes the marked-up copy of `path` into `folder` (default: beside the file) and answers its path.

    `entries` are those of document["deliveries"] that belong to this file (etl.run.load_paths, with or without
    dry_run: tell by `is_check`). `path` is read again and not changed; an earlier copy of the same name is replaced
    in one step. Raises OSError when the folder cannot be written to; a file that cannot be read gets 校验结果 only.
    """
    folder = folder or path.parent
    target = folder / (name or marked_name(path))
    if target.exists() and target.resolve() == path.resolve():
        target = folder / f"{target.name.removesuffix(SUFFIX)}{SUFFIX.removesuffix('.xlsx')}{SUFFIX}"
    kind, tables = _read(path)
    is_beginning = kind == "text" and path.stat().st_size > MOST_TEXT_BYTES
    plan = make_plan(path, kind, tables, entries, is_beginning)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".校验-", dir=folder) as scratch:
        drawn = Path(scratch) / "drawn.xlsx"
        attempts = [plan, *([fallback(plan, entries)] if plan.original else []), only_list(entries)]
        if not any(_draw(attempt, path, entries, is_check, drawn) for attempt in attempts):
            raise OSError(f"写不成校验文件：{target.name}")
        os.replace(drawn, target)
    return target


def _read(path: Path) -> tuple[str, list[RawTable]]:
    """What the file is and the tables in it; of a very long text file only the beginning, for its headings."""
    try:
        kind = file_kind(path)
        if kind == "text" and path.stat().st_size > MOST_TEXT_BYTES:
            return kind, _head_of(path)
        return kind, read_tables(path)
    except (DeliveryError, OSError):
        return "", []


def _head_of(path: Path) -> list[RawTable]:
    with path.open("rb") as stream, tempfile.TemporaryDirectory() as scratch:
        head = Path(scratch) / f"head{path.suffix}"
        beginning = stream.read(_HEAD_BYTES)
        head.write_bytes(beginning[: beginning.rfind(b"\n") + 1])
        return read_tables(head)


def _draw(plan: Plan, path: Path, entries: Sequence[Mapping[str, object]], is_check: bool, out: Path) -> bool:
    """Whether the plan could be drawn within the limits."""
    file = entries[0]["file"] if entries else mask_personal(path.name)
    document = out.with_name("plan.json")
    document.write_text(json.dumps(as_document(plan, str(file), entries, is_check), ensure_ascii=False), "utf-8")
    command = [sys.executable, "-m", "etl.answer.child", str(document.resolve()), str(out.resolve())]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and out.exists()
