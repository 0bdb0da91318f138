"""Marks of .xls sheets: the compound file and the records (BIFF8, BIFF5) in it, as far as the marks need them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from etl.files.sheet_marks import ERROR_WORDS, Marks

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_FORMULA, _BOOLERR, _ROW, _BOUNDSHEET, _BOF, _EOF = 0x0006, 0x0205, 0x0208, 0x0085, 0x0809, 0x000A
_HIDDEN = 0x20


def xls_marks(file: str) -> Callable[[str], Marks]:
    """The marker of one .xls file; a stream it cannot follow has no marks (calamine judges whether it is broken)."""
    data = Path(file).read_bytes()
    stream = _workbook_stream(data) if data.startswith(_OLE) else data
    sheets = dict(_sheets(stream))
    return lambda name: _marks(stream, sheets[name]) if name in sheets else Marks()


def _workbook_stream(data: bytes) -> bytes:
    """The stream “Workbook” (or “Book”) of a compound file; empty when there is none."""
    sector_size, mini_size = 1 << _number(data, 30, "H"), 1 << _number(data, 32, "H")
    if not 64 <= sector_size <= 65536 or not 8 <= mini_size <= sector_size:
        return b""
    table = _sector_table(data, sector_size)
    directory = _chain(data, table, _number(data, 48), sector_size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    names = {e[: max(0, min(64, _number(e, 64, "H")) - 2)].decode("utf-16-le", "replace").lower(): e for e in entries}
    entry = names.get("workbook") or names.get("book")
    if entry is None:
        return b""
    first, size = _number(entry, 116), _number(entry, 120)
    if size >= _number(data, 56):
        return _chain(data, table, first, sector_size)[:size]
    mini_stream = _chain(data, table, _number(entries[0], 116), sector_size)
    mini_table = _numbers(_chain(data, table, _number(data, 60), sector_size))
    return _chain(mini_stream, mini_table, first, mini_size, header=False)[:size]


def _sector_table(data: bytes, sector_size: int) -> list[int]:
    """The file allocation table: for every sector the one that follows it."""
    places = _numbers(data[76:512])
    following, seen = _number(data, 68), set()
    while following < _END and following not in seen:
        seen.add(following)
        more = _numbers(_sector(data, following, sector_size))
        if not more:
            break
        places, following = places + more[:-1], more[-1]
    return [number for place in places if place < _END for number in _numbers(_sector(data, place, sector_size))]


def _chain(data: bytes, table: list[int], first: int, size: int, header: bool = True) -> bytes:
    """The sectors that follow each other from the first on; a ring ends where it began."""
    pieces, seen, at = [], set(), first
    while at < _END and at not in seen and at < len(table):
        seen.add(at)
        pieces.append(_sector(data, at, size) if header else data[at * size : (at + 1) * size])
        at = table[at]
    return b"".join(pieces)


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _number(data: bytes, at: int, kind: str = "I") -> int:
    """The little-endian number at that place; 0 beyond the end."""
    size = struct.calcsize(kind)
    return struct.unpack_from(f"<{kind}", data, at)[0] if at + size <= len(data) else 0


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from that place on to the end of the sheet, charts within it included."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        yield kind, stream[at + 4 : at + 4 + size]
        if depth <= 0 and kind == _EOF:
            return
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Sheet name → where its records begin."""
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET and len(body) >= 8:
            is_wide = body[7] & 1
            text = body[8 : 8 + body[6] * (2 if is_wide else 1)]
            yield text.decode("utf-16-le" if is_wide else "latin-1", "replace"), _number(body, 0)


def _marks(stream: bytes, start: int) -> Marks:
    found = Marks()
    for kind, body in _records(stream, start):
        row, column = _number(body, 0, "H"), _number(body, 2, "H")
        if kind == _BOOLERR and len(body) >= 8 and body[7]:
            found.broken[row, column] = ERROR_WORDS.get(body[6], "#N/A")
        elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            found.broken[row, column] = ERROR_WORDS.get(body[8], "#N/A")
        elif kind == _ROW and len(body) >= 16 and _number(body, 12) & _HIDDEN:
            found.hidden.append(row + 1)
    return found
