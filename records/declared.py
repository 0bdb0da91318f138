"""Tables that nobody delivers, as records/tables/*.toml describe them: what the system counts, keeps, refers to."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
READS = re.compile(r'record\."(\w+)"')


@dataclass(frozen=True)
class DeclaredColumn:
    """One column of a table; `expression` is our own SQL over the columns of `record`."""

    id: str
    name: str
    kind: str
    unit: str
    help: str
    choices: tuple[str, ...]
    expression: str
    is_default: bool
    adds: bool | None

    @property
    def reads(self) -> set[str]:
        """The columns of the warehouse it needs."""
        return set(READS.findall(self.expression))


@dataclass(frozen=True)
class Declared:
    """One table; `order` are the columns that tell its rows apart."""

    id: str
    name: str
    grain: str
    position: int
    order: tuple[str, ...]
    main_date: str | None
    area: str | None
    columns: tuple[DeclaredColumn, ...]


@cache
def declared_tables() -> tuple[Declared, ...]:
    """Every described table in the order in which they are offered."""
    return tuple(sorted((_table(path) for path in TABLES.glob("*.toml")), key=lambda table: table.position))


def _table(path: Path) -> Declared:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return Declared(
        path.stem, written["name"], written["grain"], written["position"], tuple(written["order"]),
        written.get("main_date"), written.get("area"), tuple(_column(one) for one in written["columns"]),
    )  # fmt: skip


def _column(written: dict) -> DeclaredColumn:
    source = written.get("source", written["id"])
    return DeclaredColumn(
        written["id"], written["name"], written["kind"], written.get("unit", ""), written["help"],
        tuple(written.get("choices", ())), written.get("expression", f'record."{source}"'),
        written.get("default", True), written.get("adds"),
    )  # fmt: skip
