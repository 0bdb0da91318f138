"""Numbers that a sender with a scope and somebody outside both use: the sender's record is kept under a number of its
own, and nothing is said, so that nobody learns from a refusal which numbers others have given.

The number gets the sender's scope behind it, between marks nobody may write. Whoever sees the scope alone is shown the
number as it was sent (indicators/scope_numbers.py); those who see more see which records bear the same one. Projects
and partners are named in rows by their name, too: a name that others use gets the mark as well, and rows of the sender
are given the number of the record they mean. A number that was the sender's alone at first gets the mark once others
send it (etl/apart_later.py), so that what becomes of theirs changes nothing. Organisations and hubs are not kept apart
(docs/decisions.md): a register holds each of them once (etl/taken.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from etl.normalise.text import word_key
from etl.validate import Validated

OPENS, CLOSES = "⟪", "⟫"
NUMBERED = {
    "activities": "activity_id", "funding": "funding_id", "volunteer_hours": "record_id", "points": "entry_id",
    "trainings": "training_id", "demands": "demand_id", "facilities": "facility_id", "honours": "honour_id",
    "improvements": "improvement_id", "projects": "project_id", "partners": "partner_id",
}  # fmt: skip
"""Records that are kept apart, and the column of their number."""
REFERRED = {"org_id": "organizations", "hub_id": "hubs", "activity_id": "activities", "project_id": "projects",
            "funding_id": "funding", "parent_id": "funding", "previous_id": "projects",
            "partner_id": "partners"}  # fmt: skip
"""The columns by which records refer to each other, and to what."""
NAMED = ("projects", "partners")
"""Those of them that rows may name by their name."""
NOBODYS = OPENS + CLOSES
"""Behind a name that several records inside bear: it means none of them, nor one outside."""
MARKS = f"{OPENS}[^{CLOSES}]*{CLOSES}"
"""Every mark, as a pattern."""
_MARKED = re.compile(MARKS)


def mark(bound: str) -> str:
    """What stands behind a number that is kept apart for the sender of that area or hub."""
    return f"{OPENS}{bound}{CLOSES}"


def is_marked(number: str) -> bool:
    """Whether a sender wrote one of the marks."""
    return OPENS in number or CLOSES in number


def without_marks(words: str) -> str:
    """Words about records as their sender numbered them."""
    return _MARKED.sub("", words)


class Meant:
    """Which number of a record of one type within a scope a word of its sender means: its number or its name."""

    def __init__(self, bound: str, records: Iterable[tuple[str, str]] = ()) -> None:
        """`records` are the number and the name of those there are within the scope of `bound`."""
        self.mark = mark(bound)
        self.by_number: dict[str, str] = {}
        self.by_name: dict[str, str] = {}
        for number, name in records:
            self.add(number, name)

    def add(self, number: str, name: str) -> None:
        """One more record; of two of a number the sender's own is meant."""
        word, name = word_key(without_marks(number)), word_key(without_marks(name or ""))
        if word not in self.by_number or number.endswith(self.mark):
            self.by_number[word] = number
        if name:
            self.by_name[name] = number if self.by_name.get(name, number) == number else NOBODYS

    def known(self, words: Iterable[str]) -> set[str]:
        """Those of the words that mean a record inside."""
        return {word for word in words if word_key(word) in self.by_number or word_key(word) in self.by_name}

    def numbers(self, words: Iterable[str], is_free: bool = False) -> dict[str, str]:
        """By the words that mean a record inside, what stands for them; names stay where a column takes any word."""
        found = {word: self.by_number.get(word_key(word)) for word in self.known(words)}
        if is_free:
            return {word: number for word, number in found.items() if number}
        named = {word: number or self.by_name[word_key(word)] for word, number in found.items()}
        return {word: word + NOBODYS if number == NOBODYS else number for word, number in named.items()}


def renumber(judged: Validated, columns: Mapping[str, Mapping[str, str]]) -> None:
    """Put other numbers into columns of the accepted rows; a table in a file is written anew either way."""
    if not judged.file:
        judged.rows = [_renumbered(row, columns) for row in judged.rows]
        return
    table = pq.read_table(judged.file)
    for name, numbers in columns.items():
        place, column = table.schema.get_field_index(name), table.column(name)
        fresh = pa.array([numbers.get(value, value) for value in column.to_pylist()], column.type)
        table = table.set_column(place, name, fresh)
    judged.file = judged.file.with_name(f"apart-{judged.file.name}")
    pq.write_table(table, judged.file, compression="zstd")


def _renumbered(row: dict, columns: Mapping[str, Mapping[str, str]]) -> dict:
    return row | {name: numbers[row[name]] for name, numbers in columns.items() if row.get(name) in numbers}
