"""Two groups on the same scale: for every name two points joined by a line, so that the distance is what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from figures import theme
from figures.numbers import Number, exact
from figures.stacked import LEGEND

ROW_HEIGHT = 46
ROOM = 0.16


class Pair(TypedDict):
    """One name with the number of the first and of the second group; None where a group has none."""

    label: str
    first: Number | None
    second: Number | None


def pairs(rows: Sequence[Pair], names: tuple[str, str], unit: str, decimals: int = 1) -> dict:
    """The pairs from top to bottom; the first group filled, the second open, both with their value."""
    values = [float(row[key]) for row in rows for key in ("first", "second") if row[key] is not None]
    low, high = min(values, default=0), max(values, default=1)
    room = (high - low or abs(high) or 1) * ROOM
    return {
        "data": [
            _group(rows, "first", "second", names[0], unit, decimals),
            _group(rows, "second", "first", names[1], unit, decimals),
        ],
        "layout": theme.layout(
            height=len(rows) * ROW_HEIGHT + 70,
            left=theme.width_of([row["label"] for row in rows]) + 14,
            right=10,
            top=36,
            bottom=26,
            showlegend=True,
            legend=LEGEND,
            shapes=[_line(place, row) for place, row in enumerate(rows) if None not in (row["first"], row["second"])],
            xaxis=theme.value_axis(range=[low - room, high + room], rangemode="normal", zeroline=False),
            yaxis=theme.name_axis(
                type="linear",
                tickmode="array",
                tickvals=list(range(len(rows))),
                ticktext=[row["label"] for row in rows],
                range=[len(rows) - 0.5, -0.5],
                ticklabelstandoff=6,
            ),
        ),
    }


def _group(rows: Sequence[Pair], key: str, other: str, name: str, unit: str, decimals: int) -> dict:
    known = [(place, row) for place, row in enumerate(rows) if row[key] is not None]
    is_first = key == "first"
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [float(row[key]) for _, row in known],
        "y": [place for place, _ in known],
        "marker": {
            "color": theme.ACCENT if is_first else theme.SURFACE,
            "symbol": "circle" if is_first else "diamond",
            "size": 11,
            "line": {"color": theme.ACCENT if is_first else theme.MUTED, "width": 2},
        },
        "text": [exact(row[key], decimals) for _, row in known],
        "textposition": [_side(row, key, other) for _, row in known],
        "textfont": {"color": theme.TEXT if is_first else theme.MUTED, "size": 12},
        "cliponaxis": False,
        "hovertext": [f"{row['label']} · {name}<br><b>{exact(row[key], decimals)}</b> {unit}" for _, row in known],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _side(row: Pair, key: str, other: str) -> str:
    """Numbers stand on the outer sides, so that they never lie on the line or on each other."""
    if row[other] is None or row[key] > row[other] or (row[key] == row[other] and key == "first"):
        return "middle right"
    return "middle left"


def _line(place: int, row: Pair) -> dict:
    return {
        "type": "line",
        "x0": float(row["first"]),
        "x1": float(row["second"]),
        "y0": place,
        "y1": place,
        "layer": "below",
        "line": {"color": theme.FAINT, "width": 2},
    }
