"""What we ourselves put into workbooks that come back to us: sheets, columns and rows that are no delivery."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from etl.files.table import RawTable
from etl.normalise.text import fold, header_key

if TYPE_CHECKING:
    from etl.record import RecordType

RESULT_SHEET = "校验结果"
LIST_SHEET = "问题清单"
GUIDE_SHEET = "填报说明"
CHOICES_SHEET = "可选值（勿改）"
MARKED_SUFFIX = ".校验.xlsx"
"""How the names of our marked-up copies end."""
MARK_COLUMN = "校验标记"
SOURCE_ROW_COLUMN = "原行号"
EXAMPLE_WORD = "示例"
EXAMPLE_REASON = "示例行"
VERSION_LABEL = "模板版本"

OWN_COLUMNS = frozenset({header_key(MARK_COLUMN), header_key(SOURCE_ROW_COLUMN)})
_OPENINGS = {RESULT_SHEET: RESULT_SHEET, LIST_SHEET: LIST_SHEET, GUIDE_SHEET: GUIDE_SHEET, CHOICES_SHEET: ""}
_VERSION = re.compile(VERSION_LABEL + r"[:：] ?([0-9a-zA-Z.\-]{4,20})")
_EXAMPLE = re.compile(EXAMPLE_WORD + r"(?:行)?(?:\([^()]*\))?\Z")


def is_own_sheet(table: RawTable) -> bool:
    """Whether the sheet is one of ours, told by its name and its first line."""
    opening = _OPENINGS.get(table.sheet)
    if opening is None:
        return False
    first = next((text for text in [*table.title_rows, *table.header] if text), "")
    return not opening or opening in first


def without_own_sheets(tables: list[RawTable]) -> list[RawTable]:
    """The tables of the sender; nothing is said about sheets we made, hidden ones included."""
    for table in tables:
        table.warnings = [w for w in table.warnings if not (w.rule == "B041" and w.found == CHOICES_SHEET)]
    kept = [table for table in tables if not is_own_sheet(table)]
    dropped = [warning for table in tables if is_own_sheet(table) for warning in table.warnings]
    if kept:
        kept[0].warnings += [warning for warning in dropped if warning.rule == "B041"]
    return kept


def is_example(cells: list[object]) -> bool:
    """Whether the first cell says that the row is a template's example."""
    first = next((cell for cell in cells if cell not in (None, "")), None)
    return isinstance(first, str) and first.startswith(EXAMPLE_WORD) and bool(_EXAMPLE.match(fold(first)))


def version_of(record_type: RecordType) -> str:
    """The version of a record type's template: changes with what a clerk fills in, not with how we judge it."""
    about = [(c.name, c.kind, c.required, c.unit, c.choices) for c in record_type.columns]
    return hashlib.sha256(repr((record_type.name, about)).encode()).hexdigest()[:8]


def template_version(titles: list[str]) -> str | None:
    """The version of the template a table was filled in on; None for other tables."""
    found = (_VERSION.search(title) for title in titles)
    return next((match.group(1) for match in found if match), None)
