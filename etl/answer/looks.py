"""How marks look: colours that differ in lightness too, so that they are told apart without seeing red or green."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from etl.errors import HINT, REFUSED, WARNING

AUTHOR = "五社联动分析台"
EARLIER_COMMENT = "\n原批注："
"""What stands between our words and those somebody had written on the cell before."""
COLOURS = {REFUSED: "FFB03A0E", WARNING: "FFF7DF6B", HINT: "FFCFE6F5"}
OUR_COLOURS = frozenset(COLOURS.values())
_INK = {REFUSED: "FFFFFFFF", WARNING: "FF000000", HINT: "FF000000"}
_EDGE = Side(style="medium", color="FF5C1A00")

FILLS = {word: PatternFill("solid", fgColor=colour) for word, colour in COLOURS.items()}
FONTS = {word: Font(color=ink, bold=word == REFUSED) for word, ink in _INK.items()}
BORDERS = {REFUSED: Border(_EDGE, _EDGE, _EDGE, _EDGE)}

STYLES = {
    "title": {"font": Font(size=16, bold=True)},
    "heading": {"font": Font(size=12, bold=True, color="FF1F4E79")},
    "head": {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="FFE7ECF2"),
             "border": Border(bottom=Side(style="thin", color="FF8A99AB"))},
    "label": {"font": Font(bold=True, color="FF555555")},
    "strong": {"font": Font(bold=True), "alignment": Alignment(horizontal="left")},
    "left": {"alignment": Alignment(horizontal="left")},
    "small": {"font": Font(color="FF444444")},
    "wrap": {"alignment": Alignment(wrap_text=True, vertical="top")},
    "link": {"font": Font(color="FF0B57A4", underline="single")},
    **{word: {"font": FONTS[word], "fill": FILLS[word]} for word in COLOURS},
}  # fmt: skip


def dress(cell, style: str) -> None:
    """Gives a cell of our own sheets one of the styles above."""
    for part, value in STYLES.get(style, {}).items():
        setattr(cell, part, value)
