"""审计记录：谁在什么时候做了什么，有没有被改动。管理员用。"""

from dash import html

from access.roles import May
from components import audit_lines
from components.accounts_parts import about_accounts, own_page
from components.page import register_page
from components.states import guarded

NAME = "审计记录"


def draw(state):
    """How long the record is, the lines asked for, whether it is whole."""
    return about_accounts(NAME, lambda: _parts(state))


def _parts(state):
    asked = audit_lines.asked_of(state)
    parts = [guarded(audit_lines.lines_box, asked, span=12), guarded(audit_lines.check_box, span=12)]
    return [audit_lines.sentence(asked), audit_lines.choices(asked), html.Div(parts, className="grid")]


register_page(__name__, own_page("/audit", NAME, "clock-history", 97, draw, May.AUDIT, *audit_lines.KEYS))
