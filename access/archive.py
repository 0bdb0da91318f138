"""Old lines of the record as files beside it: lines as they were kept, so that the chain can be gone through."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from access.store import path

FOLDER = "audit-archive"
NAME = re.compile(r"audit-([0-9]{9})-([0-9]{9})\.jsonl", re.ASCII)
COLUMNS = 9
OWN_EYES, OWN_FOLDER = 0o600, 0o700


def folder() -> Path:
    """Where archived lines are kept: in the data folder, beside the record."""
    return path().parent / FOLDER


def files(before: int | None = None) -> list[Path]:
    """The archived files in order; what still stands in the record from line `before` on was never taken out of it."""
    if not folder().is_dir():
        return []
    found = sorted(one for one in folder().iterdir() if NAME.fullmatch(one.name))
    return [one for one in found if before is None or first_of(one) < before]


def first_of(file: Path) -> int:
    """The number of the first line of an archived file."""
    return int(NAME.fullmatch(file.name)[1])


def lines(before: int | None = None) -> Iterator[tuple[str, tuple | None]]:
    """Every archived line with the name of its file; None for one that cannot be read."""
    for file in files(before):
        with file.open("rb") as written:
            for text in written:
                yield file.name, _values(text)


def _values(text: bytes) -> tuple | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return tuple(found) if isinstance(found, list) and len(found) == COLUMNS else None


def write(found: Sequence[tuple]) -> Path:
    """Keep lines in a file of their own, for the eyes of its owner, on the disk before the answer."""
    folder().mkdir(mode=OWN_FOLDER, exist_ok=True)
    file = folder() / f"audit-{found[0][0]:09d}-{found[-1][0]:09d}.jsonl"
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, OWN_EYES), "w", encoding="utf-8") as out:
        for values in found:
            out.write(f"{json.dumps(values, ensure_ascii=False)}\n")
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
    return file
