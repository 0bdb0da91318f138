"""账户管理：有哪些账户，新建、改、重设密码、停用、恢复、解除锁定。管理员用，看不到任何记录。"""

from dash import html

from access.roles import May
from components import accounts_form, accounts_list
from components.accounts_parts import about_accounts, own_page
from components.page import register_page
from components.states import guarded

NAME = "账户管理"


def draw(state):
    """Every account, and the form."""
    return about_accounts(NAME, lambda: _parts(state))


def _parts(state):
    lines = accounts_list.every_line()
    parts = [guarded(accounts_list.accounts_box, state, lines), guarded(accounts_form.form_box, state)]
    if state["account"]:
        parts.reverse()
    return [accounts_list.sentence(lines), accounts_list.choices(state), html.Div(parts, className="grid")]


FILTERS = ("role", "standing", "q", *accounts_form.KEYS)
register_page(__name__, own_page("/accounts", NAME, "people", 96, draw, May.ACCOUNTS, *FILTERS))
