"""Which cells are plainly what they should be, told of whole columns at once; the rest is read cell by cell.

Every pattern here promises: a cell that matches is read by the ordinary reader of its column as itself, without a
remark, and holds no identity-card or mobile number. A property test holds them to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc

from etl.normalise.personal import BETWEEN, UNSEEN
from etl.normalise.text import PLACEHOLDERS
from etl.record import Column

_RUN = r"(?:[0-9]{1,10}|[0-9]{12}|[0-9]{14}|[0-9]{16}|[0-9]{19,40})"
"""As many digits as neither a mobile number nor an identity card has."""
CODE = rf"^(?:(?:[A-Za-z_]{{1,12}}-?(?:{_RUN}|[0-9-]{{0,9}}[0-9])){{1,3}}|{_RUN})$"
_SHORTEST = max(map(len, PLACEHOLDERS)) + 1
TEXT = rf"^[\p{{Han}}A-Za-z0-9（）()《》“”、，：·_-]{{{_SHORTEST},200}}$"
LONG_DIGITS = rf"\p{{Nd}}[\p{{Nd}}{BETWEEN}{UNSEEN}]{{9}}"
"""Text without this holds no personal number."""
_PLACES = {"integer": 0, "money": 2, "decimal": 3}


@dataclass(frozen=True)
class PlainRule:
    """How plain cells of a column are told, and read all at once."""

    column: Column
    pattern: str

    def matches(self, cells: pa.Array) -> pa.Array:
        """True where the cell is plain; cells are text and not null."""
        found = pc.match_substring_regex(cells, self.pattern)
        if self.column.kind == "text":
            return pc.and_not(found, pc.match_substring_regex(cells, LONG_DIGITS))
        if self.column.kind in _PLACES and (self.column.minimum, self.column.maximum) != (None, None):
            return pc.and_(found, self._is_within(pc.if_else(found, cells, "0")))
        return found

    def _is_within(self, numbers: pa.Array) -> pa.Array:
        values = self.read(numbers)
        least, most = self.column.minimum, self.column.maximum
        is_within = pc.is_valid(values)
        if least is not None:
            is_within = pc.and_(is_within, pc.greater_equal(values, pa.scalar(least).cast(values.type)))
        if most is not None:
            is_within = pc.and_(is_within, pc.less_equal(values, pa.scalar(most).cast(values.type)))
        return is_within

    def read(self, cells: pa.Array) -> pa.Array:
        """The values of plain cells."""
        if self.column.kind == "integer":
            return cells.cast(pa.int64())
        places = _PLACES.get(self.column.kind)
        return cells.cast(pa.decimal128(18, places)) if places else cells


def plain_rule(column: Column, unit: str | None) -> PlainRule | None:
    """The rule of a column whose plain cells can be told by a pattern; None for the others."""
    if column.kind == "code" and column.form in ("", "organization", "volunteer"):
        return PlainRule(column, CODE)
    if column.kind == "text" and not column.form:
        return PlainRule(column, TEXT)
    is_bare = column.units.get(unit or "", Fraction(1)) == 1 and not column.choice_synonyms
    if column.kind in _PLACES and column.form in ("", "hours") and is_bare:
        places = _PLACES[column.kind]
        rest = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
        return PlainRule(column, rf"^(?:0|[1-9][0-9]{{0,9}}){rest}$")
    return None
