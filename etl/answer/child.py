"""Draws one marked-up copy in a process of its own with limits: a hostile workbook costs this process, nothing else.

Run as `python -m etl.answer.child PLAN OUT`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from etl.answer.book import draw

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

MEMORY = 4 * 1024**3
CPU_SECONDS = 300


def main(plan: str, out: str) -> None:
    """Draw what the plan says; whatever a foreign workbook makes openpyxl do ends this process with an error."""
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    draw(json.loads(Path(plan).read_text("utf-8")), Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:3])
