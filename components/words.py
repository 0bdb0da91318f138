"""The words around numbers: subtitles, feet, sentences; the same everywhere so that readers learn them once."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.behind import Frame, keep, tables_in
from components.download_menu import download_menu
from components.place import Place
from components.state import State
from components.topbar import UNIVERSE_WORDS
from figures.numbers import Number, compact
from indicators.evaluate import Result


def subtitle(*parts: str | None) -> str:
    """Unit, basis, universe, period, joined by a middle dot; empty ones left out."""
    return " · ".join(part for part in parts if part)


def universe_words(state: State) -> str:
    """The chosen universe as people write it: 登记+备案."""
    return UNIVERSE_WORDS.get(state["universe"] or "登记备案", state["universe"] or "")


def source(result: Result, what: str, missing: str = "") -> str:
    """The foot of a picture: who says so, how old it is, what is missing."""
    parts = [f"来源：{what}", f"数据截至 {result.data_date:%Y-%m-%d}"]
    return "；".join([*parts, missing] if missing else parts) + "。"


def figure(value: Number | None, unit: str = "", decimals: int = 0) -> html.B:
    """A number inside a sentence."""
    return html.B(f"{compact(value, decimals)} {unit}".strip(), className="figure")


def answer(*parts: str | Component) -> html.P:
    """The sentence a page opens with."""
    return html.P(list(parts), className="answer", id="answer")


def head(title: str, place: Place, *tools: Component) -> html.Div:
    """The title of a page with the place it speaks of."""
    return html.Div(
        [html.H1([title, html.Small(f"　{place.name}", className="page-place")]), *tools], className="page-head"
    )


def tabs(label: str, items: Sequence[tuple[str, str, bool]]) -> html.Nav:
    """A few exclusive views as links: words, address, whether it is the current one."""
    links = [html.A(words, href=href, **({"aria-current": "true"} if here else {})) for words, href, here in items]
    return html.Nav(links, className="tabs", **{"aria-label": label})


def box(
    title: str, words: str, *content: Component, foot: str, span: int, tools: tuple[Component, ...] = ()
) -> html.Section:
    """A framed part of a page that is neither card nor picture; its tables can be downloaded."""
    frame = Frame(title, words, foot)
    tables = [one for one in tables_in(frame, list(content)) if one.frame is frame]
    head = html.Div(
        [
            html.Div([html.H2(title), html.P(words, className="subtitle")]),
            html.Div([*tools, *download_menu(title, tables)], className="chart-tools"),
        ],
        className="box-head",
    )
    return keep(html.Section([head, *content, html.P(foot, className="foot")], className=f"box span-{span}"), frame)
