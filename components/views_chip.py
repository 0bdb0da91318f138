"""视图 in the top bar: keep what is shown under a name, open a kept one, copy its short link."""

from __future__ import annotations

import logging

from dash import html
from dash.development.base_component import Component

from components.chips import chip
from components.filter_words import in_words
from components.icon import icon
from components.page import Page
from components.state import State
from indicators.errors import ChoiceError, NoWarehouse
from views.errors import ViewError
from views.store import LONGEST_NAME, View, listed

SHOWN = 6


def views_chip(state: State, page: Page) -> html.Details:
    """The chip of a page whose choices were understood."""
    try:
        kept = listed(SHOWN)
        told: list[Component] = []
    except ViewError as error:
        logging.getLogger("wushe").warning("视图读不出来：%s", error.message)
        kept, told = [], [html.P(error.message, className="menu-note")]
    body = [
        html.P("保存现在看到的这一页", className="menu-note"),
        save_form(state.link(panel=None), default_name(state, page)),
        html.P(className="menu-note view-said", id="view-said", role="status"),
        html.Hr(),
        *told,
        *[_line(view) for view in kept],
        html.A(["全部视图与事件", icon("arrow-right")], href="/views"),
    ]
    return chip("保存或打开", "视图", body, name="views-chip", unseen=True)


def default_name(state: State, page: Page) -> str:
    """What a view is called unless somebody calls it otherwise: 组织密度：2024年 · 钱塘区 · 不含志愿团队."""
    try:
        words = in_words(state, page)
    except (ChoiceError, NoWarehouse):
        words = ""
    name = f"{page.name}：{words}" if words else page.name
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def save_form(address: str, name: str) -> html.Form:
    """A form that works without a script; with one the answer appears below it."""
    field = html.Span(
        **{"data-field": "name", "data-type": "text", "data-label": "视图的名字", "data-value": name},
    )
    return html.Form(
        [field, hidden("address", address), html.Button("保存", className="button button-strong", type="submit")],
        action="/views/save",
        method="post",
        **{"data-save-view": ""},
    )


def hidden(key: str, value: str) -> html.Span:
    """A value a form sends along."""
    return html.Span(**{"data-field": key, "data-type": "hidden", "data-label": key, "data-value": value})


def copy_button(view: View) -> html.Button:
    """Copies the short link; assets/views.js says that it did."""
    return html.Button(
        [icon("link-45deg"), html.Span("复制链接")],
        className="button button-plain copy",
        type="button",
        title=f"复制“{view.name}”的短链接",
        **{"data-copy-link": view.link, "aria-label": f"复制链接：{view.name}"},
    )


def _line(view: View) -> html.Div:
    link = html.A(view.name, href=view.address, title=view.name)
    return html.Div([link, copy_button(view)], className="either view-line")
