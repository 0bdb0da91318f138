"""UpSet: which of a few sets occur together. Bars say how often, the dots under each bar which sets it joins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from figures import theme
from figures.numbers import Number, compact

ROW, BARS, GAP = 26, 170, 14  # pixels: a line of dots, the bars, what is between
NARROWEST = 38
FITS = 8  # columns that fit a phone beside the names


class Together(TypedDict):
    """One combination: the names of the sets in it, how often, and where a click leads."""

    sets: Sequence[str]
    value: Number
    hover: NotRequired[str]
    href: NotRequired[str | None]
    own: NotRequired[bool]


def upset(colors: Mapping[str, str], combinations: Sequence[Together]) -> dict:
    """Combinations from left to right in the order given; `colors` gives the sets from top to bottom."""
    names = list(colors)
    height = BARS + GAP + ROW * len(names)
    left = theme.width_of(names) + 16
    share = ROW * len(names) / height
    columns = len(combinations)
    reach = max((float(one["value"]) for one in combinations), default=1) or 1
    return {
        "data": [_bars(combinations), _empty(names, columns), _stems(names, combinations), _dots(colors, combinations)],
        "layout": theme.layout(
            height=height,
            left=left,
            right=4,
            top=4,
            bottom=4,
            bargap=0.42,
            **({"meta": {"least": left + NARROWEST * columns}} if columns > FITS else {}),
            xaxis=theme.value_axis(
                range=[-0.5, max(columns, 1) - 0.5], showticklabels=False, showgrid=False, zeroline=False, anchor="y2"
            ),
            yaxis=theme.value_axis(
                domain=[share + GAP / height, 1], range=[0, reach * 1.16], showticklabels=False, showgrid=False
            ),
            yaxis2=theme.name_axis(
                type="linear",
                domain=[0, share],
                tickmode="array",
                tickvals=list(range(len(names))),
                ticktext=names,
                range=[len(names) - 0.5, -0.5],
                ticklabelstandoff=6,
            ),
        ),
    }


def _bars(combinations: Sequence[Together]) -> dict:
    return {
        "type": "bar",
        "x": list(range(len(combinations))),
        "y": [float(one["value"]) for one in combinations],
        "marker": {"color": [theme.ACCENT if one.get("own") else theme.BAR for one in combinations]},
        "text": [compact(one["value"]) for one in combinations],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"color": theme.TEXT, "size": 12},
        "cliponaxis": False,
        **_told(combinations),
    }


def _told(combinations: Sequence[Together]) -> dict:
    return {
        "customdata": [one.get("href") for one in combinations],
        "hovertext": [one.get("hover") or "" for one in combinations],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _empty(names: Sequence[str], columns: int) -> dict:
    cells = [(column, row) for column in range(columns) for row in range(len(names))]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [column for column, _ in cells],
        "y": [row for _, row in cells],
        "yaxis": "y2",
        "marker": {"size": 9, "color": theme.GRID, "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _stems(names: Sequence[str], combinations: Sequence[Together]) -> dict:
    """The line that joins the dots of one combination."""
    x: list[float | None] = []
    y: list[float | None] = []
    for column, one in enumerate(combinations):
        rows = [names.index(name) for name in one["sets"]]
        if len(rows) > 1:
            x += [column, column, None]
            y += [min(rows), max(rows), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "yaxis": "y2",
        "line": {"color": theme.FAINT, "width": 2},
        "hoverinfo": "skip",
    }


def _dots(colors: Mapping[str, str], combinations: Sequence[Together]) -> dict:
    names = list(colors)
    dots = [(column, names.index(name), one) for column, one in enumerate(combinations) for name in one["sets"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [column for column, _, _ in dots],
        "y": [row for _, row, _ in dots],
        "yaxis": "y2",
        "marker": {"size": 13, "color": [colors[names[row]] for _, row, _ in dots], "line": {"width": 0}},
        **_told([one for _, _, one in dots]),
    }
