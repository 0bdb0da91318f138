"""A file that was dealt with: its marked-up copy is written first, then the file itself goes beside it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from etl.answer import marked_name, write_marked_copy
from etl.disk import fresh_file, sync
from etl.errors import WARNING, Problem
from etl.intake import safe_name
from etl.lake import Lake, Manifest
from etl.originals import holds_personal
from etl.progress import reached
from etl.watch.inbox import DONE, SENT_BACK, Waiting

KEPT_MASKED = "原件含有个人号码或姓名，收件箱里不保留原件，只保留打码的副本。请用自己手上的文件修改，并去掉这些内容。"


@dataclass(frozen=True)
class PutAway:
    """Where the file and its answer are now."""

    result: str
    file: Path | None
    answer: Path


def put_away(inbox: Path, waiting: Waiting, entries: Sequence[dict], lake: Lake) -> PutAway:
    """Answers the file and moves it; OSError when the disk refuses, and then the file is where it was.

    A process that dies in between leaves the file in the inbox; the next one writes the same answer in the same place.
    """
    result = SENT_BACK if all(entry["status"] == "rejected" for entry in entries) else DONE
    folder = inbox / result / f"{date.today():%Y-%m-%d}" / waiting.folder
    folder.mkdir(parents=True, exist_ok=True)
    name = _free_name(folder, safe_name(waiting.path))
    is_personal = bool(_masked_copies(entries, lake)) or holds_personal(waiting.path)
    if is_personal:
        entries = [_with_word(entries[0]), *entries[1:]]
    answer = write_marked_copy(waiting.path, entries, folder, marked_name(Path(name)))
    sync(answer)
    reached("answer-written")
    if is_personal:
        file = _leave_masked(waiting.path, folder / name, entries, lake)
    else:
        os.rename(waiting.path, folder / name)
        file = folder / name
    reached("delivery-moved")
    sync(folder)
    sync(waiting.path.parent)
    return PutAway(result, file, answer)


def _free_name(folder: Path, name: str) -> str:
    """The name, with a number if another file of that name lies there already."""
    path, number = Path(name), 1
    while (folder / name).exists():
        number += 1
        name = f"{path.stem}（{number}）{path.suffix}"
    return name


def _with_word(entry: dict) -> dict:
    word = Problem(None, "", "", "个人号码", WARNING, KEPT_MASKED).as_dict()
    return entry | {"messages": [word, *entry["messages"]], "warnings": entry["warnings"] + 1}


def _leave_masked(path: Path, target: Path, entries: Sequence[dict], lake: Lake) -> Path | None:
    """The lake's masked copy in place of the original, if the lake took one; the original goes."""
    copies, placed = _masked_copies(entries, lake), None
    if copies:
        placed = target.with_suffix("".join(copies[0].suffixes[-2:]))
        with fresh_file(placed) as fresh:
            shutil.copyfile(copies[0], fresh)
    path.unlink()
    return placed


def _masked_copies(entries: Sequence[dict], lake: Lake) -> list[Path]:
    """What the lake keeps in place of a file with personal data in it."""
    known = {entry["delivery"] for entry in entries} - {None}
    return [copy for m in lake.manifests() if m.delivery in known for copy in lake.files.glob(f"{m.sha256}.masked.*")]


def first_reading(lake: Lake, entry: dict) -> dict:
    """What the first, interrupted try took in, in place of “a duplicate of itself”."""
    manifest = lake.find(entry["delivery"]) if entry["status"] == "duplicate" and entry["delivery"] else None
    return entry | _as_loaded(lake, manifest) if manifest else entry


def _as_loaded(lake: Lake, manifest: Manifest) -> dict:
    table = pq.read_table(lake.folder_of(manifest) / "rejected.parquet", columns=["problems"])
    refused = [problem for text in table.column("problems").to_pylist() for problem in json.loads(text)]
    return {
        "status": "loaded" if manifest.accepted else "rejected",
        "rows_read": manifest.rows_read, "skipped": manifest.skipped, "accepted": manifest.accepted,
        "rejected": manifest.rejected, "duplicates": manifest.duplicates,
        "warnings": len(manifest.messages), "messages": [*refused, *manifest.messages],
    }  # fmt: skip
