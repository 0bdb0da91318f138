"""What can still be read of a workbook that broke off: whoever opens it with a repair tool would see as much."""

from __future__ import annotations

import mmap
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What a broken, encrypted or strangely packed archive raises."""
_MARK, _HEAD, _DEFLATED = b"PK\x03\x04", 30, 8
_FED = 1 << 16


class Piecemeal:
    """A member of an archive without a list of contents, read until its bytes make no sense any more."""

    def __init__(self, content: mmap.mmap, start: int) -> None:
        self._content, self._at = content, start
        self._inflating = zlib.decompressobj(-zlib.MAX_WBITS)

    def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end."""
        got = bytearray()
        try:
            while len(got) < size and not self._inflating.eof:
                fed = self._inflating.unconsumed_tail or self._next()
                if not fed:
                    break
                got += self._inflating.decompress(fed, size - len(got))
        except zlib.error:
            self._at = len(self._content)
        return bytes(got)

    def _next(self) -> bytes:
        fed = self._content[self._at : self._at + _FED]
        self._at += len(fed)
        return fed


def salvaged(path: Path) -> Iterator[Piecemeal]:
    """Every packed member of which at least the beginning is there; what is not packed can be read as it stands."""
    if not path.stat().st_size:
        return
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = content.find(_MARK)
        while at >= 0:
            head = content[at : at + _HEAD]
            if len(head) == _HEAD and int.from_bytes(head[8:10], "little") == _DEFLATED:
                beside = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
                yield Piecemeal(content, at + _HEAD + beside)
            at = content.find(_MARK, at + 1)
