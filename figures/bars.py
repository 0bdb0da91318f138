"""Bars: who has how much. Sorted by the caller, own area marked, target line, 未报送 hatched, zero is a drawn zero."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from figures import theme
from figures.numbers import NOT_REPORTED, Number, compact

ROW_HEIGHT = 28
STUB = 0.07


class Bar(TypedDict):
    """One bar. `missing` says in words why there is no value; `href` is where a click leads."""

    label: str
    value: Number | None
    hover: NotRequired[str]
    href: NotRequired[str | None]
    own: NotRequired[bool]
    missing: NotRequired[str]


class Mark(TypedDict):
    """A line across a picture: a target or a published reference, with its words."""

    value: Number
    label: str


def ranking(bars: list[Bar], decimals: int = 0, mark: Mark | None = None) -> dict:
    """Horizontal bars in the given order (first on top); the caller passes `mark` only if its universe is the same."""
    labels = [theme.shorten(bar["label"]) for bar in bars]
    known = [float(bar["value"]) for bar in bars if bar["value"] is not None]
    reach = max([*known, float(mark["value"]) if mark else 0]) or 1
    left = theme.width_of(labels) + 14
    figure = {
        "data": [_known(bars, decimals), _missing(bars, reach)],
        "layout": theme.layout(
            height=len(bars) * ROW_HEIGHT + (30 if mark else 12),
            left=left,
            right=8,
            top=24 if mark else 6,
            bottom=6,
            bargap=0.36,
            barmode="overlay",
            xaxis=theme.value_axis(range=[0, reach * 1.18], showticklabels=False, showgrid=False),
            yaxis=theme.name_axis(
                type="linear",
                tickmode="array",
                tickvals=list(range(len(bars))),
                ticktext=labels,
                range=[len(bars) - 0.5, -0.5],
                ticklabelstandoff=6,
            ),
        ),
    }
    if mark:
        mark_vertical(figure, mark)
    return figure


def _known(bars: list[Bar], decimals: int) -> dict:
    places = [place for place, bar in enumerate(bars) if bar["value"] is not None]
    shown = [bars[place] for place in places]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [float(bar["value"]) for bar in shown],
        "y": places,
        "marker": {"color": [theme.ACCENT if bar.get("own") else theme.BAR for bar in shown], "line": {"width": 0}},
        "text": [compact(bar["value"], decimals) for bar in shown],
        "textposition": "outside",
        "textfont": {"color": theme.TEXT, "size": 12.5},
        "cliponaxis": False,
        "customdata": [bar.get("href") for bar in shown],
        "hovertext": [bar.get("hover") or bar["label"] for bar in shown],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _missing(bars: list[Bar], reach: float) -> dict:
    places = [place for place, bar in enumerate(bars) if bar["value"] is None]
    shown = [bars[place] for place in places]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [reach * STUB for _ in shown],
        "y": places,
        "marker": {"color": theme.CLEAR, "pattern": theme.HATCH, "line": {"color": theme.MISSING, "width": 1}},
        "text": [bar.get("missing", NOT_REPORTED) for bar in shown],
        "textposition": "outside",
        "textfont": {"color": theme.MUTED, "size": 12},
        "cliponaxis": False,
        "customdata": [bar.get("href") for bar in shown],
        "hovertext": [bar.get("hover") or bar["label"] for bar in shown],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def mark_vertical(figure: dict, mark: Mark) -> None:
    """Draw the mark as a vertical dashed line with its words on top."""
    value = float(mark["value"])
    far = value > figure["layout"]["xaxis"]["range"][1] * 0.6
    figure["layout"]["shapes"] = [
        {
            "type": "line",
            "x0": value,
            "x1": value,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": theme.TARGET, "width": 1.5, "dash": "4px,3px"},
        }
    ]
    figure["layout"]["annotations"] = [
        {
            "x": value,
            "xanchor": "right" if far else "left",
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "text": mark["label"],
            "showarrow": False,
            "font": {"color": theme.TARGET, "size": 12},
        }
    ]
