"""Two indicators against each other: one point per area or year, lines at the medians, the four corners named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from figures import theme
from figures.labels import Note, sides_of
from figures.numbers import Number, compact

HEIGHT, TOP, BOTTOM = 440, 60, 86  # above and below: the words of the corners, which would lie on points inside
ROOM = 0.07
CORNERS = (("right", 1, 1), ("left", 0, 1), ("left", 0, 0), ("right", 1, 0))


class Dot(TypedDict):
    """One point; `own` is drawn in the accent and large, `named` bears its label where there is room, `strong` has the
    accent and nothing else."""

    label: str
    x: Number
    y: Number
    hover: NotRequired[str]
    href: NotRequired[str | None]
    own: NotRequired[bool]
    named: NotRequired[bool]
    strong: NotRequired[bool]


class Axis(TypedDict):
    """What an axis measures, in words with the unit, and the value at which the plane is divided."""

    name: str
    middle: float
    decimals: int


def quadrants(dots: Sequence[Dot], across: Axis, up: Axis, corners: Sequence[str], path: bool = False) -> dict:
    """The plane with its dots. `corners` are the words of the four parts: right top, left top, left bottom, right
    bottom; with `path` the dots are joined in their order (years)."""
    wide, high = (_range([float(dot[key]) for dot in dots] + [axis["middle"]]) for key, axis in _both(across, up))
    return {
        "data": [_dots(dots, wide, high, path, _notes(across, up, wide, high))],
        "layout": theme.layout(
            height=HEIGHT,
            left=theme.width_of([compact(value, up["decimals"]) for value in high], 12) + 10,
            right=12,
            top=TOP,
            bottom=BOTTOM,
            xaxis=_axis(wide),
            yaxis=_axis(high),
            shapes=[_line("x", across["middle"]), _line("y", up["middle"])],
            annotations=[*_corners(corners), *_medians(across, up, wide), *_names(across, up)],
        ),
    }


def _both(across: Axis, up: Axis) -> tuple:
    return ("x", across), ("y", up)


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1) * ROOM
    return low - room, high + room


def _axis(reach: tuple[float, float]) -> dict:
    return theme.value_axis(range=list(reach), rangemode="normal", zeroline=False, showline=True, linecolor=theme.LINE)


def _dots(
    dots: Sequence[Dot], wide: tuple[float, float], high: tuple[float, float], path: bool, notes: Sequence[Note]
) -> dict:
    names = [theme.shorten(dot["label"], 8) if dot.get("named") or dot.get("own") else None for dot in dots]
    sides = _sides(dots, names, wide, high, notes)
    marks = [theme.ACCENT if dot.get("own") or dot.get("strong") else theme.BAR for dot in dots]
    return {
        "type": "scatter",
        "mode": "lines+markers+text" if path else "markers+text",
        "x": [float(dot["x"]) for dot in dots],
        "y": [float(dot["y"]) for dot in dots],
        "line": {"color": theme.FAINT, "width": 1.25},
        "marker": {
            "color": marks,
            "size": [12 if dot.get("own") else 9 for dot in dots],
            "opacity": 0.9,
            "line": {"color": theme.ACCENT, "width": 1},
        },
        "text": [name if name and side else "" for name, side in zip(names, sides, strict=True)],
        "textposition": [side or "middle right" for side in sides],
        "textfont": {"color": theme.TEXT, "size": 12},
        "cliponaxis": False,
        "customdata": [dot.get("href") for dot in dots],
        "hovertext": [dot.get("hover") or dot["label"] for dot in dots],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _sides(
    dots: Sequence[Dot], names: Sequence[str | None], wide: tuple, high: tuple, notes: Sequence[Note]
) -> list[str | None]:
    """The side of every name, the own one choosing first, then the order of the dots."""
    order = sorted(range(len(dots)), key=lambda place: not dots[place].get("own"))
    places = [(_share(dots[place]["x"], wide), _share(dots[place]["y"], high)) for place in order]
    found = dict(zip(order, sides_of(places, [names[place] for place in order], notes=notes), strict=True))
    return [found[place] for place in range(len(dots))]


def _share(value: Number, reach: tuple[float, float]) -> float:
    return (float(value) - reach[0]) / (reach[1] - reach[0])


def _line(axis: str, value: float) -> dict:
    other = "y" if axis == "x" else "x"
    return {
        "type": "line",
        f"{axis}0": value,
        f"{axis}1": value,
        f"{other}ref": "paper",
        f"{other}0": 0,
        f"{other}1": 1,
        "layer": "below",
        "line": {"color": theme.FAINT, "width": 1.25, "dash": "4px,3px"},
    }


def _written(text: str, color: str = theme.MUTED, **where: object) -> dict:
    return {"text": text, "showarrow": False, "font": {"color": color, "size": 12}, **where}


def _corners(corners: Sequence[str]) -> list[dict]:
    """The words of the upper corners above the plane, of the lower ones below it."""
    return [
        _corner(words, theme.MUTED, xanchor=side, x=x, align=side, y=y, **_outside(y))
        for words, (side, x, y) in zip(corners, CORNERS, strict=True)
    ]


def _outside(y: int) -> dict:
    return {"yanchor": "bottom", "yshift": 2} if y else {"yanchor": "top", "yshift": -26}


def _medians(across: Axis, up: Axis, wide: tuple[float, float]) -> list[dict]:
    """The value of each median beside its line."""
    first, second = _median_words(across), _median_words(up)
    side = "left" if _share(across["middle"], wide) < 0.5 else "right"
    shift = 3 if side == "left" else -3
    return [
        _written(first, x=across["middle"], xanchor=side, xshift=shift, yref="paper", y=1, yanchor="top"),
        _written(second, xref="paper", x=1, xanchor="right", y=up["middle"], yanchor="bottom"),
    ]


def _median_words(axis: Axis) -> str:
    return f"中位 {compact(axis['middle'], axis['decimals'])}"


def _notes(across: Axis, up: Axis, wide: tuple[float, float], high: tuple[float, float]) -> list[Note]:
    """Where the words of the medians stand, so that no name lies on them."""
    share = _share(across["middle"], wide)
    return [
        (share, 1, _median_words(across), "bottom right" if share < 0.5 else "bottom left"),
        (1, _share(up["middle"], high), _median_words(up), "top left"),
    ]


def _names(across: Axis, up: Axis) -> list[dict]:
    below = _corner(f"{across['name']} →", theme.TEXT, x=1, xanchor="right", y=0, yanchor="top", yshift=-64)
    beside = _corner(f"↑ {up['name']}", theme.TEXT, x=0, xanchor="left", y=1, yanchor="bottom", yshift=38)
    return [below, beside]


def _corner(text: str, color: str, **where: object) -> dict:
    return _written(text, color, xref="paper", yref="paper", **where)
