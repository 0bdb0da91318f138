"""A small .xlsb workbook: no library writes them, so the few records a table needs are put together here."""

import struct
import zipfile
from pathlib import Path

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ERROR_CODES = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A}


def _number(value: int) -> bytes:
    """Seven bits per byte, the lowest first."""
    return bytes([value]) if value < 128 else bytes([value & 0x7F | 0x80]) + _number(value >> 7)


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + _number(len(body)) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: object) -> bytes:
    place = struct.pack("<II", column, 0)
    if value in ERROR_CODES:
        return _record(3, place + bytes([ERROR_CODES[value]]))
    if isinstance(value, str):
        return _record(6, place + _wide(value))
    return _record(5, place + struct.pack("<d", value))


def write_xlsb(path: Path, cells: list[list[object]], hidden: tuple[int, ...] = ()) -> Path:
    """The cells as the only sheet “活动”; error words become errors, `hidden` are row numbers as Excel shows them."""
    rows = b""
    for row, values in enumerate(cells):
        flags = 0x10 if row + 1 in hidden else 0
        rows += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, flags, 0, 0))
        rows += b"".join(_cell(column, value) for column, value in enumerate(values) if value is not None)
    size = struct.pack("<IIII", 0, len(cells) - 1, 0, max(map(len, cells)) - 1)
    sheet = _record(129) + _record(148, size) + _record(145) + rows + _record(146) + _record(130)
    bundle = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("活动"))
    book = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    link = f'<Relationship Id="rId1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.bin"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{_PACKAGE}">{link}</Relationships>')
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path
