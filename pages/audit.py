"""审计记录：谁在什么时候做了什么，有没有被改动。管理员用。"""

from dash import html

from access.roles import May
from components import audit_lines
from components.accounts_parts import without_accounts
from components.page import Page, register_page
from components.states import guarded, skeleton


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12)


def draw(state):
    """How long the record is, the lines asked for, whether it is whole."""
    head = html.Div(html.H1("审计记录"), className="page-head")
    if told := without_accounts():
        return [head, *told]
    asked = audit_lines.asked_of(state)
    parts = [guarded(audit_lines.lines_box, asked, span=12), guarded(audit_lines.check_box, span=12)]
    filters = audit_lines.choices(asked)
    return [head, audit_lines.sentence(asked), filters, html.Div(parts, className="grid")]


register_page(
    __name__,
    Page(
        path="/audit",
        name="审计记录",
        group="管",
        icon="clock-history",
        order=97,
        draw=draw,
        layout=layout,
        controls=(),
        filters=audit_lines.KEYS,
        needs_data=False,
        is_exported=False,
        words=lambda _state: "",
        needs=May.AUDIT,
        for_hubs=True,
        for_accounts=True,
    ),
)
