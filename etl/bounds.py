"""Within what a delivery has to lie when its sender has a scope: an area with all below it, or a hub.

A row is outside when it names an area, a hub or a record that is not inside, when it names none at all, or when its
number is that of a record outside. Such rows are sent back before anything is stored. What is outside and what nobody
knows is refused in the same words, so that nobody learns from a refusal what others have delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from etl.apart import NAMED, NUMBERED, REFERRED, is_marked, mark, renumber
from etl.apart_later import set_apart
from etl.errors import DeliveryError
from etl.lake import Lake, Manifest
from etl.named_inside import NUMBERS, NamedInside, words_brought
from etl.normalise.areas import area_book
from etl.normalise.text import word_key
from etl.numbers_inside import NumbersInside
from etl.present import Present
from etl.record import RecordType, record_types
from etl.sent_back import Outside, rows_of, send_back
from etl.stage import STAYS_INSIDE
from etl.taken import HOURS, IDS, HoursOutside, NamedOutside, waited_for_outside
from etl.validate import Validated
from etl.visible import hubs_above, shown_by, stands_for_hub, unsaid

NAMED_BY = {
    "organizations": ("org_id", "uscc", "name"),
    "hubs": ("hub_id", "name"),
    "activities": ("activity_id",),
    "funding": ("funding_id",),
    "projects": ("project_id", "name"),
    "partners": ("partner_id", "name"),
}
"""By what records refer to each other."""
OFFICE_ONLY = {"area": ("areas",), "hub": ("areas", "population", "workforce", "targets", "hubs")}
"""What speaks for more than a sender with an area, or with a hub, can speak for."""


@dataclass(frozen=True)
class Bounds:
    """An area or a hub (neither: everything), and kinds of records that the sender may not bring at all."""

    area: str = ""
    hub: str = ""
    refused_types: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells deliveries of senders with different scopes apart; empty for everything."""
        return f"hub:{self.hub}" if self.hub else f"area:{self.area}" if self.area else ""

    @property
    def words(self) -> str:
        """The scope by its name."""
        return f"枢纽 {self.hub}" if self.hub else area_book().name_of(self.area) or self.area


EVERYTHING = Bounds()


def bounds_of(key: str) -> Bounds:
    """The bounds whose `key` was written down."""
    kind, _, value = key.partition(":")
    return Bounds(**{kind: value}) if value else EVERYTHING


class Boundary:
    """Judges the tables of one run against the bounds, the present data, and what was taken in during the run."""

    def __init__(self, bounds: Bounds, data_dir: Path, is_looked_up: bool = False) -> None:
        """With `is_looked_up` the numbers in the rows are not those the sender wrote but what a mapping found for a
        name among all records: then no refusal repeats them."""
        self.bounds = bounds
        self.is_looked_up = is_looked_up
        self.present = Present(bounds.area, bounds.hub, bounds.key, data_dir)
        self.named = cache(lambda target: NamedInside(
            self.present.ask, target, self.present.inside_sql(target), self.present.bound))  # fmt: skip
        self.waited_for = cache(self._waited_for)
        self.numbers = NumbersInside(self.present, self.waited_for)
        self.outside_named = cache(lambda type_id: NamedOutside(self.present, type_id, self.waited_for(type_id)))
        self.brought: list[Callable[[], None]] = []
        """What makes the records of the table judged last known to later ones."""

    def refuse_type(self, record_type: RecordType) -> None:
        """DeliveryError for a kind of record that the sender may not bring."""
        kind = "hub" if self.bounds.hub else "area" if self.bounds.area else ""
        if record_type.id in (*self.bounds.refused_types, *OFFICE_ONLY.get(kind, ())):
            said = f"您的账户不能报送“{record_type.name}”，整份没有入库。"
            raise DeliveryError(said, "请由有这项权限的人报送；同一个文件里的其他表不受影响", "V124")

    def declared(self, area: str | None) -> str | None:
        """The area a delivery is kept under: one inside, or none. Who has a hub speaks for no area."""
        if not self.bounds.key or area is None:
            return area
        if self.bounds.hub:
            return None
        if area not in self.present.areas_inside([area]):
            said = f"填报区域不在您的范围（{self.bounds.words}）内，整份没有入库。"
            raise DeliveryError(said, "请核对标题里的填报区域", "V125")
        return area

    def is_own(self, manifest: Manifest) -> bool:
        """Whether a delivery is the sender's: brought within the same bounds, or all of it counts and lies inside."""
        if not self.bounds.key or manifest.within == self.bounds.key:
            return True
        if self.bounds.hub or manifest.type in OFFICE_ONLY["area"] or not manifest.accepted:
            return False
        inside = "coalesce(list_contains([l1, l2, l3, l4, l5, l6], $bound), FALSE)"
        sql = f"SELECT count(*) FILTER ({inside}) FROM {manifest.type} WHERE _delivery = $delivery"
        found = self.present.ask(sql, bound=self.bounds.area, delivery=manifest.delivery)
        is_declared_inside = manifest.area is None or manifest.area in self.present.areas_inside([manifest.area])
        return is_declared_inside and all(count == manifest.accepted for (count,) in found)

    def judge(self, record_type: RecordType, judged: Validated, declared: str | None = None) -> None:
        """Moves the rows that lie outside from the accepted ones to those sent back; `declared` is the area that the
        delivery is kept under. Later tables know nothing of what it brings before `settle` is told that it holds."""
        self.brought.clear()
        if not self.bounds.key or not judged.accepted:
            return
        columns = [c.id for c in record_type.columns if c.form == "area" or c.id in REFERRED]
        names = list(dict.fromkeys([*columns, *NAMED_BY.get(record_type.id, ()), *_id_of(record_type)]))
        rows = rows_of(judged, names)
        outside = self._outside(record_type, rows, declared)
        if outside.problems:
            hidden = frozenset(columns) if self.is_looked_up else frozenset()
            send_back(record_type, judged, outside.problems, hidden)
        self._keep_apart(record_type, judged, [row for row in rows if row["_row"] not in outside.problems])
        if record_type.id == HOURS:
            HoursOutside(self.present).give_numbers(judged)
        kept = [row for row in rows if row["_row"] not in outside.problems]
        if record_type.id in NUMBERS:
            self.brought.append(partial(self.named(record_type.id).add, kept, NAMED_BY[record_type.id]))

    def settle(self, holds: bool) -> None:
        """The table judged last was stored, or had been and still counts: what it brings may be named from now on. What
        was refused whole, or is a copy of a delivery that was withdrawn, brings nothing."""
        for make_known in self.brought if holds else ():
            make_known()
        self.brought.clear()

    def _keep_apart(self, record_type: RecordType, judged: Validated, rows: list[dict]) -> None:
        """Numbers that somebody outside uses too become others, in the records and where the sender names them."""
        own, behind = NUMBERED.get(record_type.id), mark(self.bounds.hub or self.bounds.area)
        columns = {c.id: REFERRED[c.id] for c in record_type.columns if REFERRED.get(c.id) in NUMBERED and c.id != own}
        used = {name: _used(rows, name) for name in (*columns, *([own] if own else []))}
        free = {c.id for c in record_type.columns if not c.references}
        known = {name: self.numbers.numbers(target, used[name], name in free) for name, target in columns.items()}
        if own:
            apart = self._taken(record_type.id, own, used[own]) | self.numbers.kept_apart(record_type.id, used[own])
            known[own] = {one: one + behind for one in apart}
            if self.bounds.hub:  # what an area brings follows its place anyhow (etl/by_place.py)
                known[own] |= self.numbers.taken_over(record_type.id, used[own])
        known |= self._numbers_meant(record_type, rows)
        if record_type.id in NAMED:
            taken = self._names_taken(record_type.id, rows, known[own])
            known["name"] = {one: one + behind for one in taken}
        for row in rows if record_type.id in NAMED_BY and own else ():
            number = str(row[own])
            kept, name = known[own].get(number, number), str(row.get("name") or "")
            self.brought.append(partial(self.numbers.add, record_type.id, number, kept, name))
        if known:
            renumber(judged, known)

    def _numbers_meant(self, record_type: RecordType, rows: list[dict]) -> dict[str, dict[str, str]]:
        """For every column that names an organisation or a hub, the number that each word stands for."""
        columns = {c.id: REFERRED[c.id] for c in record_type.columns if REFERRED.get(c.id) in NUMBERS}
        columns = {name: target for name, target in columns.items() if target != record_type.id}
        return {
            name: {word: meant.number for word, meant in self.named(target).meant(_used(rows, name)).items()}
            for name, target in columns.items()
        }

    def _taken(self, type_id: str, column: str, numbers: set[str]) -> set[str]:
        """Those of the numbers that mean another record, or one that rows outside wait for."""
        if type_id in NAMED:
            named, before = self.outside_named(type_id), self.present.numbers_inside(type_id, column)
            return {number for number in numbers - before if named.takes(number, [number])}
        return self._elsewhere(type_id, column, numbers)

    def _elsewhere(self, type_id: str, column: str, numbers: set[str]) -> set[str]:
        """Those of the numbers that records outside have, or rows outside wait for; what is inside goes on as it is."""
        inside, outside = self.present.split(type_id, column, numbers)
        return (outside | {number for number in numbers if word_key(number) in self.waited_for(type_id)}) - inside

    def _names_taken(self, type_id: str, rows: list[dict], renumbered: dict[str, str]) -> set[str]:
        """Those of the names that mean a record outside, or another one inside."""
        named = self.outside_named(type_id)
        pairs = [(str(row[NUMBERED[type_id]]), str(row["name"])) for row in rows if row["name"]]
        return {name for number, name in pairs if named.takes(renumbered.get(number, number), [name])}

    def part(self, lake: Lake) -> None:
        """What the sender sent before under numbers that others sent since is kept apart from now on."""
        for type_id, numbers in self.numbers.clashing.items():
            set_apart(lake, self, type_id, numbers)
        self.numbers.clashing.clear()

    def _waited_for(self, type_id: str) -> set[str]:
        """The words by which rows of others that wait mean a record of the type, and the numbers of such rows."""
        own = [one.delivery for one in self.present.deliveries if one.within == self.bounds.key]
        return waited_for_outside(self.present.ask_all, type_id, self.present.bound, bool(self.bounds.hub), own)

    def _outside(self, record_type: RecordType, rows: list[dict], declared: str | None) -> Outside:
        outside = Outside()
        self._judge_areas(record_type, rows, outside)
        self._judge_places(record_type, rows, outside, declared)
        self._judge_references(record_type, rows, outside)
        self._judge_nowhere(record_type, rows, outside)
        self._judge_numbers(record_type, rows, outside)
        return outside

    def _judge_areas(self, record_type: RecordType, rows: list[dict], outside: Outside) -> None:
        """Every area a row names lies in that of the sender; of a hub in its district, or is one above."""
        where = f"{self.bounds.words}，{self.present.reach.words}以内" if self.bounds.hub else self.bounds.words
        for column in (c for c in record_type.columns if c.form == "area"):
            inside = self.present.areas_inside({row[column.id] for row in rows if row[column.id]})
            for row in rows:
                if row[column.id] and row[column.id] not in inside:
                    said = f"{self._quoted(row[column.id])}不在您的范围（{where}）内，这一行没有收"
                    outside.refuse_row(row["_row"], "V121", said, column.name, self._found(row[column.id]))

    def _judge_places(
        self, record_type: RecordType, rows: list[dict], outside: Outside, declared: str | None
    ) -> None:
        """No area that a row would wait for (B119, B128): with it every row that names the record would wait too."""
        for column in (c for c in record_type.columns if c.form == "area"):
            codes = {row[column.id] for row in rows if row[column.id]}
            known = self.present.areas_known(codes)
            here = self.present.areas_inside(codes, declared) if declared and record_type.id in STAYS_INSIDE else codes
            for row in rows:
                if (code := row[column.id]) and code not in known & here and row["_row"] not in outside.problems:
                    said = (f"区划里没有{self._quoted(code)}，或它不在这一份声明的区域内，这一行没有收。请核对；"
                            "撤销了的、自编的区划，请管全部数据的人先报")  # fmt: skip
                    outside.refuse_row(row["_row"], "V121", said, column.name, self._found(code))

    def _found(self, word: str) -> str:
        """What a row says, unless a mapping found it."""
        return "" if self.is_looked_up else word

    def _quoted(self, code: str) -> str:
        return f"“{code}”" if self._found(code) else "这一行所写的区域"

    def _judge_references(self, record_type: RecordType, rows: list[dict], outside: Outside) -> None:
        """Every record a row points to is one inside: present, or brought in the same run."""
        own_id = {name for key in _ids(record_type) for name in key}
        for column in (c for c in record_type.columns if c.id in REFERRED and c.id not in own_id):
            target = REFERRED[column.id]
            inside, reached = self._inside(target, _used(rows, column.id))
            if target == record_type.id and target in NAMED:  # one that waits would let rows wait that name it
                inside = reached = self.numbers.are_clear(target, inside)
            called = record_types()[target].name
            for row in rows:
                known = inside if stands_for_hub(record_type, row) else reached
                if row[column.id] and str(row[column.id]) not in known:
                    found = self._found(row[column.id])
                    what = f"“{found}”（{called}）" if found else f"这一行所写的{called}"
                    said = (f"您的范围（{self.bounds.words}）内没有{what}，这一行没有收。"
                            "请核对；它的记录还没有报来的，请先报")  # fmt: skip
                    outside.refuse_row(row["_row"], "V122", said, column.name, found)

    def _inside(self, target: str, used: set[str]) -> tuple[set[str], set[str]]:
        """The words that mean a record inside; and those that mean one a row may mention besides: a hub above."""
        if target in NUMBERS:
            meant = self.named(target).meant(used)
            inside = {word for word, one in meant.items() if one.is_inside}
            above = hubs_above(self.present.ask, self.bounds.area) if target == "hubs" and self.bounds.area else set()
            return inside, inside | {word for word, one in meant.items() if one.number in above}
        inside = self.numbers.known(target, used)
        return inside, inside

    def _judge_numbers(self, record_type: RecordType, rows: list[dict], outside: Outside) -> None:
        """A row has not the number of a record outside, which it would replace, and no word that others name one by.

        What is kept apart instead (etl/apart.py) may have both: only the marks may not be written.
        """
        if record_type.id in NUMBERED:
            self._judge_marks(record_type, rows, outside)
            return
        named = self.outside_named(record_type.id) if record_type.id in IDS else None
        for name in [*_id_of(record_type), *(["uscc"] if record_type.id == "organizations" else [])]:
            taken = self._elsewhere(record_type.id, name, _used(rows, name))
            for row in (one for one in rows if str(one[name]) in taken):
                self._refuse_taken(record_type, name, row, outside, named)
        if named:
            others = [row for row in rows if row["_row"] not in outside.problems]
            self._judge_words(record_type, others, outside, named)

    def _judge_words(
        self, record_type: RecordType, rows: Iterable[dict], outside: Outside, named: NamedOutside
    ) -> None:
        """No word of a row means another record, one outside, one inside or one of an earlier row of the run.

        In an area many villages have a team of one name: there two inside may share it, though no number or code.
        """
        named.begin()
        for row, brought in words_brought(rows, NAMED_BY[record_type.id]):
            number = str(row[IDS[record_type.id]])
            alone = set(brought) if self.bounds.hub else set(brought) - {"name"}
            taken = next((name for name, words in brought.items() if named.takes(number, words, name in alone)), "")
            if taken:
                self._refuse_taken(record_type, taken, row, outside, named, brought[taken])
            else:
                named.brought(number, [word for words in brought.values() for word in words])
        self.brought.append(named.keep)

    def _refuse_taken(
        self, record_type: RecordType, name: str, row: dict, outside: Outside, named: NamedOutside | None,
        words: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """In the same words, whether a record outside has the number, the code or the name, or only rows wait for it;
        only what the sender sees is said of a record inside, first of all."""
        column = record_type.column(name)
        if named and (own := named.bearer(str(row[IDS[record_type.id]]), [str(row[name]), *words])):
            said = (f"{column.name}“{row[name]}”不能用：您的范围（{self.bounds.words}）里编号“{own}”的已有这个编号、"
                    "代码或名称，这一行没有收。确是同一家的，请用那个编号报；"
                    "不是的，名称请写全（例如加上社区的名称）")  # fmt: skip
            outside.refuse_row(row["_row"], "V123", said, column.name, row[name])
            return
        unsure = (f"{column.name}“{row[name]}”不能用：别处可能已有这个编号、代码或名称，这一行没有收。"
                  "请换一个编号，名称请写全（例如加上社区的名称）；确是同一家的，请管全部数据的人更正")  # fmt: skip
        outside.refuse_row(row["_row"], "V123", unsure, column.name, row[name])

    def _judge_marks(self, record_type: RecordType, rows: list[dict], outside: Outside) -> None:
        for name in (NUMBERED[record_type.id], *(["name"] if record_type.id in NAMED else [])):
            column = record_type.column(name)
            for row in (row for row in rows if row[name] and is_marked(str(row[name]))):
                said = f"{column.name}“{row[name]}”里有本系统自用的括号⟪⟫，这一行没有收。请换一个编号"
                outside.refuse_row(row["_row"], "V123", said, column.name, row[name])

    def _judge_nowhere(self, record_type: RecordType, rows: list[dict], outside: Outside) -> None:
        """A row says whose it is, in a column by which the scope shows it to its sender."""
        telling, called = shown_by(record_type, bool(self.bounds.hub)), unsaid(record_type, bool(self.bounds.hub))
        for row in rows:
            if not any(row[name] for name in telling):
                said = f"这一行没有写明是哪里的，说不清在不在您的范围（{self.bounds.words}）内，没有收。请填写{called}"
                outside.refuse_row(row["_row"], "V126", said)


def _used(rows: Iterable[dict], name: str) -> set[str]:
    """What stands in a column."""
    return {str(row[name]) for row in rows if row[name]}


def brought_within(bounds: Bounds, manifest: Manifest, data_dir: Path) -> bool:
    """Whether somebody with these bounds may withdraw the delivery, or restore it."""
    return Boundary(bounds, data_dir).is_own(manifest)


def _ids(record_type: RecordType) -> list[list[str]]:
    """The keys that are a number of the record's own."""
    return [key for key in record_type.key if len(key) == 1 and not record_type.column(key[0]).references]


def _id_of(record_type: RecordType) -> list[str]:
    return [key[0] for key in _ids(record_type) if record_type.column(key[0]).form != "area"]
