"""What a boundary file is read into: shapes by area code, and what is wrong with a file in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Ring = np.ndarray  # points as (longitude, latitude), the last one equal to the first or not


@dataclass(frozen=True)
class Shape:
    """The rings of one area, of its parts and of its holes alike: what lies in an odd number of them is inside."""

    code: str
    rings: Sequence[Ring]

    @property
    def points(self) -> int:
        """How many points its rings have."""
        return sum(len(ring) for ring in self.rings)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file (or a part of it) and what to do; `is_whole` when nothing of the file is used."""

    file: str
    words: str
    hint: str
    is_whole: bool = False


@dataclass(frozen=True, eq=False)
class Library:
    """Every usable shape of all files, the problems found in them, and how many areas each file gave."""

    shapes: Mapping[str, Shape]
    problems: Sequence[Problem]
    files: Mapping[str, int]


EMPTY = Library({}, (), {})
