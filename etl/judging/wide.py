"""Tables with the same measure side by side, for several years or populations: taken apart into long ones.

A sheet of 社区 | 2014年常住人口 | 2015年常住人口 | 2015年户籍人口 becomes three tables of one measure each, every one
with the year its heading or the title tells; each is a delivery of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from etl.errors import HINT, Problem
from etl.files.cells import is_empty
from etl.files.table import RawTable, refuse_many, row_ranges
from etl.judging.headings import Matching, match_headings, meaning_of
from etl.normalise.text import header_key, split_year
from etl.record import Column, RecordType, record_types

_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_LEFT_EMPTY = "这一列没有填的行"


@dataclass(frozen=True)
class _Measure:
    """One column of the measure: where it stands and which year and choice its heading tells."""

    index: int
    year: int | None
    choice: str | None


def all_apart(tables: Sequence[RawTable]) -> list[RawTable]:
    """The tables of one file, wide ones taken apart; DeliveryError where they are more than a person keeps in one."""
    found: list[RawTable] = []
    for table in tables:
        found += take_apart(table)
        refuse_many(len(found))
    return found


def take_apart(table: RawTable) -> list[RawTable]:
    """The long tables a wide one holds; the table itself, with the year of its title if it lacks one, otherwise."""
    for record_type in record_types().values():
        for column in record_type.columns:
            told = column.in_heading_of
            if told:
                named = _with_full_headings(table, record_type, record_type.column(told), column)
                if parts := _parts(named, record_type, record_type.column(told), column):
                    return parts
    return [_with_title_year(table)]


def _with_title_year(table: RawTable) -> RawTable:
    """The table with a column for the year its titles tell, if that is all it lacks to be of some record type."""
    told = _title_year(table)
    matchings = [match_headings(record_type, table.header) for record_type in record_types().values()] if told else []
    if not matchings or any(not matching.missing() for matching in matchings):
        return table
    best = max(matchings, key=lambda matching: matching.score)
    years = [column.name for column in best.record_type.columns if column.kind == "year"]
    if best.missing() != years:
        return table
    width = max([len(table.header), *map(len, table.rows)])
    filled = [[*row, *[None] * (width - len(row)), told] for row in table.rows]
    said = f"表里没有“{years[0]}”列，按标题写的{told}年计"
    return replace(
        table,
        header=[*table.header, *[""] * (width - len(table.header)), years[0]],
        rows=filled,
        warnings=[*table.warnings, Problem(None, years[0], "", "B033", HINT, said)],
    )


def _with_full_headings(table: RawTable, record_type: RecordType, measure: Column, choice: Column) -> RawTable:
    """Headings that are years and nothing else are those of what the title speaks of."""
    said = _title_choice(table, choice)
    bare = [split_year(heading) for heading in table.header]
    if not said or any((meaning_of(record_type, heading) or ("",))[0] == measure.id for heading in table.header):
        return table
    return replace(table, header=[
        f"{year}年{said}" if year and not rest.strip("()") else heading
        for heading, (year, rest) in zip(table.header, bare, strict=True)
    ])  # fmt: skip


def _parts(table: RawTable, record_type: RecordType, measure: Column, choice: Column) -> list[RawTable]:
    matching = match_headings(record_type, table.header)
    year = next(column for column in record_type.columns if column.kind == "year")
    measures = list(_measures(table, record_type, measure, choice))
    told = {(m.year, m.choice) for m in measures}
    title_year = _title_year(table)
    has_years = year.id in matching.matches or title_year or all(m.year for m in measures)
    is_named = choice.id in matching.matches or all(m.choice for m in measures) or _title_choice(table, choice)
    if not measures or len(told) < len(measures) or not (has_years and is_named) or _lacks_more(matching, year, choice):
        return []
    if (len(measures) == 1 and year.id in matching.matches) or _is_another(table, matching):
        return []
    return [
        _part(table, record_type, measures, number, {
            column.name: value
            for column, value in ((year, m.year or title_year), (choice, m.choice or _title_choice(table, choice)))
            if value and column.id not in matching.matches
        })
        for number, m in enumerate(measures)
    ]


def _lacks_more(matching: Matching, year: Column, choice: Column) -> bool:
    return bool(set(matching.missing()) - {year.name, choice.name})


def _is_another(table: RawTable, matching: Matching) -> bool:
    """Whether the headings are those of another record type, whole and more of them."""
    others = (match_headings(r, table.header) for r in record_types().values() if r is not matching.record_type)
    return any(other.score >= matching.score and not other.missing() for other in others)


def _measures(table: RawTable, record_type: RecordType, measure: Column, choice: Column) -> Iterator[_Measure]:
    for index, heading in enumerate(table.header):
        meaning = meaning_of(record_type, heading)
        if meaning and meaning[0] == measure.id:
            said = [word for word in choice.choices if word in header_key(heading)]
            yield _Measure(index, split_year(heading)[0], max(said, key=len, default=None))


def _title_year(table: RawTable) -> int | None:
    """The one year the titles speak of, or the declared period lies in."""
    if table.declared_from and table.declared_to and table.declared_from.year == table.declared_to.year:
        return table.declared_from.year
    years = {int(year) for text in [table.file, table.sheet, *table.title_rows] for year in _TITLE_YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def _title_choice(table: RawTable, choice: Column) -> str | None:
    words = header_key(" ".join([table.file, table.sheet, *table.title_rows])[:64])
    said = [word for word in choice.choices if word in words]
    return max(said, key=len) if said and all(word in max(said, key=len) for word in said) else None


def _part(
    table: RawTable, record_type: RecordType, measures: list[_Measure], number: int,
    extra: dict[str, object],
) -> RawTable:  # fmt: skip
    """The table with one of the measures only, and a column for what its heading or the title tells."""
    own = measures[number]
    others = {measure.index for measure in measures} - {own.index}
    others |= _of_other_years(table, record_type, own)
    kept = [index for index in range(_width(table)) if index not in others]
    filled = [at for at, row in enumerate(table.rows) if own.index < len(row) and not is_empty(row[own.index])]
    is_filled = set(filled)
    empty = [(n, _LEFT_EMPTY) for at, n in enumerate(table.row_numbers) if at not in is_filled]
    places = {index: place for place, index in enumerate(kept)}
    header = [table.header[index] if index < len(table.header) else "" for index in kept]
    name = f"{own.year}年" if own.year else ""
    return replace(
        table,
        header=[*header, *extra],
        rows=[[*_picked(table.rows[at], kept), *extra.values()] for at in filled],
        row_numbers=[table.row_numbers[at] for at in filled],
        skipped=[*(table.skipped if number == 0 else []), *empty],
        warnings=[*(table.warnings if number == 0 else []), _hint(table.header[own.index], extra, empty)],
        merged={(row, places[c]): value for (row, c), value in table.merged.items() if c in places},
        merged_ranges=[(a, b, places[c]) for a, b, c in table.merged_ranges if c in places],
        totals=[(row, _picked(cells, kept)) for row, cells in table.totals],
        part=table.part + (f"{name}{own.choice or ''}" if len(measures) > 1 else ""),
    )


def _of_other_years(table: RawTable, record_type: RecordType, own: _Measure) -> set[int]:
    """Columns that stand for another year than the part's, 2014年户数 beside 2015年常住人口."""
    return {
        index for index, heading in enumerate(table.header)
        if own.year and split_year(heading)[0] not in (None, own.year) and meaning_of(record_type, heading)
    }  # fmt: skip


def _width(table: RawTable) -> int:
    return max([len(table.header), *map(len, table.rows)])


def _picked(cells: list[object], kept: list[int]) -> list[object]:
    return [cells[index] if index < len(cells) else None for index in kept]


def _hint(heading: str, extra: dict[str, object], empty: list[tuple[int, str]]) -> Problem:
    told = "、".join(f"{name}{value}" for name, value in extra.items())
    said = f"本列单独作为一份报送读取{f'，按{told}计' if told else ''}"
    said += f"；没有填的{len(empty)}行没有读（第{row_ranges([row for row, _ in empty])}行）" if empty else ""
    return Problem(None, heading, "", "B033", HINT, said)
