"""Now and a year before: bars with a stroke where last year stood, and the differences from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from figures import theme
from figures.bars import Bar, Mark, ranking
from figures.numbers import Number, compact, rounding, signed

UP, DOWN, SAME = "▲", "▼", "＝"
FEW = 8


class ChangedBar(Bar):
    """A bar with the same number a year before; None is 未报送 or not to be had."""

    before: Number | None


class Step(TypedDict):
    """One difference to the period before; `value` None where either of the two is missing."""

    x: int | str
    value: Number | None
    hover: NotRequired[str]
    href: NotRequired[str | None]


def arrow(change: Number | None, decimals: int = 0) -> str:
    """A change as people read it, never by colour alone: ▲ 0.9, ▼ 3, ＝; nothing when there is none."""
    if change is None:
        return ""
    size = rounding(change, decimals)
    return f"{UP if size > 0 else DOWN} {compact(abs(size), decimals)}" if size else SAME


def beside(bars: Sequence[ChangedBar], decimals: int = 0, mark: Mark | None = None) -> dict:
    """Bars of this year in the given order, a stroke at last year's number, the change written behind the value."""
    figure = ranking(list(bars), decimals, mark)
    known = [bar for bar in bars if bar["value"] is not None]
    figure["data"][0]["text"] = ["" for _ in known]
    strokes = [(place, bar) for place, bar in enumerate(bars) if bar["before"] is not None]
    figure["data"] += [_strokes(strokes, decimals), _said(bars, decimals)]
    values = [float(number) for bar in bars for number in (bar["value"], bar["before"]) if number is not None]
    reach = max([*values, 0, float(mark["value"]) if mark else 0]) or 1
    figure["layout"]["xaxis"]["range"] = [min([*values, 0]) * 1.35, reach * 1.02]
    words = [_words(bar, decimals) for bar in bars if bar["value"] is not None]
    figure["layout"]["margin"]["r"] = theme.width_of([f" {one}" for one in words], 12.5) + 12
    return figure


def _said(bars: Sequence[ChangedBar], decimals: int) -> dict:
    """The words right of bar and stroke, whichever reaches farther."""
    shown = [(place, bar) for place, bar in enumerate(bars) if bar["value"] is not None]
    ends = [max(0.0, float(bar["value"]), float(bar["before"] or 0)) for _, bar in shown]
    return written_at(ends, [place for place, _ in shown], [_words(bar, decimals) for _, bar in shown])


def written_at(ends: list[float], places: list[int], texts: list[str], size: float = 12.5) -> dict:
    """Texts right of the given ends of bars."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": ends,
        "y": places,
        "text": [f" {text}" for text in texts],
        "textposition": "middle right",
        "textfont": {"color": theme.TEXT, "size": size},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _words(bar: ChangedBar, decimals: int) -> str:
    change = None if bar["before"] is None else bar["value"] - bar["before"]
    return f"{compact(bar['value'], decimals)}　{arrow(change, decimals)}".rstrip("　")


def _strokes(shown: list[tuple[int, ChangedBar]], decimals: int) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(bar["before"]) for _, bar in shown],
        "y": [place for place, _ in shown],
        "marker": {"symbol": "line-ns-open", "size": 18, "color": theme.TEXT, "line": {"width": 2}},
        "customdata": [bar.get("href") for _, bar in shown],
        "hovertext": [f"{bar['label']}<br>上年同期 <b>{compact(bar['before'], decimals)}</b>" for _, bar in shown],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def differences(steps: Sequence[Step], decimals: int = 0, here: int | str | None = None) -> dict:
    """Columns above and below zero, one per period, with signed numbers; no column where a number is missing."""
    names = [str(step["x"]) for step in steps]
    places = list(range(len(names)))
    values = [None if step["value"] is None else float(step["value"]) for step in steps]
    known = [value for value in values if value is not None]
    low, high = min([*known, 0]), max([*known, 0])
    room = ((high - low) or 1) * 0.16
    return {
        "data": [_columns(steps, values, decimals, here)],
        "layout": theme.layout(
            height=280,
            left=theme.width_of([compact(high, decimals), compact(low, decimals)], 12) + 24,
            top=14,
            bottom=28,
            bargap=0.3,
            meta={"least": 46 * len(names)} if len(names) > FEW else {},
            xaxis=theme.name_axis(
                type="linear",
                tickmode="array",
                tickvals=places,
                ticktext=names,
                tickangle=0,
                range=[-0.6, len(names) - 0.4],
                tickfont={"color": theme.MUTED, "size": 12},
            ),
            yaxis=theme.value_axis(range=[low - (room if low else 0), high + room], rangemode="normal"),
            annotations=[_missing(place) for place, value in zip(places, values, strict=True) if value is None],
        ),
    }


def _columns(steps: Sequence[Step], values: list[float | None], decimals: int, here: int | str | None) -> dict:
    return {
        "type": "bar",
        "x": list(range(len(steps))),
        "y": values,
        "marker": {"color": [theme.ACCENT if step["x"] == here else theme.BAR for step in steps]},
        "text": ["" if step["value"] is None else _short(step["value"], decimals) for step in steps],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "textfont": {"color": theme.TEXT, "size": 11},
        "customdata": [step.get("href") for step in steps],
        "hovertext": [step.get("hover") or "" for step in steps],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _short(value: Number, decimals: int) -> str:
    shortened = compact(value, decimals)
    return f"+{shortened}" if signed(value, decimals).startswith("+") else shortened


def _missing(place: int) -> dict:
    return {
        "x": place,
        "y": 0,
        "yanchor": "bottom",
        "text": "—",
        "showarrow": False,
        "font": {"color": theme.MUTED, "size": 12},
    }
