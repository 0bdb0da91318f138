"""Pages that need no script: logging in, a new password, and every refusal in words."""

from __future__ import annotations

from flask import Response
from markupsafe import Markup

PAGE = Markup(
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title} · 五社联动分析台</title>'
    '<link rel="icon" href="/_favicon.ico"><script src="/assets/theme.js"></script>'
    '<link rel="stylesheet" href="/assets/tokens.css"><link rel="stylesheet" href="/assets/shell.css">'
    '<link rel="stylesheet" href="/assets/entrance.css"></head>'
    '<body class="entrance"><main class="entrance-box"><p class="entrance-name">'
    '<span class="brand-mark" aria-hidden="true">{dots}</span>五社联动分析台</p>{body}</main></body></html>'
)
DOTS = Markup("<i></i><i></i><i></i><i></i><i></i><i></i><i></i><i></i><i></i>")


def page(title: str, body: Markup, status: int = 200) -> Response:
    """A whole page around a body."""
    return Response(PAGE.format(title=title, dots=DOTS, body=body), status, mimetype="text/html")


def told(words: str, is_refusal: bool) -> Markup:
    """What happened, read out by screen readers; nothing for no words."""
    if not words:
        return Markup("")
    kind = Markup('class="entrance-said entrance-refused" role="alert"')
    return Markup("<p {}>{}</p>").format(kind if is_refusal else Markup('class="entrance-said" role="status"'), words)


def field(label: str, name: str, kind: str, complete: str, value: str = "", is_first: bool = False) -> Markup:
    """A field with its label; what was typed into a field of a password is never given back."""
    return Markup(
        '<label class="entrance-field"><span>{}</span><input name="{}" type="{}" value="{}" autocomplete="{}" '
        'autocapitalize="none" spellcheck="false" maxlength="128" required{}></label>'
    ).format(label, name, kind, value, complete, Markup(" autofocus") if is_first else "")


def refusal(status: int, error: str, hint: str, who: str) -> Response:
    """Why something is not shown, and where to go; whoever is in sees as whom, and may leave."""
    leave = Markup(
        '<form method="post" action="/logout" class="entrance-leave"><span>现在登录的是 {}</span>'
        '<button class="button" type="submit">退出登录</button></form>'
    )
    body = Markup('<h1>{}</h1><p>{}</p><p><a class="button button-strong" href="/">返回首页</a></p>{}')
    return page(error, body.format(error, hint, leave.format(who) if who else ""), status)
