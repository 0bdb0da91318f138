"""What a single cell shows: nothing, or text."""

from __future__ import annotations

from etl.normalise.text import clean_text

_NOTHING = " \t\r\n\u3000\xa0\u200b\ufeff"


def is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(_NOTHING))


def is_blank(cells: list[object]) -> bool:
    """Whether nothing stands in the row."""
    return all(cell is None or is_empty(cell) for cell in cells)


def text_of(cell: object) -> str:
    """The text of a cell in one line; empty when it shows nothing."""
    return "" if is_empty(cell) else clean_text(str(cell))


def line_of(cells: list[object]) -> str:
    """The texts of a row, one after the other."""
    return " ".join(text for cell in cells if (text := text_of(cell)))
