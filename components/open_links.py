"""Links to pages the asking person may not see lose their address: the words stay, the way there is not drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from dash import html
from dash.development.base_component import Component

from components.allowed import allowed
from components.page import all_pages, find
from components.scoped import home_area
from components.state import State
from components.svg import Svg
from indicators.warehouse import ask

BUTTONS = ("button", "tool")
SHORT = 1000  # letters of an address whose page and area are kept; longer ones come back seldom and take room


def open_links(parts: list[Component]) -> list[Component]:
    """The parts themselves, links that lead nowhere for this person made plain words; buttons of them taken out."""
    closed = {page.path for page in all_pages() if not allowed(page)}
    if not closed and not home_area():
        return parts
    return _opened(parts, Closed(frozenset(closed), _above(set(_named(parts))) if home_area() else frozenset()))


@dataclass(frozen=True)
class Closed:
    """The pages this person may not see, and of the areas that links name those above or beside the scope."""

    pages: frozenset[str]
    areas: frozenset[str]


def _above(named: set[str]) -> frozenset[str]:
    """One question for all: asked one by one they took a quarter of the time of a page."""
    top = home_area()
    found = ask("area_lineages", codes=sorted(named - {top, ""}))
    return frozenset(row["area_code"] for row in found if top not in row["lineage"])


def _named(part: object) -> Iterator[str]:
    """The areas that the links in the parts name."""
    if isinstance(part, (list, tuple)):
        for one in part:
            yield from _named(one)
    elif isinstance(part, Component):
        if (link := _link(part)) is not None:
            yield link.area
        yield from _named(getattr(part, "children", None))


def _opened(parts: list, closed: Closed) -> list:
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


def _inside(part: Component, closed: Closed) -> Component:
    children = getattr(part, "children", None)
    if isinstance(children, (list, tuple)):
        part.children = _opened(list(children), closed)
    elif isinstance(children, Component):
        kept = _opened([children], closed)
        part.children = kept[0] if kept else None
    return part


def _leads_nowhere(part: Component, closed: Closed) -> bool:
    link = _link(part)
    return link is not None and (link.page in closed.pages or link.area in closed.areas)


class Link(NamedTuple):
    """The page an address leads to, and the area it names; empty where it names none."""

    page: str
    area: str


def _link(part: Component) -> Link | None:
    href = getattr(part, "href", None) if part._type in ("A", "a") else None
    if not isinstance(href, str) or not href.startswith("/") or href.startswith("/api/"):
        return None
    return _led_to_once(href) if len(href) <= SHORT else _led_to(href)


@lru_cache(maxsize=4000)
def _led_to_once(href: str) -> Link | None:
    """A page has the same links as many others."""
    return _led_to(href)


def _led_to(href: str) -> Link | None:
    """None for an address that is no page's."""
    path, _, search = href.partition("?")
    page = find(urlsplit(path).path)
    if page is None:
        return None
    if page.inner == "area" and path != page.path:
        return Link(page.path, unquote(path.removeprefix(f"{page.path}/")))
    return Link(page.path, State.parse(path, search)["area"] or "")
