"""Flows: what became of what. A Sankey with at most 12 nodes; the matrix beside it carries the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from figures import theme
from figures.numbers import Number, compact

MOST_NODES = 12
GAPS, EDGE = 0.3, 0.001  # of the height between nodes; plotly takes a place of 0 for none


class Link(TypedDict):
    """One stream from a node to another, by node names."""

    source: str
    target: str
    value: Number
    hover: NotRequired[str]
    href: NotRequired[str | None]
    chosen: NotRequired[bool]


def movement(
    links: list[Link],
    colors: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
    unit: str = "个",
    columns: Mapping[str, int] | None = None,
    hrefs: Mapping[str, str] | None = None,
) -> dict:
    """Streams between nodes; `colors` gives the nodes, their order and tokens, `labels` what to write on them.

    `columns` puts every node into a column counted from the left, for streams that begin or end in the middle.
    A stream leads to its `href`, a node to that in `hrefs`; a chosen stream stands out.
    """
    names = list(colors)
    if len(names) > MOST_NODES:
        raise ValueError(f"a flow has at most {MOST_NODES} nodes, got {len(names)}")
    shown = [link for link in links if link["value"]]
    written = [f"{(labels or {}).get(name, name)} {compact(_size(shown, name))}" for name in names]
    return {
        "data": [
            {
                "type": "sankey",
                "arrangement": "fixed",  # a node that can be dragged cannot be clicked
                "node": {
                    "label": written,
                    "color": list(colors.values()),
                    "pad": 18,
                    "thickness": 14,
                    "line": {"width": 0},
                    "customdata": [(hrefs or {}).get(name) for name in names],
                    "hovertemplate": f"%{{label}} {unit}<extra></extra>",
                    **(_places(shown, columns) if columns else {}),
                },
                "link": _streams(shown, names, unit),
                "textfont": {"family": theme.FONT, "size": 12.5, "color": theme.TEXT, "shadow": "none"},
            }
        ],
        "layout": theme.layout(height=max(260, 34 * len(names)), left=4, right=4, top=8, bottom=8),
    }


def _streams(links: list[Link], names: list[str], unit: str) -> dict:
    places = {name: place for place, name in enumerate(names)}
    return {
        "source": [places[link["source"]] for link in links],
        "target": [places[link["target"]] for link in links],
        "value": [float(link["value"]) for link in links],
        "color": [theme.ACCENT if link.get("chosen") else "@flow" for link in links],
        "label": [link.get("hover") or f"{compact(link['value'])} {unit}" for link in links],
        "customdata": [link.get("href") for link in links],
        "hovertemplate": "%{label}<extra></extra>",
    }


def _places(links: list[Link], columns: Mapping[str, int]) -> dict[str, list[float]]:
    """Where the nodes stand, in the order of `columns`: each column from the top, the fullest fills the height."""
    sizes = {name: _size(links, name) for name in columns}
    held = {column: [name for name in columns if columns[name] == column] for column in set(columns.values())}
    last = max(held, default=0) or 1
    room = max((sum(sizes[name] for name in names) for names in held.values()), default=0) or 1
    middles = {}
    for names in held.values():
        gap = GAPS / max(len(names), 1)
        above = gap / 2
        for name in names:
            share = sizes[name] / room * (1 - GAPS)
            middles[name] = min(max(above + share / 2, EDGE), 1 - EDGE)
            above += share + gap
    return {
        "x": [min(max(columns[name] / last, EDGE), 1 - EDGE) for name in columns],
        "y": [middles[name] for name in columns],
    }


def _size(links: list[Link], name: str) -> float:
    """How much a node holds: what leaves it or what arrives, whichever is more."""
    leaving = sum(float(link["value"]) for link in links if link["source"] == name)
    arriving = sum(float(link["value"]) for link in links if link["target"] == name)
    return max(leaving, arriving)
