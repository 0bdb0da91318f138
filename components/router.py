"""One change of the address is one server callback that draws the whole page, and one more for the side panel.

A clientside step first splits the address into what draws the page and what only opens the panel, so that opening a
panel does not draw the page again. assets/app.js (dash_clientside.pages) is the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, html
from dash.development.base_component import Component

from components import kept_answers, states
from components.allowed import allowed, home_path, refuse_unless_allowed
from components.menu import menu
from components.moment import moment_of
from components.open_links import open_links
from components.page import Page, find, state_of
from components.panel import panel
from components.pills import with_pills
from components.place import place_of
from components.scoped import LostScopeError, lost_scope, refuse_foreign_hubs
from components.state import State as Address
from components.topbar import topbar
from components.tree import plant
from indicators.errors import ChoiceError, NoWarehouse, UnknownIndicator
from indicators.few_people import noticing
from indicators.warehouse import Snapshot, ask, snapshot

NAME = "五社联动分析台"
DRAWN = "..page.tree...page.children...topbar.tree...menu.tree...title.data.."
"""What Dash calls the outputs of `draw`."""

clientside_callback(
    ClientsideFunction("pages", "split"),
    Output("asked", "data"),
    Output("asked-panel", "data"),
    Input("url", "pathname"),
    Input("url", "search"),
    State("asked", "data"),
    State("asked-panel", "data"),
)
clientside_callback(ClientsideFunction("pages", "drawn"), Output("drawn", "data"), Input("title", "data"))
clientside_callback(ClientsideFunction("pages", "shown"), Output("shown", "data"), Input("panel", "tree"))
clientside_callback(
    ClientsideFunction("pages", "drill"),
    Output("drilled", "data"),
    Input({"type": "figure", "name": ALL}, "clickData"),
    prevent_initial_call=True,
)


@callback(
    Output("page", "tree"),
    Output("page", "children"),
    Output("topbar", "tree"),
    Output("menu", "tree"),
    Output("title", "data"),
    Input("asked", "data"),
    prevent_initial_call=True,
)
def draw(asked: dict) -> tuple:
    """The whole page for an address: body, top bar, menu, title."""
    body, bar, entries, title = _answer(str(asked.get("path") or "/"), str(asked.get("search") or ""))
    tree, slots = plant(body)
    return tree, slots, plant(bar)[0], plant(entries)[0], title


def kept_answer(asked: dict) -> str | None:
    """The whole answer of `draw` for a page whose finished bodies are kept; None where `draw` itself has to answer.

    Whatever is refused, missing or goes wrong is for `draw` to say.
    """
    page, path, search = _asked_page(str(asked.get("path") or "/"), str(asked.get("search") or ""))
    if page is None or page.rests_on is None:
        return None
    try:
        refuse_unless_allowed(page)
        state = state_of(page, path, search)
        with snapshot() as now:
            bar, entries, title = _around(page, state, now)
            if (key := kept_answers.key_of(page, state, now)) is None:
                return None
            text = kept_answers.body_under(key) or _drawn_alone(page, state, now, key)
            kept_answers.note(path, search, now)
            return kept_answers.answer_json(text, bar, entries, title)
    except Exception:  # noqa: BLE001 - `draw` meets the same, says what it is and writes it down
        return None


def draw_ahead(path: str, search: str) -> bool:
    """Has the body of an address kept for whoever asks next; whether it is kept.

    Nothing is refused aloud: an address the new build cannot answer is answered in words when somebody asks.
    """
    page, path, search = _asked_page(path, search)
    if page is None or page.rests_on is None:
        return False
    try:
        refuse_unless_allowed(page)
        state = state_of(page, path, search)
        with snapshot() as now:
            key = kept_answers.key_of(page, state, now)
            if key is not None and kept_answers.body_under(key) is None:
                _drawn_alone(page, state, now, key)
            return key is not None and kept_answers.body_under(key) is not None
    except Exception:  # noqa: BLE001 - see above
        return False


def _drawn_alone(page: Page, state: Address, now: Snapshot, key: Hashable) -> str:
    """The body of a page whose bodies are kept, unless somebody else drew it meanwhile."""
    with kept_answers.alone(key):
        if (text := kept_answers.body_under(key)) is not None:
            return text
        parts = _parts(page, state, _credits)
        is_still_so = kept_answers.key_of(page, state, now) == key
        return kept_answers.body_json(parts, key if is_still_so else None)


def _answer(path: str, search: str) -> tuple:
    page, path, search = _asked_page(path, search)
    if page is None:
        return _unknown(path)
    try:
        refuse_unless_allowed(page)
        state = state_of(page, path, search)
        with snapshot() as now:
            return _drawn(page, state, now)
    except NoWarehouse as error:
        state = state_of(page, path, search)
        body = [_head(page), states.unpublished(error)] if page.needs_data else _guarded(page, state)
        return body, topbar(state, page, None, None, None), menu(state, page), _title(page)
    except LostScopeError as error:
        state = state_of(page, path, search)
        body = _without_place(page, error) if page.needs_data else _guarded(page, state)
        return body, topbar(state, page, None, None, None), menu(state, page), _title(page)
    except ChoiceError as error:
        return _forbidden(page, error)


def _asked_page(path: str, search: str) -> tuple[Page | None, str, str]:
    """The page of an address; the front page of somebody who may not see 总览 is another one."""
    page = find(path)
    if page is not None and page.path == "/" and not allowed(page):
        path, search = home_path(), ""
        page = find(path)
    return page, path, search


@callback(Output("panel", "tree"), Input("asked-panel", "data"), prevent_initial_call=True)
def draw_panel(asked: dict) -> list:
    """The side panel for an address; empty when closed."""
    return plant(_panel(asked))[0]


def _panel(asked: dict) -> list[Component]:
    if not asked or not asked.get("panel"):
        return []
    path, _, search = str(asked.get("whole") or "/").partition("|")
    page, path, search = _asked_page(path, search)
    state = Address(path)
    try:
        state = state_of(page, path, search) if page else Address.parse(path, search)
        if page is not None:
            refuse_unless_allowed(page)
        with snapshot():
            refuse_foreign_hubs(state)
            return panel(state)
    except (NoWarehouse, ChoiceError, UnknownIndicator) as error:
        return _closed_panel(state, states.notice(error.message, error.hint, kind="warning"))
    except Exception as error:  # noqa: BLE001 - the panel says so under a number instead of staying blank
        return _closed_panel(state, states.failed(states.log_failure("panel", error), "页面仍可使用。"))


def _drawn(page: Page, state: Address, now: Snapshot) -> tuple:
    """Body, bar, menu and title; a refused choice leaves the bar in its default state so that one can go on."""
    if page.needs_data and (lost := lost_scope()):
        raise lost
    try:
        around = _around(page, state, now)
    except ChoiceError as error:
        rest = _elsewhere(page, state)
        plain = rest or state_of(page, page.path, "")
        bar = topbar(plain, page, place_of(plain), moment_of(Address(page.path), page.dates(plain)), now)
        said = _guarded(page, state, _credits) if rest else [_head(page), states.refused(error, page.path)]
        return said, bar, menu(plain, page), _title(page)
    return _guarded(page, state, _credits), *around


def _around(page: Page, state: Address, now: Snapshot) -> tuple:
    """Bar, menu and title of an address that can be answered; ChoiceError for one that cannot."""
    timed = state if "year" in page.controls else Address(page.path)  # other pages read time in their own way
    place, moment = place_of(state), moment_of(timed, page.dates(state))
    refuse_foreign_hubs(state)
    return topbar(state, page, place, moment, now), menu(state, page), _title(page)


def _elsewhere(page: Page, state: Address) -> Address | None:
    """The same address without its area, on a page that says itself that there is no such area."""
    try:
        place_of(state)
    except ChoiceError:
        rest = Address(
            state.path, {key: values for key, values in state.choices.items() if key != "area"}, state.inside
        )
        return rest if page.says_unknown_areas else None
    return None


def body(page: Page, state: Address) -> list[Component]:
    """Everything between the head of a page and its credits; files of the page are made from the same."""
    refuse_unless_allowed(page)
    if page.needs_data and (lost := lost_scope()):
        raise lost
    refuse_foreign_hubs(state)
    return page.draw(state)


def _guarded(page: Page, state: Address, *feet: Callable[[], list[Component]]) -> list[Component]:
    """What the page draws, and what stands below it; a broken one still has its menu and says its number."""
    try:
        return _parts(page, state, *feet)
    except LostScopeError as error:
        return _without_place(page, error)
    except (ChoiceError, UnknownIndicator) as error:
        return [_head(page), states.refused(error, page.path)]
    except NoWarehouse:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        number = states.log_failure(page.path, error)
        return [_head(page), states.failed(number, "菜单里的其他页面仍可使用。")]


def _parts(page: Page, state: Address, *feet: Callable[[], list[Component]]) -> list[Component]:
    """Everything an address shows below the bar, each link open or closed as the asking person may follow it."""
    with noticing() as hidden:
        parts = open_links(with_pills(body(page, state), state, page))
    told = [*_lost(page), *_unread(page, state)]
    return [*told, *parts, *_hidden(hidden), *(part for foot in feet for part in foot())]


def _title(page: Page) -> str:
    return f"{page.name} · {NAME}"


def _head(page: Page) -> html.Div:
    return html.Div(html.H1(page.name), className="page-head")


def _unread(page: Page, state: Address) -> list[Component]:
    unread = sorted(set(state.choices) - page.understands())
    if not unread:
        return []
    words = f"地址里的“{'、'.join(key[:40] for key in unread[:6])}”本页不认识，没有起作用。"
    return [html.P(words, className="banner", role="status")]


def _lost(page: Page) -> list[Component]:
    """On pages that need no data: the same hint for an account whose area or hub is in none, above what they show."""
    try:
        lost = None if page.needs_data else lost_scope()
    except NoWarehouse:
        return []
    return [html.P(f"{lost.in_short}{lost.hint}", className="banner", role="status")] if lost else []


def _hidden(reasons: set[str]) -> list[Component]:
    """Why some figures of the page are not shown; nothing where all are."""
    if not reasons:
        return []
    words = f"志愿者的数字里，没有画出的，有的是{'、'.join(f'“{one}”' for one in sorted(reasons))}；表里写着可看什么。"
    return [html.P(words, className="foot")]


def _credits() -> list[Component]:
    """Sources that ask to be named wherever their records are shown."""
    names = [row["attribution"] for row in ask("attributions")]
    return [html.P(f"记录来源：{'；'.join(names)}。", className="foot")] if names else []


def _without_place(page: Page, error: LostScopeError) -> list[Component]:
    """Nothing to see for an account whose area or hub is in no data: no other address would help, a person would."""
    account = html.P(html.A("我的账户", href="/account", className="button button-strong"))
    return [_head(page), states.notice(error.message, error.hint, account, kind="warning")]


def _forbidden(page: Page, error: ChoiceError) -> tuple:
    """A page that is not for this person: why, and the way to those that are."""
    back = html.P(html.A("回到首页", href=home_path(), className="button button-strong"))
    body = [_head(page), states.notice(error.message, error.hint, back, kind="warning")]
    plain = Address(page.path)
    return body, topbar(plain, replace(page, controls=()), None, None, None), menu(plain, None), _title(page)


def _unknown(path: str) -> tuple:
    home = home_path()
    body = [
        html.Div(html.H1("没有这个页面"), className="page-head"),
        states.notice(
            f"地址“{path[:80]}”不存在",
            "可能是链接写错了，或页面已经改名。请从左边的菜单进入，或回到首页。",
            html.P(html.A("回到首页", href=home, className="button button-strong")),
        ),
    ]
    plain = Address(home)
    bare = Page(home, "", "", "", 0, draw=lambda _state: [], layout=html.Div, controls=())
    return body, topbar(plain, bare, None, None, None), menu(plain, None), f"没有这个页面 · {NAME}"


def _closed_panel(state: Address, content: Component) -> list[Component]:
    close = html.A("关闭", href=state.link(panel=None), className="button", **{"data-close": "yes"})
    return [html.Div([html.H2("口径与来源"), close], className="panel-head"), content]
