"""Links to pages the asking person may not see lose their address: the words stay, the way there is not drawn."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote, urlsplit

from dash import html
from dash.development.base_component import Component

from components.allowed import allowed
from components.page import Page, all_pages, find
from components.scoped import home_area
from components.state import State
from components.svg import Svg
from indicators.warehouse import ask

BUTTONS = ("button", "tool")


def open_links(parts: list[Component]) -> list[Component]:
    """The parts themselves, links that lead nowhere for this person made plain words; buttons of them taken out."""
    closed = {page.path for page in all_pages() if not allowed(page)}
    if closed or home_area():
        return _opened(parts, closed)
    return parts


def _opened(parts: list, closed: set[str]) -> list:
    kept = []
    for part in parts:
        if isinstance(part, (list, tuple)):
            kept.append(_opened(list(part), closed))
        elif not isinstance(part, Component):
            kept.append(part)
        elif not _leads_nowhere(part, closed):
            kept.append(_inside(part, closed))
        elif isinstance(part, Svg):
            del part.href
            kept.append(_inside(part, closed))
        elif not set((getattr(part, "className", None) or "").split()) & set(BUTTONS):
            kept.append(_inside(html.Span(getattr(part, "children", None)), closed))
    return kept


def _inside(part: Component, closed: set[str]) -> Component:
    children = getattr(part, "children", None)
    if isinstance(children, (list, tuple)):
        part.children = _opened(list(children), closed)
    elif isinstance(children, Component):
        kept = _opened([children], closed)
        part.children = kept[0] if kept else None
    return part


def _leads_nowhere(part: Component, closed: set[str]) -> bool:
    href = getattr(part, "href", None) if part._type in ("A", "a") else None
    if not isinstance(href, str) or not href.startswith("/") or href.startswith("/api/"):
        return False
    path, _, search = href.partition("?")
    page = _page(urlsplit(path).path)
    if page is None:
        return False
    return page.path in closed or _is_above(page, path, search)


@lru_cache(maxsize=2000)
def _page(path: str) -> Page | None:
    return find(path)


def _is_above(page: Page, path: str, search: str) -> bool:
    """Whether a link names an area that lies above or beside the area of the scope."""
    top = home_area()
    if top is None:
        return False
    named = State.parse(path, search)["area"]
    if page.inner == "area" and path != page.path:
        named = unquote(path.removeprefix(f"{page.path}/"))
    if not named or named == top:
        return False
    found = ask("area", area=named)
    return bool(found) and top not in found[0]["lineage"]
