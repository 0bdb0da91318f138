"""When the fast way gives up: no fault of the file, it is read the tolerant way instead."""

from __future__ import annotations


class NotPlainError(Exception):
    """The file is not plain enough to be read column by column; the text says why, for the log."""
