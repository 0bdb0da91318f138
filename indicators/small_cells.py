"""Figures about few people: whether somebody who may not see people one by one is told a figure about volunteers.

Two rules, the same on every path because `evaluate` asks here (the proof is in docs/security-personal.md):

- Sums (hours, participations, points) are told of whole groups. All rows are divided once per build into groups of at
  least `smallest()` people; a question that cuts through a group is not answered. Whatever is added or subtracted of
  answers is made of whole groups.
- Numbers of people are told of an area and a whole calendar year, without any filter; and only if the people in it, and
  those left when they are taken from any larger told number that holds them, are none or at least `smallest()`.

Whoever has a scope knows what was sent within it, and could send invented people to fill a group up: for them both
rules must hold of the rows that others sent, too. Numbers of people of an area are held against those outside it in
these rows alone: in all rows it would say which of the people that were sent serve outside, too. A hub is told of
nobody outside: its numbers are held against none. Nor is a median told to them: it is one person's hours, and people
invented above or below all others make it anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from indicators.asked import Asked
from indicators.cache import Cache
from indicators.coarser import Answered, coarser
from indicators.definition import Definition
from indicators.few_people import BY_MONTH, FIXED, TABLES, few, partly_few, smallest
from indicators.people import OTHERS, Cell, People
from indicators.shapes import HEAPS, counted_heaps
from indicators.spans import in_months
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import Snapshot

_groups = Cache(limit=20)
_people = Cache(limit=20)
_own = Cache(limit=200)


def counts_people(definition: Definition) -> bool:
    """Whether the indicator counts people; the others of their records add up what they did."""
    told = " ".join([definition.numerator, definition.denominator, *definition.grain])
    return definition.record_type in TABLES and "volunteer_id" in told


def counted_as(asked: Asked) -> Asked:
    """The question whose rows are counted. Where days cut through a month and no sum of them is told anyway, it is that
    about the whole months: neither what is reported nor which words occur says on which days somebody served."""
    if not smallest() or asked.definition.record_type not in TABLES or _are_months(asked):
        return asked
    return replace(asked, periods=in_months(asked.periods))


def hide(now: Snapshot, asked: Asked, rows: list[dict], answered: Answered) -> list[dict]:
    """The rows with nothing where too few people are behind a figure.

    In `hidden` they say why, and what the next coarser group is that is told, with its figure.
    """
    k = smallest()
    if not k or asked.definition.record_type not in TABLES:
        return rows
    if not now.scope.is_everything and counts_people(asked.definition):
        rows = [row | dict.fromkeys(asked.definition.beside) for row in rows]  # see above
    why = _why_people if counts_people(asked.definition) else _why_sums
    reasons = why(now, asked, rows, k)
    empty = {n: reason for n, reason in enumerate(reasons) if reason is not None and rows[n]["reported"]}
    told = coarser(asked, rows, empty, answered)
    return [_emptied(asked, row, empty[n] + told.get(n, "")) if n in empty else row for n, row in enumerate(rows)]


def _emptied(asked: Asked, row: dict, words: str) -> dict:
    own = {"numerator", "value", *asked.definition.beside}
    own |= set() if asked.definition.denominators else {"denominator"}
    rest = {"areas_without_denominator": 0, "areas_without_denominator_names": [], "hidden": words}
    return {key: None if key in own else value for key, value in row.items()} | rest


# ---- sums: whole groups only ----


@dataclass
class Groups:
    """Which group every heap of rows belongs to, of how many heaps a group consists, how many people a heap has; and
    the heaps that are left in no group.

    The first `of_hubs` groups are of one hub each. A hub is told of these alone: which wider group its other heaps join
    follows from rows of others. So do the heaps that `joined` the first one, as there was no other.
    """

    of_heap: dict[int, int] = field(default_factory=dict)
    heaps: dict[int, int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    of_hubs: int = 0
    joined: set[int] = field(default_factory=set)

    def why_not_of_known(self, heaps: Sequence[int], k: int, of_hub: bool = False) -> str | None:
        """The same of those of the heaps alone that hold rows these groups were made of."""
        return self.why_not([heap for heap in heaps if heap in self.of_heap or heap in self.left], k, of_hub)

    def are_whole(self, heaps: Iterable[int], of_hub: bool = False) -> bool:
        """Whether the heaps are groups from beginning to end."""
        found: dict[int, int] = {}
        for heap in heaps:
            group = -1 if of_hub and heap in self.joined else self.of_heap.get(heap, -1)
            found[group] = found.get(group, 0) + 1
        return all(number == self._size(group, of_hub) for group, number in found.items())

    def _size(self, group: int, of_hub: bool) -> int | None:
        if not of_hub:
            return self.heaps.get(group)
        return self.heaps[group] - (0 if group else len(self.joined)) if 0 <= group < self.of_hubs else None

    def why_not(self, heaps: Sequence[int], k: int, of_hub: bool = False) -> str | None:
        """Why what the heaps add up to is not told, to a hub or to others; None if it is."""
        if self.are_whole(heaps, of_hub):
            return None
        return few(k) if sum(self.people.get(heap, 0) for heap in heaps) < k else partly_few(k)


def _why_sums(now: Snapshot, asked: Asked, rows: list[dict], k: int) -> list[str | None]:
    if not _are_months(asked):
        return [BY_MONTH] * len(rows)
    groups, of_hub = groups_of(now, asked.definition.record_type, k), bool(now.scope.hub)
    cells: dict[tuple, list[int]] = {}
    names = [f"d{number}" for number in range(len(asked.dimensions))]
    for row in counted_heaps(now, asked):
        key = (row["asked_code"], row["period"], *(row[name] for name in names))
        cells.setdefault(key, []).append(row["heap"])
    keys = _keys(asked, rows)
    reasons = [groups.why_not(cells.get(key, ()), k, of_hub) for key in keys]
    if own := own_deliveries(now):
        others = groups_of(now, asked.definition.record_type, k, own)
        of_others = [others.why_not_of_known(cells.get(key, ()), k, of_hub) for key in keys]
        return [one or other for one, other in zip(reasons, of_others, strict=True)]
    return reasons


def _are_months(asked: Asked) -> bool:
    """Whether every span begins and ends with a month; of what is counted on a day, whether it is a month's last."""
    spans = [span for period in asked.periods for span in period.spans]
    begin = asked.definition.kind == "stock" or all(first.day == 1 for first, _ in spans)
    return begin and all((last + timedelta(days=1)).day == 1 for _, last in spans)


def _keys(asked: Asked, rows: list[dict]) -> list[tuple]:
    """What tells the rows apart, as the counting does: area code, number of the period, words."""
    when = {
        (period.year if "year" in asked.by else None, period.month if "month" in asked.by else None): number
        for number, period in enumerate(asked.periods)
    }
    code = asked.area.code if asked.area else ""
    return [
        (
            row.get("area_code", code) if "area" in asked.by else code,
            when[row.get("year") if "year" in asked.by else None, row.get("month") if "month" in asked.by else None],
            *(row["hub_level" if name == "level" else name] for name in asked.dimensions),
        )
        for row in rows
    ]


def own_deliveries(now: Snapshot) -> tuple[str, ...]:
    """The deliveries that were sent within the scope of whoever asks; none of who sees everything."""
    if now.scope.is_everything:
        return ()
    key = (str(now.path), now.build, now.scope.key)
    found = _own.get(key)
    if found is None:
        has_column = any(row["column_name"] == "within" for row in now.rows("DESCRIBE {whole}deliveries"))
        sql = "SELECT delivery FROM {whole}deliveries WHERE within = $within ORDER BY delivery"
        rows = now.rows(sql, {"within": now.scope.key}) if has_column else []
        found = tuple(row["delivery"] for row in rows)
        _own.put(key, found)
    return found


def groups_of(now: Snapshot, table: str, k: int, own: tuple[str, ...] = ()) -> Groups:
    """The groups of a table of the build that is open, the same for every scope; or of what others sent alone."""
    key = (str(now.path), now.build, table, k, own)
    found = _groups.get(key)
    if found is None:
        found = divided(now.rows(_heaps_sql(table, bool(own)), {"k": k} | ({"own": list(own)} if own else {})), k)
        _groups.put(key, found)
    return found


def _heaps_sql(table: str, of_others: bool = False) -> str:
    day, source = TABLES[table], f"({OTHERS.format(table=table)})" if of_others else f"{{whole}}{table}"
    return f"""
        SELECT {HEAPS[table]} AS heap, date_trunc('month', {day}) AS month, year({day}) AS year, org_id, area_code,
            hub_id, l1, l2, l3, l4, coalesce(max(volunteers) FILTER (volunteer_id IS NULL), 0) AS uncounted,
            count(DISTINCT volunteer_id) AS people,
            CASE WHEN count(DISTINCT volunteer_id) < $k THEN list(DISTINCT volunteer_id) END AS ids
        FROM {source}
        GROUP BY ALL
        ORDER BY month, area_code, org_id, hub_id, heap
    """


OF_HUBS = (
    ("month", "hub_id", "org_id", "area_code"), ("year", "hub_id", "org_id", "area_code"),
    ("year", "hub_id", "area_code"), ("year", "hub_id", "l4"), ("year", "hub_id"),
)  # fmt: skip
"""Heaps of too few people are put together with others of the same hub, month, organisation and place; then wider. A
hub's year of enough people is groups from beginning to end."""
OF_AREAS = (
    ("month", "org_id", "area_code"), ("year", "org_id", "area_code"), ("year", "area_code"), ("year", "l4"),
    ("year", "l3"), ("year", "l2"), ("year", "l1"), ("year",), (),
)  # fmt: skip
"""Then those that are left, and those of no hub, with others of the same month, organisation and place; then wider."""
JOINED_FROM = 2
"""On which rung of either ladder those who are still too few join a group that is there."""


def divided(heaps: list[dict], k: int) -> Groups:
    """Every heap in a group of at least k people; where all of the data has fewer, in none."""
    made, waiting = [[heap] for heap in heaps if _people_in([heap]) >= k], []
    small = [heap for heap in heaps if _people_in([heap]) < k]
    of_hubs, waiting = _climbed([heap for heap in small if heap["hub_id"]], OF_HUBS, _of_one(made, is_hub=True), k)
    waiting += [heap for heap in small if not heap["hub_id"]]
    others, waiting = _climbed(waiting, OF_AREAS, _of_one(made, is_hub=False), k)
    groups = Groups(of_hubs=len(of_hubs))
    for group in [*of_hubs, *others]:
        _put(groups, group)
    if waiting and groups.heaps:
        _put(groups, waiting, group=0)
        groups.joined = {heap["heap"] for heap in waiting}
    elif waiting:
        groups.left = {heap["heap"] for heap in waiting}
        groups.people |= {heap["heap"]: _people_of(heap) for heap in waiting}
    return groups


def _of_one(made: list[list[dict]], is_hub: bool) -> list[list[dict]]:
    return [list(group) for group in made if bool(group[0]["hub_id"]) == is_hub]


def _climbed(
    waiting: list[dict], ladder: tuple[tuple[str, ...], ...], made: list[list[dict]], k: int
) -> tuple[list[list[dict]], list[dict]]:
    """The groups made of those that wait, with the ones there were, and the heaps for which there is none."""
    for place, rung in enumerate(ladder):
        smallest_of = _smallest_within(made, rung) if place >= JOINED_FROM else {}
        together: dict[tuple, list[dict]] = {}
        for heap in waiting:
            together.setdefault(_rung_of(heap, rung), []).append(heap)
        waiting = []
        for key, some in together.items():
            if _people_in(some) >= k:
                made.append(some)
            elif key in smallest_of:
                smallest_of[key] += some
            else:
                waiting += some
    return made, waiting


def _rung_of(heap: dict, rung: tuple[str, ...]) -> tuple:
    return tuple(heap[name] for name in rung)


def _smallest_within(made: list[list[dict]], rung: tuple[str, ...]) -> dict[tuple, list[dict]]:
    """Of the groups that lie wholly within one place of a rung, the one of the fewest people."""
    found: dict[tuple, tuple[int, list[dict]]] = {}
    for group in made:
        keys = {_rung_of(heap, rung) for heap in group}
        key, people = keys.pop(), _people_in(group)
        if not keys and (key not in found or people < found[key][0]):
            found[key] = people, group
    return {key: group for key, (_, group) in found.items()}


def _people_in(heaps: list[dict]) -> int:
    """At least so many different people; those nobody numbered may be the same ones."""
    most = max(heap["people"] for heap in heaps)
    ids = {person for heap in heaps for person in heap["ids"] or () if person is not None}
    return max(len(ids), most) + max(heap["uncounted"] for heap in heaps)


def _put(groups: Groups, heaps: list[dict], group: int | None = None) -> None:
    number = len(groups.heaps) if group is None else group
    for heap in heaps:
        groups.of_heap[heap["heap"]] = number
        groups.people[heap["heap"]] = _people_of(heap)
    groups.heaps[number] = groups.heaps.get(number, 0) + len(heaps)


def _people_of(heap: dict) -> int:
    """What the words of why something is not told go by, whether or not others are many enough for groups."""
    return heap["people"] + heap["uncounted"]


# ---- people: areas and whole years only ----

ASKS = {
    "volunteers": ("served",),
    "hours_per_volunteer": ("served",),
    "registered_volunteer_share": ("seen",),
    "active_volunteer_share": ("worked", "seen"),
    "volunteer_retention": ("stayed", "served"),
}
"""Which sets of people an indicator tells the sizes of (indicators/people.py); of any other none is told."""


OF_WHOLE_HUBS = ("volunteers", "hours_per_volunteer")
"""Those of them that are told of a whole hub too."""


def _why_people(now: Snapshot, asked: Asked, rows: list[dict], k: int) -> list[str | None]:
    sets = ASKS.get(asked.definition.id)
    hub = _whole_hub(asked)
    if sets is None or (hub is None and (asked.filters or set(asked.by) - {"area", "year"})) or asked.without:
        return [FIXED] * len(rows)
    if any(len(period.spans) != 1 or not _is_year(asked, *period.spans[0]) for period in asked.periods):
        return [FIXED] * len(rows)
    people = people_of(now, k)
    passes = _judged_by(now, people, k)
    reasons = []
    for row, (code, number, *_) in zip(rows, _keys(asked, rows), strict=True):
        year = asked.periods[number].spans[0][1].year
        of_hub = "" if hub is None else row.get("hub", hub)
        if hub is not None and of_hub != now.scope.hub and of_hub not in people.hubs:
            reasons.append(FIXED)
            continue
        cells = [Cell(name, "" if of_hub else code, year + (name == "stayed"), of_hub) for name in sets]
        hidden = [cell for cell in cells if not all(one.is_told(cell) for one in passes)]
        is_small = any(0 < people.size(cell) < k for cell in hidden)
        reasons.append((few(k) if is_small else partly_few(k)) if hidden else None)
    if asked.definition.id == "hours_per_volunteer":
        return [one or other for one, other in zip(reasons, _why_sums(now, asked, rows, k), strict=True)]
    return reasons


def _judged_by(now: Snapshot, people: People, k: int) -> list[People]:
    """All of which must tell a number: what is true of all rows, and of those that others sent.

    A hub is told of nobody around it: there its own people decide, whoever of others comes or goes.
    """
    own = own_deliveries(now)
    if now.scope.hub is not None:
        return [one.alone(now.scope.hub, None) for one in (people, *([people_of(now, k, own)] if own else []))]
    return [people.alone(None, now.scope.area), people_of(now, k, own)] if own else [people]


def _whole_hub(asked: Asked) -> str | None:
    """The hub asked for and nothing else, '' for one hub a row; None for every other question."""
    hubs = asked.filters.get("hub", ())
    is_alone = asked.area is None and not set(asked.filters) - {"hub"} and asked.definition.id in OF_WHOLE_HUBS
    if not is_alone or set(asked.by) - {"year", "hub"}:
        return None
    if "hub" in asked.by:
        return ""
    return hubs[0] if len(hubs) == 1 and hubs[0] != UNWRITTEN else None


def _is_year(asked: Asked, first: date, last: date) -> bool:
    """A calendar year; of what is counted on a day, its last one."""
    is_last_day = (last.month, last.day) == (12, 31)
    return is_last_day and (asked.definition.kind == "stock" or first == date(last.year, 1, 1))


def people_of(now: Snapshot, k: int, own: tuple[str, ...] = ()) -> People:
    """What is told of the people of the build that is open, or of those in what others sent."""
    key = (str(now.path), now.build, k, own)
    found = _people.get(key)
    if found is None:
        found = People.counted(now, k, own)
        _people.put(key, found)
    return found
