"""Notes: what a reader has to know to read the numbers rightly. Short, in words, areas by name."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

Line = str | Component | Sequence[str | Component]


def notes(lines: Sequence[Line], title: str = "说明", span: int = 12) -> html.Section:
    """A list of notes under a small heading."""
    items = [html.Li(line if isinstance(line, (str, Component)) else list(line)) for line in lines if line]
    return html.Section([html.H2(title), html.Ul(items)], className=f"notes span-{span}")


def names_in_words(names: Sequence[str], total: int | None = None, most: int = 8) -> str:
    """Names joined by 、, the rest as a number: 甲、乙等 12 个."""
    total = len(names) if total is None else total
    shown = "、".join(names[:most])
    return f"{shown}等 {total} 个" if total > min(len(names), most) else shown
