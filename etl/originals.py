"""The files as they came, kept in the lake by their SHA-256; one with personal numbers in it only as a masked copy."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import zipfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from etl.disk import sync
from etl.errors import DeliveryError
from etl.extract import RawTable, read_tables
from etl.files.kind import TEXT_ENDINGS, blows_up
from etl.files.salvage import UNREADABLE, Piecemeal, salvaged
from etl.files.text_file import decode
from etl.judging.headings import match_headings
from etl.judging.judge import as_written
from etl.judging.names import covered
from etl.lake import Lake
from etl.normalise.personal import BETWEEN, UNSEEN, has_personal, mask_personal
from etl.progress import reached
from etl.validate import Validated, recognise
from etl.witness import Witness

_LOOKED_AT = 1 << 14
_BESIDE_CELLS = (b"<f", b":f", b"<!--", b"<rPh", b":rPh")
_ELEVEN_DIGITS = rf"(?:\p{{Nd}}[{BETWEEN}]{{0,3}}){{10}}\p{{Nd}}"
"""As many as every personal number has at least."""
_HIDDEN = re.compile(f"[{UNSEEN}]+")
_MOST_WITH_NAMES = 64 * 1024**2
"""Bytes of a file whose rows are written anew without the names in them; a larger one is not kept at all."""
_PIECE, _OVERLAP = 1 << 22, 256
_OF_A_BOMB, _PARTS_OF_A_BOMB = 1 << 27, 64
"""How much of how many parts is looked at in an archive that blows up, which nobody reads as a table."""
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def file_sha256(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def keep_original(lake: Lake, file: Witness, judged: Validated) -> None:
    """Copies the file into the lake unless it is there; masked if personal numbers or names of volunteers were found.

    What reading the table did not look at is looked through here. A copy kept for another table of the file, in which
    nothing was found, gives way to a masked one.

    DeliveryError, and nothing is kept, when the file is no longer what it was when its reading began.
    """
    path, sha256 = file.path, file.sha256
    kept = [*lake.files.glob(f"{sha256}.*")]
    is_found = judged.has_personal or judged.has_names
    is_masked = any(".masked" in copy.suffixes for copy in kept)
    if kept and (not is_found or (is_masked and not judged.has_names)):
        return
    lake.files.mkdir(parents=True, exist_ok=True)
    suffix = path.suffix.lower() or ".bin"
    fresh = lake.files / f".new-{sha256}"
    try:
        if is_found or (not judged.is_searched and holds_personal(path)):
            content, suffix = _masked(path, suffix, judged.has_names)
            fresh.write_bytes(content)
        else:
            shutil.copyfile(path, fresh)
        file.confirm()
        sync(fresh)
        reached("original-written")
        os.replace(fresh, lake.files / f"{sha256}{suffix}")
        for copy in kept:
            if copy.name != f"{sha256}{suffix}":
                copy.unlink()
        sync(lake.files)
    except OSError as fault:  # the file's fault, if it went while it was copied; else the disk's
        raise file.fault() or fault from fault
    finally:
        fresh.unlink(missing_ok=True)
    reached("original-kept")


def holds_personal(path: Path, cells_are_searched: bool = False) -> bool:
    """Whether such a number stands anywhere in the bytes, hidden sheets and comments of a workbook included.

    `cells_are_searched`: the values of all cells that can be seen have been looked at already.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if name.endswith((".xml", ".bin"))]
            sheets = [name for name in members if name.startswith("xl/worksheets/")]
            if cells_are_searched and len(sheets) == 1 and _is_only_cells(archive, sheets[0]):
                members.remove(sheets[0])
            is_bomb = blows_up(archive.infolist())
            most, members = (_OF_A_BOMB, members[:_PARTS_OF_A_BOMB]) if is_bomb else (None, members)
            return any(_member_holds_personal(archive, name, most) for name in members)
    except UNREADABLE:
        with path.open("rb") as stream:
            if _stream_holds_personal(stream):
                return True
        return any(_stream_holds_personal(piece, _OF_A_BOMB) for piece in islice(salvaged(path), _PARTS_OF_A_BOMB))


def shows_personal(path: Path) -> bool:
    """Whether such a number stands in a cell or title that can be seen, whatever the table is."""
    try:
        tables = read_tables(path)
    except DeliveryError:
        return False
    cells = (cell for table in tables for row in [table.header, *table.rows] for cell in row)
    return any(table.has_personal_notes for table in tables) or any(has_personal(as_written(cell)) for cell in cells)


def _member_holds_personal(archive: zipfile.ZipFile, name: str, most: int | None) -> bool:
    with archive.open(name) as stream:
        return _stream_holds_personal(stream, most)


def _is_only_cells(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part of a workbook is a sheet without formulas, remarks or readings."""
    tail = b""
    with archive.open(name) as stream:
        while block := stream.read(_PIECE):
            if any(mark in tail + block for mark in _BESIDE_CELLS):
                return False
            tail = block[-max(map(len, _BESIDE_CELLS)) :]
    return True


def _stands_in(text: str) -> bool:
    """Whether a personal number stands in the text, most of which is looked at all at once."""
    pieces, start = [], 0
    while start < len(text):
        end = text.find(">", start + _LOOKED_AT) + 1 or len(text)
        pieces.append(text[start:end])
        start = end
    array = pa.array(pieces, pa.string())
    return any(map(has_personal, array.filter(pc.match_substring_regex(array, _ELEVEN_DIGITS)).to_pylist()))


def _stream_holds_personal(stream: IO[bytes] | Piecemeal, most: int | None = None) -> bool:
    """Looks at a few megabytes at a time; digits cut by an edge are looked at with the piece that holds them whole."""
    tail, encoding, seen = b"", "", 0
    while (most is None or seen < most) and (block := stream.read(_PIECE)):
        seen += len(block)
        encoding = encoding or _UTF_16.get(block[:2], "utf-8")
        text = _readable(tail + block, encoding)
        text = text.lstrip("0123456789") if tail else text
        if _stands_in(text.rstrip("0123456789") if len(block) == _PIECE else text):
            return True
        tail = block[-_OVERLAP:]
    return False


def _readable(content: bytes, encoding: str) -> str:
    """The bytes as text without what nobody sees; bytes that are no text stand between letters as something strange."""
    if encoding == "utf-8":
        content = content.replace(b"\0", b"")
        if content.isascii():
            return content.decode("ascii")
    return _HIDDEN.sub("", content.decode(encoding, "replace"))


def _masked(path: Path, suffix: str, hides_names: bool) -> tuple[bytes, str]:
    if hides_names and path.stat().st_size > _MOST_WITH_NAMES:
        return "文件含志愿者姓名，没有保留原件。\n".encode(), ".masked.txt"
    if suffix in TEXT_ENDINGS and not hides_names:
        try:
            return mask_personal(decode(path.read_bytes())).encode("utf-8-sig"), f".masked{suffix}"
        except DeliveryError as fault:
            return f"文件含个人号码且读不成文字，没有保留：{fault.message}\n".encode(), ".masked.txt"
    return _masked_tables(path), ".masked.csv"


def _masked_tables(path: Path) -> bytes:
    """Every visible sheet as CSV text; what cannot be read as a table is not kept at all."""
    out = io.StringIO()
    writer = csv.writer(out)
    try:
        tables = read_tables(path)
    except DeliveryError as fault:
        return f"文件含个人号码且读不成表格，没有保留：{fault.message}\n".encode()
    for table in tables:
        for cells in [[table.sheet], *([title] for title in table.title_rows), table.header, *_without_names(table)]:
            writer.writerow([mask_personal("" if cell is None else str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _without_names(table: RawTable) -> Sequence[Sequence[object]]:
    try:
        return covered(table.rows, table.header, match_headings(recognise(table), table.header))
    except DeliveryError:  # no kind of record: nothing of it was taken in, and no column of it is known
        return table.rows
