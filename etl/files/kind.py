"""What a file really is, told from its bytes and not its name, and whether it is safe to open."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from etl.errors import DeliveryError

FileKind = Literal["text", "xlsx", "xlsb", "xls", "ods"]

TEXT_ENDINGS = {".csv", ".txt", ".tsv", ".tab"}
BOOK_ENDINGS = {".xlsx", ".xls", ".xlsb", ".ods", ".et", ".xlsm"}
MOST_ENTRIES = 2_000
MOST_BYTES = 2 * 1024**3
MOST_RATIO = 200
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_SMALL = 50 * 1024**2
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用Excel或WPS打开，“另存为”.xlsx后再报"


def file_kind(path: Path) -> FileKind:
    """The kind of table file at `path`; DeliveryError for everything else, with what to do."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if not head:
        raise DeliveryError("文件是空的，没有任何内容。", "请重新导出后再报送", "B001")
    ending = path.suffix.lower()
    if head.startswith(b"PK"):
        return _zip_kind(path, ending)
    if head.startswith(_OLE):
        return _ole_kind(path, ending)
    real = _other_kind(head)
    if real:
        raise DeliveryError(f"这不是真正的表格文件（实际是{real}）。", _SAVE_AS, "B023")
    if ending in BOOK_ENDINGS and _is_text(head):
        raise DeliveryError("这不是真正的Excel文件（实际是文本）。", f"{_SAVE_AS}，或改名为.csv", "B023")
    if ending in BOOK_ENDINGS:
        raise DeliveryError("这不是真正的Excel文件（内容认不出来，可能已损坏）。", _SAVE_AS, "B023")
    if ending not in TEXT_ENDINGS:
        raise DeliveryError(f"不支持“{ending or '无扩展名'}”文件。", "请报送.csv或.xlsx文件", "B023")
    return "text"


def _is_text(head: bytes) -> bool:
    """Whether the first bytes may be text in any encoding we read: UTF-16 apart, text has no control characters."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not _CONTROL.search(head)


def _other_kind(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith(b"%pdf"):
        return "PDF"
    if start.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"bm6")):
        return "图片"
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<body", b"<div")):
        return "网页"
    if start.startswith(b"<?xml"):
        return "网页或XML"
    if start.startswith((b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "压缩包"
    return ""


def _ole_kind(path: Path, ending: str) -> FileKind:
    if _ENCRYPTED in path.read_bytes():
        raise DeliveryError("文件加了密码，无法读取。", "请取消密码并另存为.xlsx", "B024")
    if ending not in {".xls", ".et"}:
        raise DeliveryError("扩展名与内容不符：实际是旧版Excel或其他Office文件。", _SAVE_AS, "B023")
    return "xls"


def _zip_kind(path: Path, ending: str) -> FileKind:
    try:
        with zipfile.ZipFile(path) as book:
            entries = book.infolist()
            names = {entry.filename for entry in entries}
            mimetype = book.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as fault:
        raise DeliveryError("Excel文件已损坏，无法打开。", "请重新保存后报送", "B027") from fault
    _check_entries(entries)
    kind = _kind_of(names, mimetype)
    if kind is None:
        raise DeliveryError("这不是真正的Excel文件（实际是压缩包或其他文档）。", _SAVE_AS, "B023")
    if ending == ".xlsm" or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise DeliveryError("文件带有宏，出于安全考虑不予接收。", "请另存为不带宏的.xlsx", "B025")
    if ending not in {f".{kind}", ".et"}:
        raise DeliveryError(f"扩展名“{ending}”与内容不符：实际是.{kind}文件。", f"请改名为.{kind}后再报", "B023")
    return kind


def _kind_of(names: set[str], mimetype: bytes) -> FileKind | None:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if b"opendocument.spreadsheet" in mimetype else None


def blows_up(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether what is packed into an archive is out of all proportion."""
    too_much = len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES
    return too_much or any(e.file_size > _SMALL and e.file_size > MOST_RATIO * max(e.compress_size, 1) for e in entries)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse archives that blow up or reach outside, before anything is unpacked."""
    if blows_up(entries):
        raise DeliveryError("文件过大或含有异常区域。", "请新建表格，只粘贴有数据的部分", "B026")
    if any(entry.filename.startswith("/") or ".." in entry.filename.split("/") for entry in entries):
        raise DeliveryError("Excel文件结构异常，出于安全考虑不予接收。", _SAVE_AS, "B027")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise DeliveryError("文件加了密码，无法读取。", "请取消密码并另存为.xlsx", "B024")
