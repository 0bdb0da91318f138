"""The frame of a picture: title, subtitle (unit · basis · universe · period), figure or table, foot; and the one
helper through which every dcc.Graph goes."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.behind import Frame, keep, tables_in
from components.download_menu import download_menu
from components.icon import icon
from components.records_behind import records_behind
from components.state import State

CONFIG = {
    "locale": "zh-CN",
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "topojsonURL": "/assets/topojson/",
    "scrollZoom": False,
    "doubleClick": False,
    "showAxisDragHandles": False,
    "showTips": False,
}


def graph(name: str, figure: dict, summary: str) -> html.Div:
    """The figure as an image with a summary in words; a click on a mark with `customdata` goes to that address."""
    least = figure["layout"].get("meta", {}).get("least")  # pixels under which a picture scrolls instead of shrinking
    drawn = dcc.Graph(
        id={"type": "figure", "name": name},
        figure=figure,
        config=CONFIG,
        responsive=True,
        style={"height": f"{figure['layout']['height']}px", **({"minWidth": f"{least}px"} if least else {})},
    )
    scrolls = {"tabIndex": 0} if least else {}
    name_of_class = "picture picture-wide" if least else "picture"
    return html.Div(drawn, className=name_of_class, role="img", **{"aria-label": summary}, **scrolls)


def chart(
    state: State,
    name: str,
    title: str,
    figure: dict | Component,
    table: Component,
    *,
    subtitle: str,
    foot: str,
    summary: str,
    span: int = 6,
    indicator: str | None = None,
    tools: Sequence[Component] = (),
    all_years: bool = False,
    is_drawing: bool = False,
) -> html.Figure:
    """A picture that can be a table (`tables=name` in the address) and opens to its indicator's definition.

    `figure` may be a component instead of a figure dict; `is_drawing` if it is a map (components/svg.py), which is a
    picture to take home as well. `tools` are further small controls beside the switch.
    It can be downloaded as a table and as a picture; the records behind it are those of `all_years` or of the page's.
    """
    frame = Frame(title, subtitle, foot, name, indicator, table, figure, summary)
    records = records_behind(state, indicator, all_years) if indicator else None
    menu = download_menu(title, tables_in(frame, None), records, has_picture=isinstance(figure, dict) or is_drawing)
    as_table = name in state.values("tables")
    shown = table if as_table else figure if isinstance(figure, Component) else graph(name, figure, summary)
    words = html.Div([html.H2(title), html.P(subtitle, className="subtitle")], className="chart-words")
    hands = [*tools, _switch(state, name, title, as_table), *menu, *_info(state, indicator)]
    head = html.Figcaption([words, html.Div(hands, className="chart-tools")])
    drawn = html.Figure(
        [head, html.Div(shown, className="chart-body"), html.P(foot, className="foot")],
        className=f"chart span-{span}",
        id=f"chart-{name}",
    )
    return keep(drawn, frame)


def _switch(state: State, name: str, title: str, as_table: bool) -> html.A:
    words = "图" if as_table else "表"
    sign = "bar-chart" if as_table else "table"
    label = f"{title}：改为{'图' if as_table else '表格'}"
    return html.A(
        [icon(sign), html.Span(words)],
        href=state.toggled("tables", name),
        className="tool",
        title=label,
        **{"aria-label": label},
    )


def _info(state: State, indicator: str | None) -> list[Component]:
    return [info_link(state, indicator)] if indicator else []


def info_link(state: State, indicator: str, label: str = "口径与来源") -> html.A:
    """The (i) that opens the side panel of an indicator."""
    return html.A(
        icon("info-circle"),
        href=state.link(panel=indicator),
        className="tool",
        title=label,
        **{"aria-label": label, "data-panel-link": indicator},
    )
