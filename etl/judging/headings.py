"""Which heading is which column of a record type, and in which unit a column is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from etl.errors import DeliveryError
from etl.normalise.text import bracketed, fold, header_key, header_keys, split_year
from etl.record import Column, RecordType, record_types

_PROPER, _SYNONYM, _PART, _WEAK = range(4)
_UNIT_LIKE = re.compile(r".{0,3}[元币圆镑天日周月年户人次米里亩吨时钟顷]\Z|[a-z]{1,4}\d?\Z")
_CUT = re.compile(r"[、,，/;；和及\s]+")


@dataclass
class Match:
    """Where one column of ours is found: `index` its own heading, `parts` those of the pieces of an area's path."""

    column: Column
    headings: list[str] = field(default_factory=list)
    index: int | None = None
    parts: list[int] = field(default_factory=list)
    unit: str | None = None
    constant: str | None = None
    """The one value of every row, read from the heading of another column."""

    @property
    def heading(self) -> str:
        return "、".join(self.headings)


@dataclass
class Matching:
    """All headings of a table against one record type."""

    record_type: RecordType
    matches: dict[str, Match] = field(default_factory=dict)
    ignored: list[int] = field(default_factory=list)
    doubled: list[tuple[str, list[str]]] = field(default_factory=list)
    """Columns that several headings name equally well."""
    score: float = 0.0

    def missing(self) -> list[str]:
        """The names of required columns without a heading; alternatives as “甲或乙”."""
        columns = self.record_type.columns
        lacking = [c.name for c in columns if c.required and c.id not in self.matches]
        fallbacks = {c.name: c.falls_back_to for c in columns if c.falls_back_to}
        lacking = [name for name in lacking if fallbacks.get(name, "") not in self.matches]
        for group in self.record_type.one_of:
            if not any(column_id in self.matches for column_id in group):
                lacking.append("或".join(self.record_type.column(column_id).name for column_id in group))
        return lacking


def match_headings(record_type: RecordType, header: Sequence[str]) -> Matching:
    """Find each column's heading: the proper one before synonyms, those before parts, those before weak ones."""
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    named = set()
    for index, heading in enumerate(header):
        meaning = meaning_of(record_type, heading)
        if meaning:
            column_id, rank, place = meaning
            found[column_id].append((rank, place, index))
            named.add(index)
    _give_back_parts(record_type, header, found)
    matching = Matching(record_type)
    for column in record_type.columns:
        if column.id in found:
            match = _choose(column, sorted(found[column.id]), header, matching)
            matching.matches[column.id] = match
            matching.score += 1.0 if match.index is not None else 0.5
    _read_from_headings(matching)
    used = {i for m in matching.matches.values() for i in [m.index, *m.parts] if i is not None}
    matching.ignored = [index for index in range(len(header)) if index not in used]
    return matching


def _give_back_parts(
    record_type: RecordType, header: Sequence[str], found: dict[str, list[tuple[int, int, int]]]
) -> None:
    """社区 alone says where; only beside 社会组织参与 and the like does it say who took part."""
    said = [c.id for c in record_type.columns if c.kind == "boolean" and c.id in found]
    if len(said) != 1 or len(found[said[0]]) != 1 or found[said[0]][0][0] != _SYNONYM:
        return
    (_, _, index) = found[said[0]][0]
    for column in record_type.columns:
        levels = [n for n, words in enumerate(column.parts) if header[index].strip() in words]
        if levels and not any(rank in (_PROPER, _SYNONYM) for rank, _, _ in found.get(column.id, ())):
            found.pop(said[0])
            found[column.id].append((_PART, levels[0], index))
            return


def _read_from_headings(matching: Matching) -> None:
    """A missing column whose choice stands in the heading of another one holds that choice in every row."""
    for column in matching.record_type.columns:
        told = matching.matches.get(column.in_heading_of)
        if told and column.id not in matching.matches:
            said = [choice for choice in column.choices if choice in header_key(told.heading)]
            if said:
                matching.matches[column.id] = Match(column, told.headings, constant=max(said, key=len))


def _choose(column: Column, found: list[tuple[int, int, int]], header: Sequence[str], matching: Matching) -> Match:
    best = found[0][0]
    match = Match(column)
    rivals = [index for rank, _, index in found if rank == best]
    if best in (_PROPER, _SYNONYM) and len(rivals) > 1:
        matching.doubled.append((column.name, [header[index] for index in rivals]))
    if best == _WEAK:
        matching.score -= 0.5
    if best != _PART:
        match.index = rivals[0]
    if best != _WEAK:
        match.parts = [index for rank, _, index in found if rank == _PART]
    match.headings = [header[index] for index in ([match.index] if match.index is not None else match.parts)]
    return match


def meaning_of(record_type: RecordType, heading: str) -> tuple[str, int, int] | None:
    """Column id, how well the heading names it and its place among equals; None if it names none.

    A year before or after the words does not change what they mean: 2015年末常住人口.
    """
    year, rest = split_year(heading)
    return _meaning(record_type, heading) or (_meaning(record_type, rest) if year and rest else None)


def _meaning(record_type: RecordType, heading: str) -> tuple[str, int, int] | None:
    table = _dictionary(record_type.id, record_type)
    hits = [table[key] for key in header_keys(heading) if key in table]
    if hits:
        return min(hits, key=lambda hit: hit[1])
    key = header_key(heading)
    for column in record_type.columns:
        for unit in column.units:
            base = table.get(key.removesuffix(header_key(unit)))
            if key.endswith(header_key(unit)) and base and base[0] == column.id:
                return base
    return None


@cache
def _dictionary_of(record_id: str) -> dict[str, tuple[str, int, int]]:
    return _build(record_types()[record_id])


def _dictionary(record_id: str, record_type: RecordType) -> dict[str, tuple[str, int, int]]:
    return _dictionary_of(record_id) if record_types().get(record_id) is record_type else _build(record_type)


def _build(record_type: RecordType) -> dict[str, tuple[str, int, int]]:
    table: dict[str, tuple[str, int, int]] = {}
    for column in record_type.columns:
        table[header_key(column.name)] = (column.id, _PROPER, 0)
    for column in record_type.columns:
        for rank, headings in ((_SYNONYM, column.headings()[1:]), (_WEAK, column.weak_synonyms)):
            for place, heading in enumerate(headings):
                table.setdefault(header_key(heading), (column.id, rank, place))
    for column in record_type.columns:
        for level, headings in enumerate(column.parts):
            for heading in headings:
                table.setdefault(header_key(heading), (column.id, _PART, level))
    return table


def unit_of(column: Column, heading: str, declared: str | None) -> str | None:
    """The unit a column is written in: its heading's, else the title's if it is one of this column; None: ours."""
    if not column.units:
        return None
    if header_key(heading) == header_key(column.id):  # hours_per_day names no unit
        return _declared_unit(column, heading, declared)
    words = [fold(piece).lower().removeprefix("单位").strip(": ") for piece in bracketed(heading)]
    words += [fold(piece).lower() for piece in re.split(r"[/_:：／]", heading)[1:]]
    for word in words:
        if word in column.units:
            return word
        if _UNIT_LIKE.match(word):
            raise _unknown_unit(column, heading, word)
    key = header_key(heading)
    if key not in {header_key(known) for known in [*column.headings(), *column.weak_synonyms]}:
        ending = max((u for u in column.units if key.endswith(header_key(u))), key=len, default=None)
        if ending:
            return ending
    return _declared_unit(column, heading, declared)


def _declared_unit(column: Column, heading: str, declared: str | None) -> str | None:
    for word in _CUT.split(fold(declared or "").lower()):
        if word in column.units:
            return word
        if column.kind == "money" and re.search(r"[元币镑]\Z|usd|eur", word):
            raise _unknown_unit(column, heading, word)
    return None


def _unknown_unit(column: Column, heading: str, word: str) -> DeliveryError:
    allowed = "、".join(unit for unit in column.units if not unit.isascii())
    return DeliveryError(f"“{heading}”的单位“{word}”无法换算。", f"请换算成{allowed}之一再报", "B083")
