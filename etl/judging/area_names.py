"""B126: a code and a name in the same row that mean different areas. The code wins where both lie in one county; else
nobody can tell which of the two is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.extract import RawTable
from etl.judging.headings import Matching, meaning_of
from etl.judging.judge import as_written
from etl.normalise.areas import AreaBook, read_area, root_prefix


@dataclass(frozen=True)
class Disagreement:
    """The row at `position` names another area than its code does."""

    position: int
    heading: str
    found: str
    message: str
    is_clear: bool
    """Whether the code may win."""


def name_columns(matching: Matching, header: Sequence[str]) -> dict[str, list[int]]:
    """For every area column with a heading of its own: the columns beside it that write the same area in words."""
    found = {}
    for column_id, match in matching.matches.items():
        if match.column.form != "area" or match.index is None:
            continue
        words = (index for index in matching.ignored if _means(matching, header[index], column_id))
        if beside := [*match.parts, *words]:
            found[column_id] = beside
    return found


def _means(matching: Matching, heading: str, column_id: str) -> bool:
    meaning = meaning_of(matching.record_type, heading)
    return meaning is not None and meaning[0] == column_id


def disagreements(table: RawTable, matching: Matching, book: AreaBook, root: str | None) -> Iterator[Disagreement]:
    """Every row whose code and name disagree."""
    said: dict[tuple[str, str], tuple[str, bool] | None] = {}
    for column_id, indexes in name_columns(matching, table.header).items():
        own = matching.matches[column_id].index
        for position, row in enumerate(table.rows):
            code, name = _cell(row, own), "".join(dict.fromkeys(_cell(row, index) for index in indexes))
            if (code, name) not in said:
                said[code, name] = _compare(code, name, book, root) if code and name else None
            if why := said[code, name]:
                heading = "、".join(table.header[index] for index in indexes)
                yield Disagreement(position, heading, name, *why)


def _cell(row: Sequence[object], index: int) -> str:
    return as_written(row[index]).strip() if index < len(row) else ""


def _compare(written: str, name: str, book: AreaBook, root: str | None) -> tuple[str, bool] | None:
    """What is wrong and whether the code may win; None if they agree, or if one of them says nothing by itself."""
    code = read_area(written, book, root).value
    if not isinstance(code, str) or not written[:2].isdigit():
        return None
    county = code[:6] + "000000"
    meant = {area.code for area in book.find(name, county)}
    if any(_contains(one, code) or _contains(code, one) for one in meant):
        return None
    shown = book.name_of(code)
    if not shown:
        return None
    said = f"代码{code}是“{shown}”，名称填的是“{name}”"
    if meant:
        return f"{said}，以代码为准，请核对", True
    elsewhere = isinstance(read_area(name, book, None).value, str) or bool(book.find(name))
    return (f"{said}，两者不在同一个区县，无法判断哪个对，请核对", False) if elsewhere else None


def _contains(area: str, other: str) -> bool:
    """Whether `other` is the area or lies in it."""
    return other.startswith(root_prefix(area))
