"""What a person can ask of the ETL: load, build, status, withdraw, restore, roll back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from etl.progress import Progress, silent


def load_paths(
    paths: Sequence[Path | str],
    data_dir: Path | str,
    source: str | None = None,
    area: str | None = None,
    from_: date | str | None = None,
    to: date | str | None = None,
    mode: str = "增量",
    dry_run: bool = False,
    progress: Progress = silent,
) -> dict:
    """Reads, judges, stores, builds and publishes; the JSON document of `python -m etl load` (interfaces.md)."""
    raise NotImplementedError
