"""What the words mean by which rows of a sender with a scope name organisations and hubs.

They mean what builds take them for: the very words that the last build looked up, letter by letter, and of records that
came in the same run their number, codes, name and its spellings. Such a word then gives way to the number itself, so
that it cannot come to mean anything else: a record registered later, a former name, a word that was decided on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

Ask = Callable[..., Iterator[tuple]]
NUMBERS = {"organizations": "org_id", "hubs": "hub_id"}
SPELLINGS = (Path(__file__).parent / "staging" / "spellings.sql").read_text("utf-8")
SETUP = SPELLINGS.replace("CREATE MACRO stage.", "CREATE TEMP MACRO ")
"""A published file is read only: the macro is kept beside it."""


def codes_of(uscc: str) -> list[str]:
    """A 统一社会信用代码 and the forms of the 组织机构代码 inside it (etl/staging/names_organizations.sql)."""
    body = uscc[8:17]
    return [uscc, body, f"{body[:8]}-{body[-1:]}"] if body else [uscc]


def spellings_of(names: Iterable[str]) -> dict[str, list[str]]:
    """Other spellings of each name, as builds understand them."""
    asked = sorted(set(names))
    if not asked:
        return {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(SETUP)
        sql = "SELECT name, spellings(name) FROM (SELECT unnest($names) AS name)"
        return dict(connection.execute(sql, {"names": asked}).fetchall())


def words_brought(rows: Iterable[Mapping[str, object]], columns: Iterable[str]) -> Iterator[tuple[dict, dict]]:
    """Each row with the words that each of the columns makes others mean it by."""
    kept, names = list(rows), list(columns)
    spelled = spellings_of(str(row["name"]) for row in kept if row.get("name"))
    for row in kept:
        words = {name: [str(row[name])] for name in names if row.get(name)}
        if "uscc" in words:
            words["uscc"] = codes_of(*words["uscc"])
        if "name" in words:
            words["name"] += spelled[words["name"][0]]
        yield row, words


@dataclass(frozen=True)
class Meant:
    """The number a word stands for, and whether that record lies inside."""

    number: str
    is_inside: bool


class NamedInside:
    """The words for the records of one type, organisations or hubs."""

    def __init__(self, ask: Ask, target: str, is_inside: str, bound: str) -> None:
        self.ask, self.target, self.is_inside, self.bound = ask, target, is_inside, bound
        self.numbers: set[str] = set()
        self.brought: dict[str, set[str]] = defaultdict(set)

    def add(self, rows: Iterable[Mapping[str, object]], columns: Iterable[str]) -> None:
        """Records inside that were taken in during this run."""
        number = NUMBERS[self.target]
        for row, words in words_brought(rows, columns):
            self.numbers.add(str(row[number]))
            for word in (word for some in words.values() for word in some):
                self.brought[word].add(str(row[number]))

    def meant(self, used: Iterable[str]) -> dict[str, Meant]:
        """Those of the words that mean one record, and which; every build that knows a word agrees on it."""
        found: dict[str, set[Meant | None]] = defaultdict(set)
        for word, number, is_inside in self._known(sorted(set(used))):
            found[word].add(Meant(number, is_inside) if number else None)
        for word in used:
            if word in self.numbers:
                found[word] = {Meant(word, True)}
            else:
                found[word] |= {Meant(number, True) for number in self.brought.get(word, ())}
        return {word: some.copy().pop() for word, some in found.items() if len(some) == 1 and None not in some}

    def _known(self, used: list[str]) -> Iterator[tuple]:
        number = NUMBERS[self.target]
        sql = f"""
            WITH records AS (SELECT {number} AS id, {self.is_inside} AS is_inside FROM {self.target}),
            words AS (SELECT id AS value, id FROM records UNION ALL SELECT value, id FROM keep.words_{self.target})
            SELECT value, id, coalesce(is_inside, FALSE)
            FROM (SELECT unnest($used) AS value) JOIN words USING (value) LEFT JOIN records USING (id)
        """
        return self.ask(sql, used=used, bound=self.bound)
