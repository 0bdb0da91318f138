"""账户管理：有哪些账户，新建、改、重设密码、停用、恢复。管理员用，看不到任何记录。"""

from dash import html

from access.roles import May
from components import accounts_form, accounts_list
from components.accounts_parts import without_accounts
from components.page import Page, register_page
from components.states import guarded, skeleton


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12)


def draw(state):
    """Every account, and the form."""
    head = html.Div(html.H1("账户管理"), className="page-head")
    if told := without_accounts():
        return [head, *told]
    lines = accounts_list.every_line()
    parts = [guarded(accounts_list.accounts_box, state, lines), guarded(accounts_form.form_box, state)]
    if state["account"]:
        parts.reverse()
    filters = accounts_list.choices(state)
    return [head, accounts_list.sentence(lines), filters, html.Div(parts, className="grid")]


register_page(
    __name__,
    Page(
        path="/accounts",
        name="账户管理",
        group="管",
        icon="people",
        order=96,
        draw=draw,
        layout=layout,
        controls=(),
        filters=("role", "standing", "q", *accounts_form.KEYS),
        needs_data=False,
        is_exported=False,
        words=lambda _state: "",
        needs=May.ACCOUNTS,
        for_hubs=True,
        for_accounts=True,
    ),
)
