"""Files that lie in a folder without being a delivery: those of the system, of Excel, and those still being copied."""

from __future__ import annotations

from pathlib import Path

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart")
"""How programs name a file they are still writing."""
SYSTEM_FILES = {"thumbs.db", "desktop.ini"}


def is_passing(path: Path) -> bool:
    """Whether nobody meant to deliver this file: hidden, an open workbook's lock, the system's, or not yet whole."""
    name = path.name.lower()
    return name.startswith((".", "~$")) or name.endswith(UNFINISHED) or name in SYSTEM_FILES
