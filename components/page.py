"""A page registers by existing: its path, its words, what may be chosen on it and the function that draws it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote

import dash
from dash.development.base_component import Component

from access.roles import May
from components.scoped import in_scope
from components.state import EXPLORING, NOT, SHARED, VIEW_ONLY, State
from indicators.catalog import catalog, dimensions

Draw = Callable[[State], list[Component]]
GROUPS = ("看", "管", "数")


@dataclass(frozen=True)
class Page:
    """One page. `controls` are the shared choices shown in the top bar, `filters` every further key it understands.

    `inner` names what a path below the page's own path stands for (/hubs/<hub_id> → "hub"), put into the choices.
    A page without a `group` is reached by links only and not listed in the menu.
    `record_type` is the one whose years the time chip offers. A page that `needs_data` gives way to a notice as long as
    nothing was published. `defaults` are what further keys mean when they are not given, as far as a reader must know.
    What a page that `is_exported` shows can be taken home as one workbook (导出本页); 数据明细 has its own downloads.
    A page with `words` says its choices itself, as a sentence and as pills (数据明细 has the words of its columns).
    A page that `explores` an indicator opens 自由分析 about it; `dated_by` names the record type of an address where it
    is not always the same. A page that `says_unknown_areas` draws also addresses whose area is in no tree, and says so.
    `over_years` tells whether an address shows every year rather than the chosen one.
    `needs` is the right a person must have to see the page; None: everybody who has come in. A page `for_hubs` can be
    told by hub in every part, or says in its place that a part cannot: whoever sees one hub only sees no other page.
    A page `for_accounts` stands in the menu only where people have to come in.
    `rests_on` gives for an address what the page shows besides the records, the rights of the role and the day: its
    finished answers are kept under it (components/kept_answers.py). None, or a page without it: drawn every time.
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
    defaults: Mapping[str, str] = field(default_factory=dict)
    words: Callable[[State], str] | None = None
    is_exported: bool = True
    explores: str = ""
    dated_by: Callable[[State], str] | None = None
    says_unknown_areas: bool = False
    over_years: Callable[[State], bool] | None = None
    needs: May | None = May.READ
    for_hubs: bool = False
    for_accounts: bool = False
    rests_on: Callable[[State], Hashable | None] | None = None

    def dates(self, state: State) -> str:
        """The record type whose years the time chip offers for this address."""
        return self.dated_by(state) if self.dated_by else self.record_type

    @property
    def narrowing(self) -> tuple[str, ...]:
        """Every key that narrows or shapes the page; one that explores understands whatever any indicator does."""
        more = (*EXPLORING, *dimensions(), *numbers_to_choose()) if self.explores else ()
        return tuple(dict.fromkeys((*self.filters, *(key for key in more if key not in SHARED))))

    def understands(self) -> set[str]:
        """Every key that may stand in the address of this page; filters also as <key>__not."""
        left_out = {f"{key}{NOT}" for key in self.narrowing if key in dimensions()}
        inner = [self.inner] if self.inner else []
        return {*self.controls, *self.narrowing, *left_out, *SHARED, *VIEW_ONLY, *inner}


def numbers_to_choose() -> tuple[str, ...]:
    """The keys of numbers that some indicator lets its reader choose: at least so many activities."""
    return tuple(dict.fromkeys(key for one in catalog().values() for key in one.parameters))


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
    """The page of a path: its own, or a path below a page that has an inner one (its name may hold a slash)."""
    plain = path.rstrip("/") or "/"
    for page in all_pages():
        if page.path == plain or (page.inner and plain.startswith(f"{page.path}/")):
            return page
    return None


def state_of(page: Page, path: str, search: str | None) -> State:
    """The state of an address on this page; the inner part of the path becomes a choice. What is not named is that of
    the scope of the asking person.

    A page of whole years reads a day (from 组织密度 by the menu, say) as its year, in its links and words too.
    """
    state = _of_years(page, State.parse(path, search))
    plain = path.rstrip("/") or "/"
    if page.inner and plain != page.path:
        inner = unquote(plain.removeprefix(f"{page.path}/"))
        return in_scope(page, State(page.path, {**state.choices, page.inner: (inner,)}, page.inner))
    return in_scope(page, State(page.path, state.choices, page.inner))


def _of_years(page: Page, state: State) -> State:
    """The state with a day said as its year where the page has years only; what is no day stays, to be refused."""
    if "as_of" in page.controls or "year" not in page.controls or len(days := state.values("as_of")) != 1:
        return state
    try:
        year = date.fromisoformat(days[0]).year
    except ValueError:
        return state
    kept = {key: values for key, values in state.choices.items() if key not in ("as_of", "year")}
    return State(state.path, {**kept, "year": (str(year),)}, state.inside)
