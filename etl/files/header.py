"""The headings of a table: in which row they stand, whether they take two rows, and whether they name one table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.errors import DeliveryError
from etl.files.cells import is_empty, text_of
from etl.files.table import Grid
from etl.normalise.text import bracketed, header_key, header_keys

CountKnown = Callable[[Sequence[object]], int]
_LOOKED_AT = 60
_KINDS = (("日期", "时间"), ("时间", "日期"), ("金额",))
"""What the headings below a group may leave out because the group says it."""
_NUMBER_LIKE = re.compile(r"[\d.,:/-]+")


@dataclass
class Header:
    """The headings, the index of their first row and of the first row below them."""

    texts: list[str]
    first: int
    below: int
    joined: list[str]
    """Those made of a group and what stands below it."""


def find_header(grid: Grid, filled: list[int], count_known: CountKnown, at: int | None = None) -> Header:
    """The headings in row `at`, or where they are found; a second row of headings above or below is joined in."""
    is_told = at is not None
    at = min(at if is_told else _best_row(grid, filled, count_known), len(grid.cells) - 1)
    texts = _texts(grid, at)
    if is_told and not grid.merged:
        return Header(_trimmed(texts), at, at + 1, [])
    if at + 1 < len(grid.cells) and (groups := _groups(grid, at, texts)) and _fits_below(grid, at + 1, groups):
        return _join(texts, _texts(grid, at + 1), groups, at, count_known)
    if at and sum(map(bool, above := _texts(grid, at - 1))) >= 2 and is_wordy(grid.cells[at - 1]):
        joined = _join(above, texts, _groups(grid, at - 1, above), at - 1, count_known)
        if count_known(joined.texts) > count_known(texts):
            return joined
    return Header(_trimmed(texts), at, at + 1, [])


def _best_row(grid: Grid, filled: list[int], count_known: CountKnown) -> int:
    """The first row with the most headings of ours; in foreign tables the first wide row of words."""
    looked_at = filled[:_LOOKED_AT]
    known = {index: count_known(grid.cells[index]) for index in looked_at}
    best = max(looked_at, key=lambda index: (known[index], -index))
    if known[best] >= 2:
        return best
    widths = {index: sum(not is_empty(cell) for cell in grid.cells[index]) for index in looked_at}
    widest = max(widths.values())
    return next((i for i in looked_at if widths[i] >= 0.6 * widest and is_wordy(grid.cells[i])), looked_at[0])


def _texts(grid: Grid, at: int) -> list[str]:
    return [text_of(cell) for cell in grid.cells[at]]


def _groups(grid: Grid, at: int, texts: list[str]) -> dict[int, int]:
    """Column → the column where its group's heading stands, for the groups of that row that span several columns.

    A workbook says so by merged cells; where none are merged, empty cells to the right belong to the heading.
    """
    spans = [(left, right) for top, left, bottom, right in grid.merged if top == at == bottom and right > left]
    if not spans and not any(top == at for top, *_ in grid.merged):
        width = max(len(texts), len(grid.cells[at + 1]) if at + 1 < len(grid.cells) else 0)
        starts = [column for column, text in enumerate(texts) if text]
        spans = [(a, b - 1) for a, b in pairwise([*starts, width]) if b - a > 1]
    named = [(left, right) for left, right in spans if left < len(texts) and texts[left]]
    return {column: left for left, right in named for column in range(left, right + 1)}


def _fits_below(grid: Grid, row: int, groups: dict[int, int]) -> bool:
    """Whether that row holds the second line of headings: words below the groups and nowhere else."""
    below = {column for column, cell in enumerate(grid.cells[row]) if not is_empty(cell)}
    is_merged = any(top < row for top, *_ in grid.merged)
    wanted = {left for left in groups.values()} if is_merged else set(groups)
    return is_wordy(grid.cells[row]) and len(below) >= 2 and below <= set(groups) and wanted <= below


def _join(upper: list[str], lower: list[str], groups: dict[int, int], at: int, count_known: CountKnown) -> Header:
    width = max(len(upper), len(lower))
    upper, lower = ([*texts, *[""] * (width - len(texts))] for texts in (upper, lower))
    often = Counter(header_key(text) for text in lower if text)
    texts, joined = [], []
    for column, child in enumerate(lower):
        group = upper[groups.get(column, column)]
        if child and group:
            child = _in_group(group, child, often[header_key(child)] == 1, count_known)
            joined.append(child)
        texts.append(child or upper[column])
    return Header(_trimmed(texts), at, at + 2, joined)


def _in_group(group: str, child: str, is_only: bool, count_known: CountKnown) -> str:
    """The heading of a column below a group: its own where that says enough, else both; the group's unit is kept."""
    both = f"{group}-{child}"
    if what := _of_a_kind(group, child, count_known):
        return what
    if not count_known([child]) or (not is_only and (count_known([both]) or not count_known([group]))):
        return both
    heading = child if is_only else group
    unit = "".join(f"({piece})" for piece in bracketed(group)) if not bracketed(child) else ""
    return heading + unit if heading == child else heading


def _of_a_kind(group: str, child: str, count_known: CountKnown) -> str:
    """“立项日期” for 立项 below 各环节时间, “立项金额” for it below 金额（万元）; empty where that says nothing."""
    kinds = next((kinds for kinds in _KINDS if any(key.endswith(kinds) for key in header_keys(group))), ())
    unit = "".join(f"({piece})" for piece in bracketed(group))
    return next((child + kind + unit for kind in kinds if count_known([child + kind])), "")


def two_tables(texts: list[str], count_known: CountKnown) -> DeliveryError | None:
    """The refusal of two tables side by side: the same headings once more to the right."""
    pieces: list[list[str]] = [[]]
    for text in texts:
        if text:
            pieces[-1].append(text)
        elif pieces[-1]:
            pieces.append([])
    tables = [piece for piece in pieces if count_known(piece) >= 2]
    half = len(texts) // 2
    if len(tables) == 1 and len(texts) % 2 == 0 and _keys(texts[:half]) == _keys(texts[half:]):
        tables = [texts[:half], texts[half:]]
    for number, left in enumerate(tables):
        if any(len(_keys(left) & _keys(right)) >= 2 for right in tables[number + 1 :]):
            said = "一张工作表里有两个并排的表格，无法判断哪一列属于哪个表。"
            return DeliveryError(said, "请分开，一张工作表只放一个表格", "B052")
    return None


def _keys(texts: list[str]) -> set[str]:
    return {header_key(text) for text in texts if text}


def _trimmed(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


def is_wordy(cells: Sequence[object]) -> bool:
    """Whether all that stands in the row are words."""
    words = [cell for cell in cells if not is_empty(cell)]
    return bool(words) and all(isinstance(w, str) and not _NUMBER_LIKE.fullmatch(w.strip()) for w in words)
