"""Radars: a few shares of one hundred around a circle, the gaps at once in sight; drawn as lines on plain axes."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import NotRequired, TypedDict

from figures import theme
from figures.numbers import Number, exact

HEIGHT = 300
RINGS = (25, 50, 75, 100)
FEWEST_SPOKES = 3


class Spoke(TypedDict):
    """One direction: its name, the value and the one before (0–100, None when not known), words for the pointer."""

    label: str
    value: Number | None
    before: NotRequired[Number | None]
    hover: NotRequired[str]


def radar(spokes: Sequence[Spoke], name: str, before_name: str = "") -> dict:
    """The values as a filled shape, those before as a dashed line; at least three spokes, first on top, clockwise."""
    if len(spokes) < FEWEST_SPOKES:
        raise ValueError(f"a radar has at least {FEWEST_SPOKES} spokes, got {len(spokes)}")
    has_before = bool(before_name) and any(spoke.get("before") is not None for spoke in spokes)
    return {
        "data": [
            *(_ring(len(spokes), share) for share in RINGS),
            _rays(len(spokes)),
            *([_shape(spokes, "before", before_name)] if has_before else []),
            _shape(spokes, "value", name),
        ],
        "layout": theme.layout(
            height=HEIGHT,
            left=8,
            right=8,
            top=8,
            bottom=8,
            xaxis=_axis(range=[-190, 190], scaleanchor="y"),
            yaxis=_axis(range=[-122, 122]),
            annotations=[_label(place, len(spokes), spoke) for place, spoke in enumerate(spokes)],
        ),
    }


def _axis(**more: object) -> dict:
    return {"visible": False, "fixedrange": True, **more}


def _at(place: int, of: int, share: float) -> tuple[float, float]:
    angle = 2 * pi * place / of
    return round(share * sin(angle), 3), round(share * cos(angle), 3)


def _ring(of: int, share: float) -> dict:
    points = [_at(place, of, share) for place in [*range(of), 0]]
    return _line(points, theme.GRID, 1)


def _rays(of: int) -> dict:
    x: list[float | None] = []
    y: list[float | None] = []
    for place in range(of):
        end = _at(place, of, 100)
        x += [0, end[0], None]
        y += [0, end[1], None]
    return {**_line([], theme.GRID, 1), "x": x, "y": y}


def _line(points: Sequence[tuple[float, float]], color: str, width: float) -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": {"color": color, "width": width},
        "hoverinfo": "skip",
    }


def _shape(spokes: Sequence[Spoke], key: str, name: str) -> dict:
    """A closed line through the values; a value that is not known stands at the centre and says so."""
    is_now = key == "value"
    closed = [*enumerate(spokes), (0, spokes[0])]
    points = [_at(place, len(spokes), float(spoke.get(key) or 0)) for place, spoke in closed]
    line = {"color": theme.ACCENT if is_now else theme.MUTED, "width": 2.25 if is_now else 1.5}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": line if is_now else {**line, "dash": "4px,3px"},
        "marker": {"size": 6 if is_now else 4, "color": line["color"]},
        **({"fill": "toself", "fillcolor": "@flow"} if is_now else {}),
        "meta": {
            "spokes": [spoke["label"] for spoke in spokes],
            "values": [None if spoke.get(key) is None else float(spoke[key]) for spoke in spokes],
        },
        "hovertext": [spoke.get("hover") or f"{spoke['label']}：{exact(spoke.get(key), 1)}" for _, spoke in closed],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _label(place: int, of: int, spoke: Spoke) -> dict:
    x, y = _at(place, of, 108)
    return {
        "x": x,
        "y": y,
        "text": f"{theme.shorten(spoke['label'], 8)} {exact(spoke['value'])}",
        "showarrow": False,
        "xanchor": "center" if abs(x) < 12 else "left" if x > 0 else "right",
        "yanchor": "middle" if abs(y) < 96 else "bottom" if y > 0 else "top",
        "font": {"color": theme.TEXT, "size": 12},
    }
