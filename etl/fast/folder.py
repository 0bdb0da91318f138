"""Where large files are worked on: beside the lake, where a run that died has its leavings swept away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

WORKING = "_working"


@contextmanager
def working_folder(lake: Path | None) -> Iterator[Path]:
    """A folder of one's own, gone afterwards; without a lake, where the system keeps such things."""
    if lake is None:
        with TemporaryDirectory() as folder:
            yield Path(folder)
        return
    (lake / WORKING).mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory(prefix=".new-", dir=lake / WORKING) as folder:
            yield Path(folder)
    finally:
        with suppress(OSError):
            (lake / WORKING).rmdir()
