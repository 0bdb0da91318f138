"""The left menu: every registered page in three groups; links keep area, time, basis and universe."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.allowed import allowed_pages, home_path
from components.icon import icon
from components.page import GROUPS, Page
from components.state import State


def menu(state: State, current: Page | None) -> list[Component]:
    """The content of the menu for the current state: the pages the asking person may see."""
    parts: list[Component] = [_brand(state)]
    pages = allowed_pages()
    for group in GROUPS:
        entries = [page for page in pages if page.group == group]
        if entries:
            parts.append(html.P(group, className="menu-group", **{"aria-hidden": "true"}))
            parts.append(html.Ul([html.Li(_entry(state, page, page is current)) for page in entries]))
    fold = html.Button(
        [icon("chevron-double-left"), html.Span("收起菜单")],
        className="menu-fold",
        type="button",
        title="收起或展开菜单",
        **{"data-action": "fold", "aria-expanded": "true"},
    )
    return [*parts, html.Div(fold, className="menu-foot")]


def _brand(state: State) -> html.A:
    mark = html.Span([html.I() for _ in range(9)], className="brand-mark", **{"aria-hidden": "true"})
    words = "五社联动分析台"
    return html.A([mark, html.Span(words)], href=state.go(home_path()), className="brand", title=words)


def _entry(state: State, page: Page, is_current: bool) -> html.A:
    here = {"aria-current": "page"} if is_current else {}
    return html.A(
        [icon(page.icon), html.Span(page.name)],
        href=state.go(page.path),
        className="menu-item",
        title=page.name,
        **here,
    )
