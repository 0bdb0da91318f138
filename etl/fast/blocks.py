"""A text file in blocks of whole lines, in UTF-8, each proven to mean the same to every reader of CSV."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.fast.errors import NotPlainError
from etl.files.text_file import _CJK, _SPOILT, _is_misread, _utf8_line

FIRST, BLOCK = 8 << 20, 8 << 20
_SPOILT_BYTES = tuple(piece.encode() for piece in _SPOILT.pattern.split("|"))
_BREAKS = b"\r\n"
_QUOTE = ord('"')


@dataclass(frozen=True)
class Block:
    """Some whole lines: `first` is the number of lines before them in the file."""

    data: bytes
    first: int
    lines: int


def text_blocks(path: Path, delimiter: str | None = None) -> Iterator[Block]:
    """The file from its first line on; NotPlainError where the tolerant way might see other records or another text.

    Without a delimiter quoted fields are not looked at: so for the first block, from which it is found out.
    """
    lines = 0
    knows_chinese = False
    for number, (data, is_sure) in enumerate(_utf8_lines(path)):
        if not data.isascii():
            if number == 0:
                knows_chinese = bool(_CJK.search(_text(data))) or is_sure
            if not (knows_chinese or is_sure):
                raise NotPlainError("encoding not told by the beginning")
            if any(piece in data for piece in _SPOILT_BYTES):
                raise NotPlainError("spoilt characters")
        if number == 0 and _is_misread(data[:100_000].decode("utf-8", "ignore")[:20_000]):
            raise NotPlainError("misread characters")
        _refuse_odd_lines(data)
        if delimiter:
            refuse_odd_quotes(data, delimiter)
        count = data.count(b"\n") + (not data.endswith(b"\n"))
        yield Block(data, lines, count)
        lines += count


def _text(data: bytes) -> str:
    """What the bytes say; a mark at the beginning of a file is no proof that all of it is UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NotPlainError("mixed encodings") from fault


def _refuse_odd_lines(data: bytes) -> None:
    if b"\0" in data:
        raise NotPlainError("null characters")
    if data.count(b"\r") != data.count(b"\r\n"):
        raise NotPlainError("lone carriage returns")


def refuse_odd_quotes(data: bytes, delimiter: str) -> None:
    """Quotes are plain where they open and close in turn, at the edges of fields, on one line."""
    if b'"' not in data:
        return
    octets = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(octets == _QUOTE)
    if len(quotes) % 2:
        raise NotPlainError("a quote left open")
    edges = np.isin(octets, np.frombuffer(_BREAKS + delimiter.encode(), np.uint8))
    before = edges[np.maximum(quotes[0::2] - 1, 0)] | (quotes[0::2] == 0)
    after = edges[np.minimum(quotes[1::2] + 1, len(octets) - 1)] | (quotes[1::2] == len(octets) - 1)
    breaks = np.flatnonzero(octets == _BREAKS[1])
    is_one_line = np.searchsorted(breaks, quotes[0::2]) == np.searchsorted(breaks, quotes[1::2])
    if not (before.all() and after.all() and is_one_line.all()):
        raise NotPlainError("quotes within fields")


def _utf8_lines(path: Path) -> Iterator[tuple[bytes, bool]]:
    """Whole lines in UTF-8, and whether the encoding is beyond doubt."""
    with path.open("rb") as stream:
        head = stream.read(FIRST)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise NotPlainError("UTF-16")
        if head.startswith(codecs.BOM_UTF8):
            head, is_sure = head.removeprefix(codecs.BOM_UTF8), True
        else:
            is_sure = False
        is_utf8 = is_sure or _is_utf8(head)
        for data in _whole_lines(stream, head):
            yield (data, is_sure) if is_utf8 else (_from_gb18030(data), True)


def _is_utf8(head: bytes) -> bool:
    """Whether the beginning is UTF-8, a character cut at its end aside."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _from_gb18030(data: bytes) -> bytes:
    if b"\0" in data or _utf8_line(data):
        raise NotPlainError("mixed encodings")
    try:
        return data.decode("gb18030").encode()
    except UnicodeError as fault:
        raise NotPlainError("no encoding we know") from fault


def _whole_lines(stream, head: bytes) -> Iterator[bytes]:
    rest = b""
    piece = head
    while piece:
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield rest + piece[:cut]
            rest = piece[cut:]
        else:
            rest += piece
        piece = stream.read(BLOCK)
    if rest:
        yield rest
