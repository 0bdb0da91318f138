"""Distributions: how values spread. A histogram of counts, and a box that shows every point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NotRequired, TypedDict

from figures import theme
from figures.labels import sides_of
from figures.numbers import Number, compact
from indicators.spread import Summary

BOX_HEIGHT, BOX_RANGE = 250, (-1.08, 0.62)
STRIPS = 70  # points this near to each other would lie on each other
MIDDLE, ROOM = -0.74, 0.26


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


class Value(TypedDict):
    """One point of a distribution; `own` is drawn in the accent and named, `named` is named."""

    label: str
    value: Number
    hover: NotRequired[str]
    href: NotRequired[str | None]
    own: NotRequired[bool]
    named: NotRequired[bool]


def spread(values: Sequence[Value], summary: Summary, decimals: int = 0) -> dict:
    """A horizontal box with median and mean, and every value as a point below it, one heap where many are alike."""
    low, high = _reach(summary)
    return {
        "data": [_box(values, summary), _points(values, (low, high), decimals), _mean(summary, decimals)],
        "layout": theme.layout(
            height=BOX_HEIGHT,
            left=14,
            right=14,
            top=8,
            bottom=28,
            xaxis=theme.value_axis(range=[low, high], rangemode="normal", zeroline=low <= 0 <= high),
            yaxis=theme.name_axis(type="linear", showticklabels=False, range=list(BOX_RANGE)),
            annotations=[
                _words(f"中位数 {compact(summary.median, decimals)}", summary.median, 0.3, "bottom", low, high),
                _words(f"平均数 {compact(summary.mean, decimals)}", summary.mean, -0.29, "top", low, high),
            ],
        ),
    }


def _reach(summary: Summary) -> tuple[float, float]:
    room = (summary.most - summary.least or abs(summary.most) or 1) * 0.05
    return summary.least - room, summary.most + room


def _box(values: Sequence[Value], summary: Summary) -> dict:
    """The box with our quartiles: those of plotly follow another rule. Whiskers end at the last value that fits."""
    inside = [float(one["value"]) for one in values if not summary.is_outlier(one["value"])]
    return {
        "type": "box",
        "orientation": "h",
        "y": [0],
        "q1": [summary.lower],
        "median": [summary.median],
        "q3": [summary.upper],
        "lowerfence": [min([*inside, summary.lower])],
        "upperfence": [max([*inside, summary.upper])],
        "width": 0.4,
        "fillcolor": theme.ACCENT_SOFT,
        "line": {"color": theme.MUTED, "width": 1.25},
        "hoverinfo": "skip",
    }


def _points(values: Sequence[Value], reach: tuple[float, float], decimals: int) -> dict:
    shown = sorted(values, key=lambda one: bool(one.get("own")))  # the own one on top
    numbers = [float(one["value"]) for one in shown]
    heights = _heaps(numbers, reach)
    names = _names(shown, list(zip(numbers, heights, strict=True)), reach)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": numbers,
        "y": heights,
        "marker": {
            "color": [theme.ACCENT if one.get("own") else theme.BAR for one in shown],
            "size": [11 if one.get("own") else 7 for one in shown],
            "opacity": 0.9,
            "line": {"color": theme.ACCENT, "width": 1},
        },
        "text": [name for name, _ in names],
        "textposition": [side for _, side in names],
        "textfont": {"color": theme.TEXT, "size": 12},
        "cliponaxis": False,
        "customdata": [one.get("href") for one in shown],
        "hovertext": [
            one.get("hover") or f"{one['label']}<br><b>{compact(one['value'], decimals)}</b>" for one in shown
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _names(shown: Sequence[Value], spots: Sequence[tuple[float, float]], reach: tuple[float, float]) -> list[tuple]:
    """The name and its side for every point: of the own one and of those to be named, as far as there is room."""
    order = sorted(range(len(shown)), key=lambda place: (not shown[place].get("own"), place))
    wanted = [theme.shorten(one["label"], 8) if one.get("own") or one.get("named") else None for one in shown]
    low, high = BOX_RANGE
    places = [((x - reach[0]) / (reach[1] - reach[0]), (y - low) / (high - low)) for x, y in spots]
    sides = sides_of([places[place] for place in order], [wanted[place] for place in order], BOX_HEIGHT - 36)
    found = dict(zip(order, sides, strict=True))
    return [(wanted[place], found[place]) if found[place] else ("", "top center") for place in range(len(shown))]


def _heaps(numbers: Sequence[float], reach: tuple[float, float]) -> list[float]:
    """Heights between MIDDLE ± ROOM: alternating above and below in every narrow strip, never by chance."""
    width = (reach[1] - reach[0]) / STRIPS
    strips = [int((number - reach[0]) / width) for number in numbers]
    most = max(Counter(strips).values(), default=1)
    step = min(0.11, 2 * ROOM / max(1, most - 1))
    seen: Counter[int] = Counter()
    heights = []
    for strip in strips:
        place = seen[strip]
        seen[strip] += 1
        heights.append(MIDDLE + (place + 1) // 2 * step * (1 if place % 2 else -1))
    return heights


def _mean(summary: Summary, decimals: int) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [summary.mean],
        "y": [0],
        "marker": {
            "symbol": "diamond",
            "size": 10,
            "color": theme.TARGET,
            "line": {"color": theme.SURFACE, "width": 1},
        },
        "hovertemplate": f"平均数<br><b>{compact(summary.mean, decimals)}</b><extra></extra>",
    }


def _words(text: str, x: float, y: float, anchor: str, low: float, high: float) -> dict:
    share = (x - low) / (high - low)
    return {
        "x": x,
        "xanchor": "left" if share < 0.2 else "right" if share > 0.8 else "center",
        "y": y,
        "yanchor": anchor,
        "text": text,
        "showarrow": False,
        "font": {"color": theme.TARGET if anchor == "top" else theme.TEXT, "size": 12.5},
    }
