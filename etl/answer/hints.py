"""References the present warehouse does not know: such rows will wait, and a clerk may want to know beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from etl.bounds import EVERYTHING, Bounds
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
    "projects": ("project_id", "name"),
    "partners": ("partner_id", "name"),
}
"""By what a record may be referred to; areas are looked up while judging."""

Uses = Mapping[str, tuple[int, int]]
"""Value → how many rows have it, and the first of them."""


class Known:
    """The keys of every record that can be referred to: those published, and those accepted in the same check.

    Of a sender with a scope nothing is read, and nothing hinted: what refers to no record inside, published or held
    back, was refused (etl/bounds.py), and the rest must not be held against what others have.
    """

    def __init__(self, data_dir: Path, bounds: Bounds = EVERYTHING) -> None:
        self.words: dict[str, set[str]] = defaultdict(set)
        self.is_published = False
        if bounds.key:
            return
        present = Warehouse(data_dir).current()
        path = Warehouse(data_dir).path(present["build"]) if present else None
        if path is not None and path.exists():
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                for type_id, names in _KNOWN_BY.items():
                    rows = connection.execute(f"SELECT {', '.join(names)} FROM {type_id}").fetchall()
                    self.add(type_id, (value for row in rows for value in row))
        except duckdb.Error:
            self.words.clear()
            return
        self.is_published = True

    def add(self, type_id: str, values: Iterable[object]) -> None:
        """Words that name records of a type."""
        self.words[type_id] |= {word_key(str(value)) for value in values if value}


class Referring:
    """What one delivery refers to, and by what its own records can be referred to; taken while its rows are there."""

    def __init__(self, delivery: Delivery) -> None:
        self.type = delivery.type
        self.uses: dict[str, Uses] = {}
        self.names: set[object] = set()
        validated = delivery.validated
        if validated is None or delivery.status == "duplicate" or self.type not in record_types():
            return
        columns = [c.id for c in record_types()[self.type].columns if c.references in _KNOWN_BY]
        taken = dict.fromkeys([*columns, *_KNOWN_BY.get(self.type, ())])
        for column_id in taken:
            values = _in_file(validated.file, column_id) if validated.file else _in_rows(validated, column_id)
            if column_id in columns:
                self.uses[column_id] = values
            if column_id in _KNOWN_BY.get(self.type, ()):
                self.names |= set(values)


def _in_rows(validated, column_id: str) -> Uses:
    found: dict[str, tuple[int, int]] = {}
    for number, row in zip(validated.row_numbers, validated.rows, strict=True):
        if value := row.get(column_id):
            count, first = found.get(value, (0, number))
            found[value] = (count + 1, first)
    return found


def _in_file(path: Path, column_id: str) -> Uses:
    sql = f'SELECT "{column_id}", count(*), min(_row) FROM read_parquet(?) WHERE "{column_id}" IS NOT NULL GROUP BY 1'
    with duckdb.connect() as connection:
        return {value: (count, first) for value, count, first in connection.execute(sql, [str(path)]).fetchall()}


def hints_of(referring: Referring, known: Known) -> list[dict]:
    """What a delivery refers to and nobody knows, as messages; nothing where nothing was read."""
    if not known.is_published:
        return []
    columns = [record_types()[referring.type].column(column_id) for column_id in referring.uses]
    return [hint for column in columns for hint in _hints(column, referring.uses[column.id], known)]


def _hints(column: Column, uses: Uses, known: Known) -> list[dict]:
    words = known.words[column.references]
    strange = {value: use for value, use in uses.items() if word_key(str(value)) not in words}
    unknown = sorted((-count, first, value) for value, (count, first) in strange.items())
    name = record_types()[column.references].name
    found = []
    for count, first, value in unknown[:MOST_HINTS]:
        how_often = f"（共{-count}行）" if count < -1 else ""
        said = (f"现有的《{name}》里没有“{value}”{how_often}，这样的行先待核、不计入；"
                "对应的记录报来后自动计入，不必重报。如果是写错了，请改正")  # fmt: skip
        found.append(Problem(first, column.name, str(value), RULE, HINT, said).as_dict())
    if len(unknown) > MOST_HINTS:
        said = f"另有{len(unknown) - MOST_HINTS}个{column.name}在现有的《{name}》里没有，这里不一一列出"
        found.append(Problem(None, column.name, "", RULE, HINT, said).as_dict())
    return found
