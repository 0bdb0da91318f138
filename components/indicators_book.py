"""The frame of the handbook: groups, search, the sentence on top, the list of entries."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.icon import icon
from components.indicators_entry import entry_box
from components.indicators_handbook import GROUPS, Handbook
from components.states import guarded, notice
from components.words import answer, figure, tabs


def book_tools(book: Handbook) -> list[Component]:
    """The groups and the search box."""
    state = book.state
    every = sum(book.every.values())
    items = [(f"全部 {every}", state.link(group=None, example=None), not state["group"])]
    items += [
        (f"{group} {book.every[group]}", state.link(group=group, example=None), state["group"] == group)
        for group in GROUPS
        if book.every[group]
    ]
    field = {"data-field": "q", "data-type": "search", "data-label": "查找指标", "data-value": state["q"] or ""}
    holder = html.Span(**field, **{"data-placeholder": "名称、定义、公式里的字"})
    button = html.Button(icon("search"), type="submit", className="button", **{"aria-label": "查找"})
    search = html.Form(
        [holder, button], action=state.link(q=None, example=None), role="search", className="records-search"
    )
    return [search, tabs("指标分组", items)]


def book_sentence(book: Handbook) -> html.P:
    """How many indicators there are, and how many have a number for this place and time."""
    entries = book.entries
    valued = sum(entry.row is not None and entry.row["value"] is not None for entry in entries)
    unreported = sum(entry.row is not None and not entry.row["reported"] for entry in entries)
    which = "本系统有 " if not (book.state["group"] or book.state["q"]) else "符合条件的有 "
    rest = f"，{unreported} 个未报送" if unreported else ""
    return answer(
        which, figure(len(entries), "个"), "指标；按现在的地区和时间，", figure(valued, "个"), f"有数值{rest}。"
    )


def entries_list(book: Handbook) -> list[Component]:
    """The entries under the names of their groups, with a short list of contents before them."""
    if not book.entries:
        back = html.P(html.A("看全部指标", href=book.state.link(q=None, group=None), className="button button-strong"))
        words = f"名称、定义和公式里都没有“{book.state['q']}”。换一个词，或看全部指标。"
        return [notice("没有这样的指标", words, back)]
    parts: list[Component] = [contents(book)]
    for group in GROUPS:
        inside = [entry for entry in book.entries if entry.group == group]
        if inside:
            parts.append(html.H2(group, className="entry-group"))
            parts += [guarded(entry_box, book, entry) for entry in inside]
    return [html.Div(parts, className="entries")]


def contents(book: Handbook) -> html.Nav:
    """Links to every entry on the page."""
    links = [html.A(entry.definition.name, href=f"#{entry.definition.id}") for entry in book.entries]
    return html.Nav(links, className="entry-contents", **{"aria-label": "本页的指标"})
