"""The four pictures as plain dicts of plotly, drawn by both frameworks; as many marks as in the product's."""

from __future__ import annotations

import pandas as pd

MARGIN = {"l": 110, "r": 30, "t": 30, "b": 30}
HEIGHT = 320


def line(frame: pd.DataFrame, title: str, here: int) -> dict:
    """How it changed over the years; the chosen year has a larger point."""
    return {
        "data": [{
            "type": "scatter",
            "mode": "lines+markers",
            "x": frame["year"].tolist(),
            "y": frame["value"].tolist(),
            "marker": {"size": [9 if year == here else 5 for year in frame["year"]]},
        }],
        "layout": {"title": {"text": title}, "margin": MARGIN, "height": HEIGHT},
    }  # fmt: skip


def bars(frame: pd.DataFrame, title: str, decimals: int = 0) -> dict:
    """Horizontal bars in the order of the frame, the first on top, each with its value."""
    values = frame["value"].tolist()
    return {
        "data": [{
            "type": "bar",
            "orientation": "h",
            "x": values,
            "y": frame["name"].tolist(),
            "text": [f"{value:,.{decimals}f}" for value in values],
            "textposition": "outside",
        }],
        "layout": {
            "title": {"text": title},
            "margin": MARGIN,
            "height": HEIGHT,
            "yaxis": {"autorange": "reversed"},
        },
    }  # fmt: skip
