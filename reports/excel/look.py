"""The looks of a workbook: formats made once, texts that cannot act, how wide and how high cells must be."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from exports.cells import plain_text
from reports.colours import colour
from reports.measure import height, width

FONT, SIZE = "微软雅黑", 10
PIXEL = 4 / 3  # of a point
DIGIT, EDGE = 7, 5  # pixels of one unit of column width, and of the margin of a cell
ROW = 18.0
STYLES: dict[str, dict] = {
    "cover": {"bold": True, "font_size": 22, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "lead": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "block": {"bold": True, "font_size": 12, "font_color": "accent", "text_wrap": True, "valign": "vcenter"},
    "words": {"text_wrap": True, "valign": "top"},
    "bold": {"bold": True, "text_wrap": True, "valign": "top"},
    "quiet": {"font_color": "muted", "font_size": 9, "text_wrap": True, "valign": "top"},
    "warning": {"bold": True, "font_color": "target", "text_wrap": True, "valign": "top"},
    "link": {"font_color": "accent", "underline": 1, "valign": "vcenter"},
    "head": {
        "bold": True,
        "bg_color": "accent-soft",
        "bottom": 1,
        "bottom_color": "accent",
        "text_wrap": True,
        "indent": 1,
    },
    "head_number": {
        "bold": True,
        "bg_color": "accent-soft",
        "bottom": 1,
        "bottom_color": "accent",
        "text_wrap": True,
        "align": "right",
    },
    "cell": {"text_wrap": True, "valign": "top", "indent": 1, "bottom": 4, "bottom_color": "line"},
    "number": {"valign": "top", "bottom": 4, "bottom_color": "line", "align": "right"},
    "date": {
        "valign": "top",
        "bottom": 4,
        "bottom_color": "line",
        "num_format": "yyyy-mm-dd",
        "align": "left",
        "indent": 1,
    },
    "silent": {"valign": "top", "bottom": 4, "bottom_color": "line", "font_color": "muted", "align": "right"},
}


class Looks:
    """The formats of one workbook, each made when it is first asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple, Format] = {}

    def of(self, style: str, number_format: str = "", is_bold: bool = False, ground: str = "") -> Format:
        """The format of a style, perhaps with places, bold, or on a ground."""
        key = (style, number_format, is_bold, ground)
        if key not in self.made:
            look = {name: _coloured(name, value) for name, value in STYLES[style].items()}
            look |= {"num_format": number_format} if number_format else {}
            look |= {"bold": True} if is_bold else {}
            look |= {"bg_color": f"#{colour(ground)}"} if ground else {}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def _coloured(name: str, value: object) -> object:
    return f"#{colour(value)}" if name.endswith("color") and isinstance(value, str) else value


def cell_words(words: object) -> str:
    """Words as a cell holds them: text that looks like the library's own XML of rich text stays text."""
    text = plain_text(str(words))
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def units_for(text: str, size: float = SIZE) -> float:
    """The width of a column in which the text stands on one line."""
    return (width(text, size) * PIXEL + EDGE) / DIGIT + 0.8


def points_of(units: float) -> float:
    """How wide a column of so many units is, in points."""
    return (units * DIGIT + EDGE) / PIXEL


def row_height(text: str, units: float, size: float = SIZE) -> float:
    """How high a row must be for the text in so many units of width."""
    return max(ROW, height(text, size, points_of(units) - 6) * 1.06 + 4)
