"""Whose the folders of one place are, read of each once, so that a list of one's own costs what one's own cost.

Reading through everybody's to find one's own would tell by the time it takes how much others have. Whose a folder is
never changes: each process remembers it, and reads the names again only after some came or went.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns
from typing import Protocol

SETTLED = 2_000_000_000  # nanoseconds after which another change gives a place another time
MOST_PLACES = 8  # that are remembered


class Whose(Hashable, Protocol):
    """Whose a folder is; `within` is the key of the scope it was made in."""

    @property
    def within(self) -> str: ...


@dataclass(frozen=True)
class _Seen:
    """What was seen of a place: its `stamp` then (None: look again), whose each folder is, and the folders of each, by
    the scope they were made in."""

    stamp: tuple[int, int] | None = None
    known: Mapping[str, Whose] = field(default_factory=dict)
    groups: Mapping[str, Mapping[Whose, list[str]]] = field(default_factory=dict)


class WhoseFolders:
    """Remembers whose the folders of such names are. `told` reads it of one: None where it cannot be read, to be asked
    again."""

    def __init__(self, is_one: Callable[[str], object], told: Callable[[Path], Whose | None]) -> None:
        self._is_one = is_one
        self._told = told
        self._places: dict[Path, _Seen] = {}

    def names(self, place: Path, is_wanted: Callable, within: str | None = None) -> list[str]:
        """The names of the folders whose owner is wanted; `within`: of those made in that scope, nobody is asked about
        the others."""
        groups = self._seen(place).groups
        parts = groups.values() if within is None else [groups.get(within, {})]
        return sorted(name for part in parts for whose, names in part.items() if is_wanted(whose) for name in names)

    def _seen(self, place: Path) -> _Seen:
        stamp, before = _stamp(place), self._places.get(place, _Seen())
        if stamp is not None and stamp == before.stamp:
            return before
        names = filter(self._is_one, _names(place))
        found = {name: before.known.get(name) or self._told(place / name) for name in names}
        known = {name: whose for name, whose in found.items() if whose is not None}
        groups: dict[str, dict[Whose, list[str]]] = {}
        for name, whose in known.items():
            groups.setdefault(whose.within, {}).setdefault(whose, []).append(name)
        if len(self._places) >= MOST_PLACES:
            self._places.clear()
        seen = self._places[place] = _Seen(stamp if len(known) == len(found) else None, known, groups)
        return seen


def _names(place: Path) -> list[str]:
    """What lies in a place."""
    try:
        return os.listdir(place)
    except FileNotFoundError:
        return []


def _stamp(place: Path) -> tuple[int, int] | None:
    """What changes when a folder comes or goes; None where it changed so lately that the next change may not show."""
    try:
        status = place.stat()
    except FileNotFoundError:
        return None
    return (status.st_ino, status.st_mtime_ns) if time_ns() - status.st_mtime_ns > SETTLED else None
