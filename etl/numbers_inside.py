"""Which record inside the scope of a sender the number in a row means, or the name of a project or a partner, and what
stands for it.

A row may name what the next build of its sender shows inside, and what came in the same run: nothing that is merely
remembered of a delivery that was withdrawn, waits on top of a version that is no longer the published one, or was moved
elsewhere. Marks (etl/apart.py) do not count: what may be named follows from no number that others use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from functools import cached_property

from etl.apart import NAMED, NOBODYS, NUMBERED, OPENS, Meant, is_marked, mark, without_marks
from etl.apart_later import inside_from_others, sent_within
from etl.elsewhere import SHOWN
from etl.lake import Lake
from etl.normalise.text import word_key
from etl.present import Present


class NumbersInside:
    """The numbers of the records that are kept apart; `waited_for` are words by which rows of others wait for one."""

    def __init__(self, present: Present, waited_for: Callable[[str], set[str]]) -> None:
        self.present, self.waited_for = present, waited_for
        self.behind = mark(present.bound)
        self.clashing: dict[str, set[str]] = defaultdict(set)
        """What has to be set apart in all that the sender sent before."""
        self.brought: dict[str, dict[str, str]] = defaultdict(dict)
        self.with_names: dict[str, Meant] = {}

    def add(self, target: str, number: str, kept: str, name: str) -> None:
        """A record that came in this run, and the number it is kept under."""
        self.brought[target][number] = kept
        if target in NAMED:
            self._meant(target).add(kept, name)

    def known(self, target: str, words: set[str]) -> set[str]:
        """Those of the words that mean a record inside."""
        found = self._meant(target).known(words) if target in NAMED else self._by_number(target, words)
        return {word for word in found if not is_marked(word)}

    def are_clear(self, target: str, words: set[str]) -> set[str]:
        """Those of the words, of records that have names, that mean one record inside and not several."""
        meant = self._meant(target).numbers(words)
        return {word for word, number in meant.items() if not number.endswith(NOBODYS)}

    def numbers(self, target: str, words: set[str], is_free: bool) -> dict[str, str]:
        """What stands for the words that mean a record inside: the number by which the sender's next build knows it."""
        found = self._meant(target).numbers(words, is_free) if target in NAMED else self._by_number(target, words)
        bare = {number for number in found.values() if not is_marked(number)}
        apart = self.kept_apart(target, bare, self._gone) if bare else set()
        return {word: number + self.behind if number in apart else number for word, number in found.items()}

    def taken_over(self, target: str, numbers: set[str]) -> dict[str, str]:
        """Those of the numbers under which others, and not the sender, keep a record inside apart, and what it is
        stored under: to send the number is to correct that record."""
        found = self._meant(target).numbers(numbers, True) if target in NAMED else self._by_number(target, numbers)
        theirs = {number: kept for number, kept in found.items() if is_marked(kept) and not kept.endswith(self.behind)}
        return {number: kept for number, kept in theirs.items() if without_marks(kept) == number}

    def kept_apart(self, target: str, numbers: set[str], gone: Collection[str] = ()) -> set[str]:
        """Those of the numbers under which records of the sender are kept apart; also those that were its own alone
        before others sent them. The deliveries `gone` are left out."""
        asked = numbers | {number + self.behind for number in numbers}
        sent = sent_within(self.present, target, asked, gone)
        before, bare = {number for number in numbers if number + self.behind in sent}, numbers & sent
        others = self.present.split(target, NUMBERED[target], bare)[1]
        others |= {number for number in bare if word_key(number) in self.waited_for(target)}
        clashing = bare & before | others - inside_from_others(self.present, target, others)
        self.clashing[target] |= clashing
        return before | clashing

    @cached_property
    def _gone(self) -> set[str]:
        """The deliveries that were withdrawn, but for those that are still to be seen."""
        seen = {delivery for (delivery,) in self.present.ask(SHOWN)}
        return Lake(self.present.data_dir).ledger.withdrawn() - seen

    def _meant(self, target: str) -> Meant:
        """Of those that have names; read once, then added to."""
        if target not in self.with_names:
            sql = f"SELECT {NUMBERED[target]}, name FROM {target} WHERE {self.present.inside_sql(target)} ORDER BY ALL"
            bound = self.present.bound
            self.with_names[target] = Meant(bound, self.present.ask(sql, bound=bound))
        return self.with_names[target]

    def _by_number(self, target: str, words: set[str]) -> dict[str, str]:
        """Of those that are named by their number alone; of two of a number the sender's own is meant."""
        number = f"split_part({NUMBERED[target]}, '{OPENS}', 1)"
        sql = (f"SELECT {number}, {NUMBERED[target]} FROM {target} WHERE {self.present.inside_sql(target)}"
               f" AND {number} IN (SELECT unnest($words)) ORDER BY ALL")  # fmt: skip
        found: dict[str, str] = {}
        for word, kept in self.present.ask(sql, words=sorted(words), bound=self.present.bound) if words else ():
            found[word] = kept if kept.endswith(self.behind) else found.get(word, kept)
        return found | {word: kept for word, kept in self.brought[target].items() if word in words}
