"""What records outside the scope of a sender are known by; no row of the sender may take it over.

That is the number of a record, but also every word by which others name it in their rows: an organisation whose number
is the name of another one, or that has the same name, would draw the rows of others to itself or make them wait.
Rows of hours without a number of their own are told apart by the person, the activity and the day: one that would
replace a row outside is given a number instead, and nothing is said, so that nobody learns where somebody else served.
Rows that wait for a record nobody has sent yet are not answered by a sender with a scope, unless they are of its area.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl.normalise.text import word_key
from etl.pseudonyms import Pseudonyms
from etl.validate import Validated

Ask = Callable[..., Iterator[tuple]]
SPELLINGS = (Path(__file__).parent / "staging" / "spellings.sql").read_text("utf-8")
SETUP = SPELLINGS.replace("CREATE MACRO stage.", "CREATE TEMP MACRO ")
"""A published file is read only: the macro is kept beside it."""
IDS = {"organizations": "org_id", "projects": "project_id", "partners": "partner_id", "hubs": "hub_id"}
"""Records that have names, by what they are numbered with (etl/staging/names_*.sql)."""
BODY = "substr(uscc, 9, 9), substr(uscc, 9, 8) || '-' || substr(uscc, 17, 1)"
HOURS, NUMBER = "volunteer_hours", "record_id"
TOLD_APART = ("volunteer_id", "activity_id", "served_on")
WAITING = """
    WITH waiting AS (
        SELECT * FROM (FROM pending_rows WHERE NOT list_contains($own, delivery)) ANTI JOIN (
            SELECT delivery FROM deliveries JOIN areas ON area_code = area AND is_canonical
            WHERE list_contains([l1, l2, l3, l4, l5, l6], {place})
        ) USING (delivery)
    )
    SELECT {words}
    UNION SELECT key FROM waiting WHERE type = $type
"""
ALL_WORDS = """split_part(one, chr(31), 2)
    FROM (SELECT unnest(string_split(wanted, chr(30))) AS one FROM waiting) WHERE split_part(one, chr(31), 1) = $type"""
FIRST_WORD = "value FROM waiting WHERE target = $type"
"""Of builds made before all of them were written down."""
OWN_HOURS = "(hub_id IS NULL AND org_id IN (SELECT org_id FROM organizations WHERE hub_id = $bound))"


class NamedOutside:
    """The words for the records of one type: those that mean one outside, and those that mean one inside."""

    def __init__(self, ask: Ask, target: str, is_inside: str, bound: str, waited_for: set[str]) -> None:
        self.inside: set[str] = set()
        self.outside = set(waited_for)
        self.ids_inside: set[str] = set()
        number = IDS[target]
        codes = f"{number}, uscc, {BODY}" if target == "organizations" else number
        sql = f"SELECT {number}, {is_inside}, list_concat([{codes}, name], spellings(name)) FROM {target}"
        for identity, is_own, words in ask(sql, setup=SETUP, bound=bound):
            (self.inside if is_own else self.outside).update(word_key(word) for word in words if word)
            self.ids_inside |= {identity} if is_own else set()

    def takes(self, name: str, value: str) -> bool:
        """Whether a number or name of a row is a word for a record outside; what was shared before stays shared."""
        if name in IDS.values():
            return value not in self.ids_inside and word_key(value) in self.outside
        words = [value, value[8:17]] if name == "uscc" else [value]
        return any(word_key(word) in self.outside - self.inside for word in words)


def waited_for_outside(ask: Ask, type_id: str, bound: str, is_hub: bool, own: list[str]) -> set[str]:
    """The words by which rows that wait (待核) mean a record of the type, and the numbers of its rows that wait.

    Not of the sender's own deliveries, nor of those that say they are of the sender's area. Whoever bore the word would
    be given the rows.
    """
    place = "(SELECT any_value(area_code) FROM hubs WHERE hub_id = $bound)" if is_hub else "$bound"
    columns = [name for name, *_ in ask("DESCRIBE pending_rows")]
    words = ALL_WORDS if columns.count("wanted") == columns.count("value") else FIRST_WORD
    found = ask(WAITING.format(place=place, words=words), type=type_id, bound=bound, own=own)
    return {word_key(word) for (word,) in found if word}


class HoursOutside:
    """Rows of hours of the sender that would replace one outside."""

    def __init__(self, ask: Ask, is_inside: str, bound: str, data_dir: Path, is_hub: bool) -> None:
        self.ask, self.bound, self.data_dir = ask, bound, data_dir
        self.is_inside = f"({is_inside} OR {OWN_HOURS})" if is_hub else f"({is_inside})"

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        return Pseudonyms.of(self.data_dir, is_trial=True)

    def give_numbers(self, judged: Validated) -> None:
        """Number the rows that have none and would replace a row outside."""
        rows = _told_apart(judged)
        keys = {at: self._key(row) for at, row in enumerate(rows) if row["volunteer_id"] and not row[NUMBER]}
        replaced = self._replaced(keys.values())
        numbers = {at: self._number(key) for at, key in keys.items() if key in replaced}
        if not numbers:
            return
        if judged.file:
            table = pq.read_table(judged.file)
            place, column = table.schema.get_field_index(NUMBER), table.column(NUMBER)
            fresh = pa.array([numbers.get(at, value) for at, value in enumerate(column.to_pylist())])
            table = table.set_column(place, NUMBER, fresh.cast(column.type))
            judged.file = judged.file.with_name(f"numbered-{judged.file.name}")
            pq.write_table(table, judged.file, compression="zstd")
        else:
            judged.rows = [row | {NUMBER: numbers[at]} if at in numbers else row for at, row in enumerate(judged.rows)]

    def _key(self, row: dict) -> tuple[str, str, str]:
        return self.pseudonyms.of_number(str(row["volunteer_id"])), str(row["activity_id"] or ""), str(row["served_on"])

    def _number(self, key: tuple) -> str:
        return "另报-" + hashlib.sha256("|".join([self.bound, *key]).encode()).hexdigest()[:16]

    def _replaced(self, keys: Iterable[tuple]) -> set[tuple]:
        """Those of the keys that a row outside has, which has no number of its own either."""
        people = sorted({person for person, *_ in keys})
        sql = (f"SELECT volunteer_id, coalesce(activity_id, ''), CAST(served_on AS VARCHAR) FROM {HOURS} "
               "WHERE volunteer_id IN (SELECT unnest($people)) AND record_id = _delivery || '-' || _row "
               f"AND NOT coalesce({self.is_inside}, FALSE)")  # fmt: skip
        return set(self.ask(sql, people=people, bound=self.bound)) if people else set()


def _told_apart(judged: Validated) -> list[dict]:
    names = [NUMBER, *TOLD_APART]
    if judged.file:
        return pq.read_table(judged.file, columns=names).to_pylist()
    return [{name: row.get(name) for name in names} for row in judged.rows]
