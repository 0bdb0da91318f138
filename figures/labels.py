"""Which points of a picture can bear their name, and on which side, so that no name lies on another."""

from __future__ import annotations

from collections.abc import Sequence

from figures import theme

NARROWEST, HEIGHT = 300, 300  # pixels of the plot on a phone: names that fit there fit everywhere
SIZE, DISTANCE = 12, 8
POINT = 4
SIDES = (
    "middle right",
    "middle left",
    "top center",
    "bottom center",
    "top right",
    "top left",
    "bottom right",
    "bottom left",
)
Box = tuple[float, float, float, float]


def sides_of(
    places: Sequence[tuple[float, float]], names: Sequence[str | None], height: int = HEIGHT
) -> list[str | None]:
    """The side of every name, None where there is no name or no room; earlier names come first.

    `places` are shares (0–1) of the plot from its lower left corner; names of None are points without a name. A name
    lies on no other name, and on a point only where every side has one.
    """
    spots = [(x * NARROWEST, y * height) for x, y in places]
    points = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y in spots]
    taken: list[Box] = []
    found: list[str | None] = []
    for place, ((x, y), name) in enumerate(zip(spots, names, strict=True)):
        others = [*taken, *points[:place], *points[place + 1 :]] if name else []
        side = name and (_side(x, y, name, others, height) or _side(x, y, name, taken, height))
        if name and side:
            taken.append(_box(x, y, name, side))
        found.append(side or None)
    return found


def _side(x: float, y: float, name: str, taken: Sequence[Box], height: int) -> str | None:
    return next((side for side in SIDES if _fits(_box(x, y, name, side), taken, height)), None)


def _box(x: float, y: float, name: str, side: str) -> Box:
    """Left, bottom, right, top of a name beside a point."""
    width, half = theme.width_of([name], SIZE), SIZE * 0.65
    up, along = side.split()
    bottom = {"top": y + DISTANCE, "middle": y - half, "bottom": y - DISTANCE - 2 * half}[up]
    away = DISTANCE if up == "middle" else 0
    left = {"right": x + away, "left": x - away - width, "center": x - width / 2}[along]
    return left, bottom, left + width, bottom + 2 * half


def _fits(box: Box, taken: Sequence[Box], height: int) -> bool:
    left, bottom, right, top = box
    if left < 0 or right > NARROWEST or bottom < 0 or top > height:
        return False
    return all(right <= other[0] or left >= other[2] or top <= other[1] or bottom >= other[3] for other in taken)
