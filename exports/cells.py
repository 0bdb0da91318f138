"""How one value is written into a file: numbers stay numbers, and no text can act as a spreadsheet formula."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
BLANKS = " \u3000\u00a0\ufeff\u200b\u200c\u200d\u2060"
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%?", re.ASCII)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def harmless(text: str) -> str:
    """The text as a CSV cell: what a spreadsheet would run as a formula gets a leading apostrophe; numbers do not."""
    clean = text.replace("\0", "")
    bare = clean.lstrip(BLANKS)
    is_formula = bare.startswith((*TRIGGERS, '""')) or clean.startswith(TRIGGERS)
    return f"'{clean}" if is_formula and not NUMBER.fullmatch(clean) else clean


def csv_cell(value: object) -> object:
    """A value as a CSV cell: 是/否 for booleans, ISO dates, plain decimals, harmless text, empty for nothing."""
    if isinstance(value, str):
        return harmless(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def plain_text(value: str) -> str:
    """A text without the control characters a workbook cannot hold, cut to what a cell can."""
    return CONTROL.sub("", value)[:32_767]
