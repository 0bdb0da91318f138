"""Tables cut to fit slides: letters as large as the room allows, rows and columns over several slides, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from figures.numbers import NO_VALUE, exact
from reports.content import Column, Table, Value
from reports.measure import LINE, SAFE, lines, widest_piece, width
from reports.powerpoint.text import cut

SIZES = (14, 12, 11, 10, 9)
PADDING, GAP = 6.0, 4.0  # points left and right, above and below the words of a cell
WIDEST = 330.0
AIRY = 1.35
LONG_HEADING = 7
GAPS_OF_PERCENT = 0.65  # of the size of the letters


@dataclass(frozen=True)
class TablePage:
    """What of a table stands on one slide: texts by row with the heading first, widths and heights in points."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    has_total: bool
    strong: tuple[int, ...]
    first: int
    last: int
    columns_shown: str = ""


@dataclass(frozen=True)
class TablePair:
    """Two pages of a narrow table beside each other on one slide."""

    left: TablePage
    right: TablePage


@dataclass(frozen=True)
class _Cut:
    """Some columns of a table with the widths they get."""

    places: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class _Line:
    """One row of the table as it stands on a slide; `row` is 0 for the heading."""

    row: int
    cells: tuple[str, ...]
    height: float


def heading_of(column: Column) -> str:
    """The title with its unit."""
    return (
        f"{column.title}（{column.unit}）" if column.unit and not column.title.endswith(column.unit) else column.title
    )


def cell_text(column: Column, value: Value) -> str:
    """A value as the page writes it; — for none, words (未报送) as they are."""
    if value is None:
        return NO_VALUE
    if isinstance(value, bool | str | date) or not isinstance(value, int | float):
        return str(value)
    return exact(value, 0 if isinstance(value, int) else column.decimals) if column.is_number else str(value)


def table_pages(table: Table, room_width: float, room_height: float) -> list[TablePage]:
    """The pages of a table: one with the largest letters that fit, else as few as small letters allow."""
    texts = [[heading_of(column) for column in table.columns]]
    texts += [
        [cell_text(column, value) for column, value in zip(table.columns, row, strict=True)] for row in table.rows
    ]
    for size in SIZES:
        cuts = _cuts(texts, table.columns, size, room_width)
        if len(cuts) == 1 and sum(line.height for line in _lines(texts, cuts[0], size, room_height)) <= room_height:
            return _pages(table, texts, cuts[0], size, room_height, "")
    size = next((one for one in SIZES[2:] if len(_cuts(texts, table.columns, one, room_width)) == 1), SIZES[-1])
    cuts = _cuts(texts, table.columns, size, room_width)
    pages = []
    for number, some in enumerate(cuts, start=1):
        shown = f"第 {number}/{len(cuts)} 组列" if len(cuts) > 1 else ""
        pages += _pages(table, texts, some, size, room_height, shown)
    return pages


def slides_of(pages: list[TablePage], room_width: float) -> list[TablePage | TablePair]:
    """The pages of a narrow table two by two, where two stand beside each other with a gap."""
    half = room_width / 2 - 12
    if len(pages) < 2 or any(sum(page.widths) / AIRY > half for page in pages):
        return list(pages)
    pages = [_at_most(page, half) for page in pages]
    pairs = [pages[at : at + 2] for at in range(0, len(pages), 2)]
    return [TablePair(*pair) if len(pair) == 2 else pair[0] for pair in pairs]


def _at_most(page: TablePage, room: float) -> TablePage:
    """The page without the air its columns were given, as far as needed."""
    share = min(1.0, room / sum(page.widths))
    return replace(page, widths=tuple(wide * share for wide in page.widths))


def _pages(table: Table, texts: list, chosen: _Cut, size: float, room: float, shown: str) -> list[TablePage]:
    head, *body = _lines(texts, chosen, size, room)
    groups = _grouped(head, body, room)
    whole, count = sum(line.height for line in body), len(groups)
    most = head.height + whole / count
    while most < room and len(_grouped(head, body, most)) > count:
        most += 2
    balanced = _grouped(head, body, min(most, room))
    return [_page(table, chosen, size, shown, [head, *some]) for some in balanced]


def _grouped(head: _Line, body: list[_Line], room: float) -> list[list[_Line]]:
    groups: list[list[_Line]] = [[]]
    used = head.height
    for line in body:
        if groups[-1] and used + line.height > room:
            groups.append([])
            used = head.height
        groups[-1].append(line)
        used += line.height
    return groups


def _page(table: Table, chosen: _Cut, size: float, shown: str, held: list[_Line]) -> TablePage:
    return TablePage(
        columns=tuple(table.columns[place] for place in chosen.places),
        cells=tuple(line.cells for line in held),
        widths=chosen.widths,
        heights=tuple(line.height for line in held),
        size=size,
        has_total=table.has_total and held[-1].row == len(table.rows) > 0,
        strong=tuple(at for at, line in enumerate(held) if line.row and line.row - 1 in table.strong),
        first=held[min(1, len(held) - 1)].row,
        last=held[-1].row,
        columns_shown=shown,
    )


def _lines(texts: list, chosen: _Cut, size: float, room: float) -> list[_Line]:
    """The rows with their heights; one that is higher than a slide goes on in the next."""
    made = []
    for row, whole in enumerate(texts):
        cells = tuple(whole[place] for place in chosen.places)
        if row == 0:
            cells = tuple(_headed(cell, size, wide) for cell, wide in zip(cells, chosen.widths, strict=True))
        most = room * 0.8 - 2 * GAP
        if _height(cells, chosen, size) <= most:
            made.append(_Line(row, cells, _height(cells, chosen, size)))
            continue
        pieces = [cut(text, size, wide - 2 * PADDING, most) for text, wide in zip(cells, chosen.widths, strict=True)]
        for some in zip_longest(*pieces, fillvalue=""):
            made.append(_Line(row, some, _height(some, chosen, size)))
    return made


def _headed(heading: str, size: float, wide: float) -> str:
    """The heading with its unit on a line of its own where it would break inside the brackets."""
    title, bracket, unit = heading.rpartition("（")
    room = (wide - 2 * PADDING) * SAFE
    if not title or not unit.endswith("）") or _head_width(heading, size) <= room:
        return heading
    has_room = lines(f"{heading}{unit[-1]}", size, room) == lines(title, size, room)
    return heading if has_room or _head_width(bracket + unit, size) > room else f"{title}\n{bracket}{unit}"


def _head_width(part: str, size: float) -> float:
    """Points of a heading on one line: some programs put gaps around a bold % in brackets."""
    return width(part, size) + size * GAPS_OF_PERCENT * part.count("（%")


def _height(cells: Sequence[str], chosen: _Cut, size: float) -> float:
    rows = max(lines(text, size, wide - 2 * PADDING) for text, wide in zip(cells, chosen.widths, strict=True))
    return rows * size * LINE + 2 * GAP


def _cuts(texts: list, columns: Sequence[Column], size: float, room: float) -> list[_Cut]:
    """All columns together where they fit, else groups of them that each begin with the first column."""
    wanted = [_wanted([row[place] for row in texts], size) for place in range(len(columns))]
    least = [_least([row[place] for row in texts], column, size) for place, column in enumerate(columns)]
    groups, open_group = [], [0]
    for place in range(1, len(columns)):
        if len(open_group) > 1 and sum(least[one] for one in open_group) + least[place] > room:
            groups.append(open_group)
            open_group = [0]
        open_group.append(place)
    groups.append(open_group)
    return [_Cut(tuple(group), _shared(group, wanted, least, room)) for group in groups]


def _wanted(texts: list[str], size: float) -> float:
    whole = max(_head_width(texts[0], size), *(width(text, size) for text in texts))
    return min(whole / SAFE, WIDEST) + 2 * PADDING + 1


def _least(texts: list[str], column: Column, size: float) -> float:
    """Numbers stay on one line, headings may take three, words at least five signs a line."""
    head = max(widest_piece(texts[0], size), *_parts(texts[0], size)) / SAFE
    if column.is_number:
        inside = max((width(text, size) for text in texts[1:]), default=0) / SAFE
    else:
        whole = max((width(text, size) for text in texts[1:]), default=0) / SAFE
        inside = min(
            whole, max(size * 6, min(WIDEST, whole / 6), *(min(WIDEST, widest_piece(text, size)) for text in texts[1:]))
        )
    return max(head, inside) + 2 * PADDING + 1


def _parts(heading: str, size: float) -> list[float]:
    """Title and unit on lines of their own, a long title on two."""
    parts = re.split("(?=（)", heading)
    return [_head_width(part, size) / (2 if len(part) > LONG_HEADING else 1) for part in parts]


def _shared(group: Sequence[int], wanted: list[float], least: list[float], room: float) -> tuple[float, ...]:
    """Widths within the room: what is wanted, a little more where there is room, words narrower where there is not."""
    whole = sum(wanted[place] for place in group)
    if whole <= room:
        more = min(AIRY, room / whole)
        return tuple(wanted[place] * more for place in group)
    spare = room - sum(least[place] for place in group)
    wishes = sum(max(0.0, wanted[place] - least[place]) for place in group) or 1.0
    share = max(0.0, spare) / wishes
    return tuple(least[place] + max(0.0, wanted[place] - least[place]) * share for place in group)
