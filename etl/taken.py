"""What records outside the scope of a sender are known by; no row of the sender may take it over.

That is the number of a record, but also every word by which others name it in their rows: an organisation whose number
is the name of another one, or that has the same name, would draw the rows of others to itself or make them wait. The
same holds of a record inside: the rows of others that name it are as little the sender's as those that name theirs.
Rows of hours without a number of their own are told apart by the person, the activity and the day: one that would
replace a row outside is given a number instead, and nothing is said, so that nobody learns where somebody else served.
Rows that wait for a record nobody has sent yet are not answered by a sender with a scope, unless they are of its area.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from etl.elsewhere import IDS
from etl.named_inside import SETUP, words_brought
from etl.normalise.text import word_key
from etl.present import Present
from etl.validate import Validated

Ask = Callable[..., Iterator[tuple]]
BODY = "substr(uscc, 9, 9), substr(uscc, 9, 8) || '-' || substr(uscc, 17, 1)"
HOURS, NUMBER = "volunteer_hours", "record_id"
GIVEN = "另报-"
"""With what the numbers begin that rows of hours are given here."""
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
FORMER = """
    WITH direct AS ({direct}), alike AS (SELECT unnest(list_concat(words, spelled)) AS value FROM direct)
    SELECT id, coalesce(is_own, FALSE), value
    FROM keep.words_{target} LEFT JOIN direct USING (id)
    WHERE CASE
        WHEN id IS NULL THEN value NOT IN (SELECT value FROM alike WHERE value IS NOT NULL)
        ELSE coalesce(NOT list_contains(CASE WHEN is_own THEN words ELSE list_concat(words, spelled) END, value), TRUE)
    END
"""
"""What builds take words for that the records themselves do not say; words of several that do are not among them."""
FIRST_WORD = "value FROM waiting WHERE target = $type"
"""Of builds made before all of them were written down."""
OWN_HOURS = "(hub_id IS NULL AND org_id IN (SELECT org_id FROM organizations WHERE hub_id = $bound))"


class NamedOutside:
    """The words that mean records of one type outside, and by which builds know those inside: each keeps its own, so
    that no record of the sender draws rows that name another, or makes them wait."""

    def __init__(self, present: Present, target: str, waited_for: set[str]) -> None:
        self.outside = set(waited_for)
        self.borne: dict[str, set[str]] = {}
        self.spelled: dict[str, set[str]] = {}
        """What follows from the name of a record: it may not become the name itself where it means another."""
        self.bearers: dict[str, set[str]] = defaultdict(set)
        self.away: dict[str, set[str]] = defaultdict(set)
        """What others call records inside that they have moved outside in what is not published."""
        self.told: dict[str, str] = {}
        self.judged: dict[str, dict[str, None]] = defaultdict(dict)
        """By the words that they bear, the records of the table that is being judged."""
        number, bound, is_inside = IDS[target], present.bound, present.inside_sql(target)
        codes = f"{number}, uscc, {BODY}" if target == "organizations" else number
        words = f"[{codes}, name] AS words, spellings(name) AS spelled"
        direct = f"SELECT {number} AS id, {is_inside} AS is_own, {words} FROM {target}"
        for identity, is_own, plain, spelled in present.ask(direct, setup=SETUP, bound=bound):
            self._add(identity, is_own, plain, spelled)
        own = f"SELECT id, list_concat(words, spelled) FROM ({direct}) WHERE is_own ORDER BY id"
        for identity, plain in present.ask_published(own, setup=SETUP, bound=bound):
            self.told |= dict.fromkeys((word for word in plain if word), identity)
        inside, former = set(self.borne), FORMER.format(direct=direct, target=target)
        for identity, is_own, word in present.ask(former, setup=SETUP, bound=bound):
            self._add(identity, is_own, [word])
        for identity, is_own, plain, spelled in present.ask_held_elsewhere(direct, setup=SETUP, bound=bound):
            self._add_unseen(identity, is_own, identity in inside, [*plain, *spelled])
        for identity, is_own, word in present.ask_held_elsewhere(former, setup=SETUP, bound=bound):
            self._add_unseen(identity, is_own, identity in inside, [word])
        self._add_hidden(present, target, inside)

    def _add_hidden(self, present: Present, target: str, inside: set[str]) -> None:
        number = IDS[target]
        columns = [number, "name", *(["uscc"] if target == "organizations" else [])]
        hidden = list(present.rows_hidden(target, columns))
        for (row, is_own), (_, brought) in zip(hidden, words_brought((row for row, _ in hidden), columns), strict=True):
            name, *spelled = brought.pop("name", [""])
            plain = [name, *(word for words in brought.values() for word in words)]
            if (identity := row[number]) in inside:
                self._add_unseen(identity, is_own, True, [*plain, *spelled])
            else:
                self._add(identity, is_own, plain, spelled)

    def _add_unseen(self, identity: str | None, is_own: bool, is_inside: bool, words: Iterable[str]) -> None:
        """Of what others have waiting or withdrew: nobody else may bear the words, and the record gains none."""
        for word in (word for word in words if word):
            if is_own and identity:
                self.bearers[word].add(identity)
            elif is_inside:
                self.away[word_key(word)].add(identity)
            else:
                self.outside.add(word_key(word))

    def _add(self, identity: str | None, is_own: bool, words: Iterable[str], spelled: Iterable[str] = ()) -> None:
        for kept, some in ((self.borne, words), (self.spelled, spelled)):
            there = [word for word in some if word]
            for word in there if is_own and identity else ():
                self.bearers[word].add(identity)
            known = kept.setdefault(identity, set()) if is_own and identity else self.outside
            known.update(word_key(word) for word in there)

    def brought(self, identity: str, words: Iterable[str]) -> None:
        """A record of the table that is being judged bears the words."""
        for word in words:
            self.judged[word][identity] = None

    def begin(self) -> None:
        """Another table is judged: what came of the one before is forgotten unless it was kept."""
        self.judged.clear()

    def keep(self) -> None:
        """The records of the table bear their words from now on: it was stored."""
        for word, identities in self.judged.items():
            self.bearers[word].update(identities)
            self.told.setdefault(word, next(iter(identities)))
        self.judged.clear()

    def takes(self, identity: str, words: Sequence[str], among_own: bool = True) -> bool:
        """Whether a word for the record of that number means another, one inside too if `among_own`: the first is what
        a row says, the others follow from it. What the record bore before it goes on bearing."""
        if among_own and any(identity not in (self._bearing(word) or {identity}) for word in words):
            return True
        said, *follow = map(word_key, words)
        borne = self.borne.get(identity, set())
        kept = borne | self.spelled.get(identity, set())
        is_taken = self._is_outside(said, identity) and said not in borne
        return is_taken or any(self._is_outside(word, identity) and word not in kept for word in follow)

    def _bearing(self, word: str) -> set[str]:
        """The records inside that bear the word."""
        return self.bearers.get(word, set()) | self.judged.get(word, {}).keys()

    def _is_outside(self, word: str, identity: str) -> bool:
        return word in self.outside or bool(self.away.get(word, set()) - {identity})

    def bearer(self, identity: str, words: Iterable[str]) -> str:
        """The number of another record that bears one of the words, where the sender sees both."""
        told = ((word, self.told.get(word) or next(iter(self.judged.get(word, {})), identity)) for word in words)
        return next((other for _, other in told if other != identity), "")


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

    def __init__(self, present: Present) -> None:
        self.present, self.bound = present, present.bound
        is_inside = present.inside_sql(HOURS)
        self.is_inside = f"({is_inside} OR {OWN_HOURS})" if present.hub else f"({is_inside})"

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
        return str(row["volunteer_id"]), str(row["activity_id"] or ""), str(row["served_on"])

    def _number(self, key: tuple) -> str:
        return GIVEN + hashlib.sha256("|".join([self.bound, *key]).encode()).hexdigest()[:16]

    def _replaced(self, keys: Iterable[tuple]) -> set[tuple]:
        """Those of the keys that a row outside has, which has no number of its own either."""
        people = sorted({person for person, *_ in keys})
        sql = (f"SELECT volunteer_id, coalesce(activity_id, ''), CAST(served_on AS VARCHAR) FROM {HOURS} "
               "WHERE volunteer_id IN (SELECT unnest($people)) AND record_id = _delivery || '-' || _row "
               f"AND NOT coalesce({self.is_inside}, FALSE)")  # fmt: skip
        if not people:
            return set()
        hidden = self.present.rows_elsewhere(HOURS, [*TOLD_APART, NUMBER], people)
        unnumbered = (row for row in hidden if not row[NUMBER])
        told = {(row["volunteer_id"], row["activity_id"] or "", str(row["served_on"])) for row in unnumbered}
        return told | set(self.present.ask_all(sql, people=people, bound=self.bound))


def _told_apart(judged: Validated) -> list[dict]:
    names = [NUMBER, *TOLD_APART]
    if judged.file:
        return pq.read_table(judged.file, columns=names).to_pylist()
    return [{name: row.get(name) for name in names} for row in judged.rows]
