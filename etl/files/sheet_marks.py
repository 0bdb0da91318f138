"""The marks of one sheet, and the words Excel shows for an error."""

from __future__ import annotations

from dataclasses import dataclass, field

ERROR_WORDS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


class TooFarError(ValueError):
    """A sheet whose cells lie so far apart that it cannot be real; `words` tells the clerk."""

    def __init__(self, rows: int, last: int) -> None:
        super().__init__(f"实际数据约{rows}行，却占用{last}行")


@dataclass
class Marks:
    """Rows and columns are counted from 0, except `hidden`: row numbers as Excel shows them."""

    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells that show an error or a formula without result → what stands there."""
    hidden: list[int] = field(default_factory=list)
    external: list[tuple[int, int]] = field(default_factory=list)
    """The first cells whose formula takes its value from another file."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
