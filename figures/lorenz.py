"""The Lorenz curve: how much of something the lowest share has, beside the line of everybody having the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from figures import theme

HEIGHT = 400
FIFTHS = [0, 0.2, 0.4, 0.6, 0.8, 1]
MOST_MARKERS = 60
ROOM_BELOW = 0.07


class Step(TypedDict):
    """One unit: where the curve is after it, in shares of everything."""

    x: float
    y: float
    hover: str
    href: NotRequired[str | None]
    own: NotRequired[bool]


class Reading(TypedDict):
    """A point of the curve read out in words: 最低的 20% 得到 4.1%."""

    x: float
    y: float
    words: str


def lorenz_curve(steps: Sequence[Step], readings: Sequence[Reading], across: str, up: str) -> dict:
    """The curve from corner to corner; `across` and `up` say what is shared out among whom."""
    return {
        "data": [_equal(), _curve(steps), _read(readings)],
        "layout": theme.layout(
            height=HEIGHT,
            left=44,
            right=14,
            top=28,
            bottom=50,
            xaxis=_shares(),
            yaxis=_shares(),
            annotations=[
                _written("各处一样多", x=0.46, y=0.46, xanchor="right", yanchor="bottom"),
                _corner(f"{across} →", x=1, xanchor="right", y=0, yanchor="top", yshift=-28),
                _corner(f"↑ {up}", x=0, xanchor="left", y=1, yanchor="bottom", yshift=6),
            ],
        ),
    }


def _shares() -> dict:
    return theme.value_axis(
        range=[-0.01, 1.01],
        rangemode="normal",
        tickmode="array",
        tickvals=FIFTHS,
        ticktext=[f"{fifth:.0%}" for fifth in FIFTHS],
    )


def _equal() -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 1],
        "y": [0, 1],
        "line": {"color": theme.FAINT, "width": 1.25, "dash": "4px,3px"},
        "hoverinfo": "skip",
    }


def _curve(steps: Sequence[Step]) -> dict:
    """Filled up to the line of equality: the area is half the Gini coefficient."""
    few = len(steps) <= MOST_MARKERS
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [0, *(step["x"] for step in steps)],
        "y": [0, *(step["y"] for step in steps)],
        "fill": "tonexty",
        "fillcolor": theme.ACCENT_SOFT,
        "line": {"color": theme.ACCENT, "width": 2.25},
        "marker": {
            "color": theme.ACCENT,
            "size": [0, *(11 if step.get("own") else 5 if few else 0 for step in steps)],
            "opacity": 1,
            "line": {"color": theme.SURFACE, "width": 1},
        },
        "customdata": [None, *(step.get("href") for step in steps)],
        "hovertext": ["", *(step["hover"] for step in steps)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _read(readings: Sequence[Reading]) -> dict:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [one["x"] for one in readings],
        "y": [one["y"] for one in readings],
        "text": [one["words"] for one in readings],
        "textposition": [_side(one) for one in readings],
        "textfont": {"color": theme.TEXT, "size": 12.5},
        "marker": {"color": theme.TARGET, "size": 9, "line": {"color": theme.SURFACE, "width": 1}},
        "hovertext": [one["words"] for one in readings],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _side(one: Reading) -> str:
    """Off the curve: the upper reading to its left, a low one below the curve where there is room, else above."""
    if one["x"] > 0.5:
        return "top left"
    return "bottom right" if one["y"] > ROOM_BELOW else "top right"


def _corner(text: str, **where: object) -> dict:
    return _written(text, xref="paper", yref="paper", **where)


def _written(text: str, **where: object) -> dict:
    return {"text": text, "showarrow": False, "font": {"color": theme.MUTED, "size": 12}, **where}
