"""The words a filter offers, as lines of a chip menu."""

from __future__ import annotations

from components.chips import Option, several_chip
from components.state import State
from indicators.catalog import dimensions
from indicators.vocabulary import allowed_words


def options(key: str, without: tuple[str, ...] = ()) -> list[Option]:
    """Every word of a filter; empty for filters that take any text."""
    return [Option(word, word) for word in allowed_words(key) if word not in without]


def filter_chip(state: State, key: str, label: str | None = None, without: tuple[str, ...] = ()):
    """A chip that narrows to one or several words of a filter."""
    return several_chip(state, key, label or dimensions()[key].name, options(key, without))
