"""Reads one workbook in a process of its own with limits, and writes its sheets as JSON lines to standard output.

Run as `python -m etl.files.workbook_child FILE KIND`; imports little, so that it starts fast and can do little.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from etl.files.table import BROKEN, NOT_CALCULATED, PASSWORD

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

MEMORY = 6 * 1024**3
CPU_SECONDS = 300
_CELL = r"<(?:\w+:)?c\b"
_ERROR_CELL = re.compile((_CELL + r"([^>]*\bt=\"e\"[^>]*)>(.{0,4000}?)</(?:\w+:)?c>").encode(), re.DOTALL)
_NO_RESULT = re.compile(
    (
        _CELL + r"([^>]*)><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</"
    ).encode()
)
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,40})<")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"")
_EXTERNAL = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*\[\d+\]")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def main(file: str, kind: str) -> int:
    """Write every sheet: one line about it, then one line per row."""
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        workbook = CalamineWorkbook.from_path(file)
        parts = sheet_parts(file) if kind == "xlsx" else {}
        for meta in workbook.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:
                write_sheet(workbook, meta.name, meta.visible == SheetVisibleEnum.Visible, file, parts.get(meta.name))
    except PasswordError:
        return PASSWORD
    except (CalamineError, zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, OSError) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)  # noqa: T201
        return PASSWORD if "assword" in str(fault) else BROKEN
    return 0


def write_sheet(workbook: CalamineWorkbook, name: str, is_visible: bool, file: str, part: str | None) -> None:
    about = {"sheet": name, "visible": is_visible}
    if not is_visible:
        emit(about)
        return
    sheet = workbook.get_sheet_by_name(name)
    patches: dict[tuple[int, int], str] = {}
    if part:
        with zipfile.ZipFile(file) as book:
            xml = book.read(part)
        patches = dict(broken_cells(xml))
        about |= {"hidden_rows": len(_HIDDEN_ROW.findall(xml)), "external": bool(_EXTERNAL.search(xml))}
        del xml
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    emit(about | {"merged": merged})
    write_rows(sheet.iter_rows(), patches)


def write_rows(rows: Iterator[list[object]], patches: dict[tuple[int, int], str]) -> None:
    last_broken = max((row for row, _ in patches), default=-1)
    number = -1
    for number, cells in enumerate(rows):
        if number <= last_broken:
            patch(cells, number, patches)
        emit(cells)
    for later in range(number + 1, last_broken + 1):
        cells = []
        patch(cells, later, patches)
        emit(cells)


def patch(cells: list[object], row: int, patches: dict[tuple[int, int], str]) -> None:
    for (at, column), word in patches.items():
        if at == row:
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = word


def emit(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=plain, separators=(",", ":")) + "\n")


def plain(cell: object) -> dict[str, object]:
    """Dates and times in a form JSON can carry."""
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time):
        return {"s": cell.hour * 3600 + cell.minute * 60 + cell.second}
    if isinstance(cell, timedelta):
        return {"s": cell.total_seconds()}
    return {"x": str(cell)}


def sheet_parts(file: str) -> dict[str, str]:
    """Sheet name → the XML part it is stored in."""
    with zipfile.ZipFile(file) as book:
        workbook, links = (safe_xml(book.read(f"xl/{name}")) for name in ("workbook.xml", "_rels/workbook.xml.rels"))
        names = set(book.namelist())
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATIONSHIPS) or "", "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in names:
                found[sheet.get("name", "")] = part
    return found


def safe_xml(data: bytes) -> ElementTree.Element:
    """Parse XML that declares no document type (entities are how XML bombs are made)."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("document type declaration")
    return ElementTree.fromstring(data)  # noqa: S314


def broken_cells(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Cells that show an error, and formulas never calculated: calamine would make both silently empty."""
    if b't="e"' in xml:
        for match in _ERROR_CELL.finditer(xml):
            value = _VALUE.search(match.group(2))
            if place := position(match.group(1)):
                yield place, value.group(1).decode("utf-8", "replace") if value else "#N/A"
    if b"<f" in xml or b":f" in xml:
        for match in _NO_RESULT.finditer(xml):
            if b't="str"' not in match.group(1) and (place := position(match.group(1))):
                yield place, NOT_CALCULATED


def position(attributes: bytes) -> tuple[int, int] | None:
    match = _REFERENCE.search(attributes)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + letter - 64
    return int(match.group(2)) - 1, column - 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
