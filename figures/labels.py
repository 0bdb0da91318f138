"""Which points of a picture can bear their name, and on which side, so that no name lies on another."""

from __future__ import annotations

from collections.abc import Sequence

from figures import theme

WIDTHS, HEIGHT = (300, 420, 540, 660, 780), 300  # pixels of the plot from the phone to the wide screen
SIZE, DISTANCE, POINT = 12, 8, 4
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
Note = tuple[float, float, str, str]  # words that stand in the plot anyway: shares of where, the words, their side


def sides_of(
    places: Sequence[tuple[float, float]],
    names: Sequence[str | None],
    height: int = HEIGHT,
    notes: Sequence[Note] = (),
) -> list[str | None]:
    """The side of every name, None where there is no name or no room; earlier names come first.

    `places` are shares (0–1) of the plot from its lower left corner; names of None are points without a name. On any
    of the widths a name lies on no other name and no note, and on a point only where every side has one.
    """
    points = [[_around(x * width, y * height) for x, y in places] for width in WIDTHS]
    taken: list[list[Box]] = [[note_box(width, height, note) for note in notes] for width in WIDTHS]
    found: list[str | None] = []
    for place, ((x, y), name) in enumerate(zip(places, names, strict=True)):
        if not name:
            found.append(None)
            continue
        others = [here[:place] + here[place + 1 :] for here in points]
        crowded = [names_here + points_here for names_here, points_here in zip(taken, others, strict=True)]
        side = _side(x, y * height, name, crowded, height) or _side(x, y * height, name, taken, height)
        for here, width in zip(taken, WIDTHS, strict=True):
            here += [name_box(x * width, y * height, name, side)] if side else []
        found.append(side)
    return found


def _side(share: float, y: float, name: str, taken: Sequence[Sequence[Box]], height: int) -> str | None:
    """The first side on which the name is free on every width."""
    return next(
        (
            side
            for side in SIDES
            if all(
                _fits(name_box(share * width, y, name, side), here, width, height)
                for here, width in zip(taken, WIDTHS, strict=True)
            )
        ),
        None,
    )


def _around(x: float, y: float) -> Box:
    return x - POINT, y - POINT, x + POINT, y + POINT


def name_box(x: float, y: float, name: str, side: str) -> Box:
    """Left, bottom, right, top of a name beside a point, in pixels."""
    width, half = theme.width_of([name], SIZE), SIZE * 0.65
    up, along = side.split()
    bottom = {"top": y + DISTANCE, "middle": y - half, "bottom": y - DISTANCE - 2 * half}[up]
    away = DISTANCE if up == "middle" else 0
    left = {"right": x + away, "left": x - away - width, "center": x - width / 2}[along]
    return left, bottom, left + width, bottom + 2 * half


def note_box(width: int, height: int, note: Note) -> Box:
    """The same of a note, reaching as far as the place it stands at."""
    x, y, words, side = note
    left, bottom, right, top = name_box(x * width, y * height, words, side)
    return left, min(bottom, y * height), right, max(top, y * height)


def _fits(box: Box, taken: Sequence[Box], width: int, height: int) -> bool:
    left, bottom, right, top = box
    if left < 0 or right > width or bottom < 0 or top > height:
        return False
    return all(right <= other[0] or left >= other[2] or top <= other[1] or bottom >= other[3] for other in taken)
