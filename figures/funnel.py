"""A funnel: how many reach every stage, and between two stages why the others do not go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from figures import theme
from figures.numbers import exact, percent

STEP = 58  # pixels from one bar to the next: the bar and the words under it
THICK = 0.44  # of that


class Stage(TypedDict):
    """One stage: how many reached it, and in `between` what is said of those who go no
    further; the `own` one is chosen."""

    label: str
    value: int
    between: NotRequired[str]
    hover: NotRequired[str]
    href: NotRequired[str | None]
    own: NotRequired[bool]


def funnel(stages: Sequence[Stage], unit: str = "个") -> dict:
    """Bars from the left in the order of the stages, with number and share of the first behind them, and the words of
    the drop below them."""
    most = max([stage["value"] for stage in stages], default=0) or 1
    labels = [stage["label"] for stage in stages]
    return {
        "data": [_bars(stages, most, unit)],
        "layout": theme.layout(
            height=len(stages) * STEP + 8,
            left=theme.width_of(labels) + 14,
            right=8,
            top=4,
            bottom=4,
            bargap=0,
            xaxis=theme.value_axis(range=[0, most * 1.42], showticklabels=False, showgrid=False),
            yaxis=theme.name_axis(
                type="linear",
                tickmode="array",
                tickvals=list(range(len(stages))),
                ticktext=labels,
                range=[len(stages) - 0.34, -0.34],
                ticklabelstandoff=6,
            ),
            annotations=[
                _between(place, stage["between"]) for place, stage in enumerate(stages) if stage.get("between")
            ],
        ),
    }


def _bars(stages: Sequence[Stage], most: int, unit: str) -> dict:
    first = stages[0]["value"] if stages else 0
    shares = [stage["value"] / first if first else None for stage in stages]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [stage["value"] for stage in stages],
        "y": list(range(len(stages))),
        "width": [THICK for _ in stages],
        "marker": {
            "color": [theme.ACCENT if stage.get("own") else theme.BAR for stage in stages],
            "line": {"width": 0},
        },
        "text": [
            f"<b>{exact(stage['value'])}</b> {unit}　{percent(share, 0)}"
            for stage, share in zip(stages, shares, strict=True)
        ],
        "textposition": "outside",
        "textfont": {"color": theme.TEXT, "size": 12.5},
        "cliponaxis": False,
        "customdata": [stage.get("href") for stage in stages],
        "hovertext": [stage.get("hover") or stage["label"] for stage in stages],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _between(place: int, words: str) -> dict:
    return {
        "x": 0,
        "xanchor": "left",
        "xshift": 2,
        "y": place + 0.5,
        "yanchor": "middle",
        "text": words,
        "showarrow": False,
        "font": {"color": theme.MUTED, "size": 12},
    }
