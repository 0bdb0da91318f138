"""What one person can have done: rules over several rows of the same volunteer that SQL alone cannot decide.

A check whose `decide` names a function here picks, with its `bad`, every row the function has to see to judge rightly;
where `bad` picks none, the rule is kept by all.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

MINUTES_OF_A_DAY = 1440
_MOST_HOURS = 24
Row = Mapping[str, object]


class Candidate(NamedTuple):
    """A row to look at: its position among all rows, the number the clerk sees, its values."""

    position: int
    number: int
    row: Row


@dataclass(frozen=True)
class Verdict:
    """What becomes of a row: refused, or a repetition of another that counts once; `values` go into the message."""

    position: int
    values: dict[str, object]
    is_repetition: bool = False


Apart = Callable[[Candidate, Candidate], bool]


class Span(NamedTuple):
    first: int
    last: int
    number: int


def overlaps(candidates: Sequence[Candidate]) -> Iterator[Verdict]:
    """A row whose time runs into that of a row registered before it; rows so refused block nobody themselves."""
    for rows in _groups(candidates, "volunteer_id"):
        taken: list[Span] = []
        for candidate in rows:
            span = span_of(candidate)
            if span is None:
                continue
            if other := _first_overlap(taken, span):
                shared = f"{_clock(max(span.first, other.first))}–{_clock(min(span.last, other.last))}"
                yield Verdict(candidate.position, {"other": other.number, "shared": shared})
            else:
                insort(taken, span)


def _first_overlap(taken: list[Span], span: Span) -> Span | None:
    """Among spans that do not overlap each other, the earliest that overlaps this one."""
    place = bisect_left(taken, span)
    if place and taken[place - 1].last > span.first:
        return taken[place - 1]
    if place < len(taken) and taken[place].first < span.last:
        return taken[place]
    return None


def span_of(candidate: Candidate) -> Span | None:
    """First and last minute of the service since year 1; past midnight where the end lies before the start."""
    started, ended = candidate.row["started_at"], candidate.row["ended_at"]
    if started is None or ended is None or started == ended:
        return None
    day = candidate.row["served_on"].toordinal() * MINUTES_OF_A_DAY
    first, last = day + _minutes(started), day + _minutes(ended)
    return Span(first, last + MINUTES_OF_A_DAY * (last < first), candidate.number)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def days_beyond_24_hours(candidates: Sequence[Candidate]) -> Iterator[Verdict]:
    """The rows that, in the order of the clock, bring one person's day beyond 24 hours."""
    for rows in _groups(candidates, "volunteer_id", "served_on"):
        yield from _beyond_24_hours(sorted(rows, key=lambda c: (c.row["started_at"] or "99", c.position)))


def banked_beyond_24_hours(candidates: Sequence[Candidate]) -> Iterator[Verdict]:
    """The rows that, as they were booked, bring the hours one person banked on one day beyond 24."""
    for rows in _groups(candidates, "volunteer_id", "happened_on"):
        yield from _beyond_24_hours(rows)


def _beyond_24_hours(rows: Iterable[Candidate]) -> Iterator[Verdict]:
    total = Decimal(0)
    for candidate in rows:
        total += candidate.row["hours"]
        if total > _MOST_HOURS:
            yield Verdict(candidate.position, {"total": f"{total.normalize():f}"})


def double_entries(candidates: Sequence[Candidate]) -> Iterator[Verdict]:
    """One person, activity and day entered more than once: equal rows count once, of others none can be chosen.

    Rows that state different times of the day are different shifts and stand.
    """
    for rows in _groups(candidates, "volunteer_id", "activity_id", "served_on"):
        yield from _entered_again(rows, "record_id", _are_shifts)


def double_bookings(candidates: Sequence[Candidate]) -> Iterator[Verdict]:
    """The same of points and banked hours: one person, activity, day and kind of entry.

    Rows that say what each of them is for are different entries and stand.
    """
    for rows in _groups(candidates, "volunteer_id", "activity_id", "happened_on", "kind"):
        yield from _entered_again(rows, "entry_id", _are_for_different_things)


def _entered_again(rows: Sequence[Candidate], number: str, are_apart: Apart) -> Iterator[Verdict]:
    """What becomes of rows about one thing; `number` is the column that tells them apart and says nothing else."""
    distinct: list[Candidate] = []
    for candidate in rows:
        content = _without(candidate, number)
        twin = next((other for other in distinct if _without(other, number) == content), None)
        if twin:
            yield Verdict(candidate.position, {"other": twin.number}, is_repetition=True)
        else:
            distinct.append(candidate)
    for candidate in distinct:
        others = [other for other in distinct if other is not candidate and not are_apart(candidate, other)]
        if others:
            both = f"{_amount(candidate)}/{_amount(others[0])}"
            yield Verdict(candidate.position, {"other": others[0].number, "both": both})


def _are_shifts(one: Candidate, other: Candidate) -> bool:
    """Whether the two rows state when they were, and not the same times: overlaps are another rule's business."""
    spans = span_of(one), span_of(other)
    return None not in spans and spans[0][:2] != spans[1][:2]


def _are_for_different_things(one: Candidate, other: Candidate) -> bool:
    """Whether both rows say what they are for, and not the same."""
    items = one.row["item"], other.row["item"]
    return None not in items and items[0] != items[1]


def _without(candidate: Candidate, number: str) -> dict[str, object]:
    return {name: value for name, value in candidate.row.items() if name != number}


def _amount(candidate: Candidate) -> str:
    """The points of a row, else its hours, as people write them; empty where it has neither."""
    points_first = ("points", "hours") if "entry_id" in candidate.row else ("hours",)
    found = next((candidate.row[name] for name in points_first if candidate.row[name] is not None), None)
    return "" if found is None else f"{found.normalize():f}"


def _groups(candidates: Iterable[Candidate], *columns: str) -> Iterable[list[Candidate]]:
    groups: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[tuple(candidate.row[column] for column in columns)].append(candidate)
    return groups.values()


DECISIONS: dict[str, Callable[[Sequence[Candidate]], Iterator[Verdict]]] = {
    function.__name__: function
    for function in (overlaps, days_beyond_24_hours, banked_beyond_24_hours, double_entries, double_bookings)
}
