"""A line the size of a word, as SVG text: up to 12 points, gaps where nothing was reported, the last point apart."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from figures.numbers import Number

WIDTH, HEIGHT, EDGE, MOST = 120, 32, 4, 12


def sparkline(values: Sequence[Number | None]) -> tuple[str, str] | None:
    """Two masks (line, last point) as data addresses to be filled by CSS in any colour; None below two points."""
    shown = list(values)[-MOST:]
    if sum(value is not None for value in shown) < 2:
        return None
    points = _places(shown)
    paths = " ".join(_path(run) for run in _runs(points))
    line = f"<path d='{paths}' fill='none' stroke='#000' stroke-width='1.5' stroke-linejoin='round'/>"
    x, y = next(point for point in reversed(points) if point)
    return _address(line), _address(f"<circle cx='{x}' cy='{y}' r='3'/>")


def _places(values: list[Number | None]) -> list[tuple[float, float] | None]:
    known = [float(value) for value in values if value is not None]
    low, high = min(known), max(known)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    room = HEIGHT - 2 * EDGE
    reach = (high - low) or 1
    middle = room / 2 if high == low else 0
    return [
        None
        if value is None
        else (round(EDGE + place * step, 1), round(HEIGHT - EDGE - middle - (float(value) - low) / reach * room, 1))
        for place, value in enumerate(values)
    ]


def _runs(points: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _path(run: list[tuple[float, float]]) -> str:
    first, *rest = run
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in rest or [first])


def _address(shape: str) -> str:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'>{shape}</svg>"
    return f'url("data:image/svg+xml,{quote(svg)}")'
