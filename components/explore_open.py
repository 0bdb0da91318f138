"""自由分析 inside an indicator's page: a link in its row of filters opens the section under that row."""

from __future__ import annotations

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components.allowed import allowed
from components.explore_section import section
from components.icon import icon
from components.page import Page, find
from components.state import EXPLORING, State

WORDS = "自由分析"
WHOLE = "/explore"
SHARED_KEYS = ("compare", "level", "top")  # the page itself may mean something by these


def explorable(draw: Callable[[State], list[Component]]) -> Callable[[State], list[Component]]:
    """The drawing of a page that explores an indicator, with the link and, when open, the section."""

    def drawn(state: State) -> list[Component]:
        page = find(state.path)
        body = draw(state)
        place = next((number for number, part in enumerate(body) if _is_filters(part)), None)
        if page is None or place is None or not _is_for_them():
            return body
        body[place].children[0].children.append(_link(state))
        return [*body[: place + 1], *_opened(state, page), *body[place + 1 :]]

    return drawn


def _is_for_them() -> bool:
    """Whether the asking person may see 自由分析 at all."""
    page = find(WHOLE)
    return page is None or allowed(page)


def _is_filters(part: Component) -> bool:
    return "filters" in (getattr(part, "className", None) or "").split()


def _link(state: State) -> Component:
    is_open = state["explore"] is not None
    closed = dict.fromkeys(key for key in EXPLORING if key not in SHARED_KEYS)
    href = state.link(panel=None, **closed) if is_open else state.link(panel=None, explore="on")
    words = "收起自由分析" if is_open else WORDS
    return html.A([icon("sliders"), html.Span(words)], href=href, className="button explore-open", id="explore-open")


def _opened(state: State, page: Page) -> list[Component]:
    if state["explore"] is None:
        return []
    whole = state.link(path=WHOLE, panel=None, explore=None, indicator=state["indicator"] or page.explores)
    title = html.Div(
        [html.H2(WORDS), html.A([icon("box-arrow-up-right"), html.Span("单独打开")], href=whole, className="tool")],
        className="explore-head",
    )
    return [
        html.Section(
            [title, *section(state, page.explores, page.dates(state))],
            className="explore-inside",
            id="explore",
            **{"aria-label": WORDS},
        )
    ]
