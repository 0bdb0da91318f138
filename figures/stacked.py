"""Stacked shares: what something is made of, as 100 % bars in one fixed order of parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from figures import theme
from figures.numbers import Number, exact, percent

ROW_HEIGHT = 32
ENOUGH_FOR_WORDS = 0.07
PALE = 0.35
FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)
LEGEND = {
    "orientation": "h",
    "x": 0,
    "xanchor": "left",
    "yref": "container",
    "y": 1,
    "yanchor": "top",
    "traceorder": "normal",
    "itemclick": False,
    "itemdoubleclick": False,
    "font": {"size": 12, "color": theme.TEXT},
}


class Whole(TypedDict):
    """One bar: how much of each part; an empty `parts` is 未报送. A part may lead somewhere of its own (`hrefs`)."""

    label: str
    parts: Mapping[str, Number]
    href: NotRequired[str | None]
    hrefs: NotRequired[Mapping[str, str]]
    missing: NotRequired[str]


def stacked_share(wholes: list[Whole], colors: Mapping[str, str], unit: str = "个", chosen: str | None = None) -> dict:
    """100 % bars, first on top; `colors` gives the parts, their order and their tokens; the others than the `chosen`
    part are drawn paler."""
    labels = [theme.shorten(whole["label"]) for whole in wholes]
    return {
        "data": [_part(wholes, part, color, unit, chosen in (None, part)) for part, color in colors.items()],
        "layout": theme.layout(
            height=len(wholes) * ROW_HEIGHT + 70,
            left=theme.width_of(labels) + 14,
            right=22,
            top=36,
            bottom=26,
            barmode="stack",
            bargap=0.34,
            showlegend=True,
            legend=LEGEND,
            xaxis=theme.value_axis(
                range=[0, 1.0001],
                tickmode="array",
                tickvals=list(FIFTHS),
                ticktext=[f"{fifth:.0%}" for fifth in FIFTHS],
            ),
            yaxis=theme.name_axis(
                type="linear",
                tickmode="array",
                tickvals=list(range(len(wholes))),
                ticktext=labels,
                range=[len(wholes) - 0.5, -0.5],
                ticklabelstandoff=6,
            ),
            annotations=[_missing(place, whole) for place, whole in enumerate(wholes) if not _total(whole)],
        ),
    }


def _total(whole: Whole) -> float:
    return float(sum(whole["parts"].values()))


def _part(wholes: list[Whole], part: str, color: str, unit: str, is_strong: bool) -> dict:
    counts = [whole["parts"].get(part, 0) for whole in wholes]
    shares = [float(count) / _total(whole) if _total(whole) else 0 for count, whole in zip(counts, wholes, strict=True)]
    hovers = [
        f"{whole['label']} · {part}<br><b>{percent(share)}</b>　{exact(count)} {unit}，共 {exact(_total(whole))} {unit}"
        for whole, count, share in zip(wholes, counts, shares, strict=True)
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": part,
        "x": shares,
        "y": list(range(len(wholes))),
        "marker": {"color": color, "line": {"color": theme.SURFACE, "width": 1}},
        "opacity": 1 if is_strong else PALE,
        "text": [
            exact(count) if share >= ENOUGH_FOR_WORDS else "" for count, share in zip(counts, shares, strict=True)
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": 12, "color": f"{color}-text"},
        "customdata": [whole.get("hrefs", {}).get(part, whole.get("href")) for whole in wholes],
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _missing(place: int, whole: Whole) -> dict:
    return {
        "x": 0.01,
        "xanchor": "left",
        "y": place,
        "text": whole.get("missing", "未报送"),
        "showarrow": False,
        "font": {"color": theme.MUTED, "size": 12},
    }
