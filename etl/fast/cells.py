"""One column's cells, read block by block: plain ones all at once, every other value once and then remembered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.fast.errors import NotPlainError
from etl.fast.plain import LONG_DIGITS, plain_rule
from etl.files.workbook import plain_cell
from etl.judging.cells import _LONG_NUMBER, Surroundings, _are_serials, depends_on_column, reader_of
from etl.judging.judge import as_written
from etl.judging.rules import ARROW_TYPES
from etl.normalise.personal import has_personal, may_be_numbers
from etl.record import Column

_FEW = 400
_MOST_REMEMBERED = 400_000
_MOSTLY_NEW = 0.4


@dataclass(frozen=True)
class CellsRead:
    """`values` have the column's type (text may be dictionary-encoded); `odd` marks cells with something to say."""

    values: pa.Array
    odd: np.ndarray | None = None


class ColumnReader:
    """Reads the cells of one column exactly as the ordinary reader would.

    Blocks are read by several threads: what is noted of the column is only ever set, never taken back.
    """

    def __init__(self, column: Column, unit: str | None, around: Surroundings) -> None:
        self.column = column
        self.type = ARROW_TYPES[column.kind]
        self.is_dense = False
        """Nearly every cell differs from the others: a dictionary would be a burden."""
        self.has_personal = False
        self.has_unread = False
        """Some cell was filled and yet gave no value."""
        self._unit = unit
        self._read = reader_of(column, unit, around)
        self._rule = plain_rule(column, unit)
        self._known: dict[tuple[type, object], tuple[object, bool]] = {}
        self._long: set[str] = set()

    def look(self, cells: pa.Array) -> None:
        """Decides from the first block how the others are read."""
        filled = len(cells) - cells.null_count
        if self._rule and filled > _FEW and pa.types.is_string(cells.type):
            self.is_dense = len(cells.unique()) > _MOSTLY_NEW * filled

    def read(self, cells: pa.Array) -> CellsRead:
        """The cells' values; NotPlainError if a value does not fit the column's type."""
        if self.is_dense and pa.types.is_string(cells.type):
            found = self._all_at_once(cells)
        else:
            found = self._by_dictionary(cells)
        if found.values.null_count > cells.null_count:
            self.has_unread = True
        return found

    def refuse_serials(self) -> None:
        """Serial numbers like identity cards change how the whole column is read: that is known only at its end."""
        if self._long and _are_serials(self._long):
            raise NotPlainError("serial numbers that look like identity cards")

    def _all_at_once(self, cells: pa.Array) -> CellsRead:
        is_plain = self._rule.matches(cells)
        if pc.all(is_plain, min_count=0).as_py():
            return CellsRead(self._rule.read(cells))
        strange = np.flatnonzero(~is_plain.fill_null(True).to_numpy(zero_copy_only=False))
        others = self._by_dictionary(cells.take(pa.array(strange)))
        mask = np.zeros(len(cells), bool)
        mask[strange] = True
        plain = self._rule.read(pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), cells))
        values = pc.replace_with_mask(plain, pa.array(mask), _dense(others.values))
        if others.odd is None:
            return CellsRead(values)
        odd = np.zeros(len(cells), bool)
        odd[strange] = others.odd
        return CellsRead(values, odd)

    def _by_dictionary(self, cells: pa.Array) -> CellsRead:
        encoded = cells.dictionary_encode()
        values, odd = self._of_distinct(encoded.dictionary)
        if values is encoded.dictionary and pa.types.is_string(values.type):
            return CellsRead(encoded)
        found = values.take(encoded.indices)
        if pa.types.is_string(found.type):
            found = found.dictionary_encode()
        if not odd.any():
            return CellsRead(found)
        return CellsRead(found, np.append(odd, False)[encoded.indices.fill_null(len(odd)).to_numpy()])

    def _of_distinct(self, cells: pa.Array) -> tuple[pa.Array, np.ndarray]:
        """The values of different cells; the very same array when all of them are plain text."""
        odd = np.zeros(len(cells), bool)
        if self._rule and len(cells) > _FEW and pa.types.is_string(cells.type):
            is_plain = self._rule.matches(cells)
            if pc.all(is_plain, min_count=0).as_py():
                return (cells if pa.types.is_string(self.type) else self._rule.read(cells)), odd
            plain = is_plain.to_numpy(zero_copy_only=False)
        else:
            plain = odd
        read = [
            (cell, False) if skip and self.type == pa.string() else self._one(cell)
            for cell, skip in zip(map(plain_cell, cells.to_pylist()), plain, strict=True)
        ]
        if len(self._known) > _MOST_REMEMBERED:
            self._known = {}
        odd = np.fromiter((is_odd for _, is_odd in read), bool, len(read))
        try:
            values = pa.array([value for value, _ in read], self.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as fault:
            raise NotPlainError(f"values of {self.column.id} out of range") from fault
        is_same = values.type == cells.type and not odd.any() and values.equals(cells)
        return (cells if is_same else values), odd

    def _one(self, cell: object) -> tuple[object, bool]:
        key = (type(cell), cell)
        known = self._known.get(key)
        if known is None:
            reading = self._read(cell)
            if depends_on_column(self.column, self._unit, cell, reading):
                raise NotPlainError(f"a cell of {self.column.id} that only its whole column explains")
            if has_personal(as_written(cell)):
                self.has_personal = True
            if self.column.kind == "code" and isinstance(cell, str) and len(cell) == 18 and _LONG_NUMBER.match(cell):
                self._long.add(cell)
            known = self._known[key] = (reading.value, bool(reading.findings))
        return known


class UnusedReader:
    """A column nobody asked for: looked at for personal numbers only."""

    def __init__(self) -> None:
        self.has_personal = False
        self.is_filled = False

    def look_through(self, cells: pa.Array) -> None:
        if cells.null_count < len(cells):
            self.is_filled = True
        if self.has_personal:
            return
        distinct = cells.unique().drop_null()
        if pa.types.is_string(distinct.type):
            distinct = distinct.filter(pc.match_substring_regex(distinct, LONG_DIGITS))
        hits = [text for text in (as_written(plain_cell(cell)) for cell in distinct.to_pylist()) if has_personal(text)]
        if hits and all(map(may_be_numbers, hits)):
            raise NotPlainError("numbers that may be mobiles, which only their whole column tells")
        if hits:
            self.has_personal = True


def _dense(values: pa.Array) -> pa.Array:
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
