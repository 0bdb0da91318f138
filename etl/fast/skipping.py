"""Rows that are no rows: totals, notes, repeated headings and blanks, found without looking at every row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.files.cells import is_blank, is_empty
from etl.files.layout import _Heads, _why_skipped
from etl.files.table import RawTable
from etl.files.workbook import plain_cell
from etl.normalise.text import clean_text, is_placeholder

_SPACES = (" ", "\t", "\u3000", "\xa0", "\u200b", "\ufeff")
_ONLY_SPACES = "^[ \t\r\n\u3000\u00a0\u200b\ufeff]+$"
_TELLING = "计|^示例|^[^0-9]{1,4}$"
_UNSEEN = "[^!-~]"


class SkippedRows:
    """Finds them block by block; what it says of a row is what the tolerant way says."""

    def __init__(self, table: RawTable) -> None:
        self._heads = _Heads(table)
        self._texts = pa.array(sorted(self._heads.texts), pa.string())
        self._sparse = max(2, self._heads.width // 2)
        self._has_numbers = any(any(map(str.isdecimal, text)) for text in self._heads.texts)
        """Only such a heading could be repeated in a cell that is no text."""

    def find(self, columns: Sequence[pa.Array], data: bytes | None = None) -> dict[int, list[object]]:
        """Position in the block → the cells of a row that is left out, or would be if it were the last."""
        found = {}
        for position in np.flatnonzero(self._suspects(columns, data)).tolist():
            cells = [plain_cell(column[position].as_py()) for column in columns]
            is_lone = sum(not is_empty(cell) for cell in cells) <= 1
            if is_blank(cells) or is_lone or _why_skipped(cells, self._heads):
                found[position] = cells
        return found

    def _suspects(self, columns: Sequence[pa.Array], data: bytes | None) -> np.ndarray:
        """Every row that could be left out, and maybe more."""
        size = len(columns[0])
        filled = [column for column in columns if column.null_count < size]
        if len(filled) < 2:
            return np.ones(size, bool)
        words = np.zeros(size, np.int16)
        for column in filled:
            words += 1 if column.null_count == 0 else column.is_valid().to_numpy(zero_copy_only=False)
        suspects = words <= self._sparse
        for column in filled[:2]:
            if column.null_count:
                suspects |= column.is_null().to_numpy(zero_copy_only=False)
        has_spaces = data is None or any(space.encode() in data for space in _SPACES)
        for place, column in enumerate(filled):
            if not pa.types.is_string(column.type):
                suspects |= place < 2 and self._has_numbers
                continue
            if has_spaces:
                suspects |= _true(pc.match_substring_regex(column, _ONLY_SPACES))
            if place < 2:
                suspects |= self._is_telling(column)
        return suspects

    def _is_telling(self, column: pa.Array) -> np.ndarray:
        """Where the word is one of the headings, or one of those totals and examples begin with."""
        telling = pc.or_(pc.match_substring_regex(column, _TELLING), pc.match_substring_regex(column, _UNSEEN))
        telling = pc.or_(telling, pc.is_in(column, value_set=self._texts))
        if not pc.any(telling, min_count=0).as_py():
            return np.zeros(len(column), bool)
        words = column.filter(telling).unique().drop_null().to_pylist()
        found = pa.array([word for word in words if self._could_tell(clean_text(word))], pa.string())
        return _true(pc.is_in(column, value_set=found))

    def _could_tell(self, word: str) -> bool:
        return "计" in word or word.startswith("示例") or is_placeholder(word) or word in self._heads.texts


def _true(found: pa.Array) -> np.ndarray:
    return found.fill_null(False).to_numpy(zero_copy_only=False)
