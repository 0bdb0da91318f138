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


Saying = Callable[[Candidate], object]


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
        yield from _entered_again(rows, "record_id", _times)


def double_bookings(candidates: Sequence[Candidate]) -> Iterator[Verdict]:
    """The same of points and banked hours: one person, activity, day and kind of entry.

    Rows that say what each of them is for are different entries and stand.
    """
    for rows in _groups(candidates, "volunteer_id", "activity_id", "happened_on", "kind"):
        yield from _entered_again(rows, "entry_id", _item)


def _entered_again(rows: Sequence[Candidate], number: str, said_by: Saying) -> Iterator[Verdict]:
    """What becomes of rows about one thing; `number` is the column that tells them apart and says nothing else.

    Two rows stand beside each other if both say something by `said_by`, and not the same. Each row is looked up among
    the others, never held against all of them: one activity may have as many rows as a file holds.
    """
    distinct: dict[tuple[object, ...], Candidate] = {}
    for candidate in rows:
        twin = distinct.setdefault(_without(candidate, number), candidate)
        if twin is not candidate:
            yield Verdict(candidate.position, {"other": twin.number}, is_repetition=True)
    alike: dict[object, list[Candidate]] = defaultdict(list)
    for candidate in distinct.values():
        alike[said_by(candidate)].append(candidate)
    anybody = list(distinct.values())[:2]
    for candidate in distinct.values():
        said = said_by(candidate)
        rivals = anybody if said is None else alike[said][:2] + alike[None][:2]
        other = min((one for one in rivals if one is not candidate), default=None)
        if other:
            both = f"{_amount(candidate)}/{_amount(other)}"
            yield Verdict(candidate.position, {"other": other.number, "both": both})


def _times(candidate: Candidate) -> tuple[int, int] | None:
    """When the row says it was; shifts at other times stand: overlaps are another rule's business."""
    span = span_of(candidate)
    return span and span[:2]


def _item(candidate: Candidate) -> object:
    """What the row says it is for."""
    return candidate.row["item"]


def _without(candidate: Candidate, number: str) -> tuple[object, ...]:
    return tuple(value for name, value in candidate.row.items() if name != number)


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
