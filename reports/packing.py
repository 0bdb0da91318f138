"""Files of Office written so that the same content gives the same bytes: no clock in the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

MOMENT = (1980, 1, 1, 0, 0, 0)


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A package of named parts, each with the same moment; the order is kept."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content)
    return whole.getvalue()


def repacked(content: bytes) -> bytes:
    """The same package without the moment of writing in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return packed([(entry.filename, package.read(entry)) for entry in package.infolist()])
