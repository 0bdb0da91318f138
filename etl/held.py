"""The builds that wait for a person: finished and kept, but not published. One for each scope in which something waits
(warehouse/HELD….json says why), and one of whoever sees everything (warehouse/HELD.json): none holds up another."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from etl.disk import sync
from etl.progress import reached

HELD, ALL_HELD = "HELD.json", "HELD*.json"
OF_HELD = ("changes", "deliveries", "causes", "held_at", "within", "base")
"""What is written of a held build and not of a published one."""


def _path(folder: Path, within: str) -> Path:
    return folder / (f"HELD-{hashlib.sha256(within.encode()).hexdigest()[:12]}.json" if within else HELD)


def read_held(folder: Path, within: str = "") -> dict | None:
    """What is held back of that scope, or None: {build, file, held_at, changes, deliveries, causes, within, base,
    lake, content, sha256}; `base` is the build that was published then, `causes` are the deliveries that brought the
    large changes, the others of `deliveries` wait with them."""
    return _read(_path(folder, within))


def all_held(folder: Path) -> list[dict]:
    """All that is held back, that of whoever sees everything first."""
    paths = sorted(folder.glob(ALL_HELD), key=lambda path: (path.name != HELD, path.name))
    return [held for path in paths if (held := _read(path))]


def _read(path: Path) -> dict | None:
    try:
        held = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return held if isinstance(held, dict) and {"build", "file", "changes"} <= set(held) else None


def write_held(folder: Path, held: dict) -> None:
    """Says in one step what is held back; a build held before of the same scope goes."""
    path = _path(folder, held.get("within", ""))
    former = _read(path)
    fresh = folder / f".pointer-{os.getpid()}.held"
    fresh.write_text(json.dumps(held, ensure_ascii=False, indent=1, default=str), "utf-8")
    sync(fresh)
    os.replace(fresh, path)
    reached("held")
    sync(folder)
    if former and former["build"] != held["build"]:
        (folder / former["file"]).unlink(missing_ok=True)


def drop_held(folder: Path, published: str, within: str = "") -> None:
    """Nothing of that scope is held back any more; the file goes too unless it is the build that was published."""
    held = read_held(folder, within)
    _path(folder, within).unlink(missing_ok=True)
    if held and held["build"] != published:
        (folder / held["file"]).unlink(missing_ok=True)


def told(held: dict) -> dict:
    """What the documents of the command line say of a held build."""
    return {key: held[key] for key in ("build", "held_at", "changes", "deliveries") if key in held}
