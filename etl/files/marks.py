"""What a workbook knows of its sheets and calamine does not tell: errors, hidden rows, foreign links, far cells.

One marker per kind of workbook answers `marks(sheet name)`; it reads the file itself, with nothing but the standard
library and defusedxml, inside the child process and its limits.
"""

from __future__ import annotations

from collections.abc import Callable

from etl.files.marks_ods import ods_marks
from etl.files.marks_xls import xls_marks
from etl.files.marks_xlsb import xlsb_marks
from etl.files.marks_xlsx import xlsx_marks
from etl.files.sheet_marks import Marks

__all__ = ["Marks", "marker"]

_MARKERS: dict[str, Callable[[str], Callable[[str], Marks]]] = {
    "xlsx": xlsx_marks,
    "xlsb": xlsb_marks,
    "xls": xls_marks,
    "ods": ods_marks,
}


def marker(file: str, kind: str) -> Callable[[str], Marks]:
    """The function that gives the marks of a sheet by its name; a sheet it does not find has none."""
    return _MARKERS[kind](file)
