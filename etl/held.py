"""The build that waits for a person: finished and kept, but not published (warehouse/HELD.json says why)."""

from __future__ import annotations

import json
import os
from pathlib import Path

from etl.disk import sync
from etl.progress import reached

HELD = "HELD.json"
OF_HELD = ("changes", "deliveries", "causes", "held_at")
"""What is written of a held build and not of a published one."""


def read_held(folder: Path) -> dict | None:
    """What is held back, or None: {build, file, held_at, changes, deliveries, causes, lake, content,
    sha256}; `causes` are the deliveries that brought the large changes, the others of `deliveries` wait with them.."""
    try:
        held = json.loads((folder / HELD).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return held if isinstance(held, dict) and {"build", "file", "changes"} <= set(held) else None


def write_held(folder: Path, held: dict) -> None:
    """Says in one step what is held back; a build held before goes."""
    former = read_held(folder)
    fresh = folder / f".pointer-{os.getpid()}.held"
    fresh.write_text(json.dumps(held, ensure_ascii=False, indent=1, default=str), "utf-8")
    sync(fresh)
    os.replace(fresh, folder / HELD)
    reached("held")
    sync(folder)
    if former and former["build"] != held["build"]:
        (folder / former["file"]).unlink(missing_ok=True)


def drop_held(folder: Path, published: str) -> None:
    """Nothing is held back any more; the file goes too unless it is the build that was published."""
    held = read_held(folder)
    (folder / HELD).unlink(missing_ok=True)
    if held and held["build"] != published:
        (folder / held["file"]).unlink(missing_ok=True)


def told(held: dict) -> dict:
    """What the documents of the command line say of a held build."""
    return {key: held[key] for key in ("build", "held_at", "changes", "deliveries") if key in held}
