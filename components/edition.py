"""Which program this is: what it drew may be shown by the same program only."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ = {".py", ".sql", ".toml", ".json", ".csv", ".txt", ".parquet", ".svg"}
ELSEWHERE = {"tests", "bench", "backup", "deploy", "docs", "frontend", "assets", "data"}


@cache
def edition() -> str:
    """Changes with every file the program reads when it draws: code, questions, words, lists, the packages it needs."""
    digest = sha256(sys.version.encode())
    for path in sorted(_files()):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files() -> list[Path]:
    rooms = [room for room in ROOT.iterdir() if (room / "__init__.py").is_file() and room.name not in ELSEWHERE]
    found = [path for room in (*rooms, ROOT / "data" / "reference") for path in room.rglob("*")]
    return [path for path in (*found, *ROOT.iterdir()) if path.suffix in READ and path.is_file()]
