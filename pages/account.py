"""我的账户：我是谁、能看什么，密码、登录、接口令牌。"""

from dash import html
from flask import request

from access import accounts, present
from access.roles import May
from components import account_self
from components.accounts_parts import about_accounts, own_page
from components.page import register_page
from components.states import guarded
from entrance.people import COOKIE

NAME = "我的账户"


def draw(_state):
    """The person who asks; where nobody has to come in, how accounts are set up."""
    return about_accounts(NAME, lambda: _parts(accounts.find(present.name())))


def _parts(account):
    if account is None:  # it went while the page was asked for: the next click leads to the login
        return []
    person, secret = account.person, request.cookies.get(COOKIE)
    parts = [
        guarded(account_self.password_box, account, span=6),
        guarded(account_self.rights_box, person, span=6),
        guarded(account_self.devices_box, person.name, secret, span=6),
        guarded(account_self.logins_box, person.name, span=6),
    ]
    if person.may(May.READ):
        parts.append(guarded(account_self.tokens_box, person, request.host_url.rstrip("/"), span=12))
    return [account_self.sentence(account), html.Div(parts, className="grid")]


register_page(__name__, own_page("/account", NAME, "person", 98, draw, None, spans=(6, 6, 12)))
