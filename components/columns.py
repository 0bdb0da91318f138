"""Two columns of about the same height, so that a short picture beside a long list leaves no hole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dash import dcc, html
from dash.development.base_component import Component

FRAME, ROW, HEADING, NOTICE, NAMES = 118, 37, 40, 82, 30
NAMES_IN_A_LINE = 4
MOST_TABLE = 640  # content.css: longer tables scroll


def two_columns(parts: Sequence[Component]) -> list[html.Div]:
    """The parts in their order, each put under the shorter column; one part alone takes the whole width."""
    if len(parts) < 2:
        return [html.Div(part, className="stack span-12") for part in parts]
    columns: list[list[Component]] = [[], []]
    heights = [0, 0]
    for part in parts:
        place = 0 if heights[0] <= heights[1] else 1
        columns[place].append(part)
        heights[place] += height_of(part)
    return [html.Div(column, className="stack span-6") for column in columns]


def height_of(part: Component) -> int:
    """About how many pixels a framed part takes: pictures, tables, names, headings, notices."""
    return FRAME + sum(_height(one) for one in _inside(part))


def _inside(part: Component) -> Iterator[Component]:
    yield part
    children = getattr(part, "children", None)
    for child in children if isinstance(children, (list, tuple)) else [children]:
        if isinstance(child, Component):
            yield from _inside(child)


def _height(one: Component) -> int:
    if isinstance(one, dcc.Graph):
        return int(one.figure["layout"]["height"])
    if isinstance(one, html.Table):
        return min(MOST_TABLE, ROW * sum(isinstance(row, html.Tr) for row in _inside(one)))
    if isinstance(one, html.Ul):
        return NAMES * (len(one.children or []) // NAMES_IN_A_LINE + 1)
    if isinstance(one, html.H3):
        return HEADING
    return NOTICE if "notice" in (getattr(one, "className", None) or "").split() else 0
