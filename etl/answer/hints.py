"""References the present warehouse does not know: such rows will wait, and a clerk may want to know beforehand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import duckdb

from etl.errors import HINT, Problem
from etl.intake import Delivery
from etl.normalise.text import word_key
from etl.publish import Warehouse
from etl.record import Column, record_types

RULE = "待核"
MOST_HINTS = 20
_KNOWN_BY = {
    "organizations": ("org_id", "uscc", "name"),
    "hubs": ("hub_id", "name"),
    "activities": ("activity_id",),
    "funding": ("funding_id",),
}
"""By what a record may be referred to; areas are looked up while judging."""


class Known:
    """The keys of every record that can be referred to: those published, and those accepted in the same check."""

    def __init__(self, data_dir: Path) -> None:
        self.words: dict[str, set[str]] = defaultdict(set)
        self.is_published = False
        present = Warehouse(data_dir).current()
        path = Warehouse(data_dir).path(present["build"]) if present else None
        if path is not None and path.exists():
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                for type_id, names in _KNOWN_BY.items():
                    rows = connection.execute(f"SELECT {', '.join(names)} FROM {type_id}").fetchall()
                    self.words[type_id] |= {word_key(str(value)) for row in rows for value in row if value}
        except duckdb.Error:
            self.words.clear()
            return
        self.is_published = True

    def add(self, delivery: Delivery) -> None:
        """The records of a delivery that will be there once it is loaded."""
        names = _KNOWN_BY.get(delivery.type, ())
        for row in _rows(delivery):
            self.words[delivery.type] |= {word_key(str(row[name])) for name in names if row.get(name)}


def _rows(delivery: Delivery) -> Sequence[dict]:
    return delivery.validated.rows if delivery.validated is not None and delivery.status != "duplicate" else ()


def hints_of(delivery: Delivery, known: Known) -> list[dict]:
    """What a delivery refers to and nobody knows, as messages; nothing when nothing was ever published."""
    if not known.is_published or delivery.type not in record_types():
        return []
    columns = [column for column in record_types()[delivery.type].columns if column.references in _KNOWN_BY]
    return [hint for column in columns for hint in _hints(delivery, column, known.words[column.references])]


def _hints(delivery: Delivery, column: Column, words: set[str]) -> list[dict]:
    unknown: Counter[str] = Counter()
    first: dict[str, int] = {}
    numbers = delivery.validated.row_numbers if delivery.validated is not None else ()
    for number, row in zip(numbers, _rows(delivery), strict=False):
        value = row.get(column.id)
        if value and word_key(str(value)) not in words:
            unknown[value] += 1
            first.setdefault(value, number)
    name = record_types()[column.references].name
    found = []
    for value, count in unknown.most_common(MOST_HINTS):
        how_often = f"（共{count}行）" if count > 1 else ""
        said = (f"现有的《{name}》里没有“{value}”{how_often}，这样的行先待核、不计入；"
                "对应的记录报来后自动计入，不必重报。如果是写错了，请改正")  # fmt: skip
        found.append(Problem(first[value], column.name, str(value), RULE, HINT, said).as_dict())
    if len(unknown) > MOST_HINTS:
        said = f"另有{len(unknown) - MOST_HINTS}个{column.name}在现有的《{name}》里没有，这里不一一列出"
        found.append(Problem(None, column.name, "", RULE, HINT, said).as_dict())
    return found
