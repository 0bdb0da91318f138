"""Marks of .xlsb sheets: the binary records of each sheet, as far as the marks need them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator

from etl.files.marks_xlsx import safe_xml
from etl.files.sheet_marks import ERROR_WORDS, Marks

_ROW, _CELL_ERROR, _FORMULA_ERROR, _BUNDLE_SHEET = 0, 3, 11, 156
_HIDDEN = 0x10


def xlsb_marks(file: str) -> Callable[[str], Marks]:
    """The marker of one .xlsb file; KeyError when its parts are missing."""
    with zipfile.ZipFile(file) as book:
        links = safe_xml(book.read("xl/_rels/workbook.bin.rels"))
        sheets = dict(_sheets(book.read("xl/workbook.bin")))
        names = set(book.namelist())
    targets = {link.get("Id"): f"xl/{link.get('Target', '')}" for link in links}
    parts = {name: targets[link] for name, link in sheets.items() if targets.get(link) in names}

    def marks(sheet: str) -> Marks:
        if sheet not in parts:
            return Marks()
        with zipfile.ZipFile(file) as book:
            return _marks(book.read(parts[sheet]))

    return marks


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind, at = _variable(data, at, 2)
        size, at = _variable(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _variable(data: bytes, at: int, longest: int) -> tuple[int, int]:
    """A number of seven bits per byte (a record's kind keeps its continuation bit) and where it ends."""
    value = 0
    for place in range(longest):
        if at >= len(data):
            return value, at
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return value, at


def _sheets(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Sheet name → the id of the link to its part."""
    for kind, body in _records(workbook):
        if kind == _BUNDLE_SHEET and len(body) >= 12:
            link, after = _wide(body, 8)
            yield _wide(body, after)[0], link


def _wide(body: bytes, at: int) -> tuple[str, int]:
    if at + 4 > len(body):
        return "", len(body)
    (length,) = struct.unpack_from("<I", body, at)
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _marks(data: bytes) -> Marks:
    found, row = Marks(), 0
    for kind, body in _records(data):
        if kind == _ROW and len(body) >= 13:
            (row,) = struct.unpack_from("<I", body)
            if body[11] & _HIDDEN:
                found.hidden.append(row + 1)
        elif kind in (_CELL_ERROR, _FORMULA_ERROR) and len(body) >= 9:
            found.broken[row, struct.unpack_from("<I", body)[0]] = ERROR_WORDS.get(body[8], "#N/A")
    return found
