"""Little text tables of the definition files: columns between bars, one row per line, empty means unknown."""

import csv
from functools import cache
from pathlib import Path

TREE = Path(__file__).parent / "example_tree.csv"


def read(text: str) -> list[dict[str, str | None]]:
    """Rows of a little table as dictionaries of text; empty cells are None."""
    lines = [line for line in text.strip("\n").splitlines() if line.strip()]
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    for row in rows:
        if len(row) > len(header):
            raise ValueError(f"a row has {len(row)} cells, the header {len(header)}: {row}")
    return [{name: (row[n] if n < len(row) else "") or None for n, name in enumerate(header)} for row in rows]


@cache
def example_tree() -> list[dict[str, str]]:
    """The few areas all examples share: area_code, name, level."""
    with TREE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
