"""Fills the filesystem a data folder lies on, loads, makes room, loads again; run in a mount namespace of its own.

    python -m tests.survival.full_disk DATA_DIR FREE_BYTES FILE…      prints what happened as JSON
"""

import json
import os
import sys
from pathlib import Path

from tests.survival.dying import all_is_whole, etl, served


def fill(folder: Path, free: int) -> Path:
    """A file that leaves about so many bytes free."""
    filler = folder / "filler"
    state = os.statvfs(folder)
    with filler.open("wb") as handle:
        os.posix_fallocate(handle.fileno(), 0, max(1, state.f_bavail * state.f_frsize - free))
    return filler


def main(data_dir: Path, free: int, files: list[str]) -> dict:
    before = served(data_dir)
    filler = fill(data_dir.parent, free)
    full = etl(data_dir, "load", *files, "--json")
    told = {"code": full.returncode, "said": full.stdout, "errors": full.stderr, "same": served(data_dir) == before}
    left = os.statvfs(data_dir)
    all_is_whole(data_dir)
    filler.unlink()
    again = etl(data_dir, "load", *files, "--json")
    all_is_whole(data_dir)
    return told | {"free_afterwards": left.f_bavail * left.f_frsize, "again": again.returncode,
                   "served": served(data_dir)}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]), ensure_ascii=False))
