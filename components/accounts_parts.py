"""Forms, fields and words of the pages about accounts; assets/accounts.js sends the forms and shows the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from access import present
from access.accounts import any_exist
from access.inquiry import HERE
from access.roles import May, Person, Role
from components.data_table import Column, data_table
from components.icon import icon
from components.page import Draw, Page
from components.place import WHOLE
from components.states import notice, skeleton
from components.views_chip import hidden
from indicators.errors import NoWarehouse
from indicators.warehouse import ask

SEES_NONE = "不看记录"
FIRST = "python -m access user add 账户名 --role 管理员"


def own_page(path: str, name: str, icon_name: str, order: int, draw: Draw, needs: May | None, *filters: str,
             spans: tuple[int, ...] = (12, 12)) -> Page:  # fmt: skip
    """A page about accounts: there where people log in, with data or without, in no export, of one hub or of all."""
    return Page(
        path=path,
        name=name,
        group="管",
        icon=icon_name,
        order=order,
        draw=draw,
        layout=lambda **_choices: skeleton(*spans),
        controls=(),
        filters=filters,
        needs_data=False,
        is_exported=False,
        words=lambda _state: "",
        needs=needs,
        for_hubs=True,
        for_accounts=True,
    )


def about_accounts(name: str, parts: Callable[[], Sequence[Component]]) -> list[Component]:
    """The name of the page, then its parts; where nobody logs in, how accounts are set up instead."""
    return [html.Div(html.H1(name), className="page-head"), *(without_accounts() or parts())]


def moment_words(moment: datetime | None, none: str = "—") -> str:
    """A moment as people here write it."""
    return f"{moment.astimezone(HERE):%Y-%m-%d %H:%M}" if moment else none


def scope_words(person: Person) -> str:
    """What an account may look at, by name; by number where nothing was published or nobody knows it any more."""
    if person.role is Role.ADMINISTRATOR:
        return SEES_NONE
    if not (person.hub or person.area):
        return WHOLE
    try:
        return _hub_words(person.hub) if person.hub else area_words(person.area or "")
    except NoWarehouse:
        return person.hub or person.area or ""


def _hub_words(hub: str) -> str:
    name = next((row["name"] for row in ask("hubs", area=None, level=None) if row["hub_id"] == hub), "")
    return f"{name}（枢纽 {hub}）" if name else f"枢纽 {hub}（数据里没有）"


def area_words(code: str) -> str:
    """An area with all above it."""
    found = ask("area", area=code)
    return (found[0]["path"] or found[0]["name"]).replace("/", " ") if found else f"{code}（数据里没有）"


def sent_form(
    action: str,
    button: str,
    *fields: Component,
    confirm: str = "",
    strong: bool = False,
    label: str = "",
    sign: str = "",
    **kept: str,
) -> html.Form:
    """A form whose answer is shown in place. With `confirm` it is asked first whether it is meant."""
    named = {"aria-label": label, "title": label} if label else {}
    words = [icon(sign), button] if sign else button
    asks = {"data-confirm": confirm} if confirm else {}
    return html.Form(
        [
            *(hidden(key, value) for key, value in kept.items()),
            *fields,
            html.Button(words, className="button button-strong" if strong else "button", type="submit", **named),
            html.Output(className="account-error", role="alert", **{"data-form-said": ""}),
        ],
        action=action,
        method="post",
        className="account-form" if fields else "post-form account-once",
        **{"data-account-form": "", **asks},
    )


def field(key: str, label: str, kind: str = "text", value: str = "", **more: str) -> html.Label:
    """A field with its name above it; `more` are placeholder, pattern, autocomplete and the like."""
    holder = html.Span(
        **{
            "data-field": key,
            "data-type": kind,
            "data-label": label,
            "data-value": value,
            **{f"data-{name}": words for name, words in more.items()},
        }
    )
    return html.Label([html.Span(label, className="account-label"), holder], className="account-field")


def plain_table(columns: Sequence[Column], rows: Sequence[Mapping], caption: str) -> html.Div:
    """A table nobody takes home by the menu of its box: it is not made of records."""
    shown = data_table(columns, rows, caption)
    return html.Div(
        shown.children, className="table-wrap account-table", tabIndex=0, role="region", **{"aria-label": caption}
    )


def without_accounts() -> list[Component]:
    """Why there is nothing here for one person on one machine, and how accounts are set up; nothing where there are."""
    if present.is_required() or any_exist():
        return []
    steps = html.Ol(
        [
            html.Li(["在服务器上执行 ", html.Code(FIRST), "，记下显示的第一个密码；"]),
            html.Li("重新启动本系统：从此人人都要登录，本机也一样；"),
            html.Li("用这个管理员登录，在“账户管理”里给每个人各建一个账户。"),
        ],
        className="account-steps",
    )
    words = "现在只有本机能打开，不用登录，也不记审计。要让别的电脑也能用，先设账户："
    return [notice("还没有账户", words, steps)]
