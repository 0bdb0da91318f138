"""Shapes as paths of one picture: projected, on a grid on which neighbours still meet, no larger than needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from boundaries.shapes import Library, Ring, Shape

WIDTH, HIGHEST = 1600, 1000
MOST_POINTS = 16_000
COARSER = 1.5
DOT = 6  # half of what an area is drawn as that is smaller than the grid
SCAN_LINES = 9
WIDE_ENOUGH = 0.75  # of the widest part, so that a name may stand nearer to the middle


@dataclass(frozen=True)
class Drawn:
    """One area: its path, where a name stands best, and how much room there is for it."""

    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Picture:
    """A picture of some areas in its own units."""

    width: int
    height: int
    areas: Mapping[str, Drawn]


@lru_cache(maxsize=16)
def picture_of(found: Library, codes: tuple[str, ...]) -> Picture:
    """The areas with these codes, which all have a shape, in one picture."""
    return picture([found.shapes[code] for code in codes])


def picture(shapes: Sequence[Shape]) -> Picture:
    """All shapes in one picture, north up, true to shape at its middle."""
    placed, width, height = _placed(shapes)
    grid = 1.0
    while True:
        rounded = {code: _rounded(rings, grid) for code, rings in placed.items()}
        if sum(len(ring) for rings in rounded.values() for ring in rings) <= MOST_POINTS or grid > WIDTH / 20:
            break
        grid *= COARSER
    return Picture(width, height, {code: _drawn(rings) for code, rings in rounded.items()})


def _placed(shapes: Sequence[Shape]) -> tuple[dict[str, list[Ring]], int, int]:
    points = np.concatenate([ring for shape in shapes for ring in shape.rings])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    narrow = np.cos(np.radians((south + north) / 2))
    across, down = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min(WIDTH / across, HIGHEST / down)
    placed = {
        shape.code: [
            np.column_stack(((ring[:, 0] - west) * narrow, north - ring[:, 1])) * scale for ring in shape.rings
        ]
        for shape in shapes
    }
    return placed, max(round(across * scale), 1), max(round(down * scale), 1)


def _rounded(rings: Sequence[Ring], grid: float) -> list[Ring]:
    """The rings on the grid without points that fall together; an area that vanishes becomes a small square."""
    kept = []
    for ring in rings:
        snapped = np.round(np.round(ring / grid) * grid).astype(int)
        moved = np.any(snapped != np.roll(snapped, 1, axis=0), axis=1)
        snapped = snapped[moved]
        if len(snapped) >= 3 and len(np.unique(snapped, axis=0)) >= 3:
            kept.append(snapped)
    if kept:
        return kept
    x, y = np.round(rings[0].mean(axis=0)).astype(int)
    return [np.array([[x - DOT, y - DOT], [x + DOT, y - DOT], [x + DOT, y + DOT], [x - DOT, y + DOT]])]


def _drawn(rings: Sequence[Ring]) -> Drawn:
    largest = max(rings, key=_size)
    x, y, room = _widest(largest)
    return Drawn("".join(_path(ring) for ring in rings), x, y, room)


def _path(ring: Ring) -> str:
    steps = np.diff(ring, axis=0)
    return f"M{ring[0][0]} {ring[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z"


def _size(ring: Ring) -> float:
    x, y = ring[:, 0].astype(float), ring[:, 1].astype(float)
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def _widest(ring: Ring) -> tuple[float, float, float]:
    """Middle and width of a wide part inside a ring, near the middle of its height: where a name has most room."""
    top, bottom = ring[:, 1].min(), ring[:, 1].max()
    begin, end = ring.astype(float), np.roll(ring, -1, axis=0).astype(float)
    found = [(0.0, 1.0, float(ring[:, 0].mean()), float(ring[:, 1].mean()))]
    for place in range(1, SCAN_LINES + 1):
        share = place / (SCAN_LINES + 1)
        y = top + (bottom - top) * share + 0.01
        crosses = (begin[:, 1] > y) != (end[:, 1] > y)
        first, second = begin[crosses], end[crosses]
        at = np.sort(first[:, 0] + (y - first[:, 1]) / (second[:, 1] - first[:, 1]) * (second[:, 0] - first[:, 0]))
        found += [
            (right - left, abs(share - 0.5), (left + right) / 2, y)
            for left, right in zip(at[::2], at[1::2], strict=False)
        ]
    most = max(width for width, *_ in found)
    width, _, x, y = min((one for one in found if one[0] >= most * WIDE_ENOUGH), key=lambda one: (one[1], -one[0]))
    return round(float(x), 1), round(float(y), 1), round(float(width), 1)
