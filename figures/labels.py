"""Which points of a picture can bear their name, and on which side, so that no name lies on another."""

from __future__ import annotations

from collections.abc import Sequence

from figures import theme

NARROWEST, HEIGHT = 300, 300  # pixels of the plot on a phone: names that fit there fit everywhere
SIZE, DISTANCE = 12, 8
SIDES = ("middle right", "middle left", "top center", "bottom center")
Box = tuple[float, float, float, float]


def sides_of(places: Sequence[tuple[float, float]], names: Sequence[str | None]) -> list[str | None]:
    """The side of every name, None where there is no name or no room; earlier names come first.

    `places` are shares (0–1) of the plot from its lower left corner; names of None are points without a name.
    """
    spots = [(x * NARROWEST, y * HEIGHT) for x, y in places]
    taken: list[Box] = []
    found: list[str | None] = []
    for (x, y), name in zip(spots, names, strict=True):
        side = next((one for one in SIDES if name and _fits(_box(x, y, name, one), taken)), None)
        if side and name:
            taken.append(_box(x, y, name, side))
        found.append(side)
    return found


def _box(x: float, y: float, name: str, side: str) -> Box:
    """Left, bottom, right, top of a name beside a point."""
    width, half = theme.width_of([name], SIZE), SIZE * 0.65
    if side == "middle right":
        return x + DISTANCE, y - half, x + DISTANCE + width, y + half
    if side == "middle left":
        return x - DISTANCE - width, y - half, x - DISTANCE, y + half
    low = y + DISTANCE if side == "top center" else y - DISTANCE - 2 * half
    return x - width / 2, low, x + width / 2, low + 2 * half


def _fits(box: Box, taken: Sequence[Box]) -> bool:
    left, bottom, right, top = box
    if left < 0 or right > NARROWEST or bottom < 0 or top > HEIGHT:
        return False
    return all(right <= other[0] or left >= other[2] or top <= other[1] or bottom >= other[3] for other in taken)
