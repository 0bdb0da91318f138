"""我的账户：我是谁、能看什么，密码、登录、接口令牌。"""

from dash import html
from flask import request

from access import accounts, present
from access.roles import May
from components import account_self
from components.accounts_parts import without_accounts
from components.page import Page, register_page
from components.states import guarded, skeleton
from entrance.people import COOKIE


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(6, 6, 12)


def draw(_state):
    """The person who asks; where nobody has to come in, how accounts are set up."""
    head = html.Div(html.H1("我的账户"), className="page-head")
    account = accounts.find(present.name())
    if account is None:
        return [head, *without_accounts()]
    person, secret = account.person, request.cookies.get(COOKIE)
    parts = [
        guarded(account_self.password_box, account, span=6),
        guarded(account_self.rights_box, person, span=6),
        guarded(account_self.devices_box, person.name, secret, span=6),
        guarded(account_self.logins_box, person.name, span=6),
    ]
    if person.may(May.READ):
        parts.append(guarded(account_self.tokens_box, person, request.host_url.rstrip("/"), span=12))
    return [head, account_self.sentence(account), html.Div(parts, className="grid")]


register_page(
    __name__,
    Page(
        path="/account",
        name="我的账户",
        group="管",
        icon="person",
        order=98,
        draw=draw,
        layout=layout,
        controls=(),
        needs_data=False,
        is_exported=False,
        words=lambda _state: "",
        needs=None,
        for_hubs=True,
        for_accounts=True,
    ),
)
