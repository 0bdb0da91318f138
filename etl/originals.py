"""The files as they came, kept in the lake by their SHA-256; one with personal numbers in it only as a masked copy."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import zipfile
from pathlib import Path
from typing import IO

from etl.disk import sync
from etl.errors import DeliveryError
from etl.extract import read_tables
from etl.files.kind import TEXT_ENDINGS
from etl.files.text_file import decode
from etl.lake import Lake
from etl.normalise.personal import has_personal, mask_personal
from etl.progress import reached
from etl.witness import Witness

_PIECE, _OVERLAP = 1 << 22, 256


def file_sha256(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def keep_original(lake: Lake, file: Witness, found_personal: bool, is_searched: bool = False) -> None:
    """Copies the file into the lake unless it is there; masked if personal numbers were found on reading or here.

    `is_searched`: every character of the file has been looked at for such numbers already.

    DeliveryError, and nothing is kept, when the file is no longer what it was when its reading began.
    """
    path, sha256 = file.path, file.sha256
    if any(lake.files.glob(f"{sha256}.*")):
        return
    lake.files.mkdir(parents=True, exist_ok=True)
    suffix = path.suffix.lower() or ".bin"
    fresh = lake.files / f".new-{sha256}"
    try:
        if found_personal or (not is_searched and holds_personal(path)):
            content, suffix = _masked(path, suffix)
            fresh.write_bytes(content)
        else:
            shutil.copyfile(path, fresh)
        file.confirm()
        sync(fresh)
        reached("original-written")
        os.replace(fresh, lake.files / f"{sha256}{suffix}")
        sync(lake.files)
    except OSError as fault:  # the file's fault, if it went while it was copied; else the disk's
        raise file.fault() or fault from fault
    finally:
        fresh.unlink(missing_ok=True)
    reached("original-kept")


def holds_personal(path: Path) -> bool:
    """Whether such a number stands anywhere in the bytes, hidden sheets and comments of a workbook included."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if name.endswith((".xml", ".bin"))]
            return any(_member_holds_personal(archive, name) for name in members)
    except zipfile.BadZipFile:
        with path.open("rb") as stream:
            return _stream_holds_personal(stream)


def _member_holds_personal(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as stream:
        return _stream_holds_personal(stream)


def _stream_holds_personal(stream: IO[bytes]) -> bool:
    """Looks at a few megabytes at a time; digits cut by an edge are looked at with the piece that holds them whole."""
    tail = b""
    while block := stream.read(_PIECE):
        text = (tail + block).replace(b"\0", b"").decode("latin-1")
        text = text.lstrip("0123456789") if tail else text
        if has_personal(text.rstrip("0123456789") if len(block) == _PIECE else text):
            return True
        tail = block[-_OVERLAP:]
    return False


def _masked(path: Path, suffix: str) -> tuple[bytes, str]:
    if suffix in TEXT_ENDINGS:
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
        for cells in [[table.sheet], *([title] for title in table.title_rows), table.header, *table.rows]:
            writer.writerow([mask_personal("" if cell is None else str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
