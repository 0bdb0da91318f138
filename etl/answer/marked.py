"""The marked-up copy of one delivered file, from the entries of the document that `load` and `check` answer with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from etl.normalise.personal import mask_personal

SUFFIX = ".校验.xlsx"
_UNSAFE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\\\:*?\"<>|]")
_LONGEST_STEM = 60


def marked_name(path: Path) -> str:
    """The name of the marked-up copy of a file: safe, short and without personal numbers."""
    stem = mask_personal(path.stem).replace("*", "＊")
    return (_UNSAFE.sub("", stem).strip(" .")[:_LONGEST_STEM] or "报送") + SUFFIX


def write_marked_copy(
    path: Path, entries: Sequence[Mapping[str, object]], folder: Path | None = None, name: str | None = None
) -> Path:
    """Writes the marked-up copy of `path` into `folder` (default: beside the file) and answers its path.

    `entries` are those of document["deliveries"] that belong to this file (etl.run.load_paths, with or without
    dry_run). `path` is read again and not changed; an earlier copy of the same name is replaced in one step.
    Raises OSError when the folder cannot be written to; a file that cannot be read gets the sheet 校验结果 only.
    """
    target = (folder or path.parent) / (name or marked_name(path))
    book = Workbook()
    book.active.title = "校验结果"
    for entry in entries:
        for message in entry["messages"]:
            book.active.append([mask_personal(str(message["message"])).lstrip("=")])
    book.save(target)
    return target
