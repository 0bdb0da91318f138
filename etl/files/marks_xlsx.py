"""Marks of .xlsx sheets, found by searching their XML; a tree of a large sheet would cost ten times the file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from etl.files.sheet_marks import Marks, TooFarError
from etl.files.table import NOT_CALCULATED

_CELL = r"<(?:\w+:)?c\b"
_ERROR_CELL = re.compile((_CELL + r"([^>]*\bt=\"e\"[^>]*)>(.{0,4000}?)</(?:\w+:)?c>").encode(), re.DOTALL)
_FORMULA = r"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
_NO_RESULT = re.compile(
    (_CELL + rf"([^>]*)>{_FORMULA}(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</").encode()
)
_ZERO_RESULT = re.compile((_CELL + rf"([^>]*)>{_FORMULA}<(?:\w+:)?v>0</(?:\w+:)?v></").encode())
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,40})<")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*\bhidden=\"(?:1|true)\"[^>]*)>")
_EXTERNAL = re.compile((_CELL + r"([^>]*)><(?:\w+:)?f\b[^>]*>[^<]*\[\d+\]").encode())
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\br=\"(\d{1,7})\"")
_FAR_CELL = re.compile((_CELL + r" r=\"([A-Z]{3})\d{1,7}\"[^>]*[^/]>").encode())
_THREE_LETTERS = re.compile(rb"r=\"[A-Z]{3}")
_ROW_NUMBER = re.compile(rb"\br=\"(\d{1,7})\"")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_EXTERNAL = 20
_MANY_ROWS = 20_000
_MOST_CELLS = 50_000_000


def xlsx_marks(file: str) -> Callable[[str], Marks]:
    """The marker of one .xlsx file; ValueError when its parts are not sound XML, KeyError when they are missing."""
    parts, calculates_on_load = sheet_parts(file)

    def marks(sheet: str) -> Marks:
        part = parts.get(sheet)
        if part is None:
            return Marks()
        with zipfile.ZipFile(file) as book:
            return _marks(book.read(part), calculates_on_load)

    return marks


def _marks(xml: bytes, calculates_on_load: bool) -> Marks:
    _refuse_far_cells(xml)
    broken = dict(_errors(xml)) | dict(_without_result(xml, calculates_on_load))
    hidden = (_ROW_NUMBER.search(attributes) for attributes in _HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else ()
    return Marks(broken, [int(number.group(1)) for number in hidden if number], list(_external(xml)))


def _refuse_far_cells(xml: bytes) -> None:
    """TooFarError when a few rows are spread over so many that reading them would only fill the memory."""
    end = max(xml.rfind(b"<v>"), xml.rfind(b":v>"), xml.rfind(b"<is>"), xml.rfind(b":is>"))
    near = _ROW.findall(xml, max(0, xml.rfind(b"row ", 0, end) - 20), end) if end > 0 else []
    if not near:
        return
    rows, last = xml.count(b"</row>") + xml.count(b":row>"), int(near[-1])
    far = max((_column(name) for name in _FAR_CELL.findall(xml)), default=0) if _THREE_LETTERS.search(xml) else 0
    if (last > _MANY_ROWS and 20 * rows < last) or (far and last * far > _MOST_CELLS):
        raise TooFarError(rows, last)


def _errors(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in xml:
        return
    for match in _ERROR_CELL.finditer(xml):
        value = _VALUE.search(match.group(2))
        if place := position(match.group(1)):
            yield place, value.group(1).decode("utf-8", "replace") if value else "#N/A"


def _without_result(xml: bytes, calculates_on_load: bool) -> Iterator[tuple[tuple[int, int], str]]:
    """Formulas nobody ever calculated; programs that leave the calculating to Excel write a zero instead."""
    if b"<f" not in xml and b":f" not in xml:
        return
    for pattern in (_NO_RESULT, _ZERO_RESULT) if calculates_on_load else (_NO_RESULT,):
        for match in pattern.finditer(xml):
            if b't="str"' not in match.group(1) and (place := position(match.group(1))):
                yield place, NOT_CALCULATED


def _external(xml: bytes) -> Iterator[tuple[int, int]]:
    if b"[" not in xml:
        return
    for number, match in enumerate(_EXTERNAL.finditer(xml)):
        if number == _MOST_EXTERNAL:
            return
        if place := position(match.group(1)):
            yield place


def position(attributes: bytes) -> tuple[int, int] | None:
    """Row and column of a cell, from 0, by its reference."""
    match = _REFERENCE.search(attributes)
    return (int(match.group(2)) - 1, _column(match.group(1)) - 1) if match else None


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


def sheet_parts(file: str) -> tuple[dict[str, str], bool]:
    """Sheet name → the XML part it is stored in; and whether the formulas still wait to be calculated."""
    with zipfile.ZipFile(file) as book:
        workbook, links = (safe_xml(book.read(f"xl/{name}")) for name in ("workbook.xml", "_rels/workbook.xml.rels"))
        names = set(book.namelist())
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    calculates_on_load = False
    for element in workbook.iter():
        if element.tag.endswith("}sheet"):
            target = targets.get(element.get(_RELATIONSHIPS) or "", "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in names:
                found[element.get("name", "")] = part
        elif element.tag.endswith("}calcPr"):
            calculates_on_load = element.get("fullCalcOnLoad") in ("1", "true")
    return found, calculates_on_load


def safe_xml(data: bytes) -> ElementTree.Element:
    """Parse XML that declares no document type (entities are how XML bombs are made); ValueError otherwise."""
    return fromstring(data, forbid_dtd=True)
