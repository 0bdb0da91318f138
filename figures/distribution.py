"""Distributions: how values spread. A histogram of counts, and a box that shows every point."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from figures import theme
from figures.numbers import Number, compact


def histogram(edges: Sequence[Number], counts: Sequence[int], unit: str, decimals: int = 0) -> dict:
    """Counts between consecutive edges (`len(edges) == len(counts) + 1`), as touching bars."""
    names = [f"{compact(low, decimals)}–{compact(high, decimals)}" for low, high in pairwise(edges)]
    return {
        "data": [
            {
                "type": "bar",
                "x": names,
                "y": list(counts),
                "marker": {"color": theme.BAR},
                "text": [compact(count) for count in counts],
                "textposition": "outside",
                "cliponaxis": False,
                "textfont": {"color": theme.TEXT, "size": 12},
                "hovertemplate": f"%{{x}}：<b>%{{y}}</b> {unit}<extra></extra>",
            }
        ],
        "layout": theme.layout(
            height=240,
            left=8,
            top=18,
            bottom=30,
            bargap=0.06,
            xaxis=theme.name_axis(),
            yaxis=theme.value_axis(
                showticklabels=False, showgrid=False, range=[0, (max(counts, default=0) or 1) * 1.15]
            ),
        ),
    }


def spread(
    values: Sequence[Number],
    labels: Sequence[str],
    decimals: int = 0,
    own: int | None = None,
    hrefs: Sequence[str | None] | None = None,
) -> dict:
    """A horizontal box over all values with every value as a point; `own` is the place of the own one."""
    numbers = [float(value) for value in values]
    hovers = [f"{label}<br><b>{compact(value, decimals)}</b>" for label, value in zip(labels, values, strict=True)]
    return {
        "data": [
            {
                "type": "box",
                "x": numbers,
                "y0": "",
                "orientation": "h",
                "boxpoints": "all",
                "jitter": 0.5,
                "pointpos": -1.6,
                "fillcolor": theme.ACCENT_SOFT,
                "line": {"color": theme.MUTED, "width": 1.25},
                "marker": {"color": theme.BAR, "size": 6},
                "selectedpoints": None if own is None else [own],
                "selected": {"marker": {"color": theme.ACCENT, "size": 10}},
                "unselected": {"marker": {"opacity": 0.75}},
                "customdata": list(hrefs or [None] * len(numbers)),
                "hovertext": hovers,
                "hoveron": "points",
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        ],
        "layout": theme.layout(
            height=170,
            left=8,
            right=16,
            xaxis=theme.value_axis(),
            yaxis=theme.name_axis(showticklabels=False),
        ),
    }
