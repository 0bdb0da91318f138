"""Tiles: a surface divided so that every part is as large as it weighs and as square as can be (squarified treemap).

Everything is a share of the surface, so that the page can turn it by ninety degrees on a narrow screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Tile(NamedTuple):
    """Left, top, width and height as shares (0–1) of the surface."""

    left: float
    top: float
    width: float
    height: float


def divide(weights: Sequence[float], aspect: float = 1.0) -> list[Tile]:
    """One tile per weight (above 0) in the given order, best the heaviest first; `aspect` is width ÷ height."""
    total = float(sum(weights))
    if not total:
        return []
    areas = [weight / total * aspect for weight in weights]
    found: list[Tile] = []
    left, top, width, height = 0.0, 0.0, float(aspect), 1.0
    place = 0
    while place < len(areas):
        side = min(width, height)
        count = _in_a_row(areas[place:], side)
        row = areas[place : place + count]
        depth = sum(row) / side
        if width >= height:
            found += _column(row, left, top, depth)
            left, width = left + depth, width - depth
        else:
            found += [Tile(tile.top, tile.left, tile.height, tile.width) for tile in _column(row, top, left, depth)]
            top, height = top + depth, height - depth
        place += count
    return [Tile(tile.left / aspect, tile.top, tile.width / aspect, tile.height) for tile in found]


def _in_a_row(areas: Sequence[float], side: float) -> int:
    """How many of the next areas stand in one row along a side before they would become less square."""
    count, best = 0, float("inf")
    total, most, least = 0.0, 0.0, float("inf")
    for area in areas:
        total, most, least = total + area, max(most, area), min(least, area)
        worst = max(side * side * most / (total * total), total * total / (side * side * least))
        if worst > best:
            return count
        count, best = count + 1, worst
    return count


def _column(areas: Sequence[float], left: float, top: float, depth: float) -> list[Tile]:
    """Areas one under another, each as wide as the column is deep."""
    found = []
    for area in areas:
        found.append(Tile(left, top, depth, area / depth))
        top += area / depth
    return found
