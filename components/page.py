"""A page registers by existing: its path, its words, what may be chosen on it and the function that draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import dash
from dash.development.base_component import Component

from components.state import SHARED, VIEW_ONLY, State

Draw = Callable[[State], list[Component]]
GROUPS = ("看", "管", "数")


@dataclass(frozen=True)
class Page:
    """One page. `controls` are the shared choices shown in the top bar, `filters` every further key it understands.

    `inner` names what a path below the page's own path stands for (/hubs/<hub_id> → "hub"), put into the choices.
    `record_type` is the one whose years the time chip offers. A page that `needs_data` gives way to a notice as long as
    nothing was published.
    """

    path: str
    name: str
    group: str
    icon: str
    order: int
    draw: Draw
    layout: Callable[..., Component]
    controls: tuple[str, ...] = ("area", "year")
    filters: tuple[str, ...] = ()
    inner: str | None = None
    record_type: str = "organizations"
    needs_data: bool = True

    def understands(self) -> set[str]:
        """Every key that may stand in the address of this page."""
        return {*self.controls, *self.filters, *SHARED, *VIEW_ONLY, *([self.inner] if self.inner else [])}


def register_page(module: str, page: Page) -> None:
    """Make the page known to Dash, to the menu and to the router."""
    dash.register_page(
        module,
        path=page.path,
        name=page.name,
        title=f"{page.name} · 五社联动分析台",
        order=page.order,
        layout=page.layout,
        page=page,
    )


def all_pages() -> list[Page]:
    """Every registered page in the order of the menu."""
    return sorted((entry["page"] for entry in dash.page_registry.values()), key=lambda page: page.order)


def find(path: str) -> Page | None:
    """The page of a path: its own, or a path directly below a page that has an inner one."""
    plain = path.rstrip("/") or "/"
    for page in all_pages():
        head, _, rest = plain.rpartition("/")
        if page.path == plain or (page.inner and head == page.path and rest):
            return page
    return None


def state_of(page: Page, path: str, search: str | None) -> State:
    """The state of an address on this page; the inner part of the path becomes a choice."""
    state = State.parse(path, search)
    plain = path.rstrip("/") or "/"
    if page.inner and plain != page.path:
        inner = plain.rpartition("/")[2]
        return State(page.path, {page.inner: (inner,), **state.choices})
    return State(page.path, state.choices)
