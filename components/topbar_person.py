"""Who has come in, in the top bar: login name, role and scope in words, the way to one's account, and out."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from access import present
from access.roles import Person
from components.chips import chip
from components.icon import icon
from components.page import all_pages
from components.place import WHOLE
from components.scoped import home_area, hub_name, own_hub
from indicators.errors import NoWarehouse
from indicators.warehouse import ask

ACCOUNT = "我的账户"


def person_chip() -> list[Component]:
    """The chip of the person who has come in; nothing where nobody has to."""
    person = present.person()
    if person is None:
        return []
    own = [
        html.A([icon("person"), page.name], href=page.path, className="menu-button")
        for page in all_pages()
        if page.name == ACCOUNT
    ]
    leave = html.Form(
        html.Button([icon("arrow-right"), html.Span("退出")], className="menu-button", type="submit"),
        action="/logout",
        method="post",
    )
    body = [
        html.P([html.B(person.name), html.Br(), person.role.value], className="menu-note"),
        html.P(f"范围：{scope_words()}", className="menu-note"),
        html.Hr(),
        *own,
        leave,
    ]
    return [chip("登录的人", person.name, body, name="person-chip", unseen=True)]


def person_words(person: Person) -> str:
    """Who somebody is, on paper and in files: accounts have login names, no names of people."""
    return f"{person.name}（{person.role.value}）"


def on_paper() -> list[Component]:
    """Who prints and what they may see; assets/app.js adds when, as the printing begins. Nothing on the screen."""
    person = present.person()
    if person is None:
        return []
    words = f"制作：{person_words(person)}，范围：{scope_words()}"
    return [html.Span(words, className="in-print printed-by", **{"data-printed-by": words})]


def scope_words() -> str:
    """What the asking person may look at, by name: 杭州市钱塘区, a hub, 全部区域."""
    hub, area = own_hub(), home_area()
    if not (hub or area):
        return WHOLE
    try:
        if hub:
            return hub_name()
        found = ask("area", area=area)
        return (found[0]["path"] or found[0]["name"]).replace("/", " ") if found else str(area)
    except NoWarehouse:
        return str(hub or area)
